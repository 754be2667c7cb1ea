using System.Globalization;
using System.Runtime.InteropServices;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cascade.Samples.Web.Routes;

/// <summary>The four backends: play, configure, measure, compare.</summary>
internal static class BackendRoutes
{
    private const int MostRounds = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder backends = api.MapGroup("/backends").WithTags("Backends");
        backends.MapGet("/", (BackendSet all) => all.All.Select(backend => BackendModel.Of(all, backend)))
            .WithSummary("All backends, whether they answer, and how they are configured.");
        backends.MapGet("/{name}", (string name, BackendSet all) => BackendModel.Of(all, all[name])).WithSummary("One backend.");
        backends.MapGet("/{name}/health", Health).WithSummary("200 if the backend answers, else 503 with the one to use instead.");
        backends.MapGet("/{name}/metrics", (string name, BackendSet all) => MetricsModel.Of(all[name].Metrics))
            .WithSummary("Counts, and the times of the last thousand requests in milliseconds.");
        backends.MapGet("/{name}/config", (string name, BackendSet all) => all[name].Configuration).WithSummary("The configuration.");
        backends.MapPatch("/{name}/config", (string name, ConfigurationChange change, BackendSet all) =>
            all[name].Configure(change.ApplyTo))
            .WithSummary("Changes what is given; all of it or nothing.");
        backends.MapGet("/service/events", (BackendSet all, long after = 0) =>
            all.All.OfType<ServiceBackend>().Single().Events.After(after))
            .WithSummary("What the services did last, in the order they did it.");
        backends.MapPost("/{name}/notes", PlayAsync).Produces<byte[]>(contentType: WaveResult.ContentType).Produces<SoundModel>()
            .WithSummary("Plays notes: WAV, or JSON with the times where Accept asks for it.");
        api.MapPost("/compare", CompareAsync).WithTags("Backends").WithSummary("Plays the same notes by every backend, one after another.");
    }

    private static JsonHttpResult<BackendModel> Health(string name, BackendSet all)
    {
        var model = BackendModel.Of(all, all[name]);
        return TypedResults.Json(model, statusCode: model.IsHealthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> PlayAsync(
        string name, RequestStart start, SoundRequest request, BackendSet all, LongWork work, HttpContext context)
    {
        IBackend backend = all[name];
        using IDisposable place = work.Enter();
        double parse = start.Elapsed.TotalMilliseconds;
        RenderedSound sound = await backend.PlayAsync(request, context.RequestAborted);
        // "Server-Timing" shows the breakdown in every browser's tools.
        context.Response.Headers["Server-Timing"] = string.Create(CultureInfo.InvariantCulture,
            $"parse;dur={parse:F3}, queue;dur={sound.Breakdown.Queue.TotalMilliseconds:F3}, "
            + $"synthesis;dur={sound.Breakdown.Synthesis.TotalMilliseconds:F3}, total;dur={sound.Breakdown.Total.TotalMilliseconds:F3}");
        bool wantsJson = context.Request.GetTypedHeaders().Accept.FirstOrDefault()?.MediaType.Equals(
            "application/json", StringComparison.OrdinalIgnoreCase) ?? false;
        return wantsJson
            ? TypedResults.Ok(new SoundModel(
                backend.Name, sound.SampleRate, sound.Frames, sound.Duration.TotalSeconds, sound.ClippedSamples,
                TimesModel.Of(sound.Breakdown), MemoryMarshal.AsBytes<short>(sound.Samples).ToArray()))
            : WaveResult.Of(sound, $"{backend.Name}.wav");
    }

    private static async Task<IReadOnlyList<ComparisonModel>> CompareAsync(
        SoundRequest request, BackendSet all, LongWork work, HttpContext context, int rounds = 10)
    {
        if (rounds is < 1 or > MostRounds)
            throw new InvalidRequestException("rounds", rounds, $"1 to {MostRounds}");
        using IDisposable place = work.Enter();
        return [.. (await BackendComparison.RunAsync(all.All, request, rounds, context.RequestAborted)).Select(row => new ComparisonModel(
            row.Backend, row.Requests, row.NotesPerSecond, TimesModel.Of(row.Median), TimesModel.Of(row.P99), row.AllocatedBytes,
            row.SameSamples))];
    }
}

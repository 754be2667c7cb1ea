using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Played;

namespace Cascade.Samples.Web.Routes;

/// <summary>Notes as they are played: a backend checks, analyses, predicts from and stores them.</summary>
internal static class PlayedRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/backends/{name}/played", ProcessAsync).WithTags("Backends")
            .WithSummary("Processes played notes by a backend: key, likeliest next keys, and whether they will be kept.");
        RouteGroupBuilder played = api.MapGroup("/played").WithTags("Played").RequireAuthorization();
        played.MapGet("/", (ClaimsPrincipal user, PlayedStore store, CancellationToken cancellation) =>
            store.ListAsync(UserRoutes.IdOf(user), cancellation)).WithSummary("The user's sessions of playing, the latest first.");
        played.MapGet("/{id:guid}", async (Guid id, ClaimsPrincipal user, PlayedStore store, CancellationToken cancellation) =>
                await store.NotesAsync(UserRoutes.IdOf(user), id, cancellation) is { Count: > 0 } notes ? notes : throw NoSuchSession())
            .WithSummary("The notes of a session, as they were played.");
        played.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, PlayedStore store, CancellationToken cancellation) =>
                await store.DeleteAsync(UserRoutes.IdOf(user), id, cancellation) ? Results.NoContent() : throw NoSuchSession())
            .WithSummary("Forgets a session.");
    }

    private static Persistence.NotFoundException NoSuchSession() => new("There is no such session.");

    private static async Task<WholeJson<PlayedModel>> ProcessAsync(string name, PlayedRequest request, BackendSet all,
        PlayedSessions sessions, NoteLog log, ClaimsPrincipal user, CancellationToken cancellation)
    {
        IBackend backend = all[name];
        if (request.Session is not { } id || id == Guid.Empty)
            throw new InvalidRequestException("session", request.Session, "an id that the page has made");
        Guid? owner = user.Identity is { IsAuthenticated: true } ? UserRoutes.IdOf(user) : null;
        var work = new PlayedWork(request.Notes, sessions.Find(owner, id), $"{owner}/{id}", notes => log.Keep(owner, id, notes));
        Breakdown times = await backend.ProcessAsync(work, cancellation);
        var model = new PlayedModel(backend.Name, request.Notes!.Count, work.Kept.ToString().ToLowerInvariant(), work.Key, work.Confidence,
            work.Likeliest, PlayedTimes.Of(times));
        return new WholeJson<PlayedModel>(model, PlayedJson.Default.PlayedModel);
    }
}

/// <summary>Notes of a session, whose id the page has made.</summary>
internal sealed record PlayedRequest(Guid? Session, IReadOnlyList<PlayedNote>? Notes);

/// <summary>What was made of notes: how many, whether they will be kept ("accepted", "no", "full"), the key they are in so far, and which
/// keys are likely to be next.</summary>
internal sealed record PlayedModel(string Backend, int Notes, string Kept, string? Key, double Confidence,
    IReadOnlyList<LikelyNote> Likeliest, PlayedTimes Milliseconds);

/// <summary>Milliseconds: waiting, all steps together, from arrival to answer.</summary>
internal sealed record PlayedTimes(double Queue, double Work, double Total)
{
    public static PlayedTimes Of(Breakdown times) =>
        new(times.Queue.TotalMilliseconds, times.Synthesis.TotalMilliseconds, times.Total.TotalMilliseconds);
}

/// <summary>How the answer is written, without a look at its types.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PlayedModel))]
internal sealed partial class PlayedJson : JsonSerializerContext;

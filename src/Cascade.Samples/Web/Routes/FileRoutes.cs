using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Persistence;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Rooms;
using Cascade.Samples.Web.Services;
using Cascade.Samples.Web.Storage;

namespace Cascade.Samples.Web.Routes;

/// <summary>The file service: MIDI and audio files as they came, by their ids.</summary>
internal static class FileRoutes
{
    private const string Midi = "audio/midi";

    /// <summary>The routes of whoever is signed in; where the service is a host of its own they hand on to it.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder files = api.MapGroup("/files").WithTags("Files").RequireAuthorization();
        files.AddEndpointFilter(async (invocation, next) =>
        {
            HttpContext context = invocation.HttpContext;
            RemoteServices remote = context.RequestServices.GetRequiredService<RemoteServices>();
            if (!remote.AreThere)
                return await next(invocation);
            // Who asks is known here; the service is told.
            context.Request.Path.StartsWithSegments("/api", out PathString rest);
            await remote.HandOnAsync(context, ServiceHosts.Files, $"/users/{UserRoutes.IdOf(context.User)}{rest}");
            return Results.Empty;
        });
        Map(files, context => UserRoutes.IdOf(context.User));
    }

    /// <summary>The routes of the service, which is told whose files they are and asks nobody.</summary>
    public static void MapService(IEndpointRouteBuilder app) => Map(app.MapGroup("/users/{user:guid}/files"),
        context => Guid.Parse((string)context.Request.RouteValues["user"]!));

    private static void Map(RouteGroupBuilder files, Func<HttpContext, Guid> ownerOf)
    {
        files.MapGet("/", (HttpContext context, FileStore store) => store.ListAsync(ownerOf(context), context.RequestAborted))
            .WithSummary("The user's files, the newest first.");
        files.MapPost("/", (HttpContext context, FileStore store, string? name = null, Guid? id = null) =>
                SaveAsync(context.Request, ownerOf(context), store, name, id, context.RequestAborted))
            .Accepts<byte[]>(Midi, WaveResult.ContentType).WithSummary("Keeps a MIDI or WAV file; what it is its first bytes tell.");
        files.MapGet("/{id:guid}", async (Guid id, HttpContext context, FileStore store) =>
        {
            FileModel file = await store.FindAsync(ownerOf(context), id, context.RequestAborted) ?? throw NoSuchFile();
            return TypedResults.File(
                await store.ContentAsync(ownerOf(context), id, context.RequestAborted) ?? throw NoSuchFile(), file.ContentType, file.Name);
        }).WithSummary("A file, byte by byte.");
        files.MapDelete("/{id:guid}", async (Guid id, HttpContext context, FileStore store) =>
                await store.DeleteAsync(ownerOf(context), id, context.RequestAborted) ? Results.NoContent() : throw NoSuchFile())
            .WithSummary("Deletes a file.");
    }

    private static NotFoundException NoSuchFile() => new("There is no such file.");

    private static async Task<FileModel> SaveAsync(
        HttpRequest request, Guid user, FileStore store, string? name, Guid? id, CancellationToken cancellation)
    {
        byte[] content = await MidiRoutes.ReadBytesAsync(request, FileStore.LargestFile);
        string type = TypeOf(content);
        string plain = PlainText.Of(name, FileStore.LongestName).Replace('/', '_').Replace('\\', '_');
        // Made by the client, an id makes a repeated save harmless.
        return await store.SaveAsync(user, id ?? Guid.CreateVersion7(),
            plain.Length > 0 ? plain : type == Midi ? "song.mid" : "sound.wav", type, content, cancellation);
    }

    // Whatever the request says it is: it must be read to its end.
    private static string TypeOf(byte[] content)
    {
        if (content.Length >= 12 && content.AsSpan(0, 4).SequenceEqual("RIFF"u8) && content.AsSpan(8, 4).SequenceEqual("WAVE"u8))
        {
            using var stream = new MemoryStream(content, writable: false);
            try
            {
                WaveFile.Read(stream);
                return WaveResult.ContentType;
            }
            catch (WaveFormatException e)
            {
                throw new InvalidRequestException("body", e.Message, "a WAV file that can be read");
            }
        }
        Song.Read(content);
        return Midi;
    }
}

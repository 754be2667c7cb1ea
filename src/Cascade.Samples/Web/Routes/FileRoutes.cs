using System.Security.Claims;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Persistence;
using Cascade.Samples.Backends;
using Cascade.Samples.Web.Rooms;
using Cascade.Samples.Web.Storage;

namespace Cascade.Samples.Web.Routes;

/// <summary>The file service: MIDI and audio files as they came, by their ids.</summary>
internal static class FileRoutes
{
    private const string Midi = "audio/midi";

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder files = api.MapGroup("/files").WithTags("Files").RequireAuthorization();
        files.MapGet("/", (ClaimsPrincipal user, FileStore store, CancellationToken cancellation) =>
            store.ListAsync(UserRoutes.IdOf(user), cancellation)).WithSummary("The user's files, the newest first.");
        files.MapPost("/", SaveAsync).Accepts<byte[]>(Midi, WaveResult.ContentType)
            .WithSummary("Keeps a MIDI or WAV file; what it is its first bytes tell.");
        files.MapGet("/{id:guid}", async (Guid id, ClaimsPrincipal user, FileStore store, CancellationToken cancellation) =>
        {
            FileModel file = await store.FindAsync(UserRoutes.IdOf(user), id, cancellation) ?? throw NoSuchFile();
            return TypedResults.File(await store.ContentAsync(UserRoutes.IdOf(user), id, cancellation) ?? throw NoSuchFile(),
                file.ContentType, file.Name);
        }).WithSummary("A file, byte by byte.");
        files.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, FileStore store, CancellationToken cancellation) =>
                await store.DeleteAsync(UserRoutes.IdOf(user), id, cancellation) ? Results.NoContent() : throw NoSuchFile())
            .WithSummary("Deletes a file.");
    }

    private static NotFoundException NoSuchFile() => new("There is no such file.");

    private static async Task<FileModel> SaveAsync(HttpRequest request, ClaimsPrincipal user, FileStore store,
        CancellationToken cancellation, string? name = null, Guid? id = null)
    {
        byte[] content = await MidiRoutes.ReadBytesAsync(request, FileStore.LargestFile);
        string type = TypeOf(content);
        string plain = PlainText.Of(name, FileStore.LongestName).Replace('/', '_').Replace('\\', '_');
        // Made by the client, an id makes a repeated save harmless.
        return await store.SaveAsync(UserRoutes.IdOf(user), id ?? Guid.CreateVersion7(),
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

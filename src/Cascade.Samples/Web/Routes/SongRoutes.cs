using System.Security.Claims;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Persistence;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>A user's songs.</summary>
internal static class SongRoutes
{
    private const int Rate = 48_000;
    private const string Midi = "audio/midi", AudioMetrics = "audio metrics 1";

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder songs = api.MapGroup("/songs").WithTags("Songs").RequireAuthorization();
        songs.MapGet("/", (ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation, string? search = null,
            string? after = null, int limit = 50) =>
                SongsOf(user, access).ListAsync(new SongQuery { Search = search, After = after, Limit = limit }, cancellation))
            .WithSummary("The user's songs, the newest first, page by page.");
        songs.MapPost("/", SaveNotesAsync).WithSummary("Keeps notes as a song. Answered once it is durable, with how loud it is.");
        songs.MapPost("/midi", SaveMidiAsync).Accepts<byte[]>(Midi).WithSummary("Keeps a MIDI file with all it says.");
        songs.MapGet("/{id:guid}", (Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
            FindAsync(id, user, access, cancellation)).WithSummary("A song.");
        songs.MapGet("/{id:guid}.mid", async (Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
                TypedResults.File((await SongsOf(user, access).LoadAsync(id, cancellation)).ToArray(), Midi, "song.mid"))
            .WithSummary("A song as a MIDI file.");
        songs.MapGet("/{id:guid}.wav",
            async (Guid id, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation,
                string? instrument = null) => SongSound.Stream(
                await SongsOf(user, access).LoadAsync(id, cancellation), instrument, Rate, "song.wav", work, cancellation))
            .WithSummary("A song as WAV, sent while it is rendered.");
        songs.MapPut("/{id:guid}.mid", ReplaceAsync).Accepts<byte[]>(Midi)
            .WithSummary("Puts a MIDI file in the place of a song; refused with 409 if it has changed since the version expected.");
        songs.MapGet("/{id:guid}/notes", NotesAsync).WithSummary("The notes of a stretch of a song, in samples of its rate.");
        songs.MapPatch("/{id:guid}",
            (Guid id, SongChange change, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
                SongsOf(user, access).RenameAsync(id, change.Title ?? "", change.ExpectedVersion, cancellation))
            .WithSummary("Gives a song another title; refused with 409 if it has changed since the version expected.");
        songs.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
                await SongsOf(user, access).DeleteAsync(id, null, cancellation) ? Results.NoContent()
                    : throw new NotFoundException("There is no such song."))
            .WithSummary("Deletes a song.");
    }

    private static SongStore SongsOf(ClaimsPrincipal user, StoreAccess access) => access.Store.For(UserRoutes.IdOf(user)).Songs;

    private static async Task<StoredSong> FindAsync(Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
        await SongsOf(user, access).FindAsync(id, cancellation) ?? throw new NotFoundException("There is no such song.");

    private static async Task<IReadOnlyList<StoredNote>> NotesAsync(
        Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation,
        long from = 0, long before = long.MaxValue, int lowestKey = 0, int highestKey = 127, int limit = 1_000)
    {
        await FindAsync(id, user, access, cancellation);
        var range = new NoteRange { From = from, Before = before, LowestKey = lowestKey, HighestKey = highestKey, Limit = limit };
        return await SongsOf(user, access).FindNotesAsync(id, range, cancellation);
    }

    private static Task<SavedSong> SaveNotesAsync(
        PlayedSong played, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation) =>
        SaveAsync(played.Id, played.Title ?? "", PlayedNotes.ToSong(played.Notes, played.Title), user, access, work, cancellation);

    private static async Task<SavedSong> SaveMidiAsync(
        HttpRequest request, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation,
        string? title = null, Guid? id = null)
    {
        Song song = await MidiRoutes.ReadAsync(request);
        return await SaveAsync(id, title ?? song.Title ?? "", song, user, access, work, cancellation);
    }

    private static async Task<StoredSong> ReplaceAsync(Guid id, HttpRequest request, ClaimsPrincipal user, StoreAccess access,
        CancellationToken cancellation, int? expectedVersion = null) =>
        await SongsOf(user, access).ReplaceAsync(id, await MidiRoutes.ReadAsync(request), Rate, expectedVersion, cancellation);

    private static async Task<SavedSong> SaveAsync(
        Guid? id, string title, Song song, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation)
    {
        UserData data = access.Store.For(UserRoutes.IdOf(user));
        // Made by the client, an id makes a repeated save harmless.
        StoredSong saved = await data.Songs.SaveAsync(id ?? Guid.CreateVersion7(), title, song, Rate, cancellation);
        AudioMetricsModel metrics = await MeasureAsync(saved, song, work, cancellation);
        await data.Analytics.SetAsync(saved, AudioMetrics, JsonSerializer.SerializeToElement(metrics), cancellation);
        return new SavedSong(saved, metrics);
    }

    // The song is kept by now: one that is too long to be played has no loudness, but no fault either.
    private static async Task<AudioMetricsModel> MeasureAsync(
        StoredSong saved, Song song, LongWork work, CancellationToken cancellation)
    {
        double seconds = saved.Duration.TotalSeconds;
        try
        {
            Loudness loudness = await work.WithoutPlaceAsync(() => SongSound.Measure(song, cancellation), cancellation);
            return new AudioMetricsModel(seconds, Finite(loudness.TruePeak), Finite(loudness.Integrated));
        }
        catch (InvalidRequestException)
        {
            return new AudioMetricsModel(seconds, null, null);
        }
    }

    private static double? Finite(double decibels) => double.IsFinite(decibels) ? decibels : null;
}

/// <summary>Notes to keep.</summary>
internal sealed record PlayedSong(Guid? Id, string? Title, IReadOnlyList<NoteRequest>? Notes);

/// <summary>What is changed in a song.</summary>
internal sealed record SongChange(string? Title, int? ExpectedVersion);

/// <summary>A song that is kept, and how loud it is.</summary>
internal sealed record SavedSong(StoredSong Song, AudioMetricsModel Audio);

/// <summary>How a song sounds: seconds, true peak in dB, loudness in LUFS; null for silence, and for what is too long to be
/// played.</summary>
internal sealed record AudioMetricsModel(double Seconds, double? TruePeak, double? Loudness);

using Cascade.Dsp;
using Cascade.Samples.Analysis;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>MIDI files that are not kept: what is in them, and how they sound.</summary>
internal static class MidiRoutes
{
    /// <summary>The largest MIDI file, in bytes.</summary>
    public const int LargestFile = 4 << 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder midi = api.MapGroup("/midi").WithTags("MIDI");
        midi.MapPost("/parse", async (HttpRequest request) => Describe(await ReadAsync(request))).Accepts<byte[]>("audio/midi")
            .WithSummary("What is in a MIDI file.");
        midi.MapPost("/render", RenderAsync).Accepts<byte[]>("audio/midi").Produces<byte[]>(contentType: WaveResult.ContentType)
            .WithSummary("A MIDI file as WAV, sent while it is rendered.");
        midi.MapGet("/notes/{key:int}", (int key) => key is >= 0 and <= 127
            ? new { Key = key, Name = PitchName.OfKey(key), Frequency = KeyTuning.Default[key] }
            : throw new InvalidRequestException("key", key, "0 to 127")).WithSummary("The name and frequency of a key.");
    }

    /// <summary>Reads the request's body as a MIDI file.</summary>
    /// <exception cref="InvalidRequestException">It is too large.</exception>
    public static async Task<Song> ReadAsync(HttpRequest request) => Song.Read(await ReadBytesAsync(request, LargestFile));

    /// <summary>Reads the request's body.</summary>
    /// <exception cref="InvalidRequestException">It is too large.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, int most)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            if (bytes.Length + read > most)
                throw new InvalidRequestException("body", "more", $"at most {most} bytes");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    /// <summary>What there is to say of a song.</summary>
    public static object Describe(Song song) => new
    {
        song.Title,
        song.NoteCount,
        Seconds = song.ToSequence(48_000).Duration.TotalSeconds,
        Tracks = song.Tracks.Select(track => new { track.Name, track.NoteCount }),
        Warnings = song.File.WarningCount,
    };

    private static async Task<IResult> RenderAsync(HttpRequest request, LongWork work, string? instrument = null, int sampleRate = 48_000)
    {
        Song song = await ReadAsync(request);
        return SongSound.Stream(song, instrument, sampleRate, $"{song.Title ?? "song"}.wav", work, request.HttpContext.RequestAborted);
    }
}

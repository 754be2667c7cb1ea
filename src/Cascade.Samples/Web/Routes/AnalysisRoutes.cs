using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Persistence;
using Cascade.Samples.Analysis;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>What a song is made of, what may come next, and how it may go on.</summary>
internal static class AnalysisRoutes
{
    private const int MostBars = 64, MostLikely = 16;
    private const double SlowestTempo = 20, FastestTempo = 400;
    private const string Json = "application/json";

    private static readonly string s_kind = $"report {AnalysisReport.CurrentVersion}";

    public static void Map(IEndpointRouteBuilder api)
    {
        MapOpen(api);
        api.MapGet("/songs/{id:guid}/analysis", SongAsync).WithTags("Songs").RequireAuthorization().Produces<AnalysisReport>()
            .WithSummary("Key, tempo, chords, melody and rhythm of a song; kept beside it.");
    }

    /// <summary>What needs no user.</summary>
    public static void MapOpen(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder open = api.MapGroup("").WithTags("Analysis");
        open.MapPost("/midi/analyze", async (HttpRequest request, LongWork work) => await ReportAsync(await MidiRoutes.ReadAsync(request),
            work, request.HttpContext.RequestAborted)).Accepts<byte[]>("audio/midi").Produces<AnalysisReport>()
            .WithSummary("Key, tempo, chords, melody and rhythm of a MIDI file.");
        open.MapPost("/predict", Predict).WithSummary("How likely each of the 128 keys is to be the next note.");
        open.MapPost("/continue", ContinueAsync).WithSummary("The next bars in the style of what was played, as notes in seconds.");
    }

    private static async Task<IResult> SongAsync(
        Guid id, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation)
    {
        UserData data = access.Store.For(UserRoutes.IdOf(user));
        StoredSong stored = await data.Songs.FindAsync(id, cancellation) ?? throw new NotFoundException("There is no such song.");
        if (await data.Analytics.FindAsync(id, s_kind, cancellation) is { } kept)
            return TypedResults.Text(kept.GetRawText(), Json);
        Song song = await data.Songs.LoadAsync(id, cancellation);
        string report = await TextAsync(song, work, cancellation);
        using var document = JsonDocument.Parse(report);
        await data.Analytics.SetAsync(stored, s_kind, document.RootElement, cancellation);
        return TypedResults.Text(report, Json);
    }

    private static async Task<IResult> ReportAsync(Song song, LongWork work, CancellationToken cancellation) =>
        TypedResults.Text(await TextAsync(song, work, cancellation), Json);

    private static Task<string> TextAsync(Song song, LongWork work, CancellationToken cancellation) =>
        work.RunAsync(() => SongAnalysis.Of(song).ToReport().ToJson(), cancellation);

    private static PredictionModel Predict(PredictionRequest request)
    {
        ImmutableArray<SongNote> melody = SongNotes.Of(PlayedNotes.ToSong(request.Notes));
        double tempo = InRange("tempo", request.Tempo ?? 120, SlowestTempo, FastestTempo);
        MusicalKey? key = null;
        if (request.Key is { } name)
            key = MusicalKey.TryParse(name, out MusicalKey parsed) ? parsed
                : throw new InvalidRequestException("key", name, "a key such as 'C major' or 'F# minor'");
        var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = key };
        double bits = 0;
        for (int i = 0; i < melody.Length; i++)
        {
            double next = i + 1 < melody.Length ? melody[i + 1].Start : melody[i].End;
            bits += predictor.Learn(melody[i].Key, (next - melody[i].Start) * tempo / 60);
        }
        float[] probabilities = predictor.Probabilities.ToArray();
        return new PredictionModel(probabilities,
            [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(k => probabilities[k]).Take(MostLikely)
                .Select(k => new LikelyKey(k, PitchName.OfKey(k), probabilities[k]))], bits / melody.Length);
    }

    private static async Task<ContinuationModel> ContinueAsync(ContinuationRequest request, LongWork work, CancellationToken cancellation)
    {
        Song played = PlayedNotes.ToSong(request.Notes);
        var options = new ContinuationOptions { Bars = (int)InRange("bars", request.Bars ?? 8, 1, MostBars), Seed = request.Seed ?? 1 };
        Song next = await work.RunAsync(() => Continuation.Of(played, options), cancellation);
        return new ContinuationModel([.. SongNotes.Of(next).Select(note =>
            new NoteRequest(note.Key, note.Velocity / 127f, note.Start, Math.Max(0.001, note.Seconds)))]);
    }

    private static double InRange(string field, double value, double least, double most) =>
        value >= least && value <= most ? value : throw new InvalidRequestException(field, value, $"{least} to {most}");
}

/// <summary>What was played so far, and what is known of it: its key ("G major") and tempo in beats a minute.</summary>
internal sealed record PredictionRequest(IReadOnlyList<NoteRequest>? Notes, string? Key, double? Tempo);

/// <summary>How likely each key is to be next, the likeliest by name, and how surprising each note so far was in the mean, in
/// bits.</summary>
internal sealed record PredictionModel(IReadOnlyList<float> Probabilities, IReadOnlyList<LikelyKey> Likeliest, double BitsPerNote);

/// <summary>A key that may be next.</summary>
internal sealed record LikelyKey(int Key, string Name, float Probability);

/// <summary>What is to go on: for 1 to 64 bars; the same seed gives the same bars.</summary>
internal sealed record ContinuationRequest(IReadOnlyList<NoteRequest>? Notes, int? Bars, int? Seed);

/// <summary>The notes that go on, in seconds from where they begin.</summary>
internal sealed record ContinuationModel(IReadOnlyList<NoteRequest> Notes);

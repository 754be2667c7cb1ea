using System.Security.Claims;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Persistence;
using Cascade.Samples.Analysis;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Routes;

/// <summary>How well songs were practised.</summary>
internal static class PracticeRoutes
{
    public static void Map(IEndpointRouteBuilder api)
    {
        RouteGroupBuilder practice = api.MapGroup("/practice").WithTags("Practice").RequireAuthorization();
        practice.MapPost("/", RecordAsync).WithSummary("Compares what was played with a song, and keeps the sitting with its score.");
        practice.MapGet("/", (ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation, Guid? songId = null,
            string? after = null, int limit = 50) => DataOf(user, access).Practice.ListAsync(
                new PracticeQuery { SongId = songId, After = after, Limit = limit }, cancellation))
            .WithSummary("The user's sittings, the newest first, page by page.");
        practice.MapDelete("/{id:guid}", async (Guid id, ClaimsPrincipal user, StoreAccess access, CancellationToken cancellation) =>
                await DataOf(user, access).Practice.DeleteAsync(id, cancellation) ? Results.NoContent()
                    : throw new NotFoundException("There is no such sitting."))
            .WithSummary("Deletes a sitting.");
    }

    private static UserData DataOf(ClaimsPrincipal user, StoreAccess access) => access.Store.For(UserRoutes.IdOf(user));

    private static async Task<PracticeModel> RecordAsync(
        PracticeRequest request, ClaimsPrincipal user, StoreAccess access, LongWork work, CancellationToken cancellation)
    {
        UserData data = DataOf(user, access);
        Song played = PlayedNotes.ToSong(request.Notes);
        if (request.SongId is not { } song)
            throw new InvalidRequestException("songId", null, "the id of a song");
        Song reference = await data.Songs.LoadAsync(song, cancellation);
        PracticeReport report = await work.RunAsync(() => PracticeReport.Of(reference, played), cancellation);
        double seconds = request.Notes!.Max(note => note.Start + note.Duration);
        var session = new PracticeSession
        {
            // Made by the client, an id makes a repeated report harmless.
            Id = request.Id ?? Guid.CreateVersion7(),
            SongId = song,
            StartedAt = request.StartedAt ?? DateTimeOffset.UtcNow - TimeSpan.FromSeconds(seconds),
            Duration = TimeSpan.FromSeconds(seconds),
            NoteCount = request.Notes!.Count,
            Accuracy = (double)report.Matched / Math.Max(1, report.Matched + report.Missing + report.Extra + report.Wrong),
            Details = JsonSerializer.SerializeToElement(new { report.Score, report.Parts }, JsonSerializerOptions.Web),
        };
        await data.Practice.RecordAsync(session, cancellation);
        (int First, int Last)? next = report.NextBars;
        return new PracticeModel(session.Id, report.Score, report.Parts, report.Matched, report.Missing, report.Extra, report.Wrong,
            report.Timing, report.Touch, report.Bars, next is { } bars ? [bars.First, bars.Last] : null);
    }
}

/// <summary>What was played of a song, in seconds from its start; when it was, if not just now.</summary>
internal sealed record PracticeRequest(Guid? Id, Guid? SongId, DateTimeOffset? StartedAt, IReadOnlyList<NoteRequest>? Notes);

/// <summary>How well it was played: see <see cref="PracticeReport"/>.</summary>
internal sealed record PracticeModel(Guid Id, double Score, PracticeParts Parts, int Matched, int Missing, int Extra, int Wrong,
    PracticeTiming Timing, PracticeTouch Touch, IReadOnlyList<BarErrors> Bars, IReadOnlyList<int>? NextBars);

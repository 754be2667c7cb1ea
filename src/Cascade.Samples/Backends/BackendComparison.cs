using System.Diagnostics;

namespace Cascade.Samples.Backends;

/// <summary>One backend in a comparison.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="Requests">How many were timed.</param>
/// <param name="NotesPerSecond">One request after another.</param>
/// <param name="Median">The times of the request in the middle.</param>
/// <param name="P99">The times that one in a hundred takes longer than.</param>
/// <param name="AllocatedBytes">What a request allocates.</param>
/// <param name="SameSamples">Whether it gives what the first backend gives, bit by bit.</param>
public sealed record ComparedBackend(string Backend, int Requests, double NotesPerSecond, Breakdown Median, Breakdown P99,
    long AllocatedBytes, bool SameSamples);

/// <summary>The same request by several backends, one after another: what differs is the architecture. Nothing comes from a
/// cache.</summary>
public static class BackendComparison
{
    /// <summary>Plays a request by each backend.</summary>
    /// <param name="backends">Which; all with the same configuration.</param>
    /// <param name="request">What to play.</param>
    /// <param name="rounds">How often it is timed, at least once. Once more before, which is not counted.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidRequestException">The request is wrong.</exception>
    public static async Task<IReadOnlyList<ComparedBackend>> RunAsync(
        IReadOnlyList<IBackend> backends, SoundRequest request, int rounds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backends);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        request = request with { Fresh = true };
        var table = new List<ComparedBackend>();
        short[]? expected = null;
        foreach (IBackend backend in backends)
        {
            RenderedSound sound = await backend.PlayAsync(request, cancellationToken).ConfigureAwait(false);
            expected ??= sound.Samples;
            var times = new Breakdown[rounds];
            long allocated = GC.GetTotalAllocatedBytes(), start = Stopwatch.GetTimestamp();
            for (int i = 0; i < rounds; i++)
                times[i] = (await backend.PlayAsync(request, cancellationToken).ConfigureAwait(false)).Breakdown;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            Array.Sort(times, (a, b) => a.Total.CompareTo(b.Total));
            table.Add(new ComparedBackend(backend.Name, rounds, rounds * request.Notes.Count / seconds, times[rounds / 2],
                times[Math.Min(rounds - 1, (int)(0.99 * rounds))], allocated / rounds, expected.AsSpan().SequenceEqual(sound.Samples)));
        }
        return table;
    }
}

using System.Diagnostics;

namespace Cascade.Samples.Backends;

/// <summary>Counts of a backend's requests, and the times of the last thousand.</summary>
public sealed class BackendMetrics
{
    private const int Window = 1_000;

    private readonly Lock _gate = new();
    private readonly Breakdown[] _last = new Breakdown[Window], _lastProcessed = new Breakdown[Window];
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _requests, _notes, _failures, _cancellations, _processed;
    private int _running;

    /// <summary>Requests answered with sound.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Notes in them.</summary>
    public long Notes => Interlocked.Read(ref _notes);

    /// <summary>Requests that failed; wrong ones are not counted.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Requests that were cancelled.</summary>
    public long Cancellations => Interlocked.Read(ref _cancellations);

    /// <summary>Work in steps that was done.</summary>
    public long Processed => Interlocked.Read(ref _processed);

    /// <summary>Requests that are being played.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>How long the backend has been there.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_start);

    /// <summary>The times of the last thousand requests, of each kind the share's quantile; all zero before the first.</summary>
    /// <param name="share">0 to 1: 0.5 for the median.</param>
    public Breakdown Quantile(double share)
    {
        lock (_gate)
            return Quantile(_last[..(int)Math.Min(_requests, Window)], share);
    }

    /// <summary>The same of the last thousand works in steps.</summary>
    /// <param name="share">0 to 1: 0.5 for the median.</param>
    public Breakdown ProcessedQuantile(double share)
    {
        lock (_gate)
            return Quantile(_lastProcessed[..(int)Math.Min(_processed, Window)], share);
    }

    /// <summary>Counts work in steps.</summary>
    internal void Count(Breakdown times)
    {
        lock (_gate)
            _lastProcessed[_processed++ % Window] = times;
    }

    /// <summary>Plays a request and counts how it went.</summary>
    internal async Task<RenderedSound> CountAsync(int notes, Func<Task<RenderedSound>> play)
    {
        Interlocked.Increment(ref _running);
        try
        {
            RenderedSound sound = await play().ConfigureAwait(false);
            lock (_gate)
            {
                _last[_requests % Window] = sound.Breakdown;
                _requests++;
                _notes += notes;
            }
            return sound;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancellations);
            throw;
        }
        catch (Exception e) when (e is not InvalidRequestException)
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static Breakdown Quantile(Breakdown[] times, double share)
    {
        return times.Length == 0 ? default : new Breakdown(Of(b => b.Queue), Of(b => b.Synthesis), Of(b => b.Total));

        TimeSpan Of(Func<Breakdown, TimeSpan> kind) =>
            times.Select(kind).Order().ElementAt((int)Math.Min(times.Length - 1, Math.Ceiling(share * times.Length)));
    }
}

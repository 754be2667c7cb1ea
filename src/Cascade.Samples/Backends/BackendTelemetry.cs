using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cascade.Samples.Backends;

/// <summary>What backends tell OpenTelemetry and other listeners: a trace and the times of every request.</summary>
public static class BackendTelemetry
{
    /// <summary>The name of the ActivitySource and the Meter.</summary>
    public const string Name = "Cascade.Backends";

    private static readonly ActivitySource s_activities = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Histogram<double> s_total =
        s_meter.CreateHistogram<double>("cascade.backend.request.duration", "s", "How long a request took, whatever became of it.");

    private static readonly Histogram<double> s_queue =
        s_meter.CreateHistogram<double>("cascade.backend.queue.duration", "s", "How long a request waited before its synthesis began.");

    private static readonly Counter<long> s_notes = s_meter.CreateCounter<long>("cascade.backend.notes", "{note}", "Notes played.");

    /// <summary>Runs a request and tells how it went.</summary>
    internal static async Task<RenderedSound> TellAsync(string backend, int notes, Func<Task<RenderedSound>> play)
    {
        using Activity? activity = s_activities.StartActivity($"{backend} play");
        activity?.SetTag("cascade.backend", backend).SetTag("cascade.notes", notes);
        long start = Stopwatch.GetTimestamp();
        var name = new KeyValuePair<string, object?>("backend", backend);
        string outcome = "failed";
        try
        {
            RenderedSound sound = await play().ConfigureAwait(false);
            outcome = "played";
            s_notes.Add(notes, name);
            s_queue.Record(sound.Breakdown.Queue.TotalSeconds, name);
            return sound;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            s_total.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, name, new("outcome", outcome));
        }
    }
}

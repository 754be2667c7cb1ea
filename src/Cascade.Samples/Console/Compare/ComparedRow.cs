using Cascade.Samples.Backends;

namespace Cascade.Samples.Console.Compare;

/// <summary>One line of a comparison.</summary>
/// <param name="Request">"note", "chord" or "ten".</param>
/// <param name="Backend">The architecture.</param>
/// <param name="Way">How it was asked.</param>
/// <param name="AtOnce">How many requests were under way.</param>
/// <param name="Rounds">How many were timed.</param>
/// <param name="NotesPerSecond">All of them together.</param>
/// <param name="Median">The median of each stage.</param>
/// <param name="P99">Milliseconds that one in a hundred takes longer than.</param>
/// <param name="SameSamples">Whether all gave the samples of the first backend in process, bit by bit.</param>
/// <param name="AllocatedBytes">What a request allocates; null where another process does.</param>
internal sealed record ComparedRow(string Request, string Backend, string Way, int AtOnce, int Rounds, double NotesPerSecond,
    StageTimes Median, double P99, bool SameSamples, long? AllocatedBytes)
{
    public const string InProcess = "in process", Http = "HTTP", Services = "services over HTTP", OneActorHost = "one actor host",
        TwoActorHosts = "two actor hosts";

    /// <summary>A line of what ran in this process.</summary>
    public static ComparedRow Of(string request, ComparedBackend row) => new(request, row.Backend, InProcess, 1, row.Requests,
        row.NotesPerSecond, new StageTimes(0, row.Median.Queue.TotalMilliseconds, row.Median.Synthesis.TotalMilliseconds, 0,
            row.Median.Total.TotalMilliseconds), row.P99.Total.TotalMilliseconds, row.SameSamples, row.AllocatedBytes);
}

/// <summary>Milliseconds of a request: reading it, waiting for a queue or a message, synthesis, the answer on its way, and all from the
/// first byte that is sent to the last that has come.</summary>
internal sealed record StageTimes(double Parse, double Waiting, double Synthesis, double Response, double Total);

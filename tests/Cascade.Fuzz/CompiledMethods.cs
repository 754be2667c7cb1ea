using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Cascade.Fuzz;

/// <summary>Hears which methods the runtime compiles, so that a failure can name them. The runtime tells it late, from a thread of its
/// own.</summary>
internal sealed class CompiledMethods : EventListener
{
    private const EventKeywords Jit = (EventKeywords)0x10;
    private const int MostKept = 1000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentQueue<(DateTime Time, string Name)> _last = new();

    /// <summary>What was compiled on any thread within a time, as far as the runtime has told.</summary>
    public string Between(DateTime from, DateTime to)
    {
        Thread.Sleep(_patience);
        return string.Join(", ", _last.Where(method => method.Time >= from && method.Time <= to).Select(method => method.Name));
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Jit);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_last is null || eventData.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
            return;
        _last.Enqueue((eventData.TimeStamp, $"{eventData.Payload![6]}.{eventData.Payload[7]}"));
        while (_last.Count > MostKept)
            _last.TryDequeue(out _);
    }
}

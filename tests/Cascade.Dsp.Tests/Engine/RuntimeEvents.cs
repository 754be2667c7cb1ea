using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Hears what the runtime does on which thread: collections, compilations, contended locks and exceptions.</summary>
/// <remarks>The runtime tells it late, from a thread of its own, but in order for each thread. Marks are exceptions, so they take the same
/// way. A listener that comes or goes makes the runtime drop what it has not told yet, so there is one at a time.</remarks>
public sealed class RuntimeEvents : EventListener
{
    // A bound for runtimes that tell nothing, not a time that is measured: beside busy neighbours the runtime's thread has waited for more
    // than ten seconds.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2), s_firstEvents = TimeSpan.FromSeconds(15);
    private const EventKeywords Gc = (EventKeywords)0x1, Jit = (EventKeywords)0x10, Contention = (EventKeywords)0x4000,
        Exceptions = (EventKeywords)0x8000;
    private const string Thrown = "ExceptionThrown_V1";

    private static readonly SemaphoreSlim s_turn = new(1);
    private readonly ConcurrentQueue<(long Thread, string Name, string Text)> _events = new();

    private RuntimeEvents()
    {
    }

    /// <summary>Waits for the turn, and until events arrive.</summary>
    public static RuntimeEvents Start()
    {
        // With these the runtime lets a thread wait for a collection that another test caused: theirs to compile, at a time of their own.
        foreach (MethodInfo poll in typeof(Thread).GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Where(m => m.Name.Contains("PollGC", StringComparison.Ordinal)))
            RuntimeHelpers.PrepareMethod(poll.MethodHandle);
        // The runtime has been seen to tell a listener nothing at all; another one then hears it.
        for (int listeners = 0; listeners < 8; listeners++)
        {
            s_turn.Wait();
            var events = new RuntimeEvents();
            if (events.Arrives("Marked: ready", s_firstEvents, () => Throw(Mark("ready"))))
                return events;
            events.Dispose();
        }
        throw new Xunit.Sdk.XunitException("The runtime's events do not arrive.");
    }

    /// <summary>A mark to be thrown later: making it allocates.</summary>
    public static Exception Mark(string text) => new MarkException("Marked: " + text);

    /// <summary>Leaves a mark on the present thread.</summary>
    public static void Throw(Exception mark)
    {
        try
        {
            throw mark;
        }
        catch (MarkException)
        {
        }
    }

    /// <summary>What happened between two marks, on the thread that left them. Waits until the second has arrived.</summary>
    public string[] Between(string first, string second)
    {
        Arrives(second, s_patience, () => { });
        (long Thread, string Name, string Text)[] events = [.. _events];
        int start = Array.FindIndex(events, e => e.Name == Thrown && e.Text.Contains(first));
        int end = Array.FindIndex(events, e => e.Name == Thrown && e.Text.Contains(second));
        Assert.True(start >= 0 && end > start, "The marks did not arrive.");
        // What belongs to catching the first mark comes after it. The allocation tick samples allocations of the whole process, the
        // throwing of marks among them; that the audio thread allocates nothing is measured to the byte elsewhere.
        return [.. events[(start + 1)..end].Where(e => e.Thread == events[start].Thread && !IsOfMarks(e.Name))
            .Select(e => $"{e.Name} {e.Text}")];
    }

    public override void Dispose()
    {
        base.Dispose();
        s_turn.Release();
        GC.SuppressFinalize(this);
    }

    private bool Arrives(string mark, TimeSpan patience, Action again)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < patience; Thread.Sleep(20))
        {
            again();
            if (_events.Any(e => e.Name == Thrown && e.Text.Contains(mark)))
                return true;
        }
        return false;
    }

    private static bool IsOfMarks(string name) =>
        name == "ExceptionThrownStop" || name.StartsWith("ExceptionCatch", StringComparison.Ordinal)
        || name.StartsWith("GCAllocationTick", StringComparison.Ordinal);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Gc | Jit | Contention | Exceptions);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _events?.Enqueue((eventData.OSThreadId, eventData.EventName ?? "", string.Join(" ", eventData.Payload ?? new([]))));

    private sealed class MarkException(string message) : Exception(message);
}

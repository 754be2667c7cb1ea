using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Hears what the runtime does on which thread: collections, compilations, contended locks and exceptions.</summary>
/// <remarks>The runtime tells it late, from a thread of its own, but in order for each thread. Marks are exceptions, so they take the same way.</remarks>
public sealed class RuntimeEvents : EventListener
{
    private const EventKeywords Gc = (EventKeywords)0x1, Jit = (EventKeywords)0x10, Contention = (EventKeywords)0x4000, Exceptions = (EventKeywords)0x8000;
    private const string Thrown = "ExceptionThrown_V1";

    private readonly ConcurrentQueue<(long Thread, string Name, string Text)> _events = new();

    /// <summary>Waits until events arrive.</summary>
    public void Start()
    {
        // With these the runtime lets a thread wait for a collection that another test caused: theirs to compile, at a time of their own.
        foreach (MethodInfo poll in typeof(Thread).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Where(m => m.Name.Contains("PollGC", StringComparison.Ordinal)))
            RuntimeHelpers.PrepareMethod(poll.MethodHandle);
        for (int i = 0; i < 500; i++)
        {
            Throw(Mark("ready"));
            if (_events.Any(e => e.Text.Contains("Marked: ready")))
                return;
            Thread.Sleep(20);
        }
        Assert.Fail("The runtime's events do not arrive.");
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
        for (int i = 0; i < 500 && !_events.Any(e => e.Text.Contains(second)); i++)
            Thread.Sleep(20);
        (long Thread, string Name, string Text)[] events = [.. _events];
        int start = Array.FindIndex(events, e => e.Name == Thrown && e.Text.Contains(first));
        int end = Array.FindIndex(events, e => e.Name == Thrown && e.Text.Contains(second));
        Assert.True(start >= 0 && end > start, "The marks did not arrive.");
        // What belongs to catching the first mark comes after it. The allocation tick samples allocations of the whole process, the throwing of marks among them;
        // that the audio thread allocates nothing is measured to the byte elsewhere.
        return [.. events[(start + 1)..end].Where(e => e.Thread == events[start].Thread && !IsOfMarks(e.Name)).Select(e => $"{e.Name} {e.Text}")];
    }

    private static bool IsOfMarks(string name) =>
        name == "ExceptionThrownStop" || name.StartsWith("ExceptionCatch", StringComparison.Ordinal) || name.StartsWith("GCAllocationTick", StringComparison.Ordinal);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Gc | Jit | Contention | Exceptions);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _events?.Enqueue((eventData.OSThreadId, eventData.EventName ?? "", string.Join(" ", eventData.Payload ?? new([]))));

    private sealed class MarkException(string message) : Exception(message);
}

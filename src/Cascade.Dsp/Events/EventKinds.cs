namespace Cascade.Dsp.Events;

/// <summary>All kinds of events.</summary>
internal static class EventKinds
{
    /// <summary>The kind of the largest number.</summary>
    public const EventKind Last = EventKind.KeyTuning;
}

using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Cascade.Dsp;

/// <summary>A wait-free ring of events from one producing thread to the audio thread.</summary>
/// <remarks>
/// One thread writes, one reads; neither ever waits. Every producing thread gets its own queue from <see cref="VoiceEngine.AddQueue"/>.
/// <para>A full queue refuses and counts, but never a note-off: for every key held through this queue one place stays reserved for its
/// note-off. Nor does it refuse what ends all sound or notes of a channel (also as controllers 120 and 123) or resets the system: such
/// events have places of their own beyond <see cref="Capacity"/>, and one that already waits there with no note after it says all that
/// another could.</para>
/// <para>Events may come in any order: an engine acts on them in the order of their times, and one that lies far ahead holds up none
/// behind it, but keeps its place until then. One that comes late is played when it is reached.</para>
/// </remarks>
public sealed class EventQueue
{
    /// <summary>The capacity used when none is given.</summary>
    public const int DefaultCapacity = 4096;

    // Places that only what ends sound may take: more than there are such events on sixteen channels.
    private const int Endings = 128;

    private readonly EngineEvent[] _ring;
    private readonly int _mask;

    // Keys by port and channel; beyond sixteen ports they share.
    private readonly ulong[] _held = new ulong[16 * 16 * 2];
    private Padded _head;    // next to read: the reader's
    private Padded _done;    // how many were acted on: the reader's
    private Padded _tail;    // next to write: the writer's
    private int _heldCount;  // the writer's
    private long _dropped;
    private int _clears;     // the reader's: how often it dropped everything
    private int _clearsSeen; // the writer's

    /// <summary>Makes an empty queue.</summary>
    /// <param name="capacity">How many events fit: 16 to 1,048,576, rounded up to a power of two. A queue for many held keys must be larger
    /// than their number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is outside 16 to 1,048,576.</exception>
    public EventQueue(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 20);
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _ring = new EngineEvent[BitOperations.RoundUpToPowerOf2((uint)Capacity + Endings)];
        _mask = _ring.Length - 1;
    }

    private EventQueue(uint capacity)
    {
        _ring = new EngineEvent[BitOperations.RoundUpToPowerOf2(capacity + Endings)];
        Capacity = _ring.Length - Endings;
        _mask = _ring.Length - 1;
    }

    /// <summary>The most events that can wait, those that end sound included.</summary>
    internal int Room => _ring.Length;

    /// <summary>Makes an empty queue, of any size, that takes so many events in a row whatever keys are held.</summary>
    internal static EventQueue WithRoomFor(int events) => new((uint)events + 16 * 128 + 2);

    /// <summary>How many events fit, beside those that end sound.</summary>
    public int Capacity { get; }

    /// <summary>How many events wait; exact on the writing and reading threads, a snapshot elsewhere.</summary>
    public int Count => Volatile.Read(ref _tail.Value) - Volatile.Read(ref _done.Value);

    /// <summary>How many events were refused because the queue was full. Readable from any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds an event. Called by the writing thread only; never waits, never allocates.</summary>
    /// <param name="e">The event.</param>
    /// <returns>False if the queue was full and the event was dropped and counted.</returns>
    public bool TryEnqueue(in EngineEvent e)
    {
        ForgetHeldKeys();
        int tail = _tail.Value, count = tail - Volatile.Read(ref _done.Value);
        if (!Reserve(e, Capacity - count))
        {
            if (IsEnding(e) && Waits(e, tail, tail - Volatile.Read(ref _head.Value)))
                return true;
            if (!IsEnding(e) || _ring.Length - count <= _heldCount)
            {
                Volatile.Write(ref _dropped, _dropped + 1);
                return false;
            }
        }
        _ring[tail & _mask] = e;
        Volatile.Write(ref _tail.Value, tail + 1);
        return true;
    }

    /// <summary>Takes the oldest event out: for what reads a queue of its own, such as a recorder. Called by the reading thread only, so
    /// never for an engine's queue, which the engine reads.</summary>
    /// <param name="e">The event.</param>
    /// <returns>False if the queue is empty.</returns>
    public bool TryDequeue(out EngineEvent e)
    {
        bool found = TryPeek(out e);
        if (found)
            Advance();
        return found;
    }

    /// <summary>Whether nothing waits to be read. Called by the reading thread only.</summary>
    internal bool IsEmpty => _head.Value == Volatile.Read(ref _tail.Value);

    /// <summary>The oldest event, left in place. Called by the reading thread only.</summary>
    internal bool TryPeek(out EngineEvent e)
    {
        int head = _head.Value;
        if (head == Volatile.Read(ref _tail.Value))
        {
            e = default;
            return false;
        }
        e = _ring[head & _mask];
        return true;
    }

    /// <summary>Removes the event that <see cref="TryPeek"/> showed.</summary>
    internal void Advance()
    {
        Take();
        Finish();
    }

    /// <summary>Takes the event that <see cref="TryPeek"/> showed elsewhere, where it still waits: its place stays taken.</summary>
    internal void Take() => Volatile.Write(ref _head.Value, _head.Value + 1);

    /// <summary>Frees the place of an event that was taken.</summary>
    internal void Finish() => Volatile.Write(ref _done.Value, _done.Value + 1);

    /// <summary>Drops everything that waits. Called by the reading thread only.</summary>
    internal void Clear()
    {
        Volatile.Write(ref _head.Value, Volatile.Read(ref _tail.Value));
        Volatile.Write(ref _done.Value, _head.Value);
        Volatile.Write(ref _clears, _clears + 1);
    }

    // After the reader dropped everything no key is held, and no place is reserved.
    private void ForgetHeldKeys()
    {
        int clears = Volatile.Read(ref _clears);
        if (clears == _clearsSeen)
            return;
        _clearsSeen = clears;
        Array.Clear(_held);
        _heldCount = 0;
    }

    private static bool IsEnding(in EngineEvent e) =>
        e.Kind is EventKind.AllNotesOff or EventKind.AllSoundOff or EventKind.SystemReset
        || (e.Kind == EventKind.Control && e.Number is 120 or 123);

    // Whether the same event is among the last ones, with no note after it.
    private bool Waits(in EngineEvent e, int tail, int count)
    {
        for (int back = 1; back <= Math.Min(count, 2 * Endings); back++)
        {
            ref readonly EngineEvent waiting = ref _ring[(tail - back) & _mask];
            if (waiting.Kind == EventKind.NoteOn)
                return false;
            if (waiting.Kind == e.Kind && waiting.Number == e.Number && waiting.Channel == e.Channel && waiting.Port == e.Port
                && waiting.Part == e.Part && waiting.Time <= e.Time)
                return true;
        }
        return false;
    }

    private bool Reserve(in EngineEvent e, int free)
    {
        if (e.Kind is not (EventKind.NoteOn or EventKind.NoteOff))
            return free > _heldCount;
        ref ulong word = ref _held[((e.Port & 15) * 16 + (e.Channel & 15)) * 2 + ((e.Number >> 6) & 1)];
        ulong bit = 1ul << (e.Number & 63);
        bool held = (word & bit) != 0;
        if (e.EndsNotes)
        {
            // What ends sound may have taken more places than there are for all else.
            if (free <= (held ? -Endings : _heldCount))
                return false;
            if (held)
            {
                word &= ~bit;
                _heldCount--;
            }
            return true;
        }
        if (free - 1 < _heldCount + (held ? 0 : 1))
            return false;
        if (!held)
        {
            word |= bit;
            _heldCount++;
        }
        return true;
    }

    // The writer's and the reader's index lie on different cache lines.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Padded
    {
        [FieldOffset(64)]
        public int Value;
    }
}

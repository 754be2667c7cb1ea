using System;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>Makes the engine events of a song's tracks.</summary>
/// <remarks>
/// At one tick each track first gives what it has before its first note-on, then each track gives the rest: so a note-off of one track does
/// not end a note that another track starts on the same key at that tick, and a program chosen in one track holds for a note in another.
/// The order within a track stays, but for the note-off of a key that was down before the tick and starts again at it: where tracks were
/// merged into one it may stand behind the new note, and yet ends the one before.
/// </remarks>
internal ref struct SongMusic
{
    private const int Keys = 128, Channels = 16;

    private readonly EngineEvent[] _events;
    private readonly EngineEvent[] _read;   // of one system-exclusive message
    private readonly byte[] _packed = new byte[SystemExclusive.LongestMessage];   // of one in packets: what there is so far
    private int _packedBytes;   // -1 outside of one
    private readonly (long Tick, long Rank)[] _order;
    private readonly bool _areSeveral;
    private readonly NoteCount[] _notes = new NoteCount[Keys * Channels];   // of the track's port
    private EscapedMessages.Begun _begun;
    private int _count;
    private bool _isMoved;   // an event has left its place in its track
    private byte _port;   // of the track that is being added

    /// <summary>Collects the messages of tracks, and those among the bytes that they send as they are.</summary>
    public SongMusic(ReadOnlySpan<SongTrack> tracks)
    {
        int most = 0;
        _read = new EngineEvent[SystemExclusive.MostEvents];
        foreach (SongTrack track in tracks)
            foreach (ref readonly MidiEvent e in track.Midi.Events)
                most += e.IsMessage ? 1 : e.Status switch
                {
                    0xF0 when e.Payload.IndexOf((byte)0xF7) == e.Payload.Length - 1 => SystemExclusive.Read(e.Payload, 0, _read),
                    0xF0 => e.Payload.Length,
                    0xF7 => e.Payload.Length,
                    _ => 0,
                };
        _events = new EngineEvent[most];
        _order = new (long, long)[most];
        _areSeveral = tracks.Length > 1;
        foreach (SongTrack track in tracks)
            Add(track);
    }

    /// <summary>The messages as a sequence, in samples.</summary>
    public readonly Sequence ToSequence(TempoMap map, long endTick, int sampleRate)
    {
        Span<EngineEvent> events = _events.AsSpan(0, _count);
        // One track has its order already.
        if (_areSeveral || _isMoved)
            _order.AsSpan(0, _count).Sort(events);
        foreach (ref EngineEvent e in events)
            e = e with { Time = map.SampleAt(e.Time, sampleRate) };
        return new Sequence(events, sampleRate, map.SampleAt(endTick, sampleRate));
    }

    private void Add(SongTrack track)
    {
        long tick = -1;
        bool hasNoteOn = false;
        _port = 0;
        _packedBytes = -1;
        _begun = default;
        Array.Clear(_notes);
        foreach (ref readonly MidiEvent e in track.Midi.Events)
        {
            if (e.Tick != tick)
                (tick, hasNoteOn) = (e.Tick, false);
            long at = Math.Min(MidiEvent.LastTick, track.StartTick + tick);
            if (e.IsMessage)
            {
                _packedBytes = -1;
                _begun = default;
                Add(e.Message, at, ref hasNoteOn);
            }
            else if (e.Status == 0xF0)
                StartSysEx(e.Payload, at, ref hasNoteOn);
            else if (e.Status == 0xF7 && _packedBytes >= 0 && e.Payload is ([< 0x80, ..] or [.., 0xF7]))
                ContinueSysEx(e.Payload, at, ref hasNoteOn);
            else if (e.Status == 0xF7)
                AddEscape(e.Payload, at, ref hasNoteOn);
            else if (e.TryGetPort(out int port))
                _port = (byte)port;
        }
    }

    private void StartSysEx(ReadOnlySpan<byte> bytes, long tick, ref bool hasNoteOn)
    {
        _packedBytes = 0;
        _begun = default;
        ContinueSysEx(bytes, tick, ref hasNoteOn);
    }

    // A message may come in packets, each at a tick of its own: it counts where it ends.
    private void ContinueSysEx(ReadOnlySpan<byte> bytes, long tick, ref bool hasNoteOn)
    {
        int end = bytes.IndexOf((byte)0xF7), count = end < 0 ? bytes.Length : end;
        // Of one too long to be understood only the length is kept.
        if (_packedBytes + count <= _packed.Length)
            bytes[..count].CopyTo(_packed.AsSpan(_packedBytes));
        _packedBytes = Math.Min(_packedBytes + count, _packed.Length + 1);
        if (end < 0)
            return;
        int read = _packedBytes <= _packed.Length ? SystemExclusive.Read(_packed.AsSpan(0, _packedBytes), tick, _read) : 0;
        for (int i = 0; i < read; i++)
            Add(_read[i], hasNoteOn);
        _packedBytes = -1;
        AddEscape(bytes[(end + 1)..], tick, ref hasNoteOn);
    }

    // Bytes to be sent as they are: channel messages, and whole or started system-exclusive ones.
    private void AddEscape(ReadOnlySpan<byte> bytes, long tick, ref bool hasNoteOn)
    {
        int exclusive = bytes.IndexOf((byte)0xF0);
        foreach (MidiMessage message in new EscapedMessages(exclusive < 0 ? bytes : bytes[..exclusive], ref _begun))
            Add(message, tick, ref hasNoteOn);
        if (exclusive >= 0)
            StartSysEx(bytes[(exclusive + 1)..], tick, ref hasNoteOn);
    }

    private void Add(MidiMessage message, long tick, ref bool hasNoteOn)
    {
        hasNoteOn |= message.IsNoteOn;
        EngineEvent e = message.ToEvent(tick);
        bool isEarlier = e.Kind is EventKind.NoteOn or EventKind.NoteOff
            && _notes[e.Channel * Keys + e.Number].Take(tick, isOn: message.IsNoteOn);
        _isMoved |= isEarlier;
        Add(e, hasNoteOn && !isEarlier);
    }

    private void Add(in EngineEvent e, bool hasNoteOn)
    {
        _order[_count] = (e.Time, (hasNoteOn ? 1L << 32 : 0) + _count);
        _events[_count++] = e with { Port = _port };
    }

    // How often a key is down.
    private struct NoteCount
    {
        private long _tick;
        private int _before, _started;   // before the tick, and since

        // A note-on or note-off; true of a note-off that ends a note from before the tick though one has started at the tick.
        public bool Take(long tick, bool isOn)
        {
            if (tick != _tick)
                (_tick, _before, _started) = (tick, _before + _started, 0);
            if (isOn)
            {
                _started++;
                return false;
            }
            if (_before > 0)
            {
                _before--;
                return _started > 0;
            }
            _started = Math.Max(0, _started - 1);
            return false;
        }
    }
}

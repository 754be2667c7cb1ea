using System;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>Makes the engine events of a song's tracks.</summary>
/// <remarks>
/// At one tick each track first gives what it has before its first note-on, then each track gives the rest: so a note-off of one track does
/// not end a note that another track starts on the same key at that tick, and a program chosen in one track holds for a note in another.
/// The order within a track stays.
/// </remarks>
internal ref struct SongMusic
{
    private readonly EngineEvent[] _events;
    private readonly EngineEvent[] _read;   // of one system-exclusive message
    private readonly (long Tick, long Rank)[] _order;   // of several tracks only: one has its order already
    private int _count;
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
                    0xF0 => SystemExclusive.Read(e.Payload, 0, _read),
                    0xF7 => e.Payload.Length,
                    _ => 0,
                };
        _events = new EngineEvent[most];
        _order = tracks.Length > 1 ? new (long, long)[most] : [];
        foreach (SongTrack track in tracks)
            Add(track);
    }

    /// <summary>The messages as a sequence, in samples.</summary>
    public readonly Sequence ToSequence(TempoMap map, long endTick, int sampleRate)
    {
        Span<EngineEvent> events = _events.AsSpan(0, _count);
        if (_order.Length > 0)
            _order.AsSpan(0, _count).Sort(events);
        foreach (ref EngineEvent e in events)
            e = e with { Time = map.SampleAt(e.Time, sampleRate) };
        return new Sequence(events, sampleRate, map.SampleAt(endTick, sampleRate));
    }

    private void Add(SongTrack track)
    {
        long tick = -1;
        bool hasNoteOn = false, inSysEx = false;
        _port = 0;
        foreach (ref readonly MidiEvent e in track.Midi.Events)
        {
            if (e.Tick != tick)
                (tick, hasNoteOn) = (e.Tick, false);
            if (e.IsMessage)
                Add(e.Message, track.StartTick + tick, ref hasNoteOn);
            else if (e.Status == 0xF7 && !inSysEx)
                AddEscape(e.Payload, track.StartTick + tick, ref hasNoteOn);
            else if (e.TryGetPort(out int port))
                _port = (byte)port;
            else if (e.IsSysEx)
            {
                inSysEx = e.Payload is not [.., 0xF7];
                int count = e.Status == 0xF0 && !inSysEx
                    ? SystemExclusive.Read(e.Payload, Math.Min(MidiEvent.LastTick, track.StartTick + tick), _read)
                    : 0;
                for (int i = 0; i < count; i++)
                    Add(_read[i], hasNoteOn);
            }
        }
    }

    // Bytes to be sent as they are: of these the channel messages.
    private void AddEscape(ReadOnlySpan<byte> bytes, long tick, ref bool hasNoteOn)
    {
        byte status = 0, data1 = 0;
        bool hasData1 = false;
        foreach (byte value in bytes)
            if (value is >= 0x80 and < 0xF8)
                (status, hasData1) = (value < 0xF0 ? value : (byte)0, false);
            else if (value < 0x80 && status != 0 && !hasData1 && MidiMessage.LengthOf(status) == 3)
                (data1, hasData1) = (value, true);
            else if (value < 0x80 && status != 0)
            {
                Add(hasData1 ? new MidiMessage(status, data1, value) : new MidiMessage(status, value, 0), tick, ref hasNoteOn);
                hasData1 = false;
            }
    }

    private void Add(MidiMessage message, long tick, ref bool hasNoteOn)
    {
        hasNoteOn |= message.IsNoteOn;
        Add(message.ToEvent(Math.Min(MidiEvent.LastTick, tick)), hasNoteOn);
    }

    private void Add(in EngineEvent e, bool hasNoteOn)
    {
        if (_order.Length > 0)
            _order[_count] = (e.Time, (hasNoteOn ? 1L << 32 : 0) + _count);
        _events[_count++] = e with { Port = _port };
    }
}

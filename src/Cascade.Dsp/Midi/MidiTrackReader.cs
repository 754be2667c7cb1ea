using System;

namespace Cascade.Dsp.Midi;

/// <summary>Reads the events of one track.</summary>
/// <param name="reader">Takes the events and the faults.</param>
/// <param name="start">The first byte.</param>
/// <param name="limit">The byte after the last.</param>
/// <param name="doubtful">From here on the next track may start at any event, because the track's length is wrong.</param>
internal ref struct MidiTrackReader(MidiReader reader, int start, int limit, int doubtful)
{
    private readonly ReadOnlySpan<byte> _data = reader.Data;
    private int _at = start;
    private int _count;
    private byte _running;      // 0: none yet
    private bool _interrupted;  // a system or meta event has ended running status

    /// <summary>The byte after the last that was read.</summary>
    public readonly int Position => _at;

    /// <summary>The tick of the last event, or of the end of track.</summary>
    public long Tick { get; private set; }

    /// <summary>True if the end of track was found.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Reads up to the end of track, or as far as there are whole events.</summary>
    /// <returns>The number of events.</returns>
    public int Read()
    {
        while (_at < limit && !HasEnd)
        {
            if (_at >= doubtful && reader.IsTrackAt(_at))
                break;
            if (!TryReadNumber(out int delta) || !TryReadEvent(Math.Min(MidiEvent.LastTick, Tick + delta)))
            {
                reader.Problem(limit, "the rest of an event", "the end of the track's bytes");
                _at = limit;
            }
        }
        return _count;
    }

    private bool TryReadEvent(long tick)
    {
        if (!TryReadStatus(out byte status))
            return false;
        switch (status)
        {
            case < 0xF0:
                return TryReadMessage(tick, status);
            case 0xFF:
                return TryReadMeta(tick);
            case 0xF0 or 0xF7:
                _interrupted = true;
                return TryReadPayload(out int from, out int length)
                    && Keep(new MidiEvent(tick, status, 0, 0, reader.Data.AsMemory(from, length)));
            default:
                reader.ByteProblem(_at - 1, "a status that a file can hold", status);
                _interrupted = true;
                _at = Math.Min(limit, _at + status switch { 0xF1 or 0xF3 => 1, 0xF2 => 2, _ => 0 });
                Tick = tick;
                return true;
        }
    }

    private bool TryReadStatus(out byte status)
    {
        status = _running;
        if (_at >= limit)
            return false;
        if (_data[_at] < 0x80 && _running != 0)
        {
            if (_interrupted)
                reader.ByteProblem(_at, "a status byte after a system or meta event", _data[_at]);
            _interrupted = false;
            return true;
        }
        if (_data[_at] < 0x80)
        {
            reader.ByteProblem(_at, "a status byte", _data[_at]);
            while (_at < limit && _data[_at] < 0x80)
                _at++;
            if (_at >= limit)
                return false;
        }
        status = _data[_at++];
        return true;
    }

    private bool TryReadMessage(long tick, byte status)
    {
        _running = status;
        _interrupted = false;
        int dataBytes = MidiMessage.LengthOf(status) - 1;
        if (limit - _at < dataBytes)
            return false;
        byte data1 = ReadDataByte();
        byte data2 = dataBytes == 2 ? ReadDataByte() : (byte)0;
        return Keep(new MidiEvent(tick, status, data1, data2, default));
    }

    private byte ReadDataByte()
    {
        byte value = _data[_at];
        if (value > 127)
            reader.ByteProblem(_at, "a data byte of 0-127", value);
        _at++;
        return (byte)(value & 127);
    }

    private bool TryReadMeta(long tick)
    {
        _interrupted = true;
        if (_at >= limit)
            return false;
        byte type = _data[_at++];
        if (type > 127)
            reader.ByteProblem(_at - 1, "a meta type of 0-127", type);
        int lengthAt = _at;
        if (!TryReadPayload(out int from, out int length))
            return false;
        if (type == (byte)MidiMetaType.EndOfTrack)
        {
            if (length != 0)
                reader.Problem(lengthAt, "an end of track of length 0", length);
            Tick = tick;
            HasEnd = true;
            return true;
        }
        CheckMeta((MidiMetaType)type, lengthAt, from, _data.Slice(from, length));
        return Keep(new MidiEvent(tick, 0xFF, type, 0, reader.Data.AsMemory(from, length)));
    }

    private readonly void CheckMeta(MidiMetaType type, int lengthAt, int from, ReadOnlySpan<byte> payload)
    {
        if (MetaRules.LengthFault(type, payload.Length) is { } length)
            reader.Problem(lengthAt, length, payload.Length);
        else if (MetaRules.ValueFault(type, payload) is var (at, expected))
            reader.Problem(from + at, expected, payload[at]);
    }

    private bool TryReadPayload(out int from, out int length)
    {
        int lengthAt = _at;
        from = 0;
        if (!TryReadNumber(out length))
            return false;
        from = _at;
        if (length > limit - _at)
        {
            reader.Problem(lengthAt, "a length within the track", length);
            length = limit - _at;
        }
        _at += length;
        return true;
    }

    // A variable-length number has four bytes at most; of a longer one the rest is passed over.
    private bool TryReadNumber(out int value)
    {
        value = 0;
        int first = _at;
        while (_at < limit)
        {
            byte next = _data[_at++];
            if (_at - first == 5)
                reader.Problem(first, "a number of at most four bytes", "a longer one");
            if (_at - first <= 4)
                value = value << 7 | next & 127;
            if (next < 0x80)
                return true;
        }
        return false;
    }

    private bool Keep(in MidiEvent e)
    {
        Tick = e.Tick;
        reader.Add(_count++, e);
        return true;
    }
}

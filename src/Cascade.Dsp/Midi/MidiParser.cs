using System;
using System.Threading;

namespace Cascade.Dsp.Midi;

/// <summary>Turns the bytes of a live MIDI connection into engine events.</summary>
/// <remarks>
/// Bytes may come in pieces of any length: the same bytes give the same events however they are split. Running status, real-time bytes
/// inside other messages and system-exclusive messages of any length are understood; undefined and stray bytes are ignored and counted.
/// Nothing is allocated or thrown.
/// <para>Threads: one thread at a time, the one that writes the queue. <see cref="IgnoredBytes"/> can be read from any.</para>
/// <para>Source: "MIDI 1.0 Detailed Specification", MIDI Manufacturers Association, 1996.</para>
/// </remarks>
/// <param name="handler">Takes system-exclusive, real-time and system common messages as they come; null drops them. What system-exclusive
/// messages ask of an engine becomes events all the same: resets, master volume and tuning, the tuning of keys, drum channels.</param>
public sealed class MidiParser(IMidiHandler? handler = null)
{
    private const byte SysEx = 0xF0, SysExEnd = 0xF7, FirstRealTime = 0xF8;

    private readonly byte[] _sysEx = new byte[SystemExclusive.LongestMessage];
    private int _sysExLength;   // more than there is room for: a message that is not understood
    private byte _status;   // of the message under way, running status included; 0: none
    private byte _data1;
    private bool _hasData1;
    private long _ignored;

    /// <summary>How many bytes were undefined or belonged to no message.</summary>
    public long IgnoredBytes => Volatile.Read(ref _ignored);

    /// <summary>Reads the next bytes of the stream.</summary>
    /// <param name="bytes">Any number of them.</param>
    /// <param name="time">The sample position that the events get: the engine's position for "now".</param>
    /// <param name="queue">Takes the events; what it refuses is dropped, and counted there.</param>
    /// <returns>The number of events that the queue took.</returns>
    public int Parse(ReadOnlySpan<byte> bytes, long time, EventQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        int taken = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];
            if (value >= FirstRealTime)
                RealTime(value, time);
            else if (value >= 0x80)
                taken += Start(value, time, queue);
            else if (_status == SysEx)
                i += PassSysEx(bytes[i..]) - 1;
            else if (TryComplete(value, time, out MidiMessage message) && queue.TryEnqueue(message.ToEvent(time)))
                taken++;
        }
        return taken;
    }

    // The events of a system-exclusive message that has ended.
    private int Deliver(long time, EventQueue queue)
    {
        if (_sysExLength > _sysEx.Length)
            return 0;
        Span<EngineEvent> events = stackalloc EngineEvent[SystemExclusive.MostEvents];
        int count = SystemExclusive.Read(_sysEx.AsSpan(0, _sysExLength), time, events), taken = 0;
        foreach (ref readonly EngineEvent e in events[..count])
            if (queue.TryEnqueue(e))
                taken++;
        return taken;
    }

    /// <summary>Forgets a message under way, running status, and the count of ignored bytes.</summary>
    public void Reset()
    {
        _status = 0;
        _hasData1 = false;
        Volatile.Write(ref _ignored, 0);
    }

    private void RealTime(byte status, long time)
    {
        if (status is 0xF9 or 0xFD)
            Ignore();
        else
            handler?.RealTime(status, time);
    }

    private int Start(byte status, long time, EventQueue queue)
    {
        int taken = 0;
        if (_status == SysEx)
        {
            handler?.SysExEnd(complete: status == SysExEnd);
            if (status == SysExEnd)
                taken = Deliver(time, queue);
        }
        else if (status == SysExEnd)
            Ignore();
        _status = status;
        _hasData1 = false;
        switch (status)
        {
            case SysEx:
                _sysExLength = 0;
                handler?.SysExStart(time);
                break;
            case 0xF6:
                handler?.SystemCommon(status, 0, 0, time);
                _status = 0;
                break;
            case 0xF4 or 0xF5:
                Ignore();
                _status = 0;
                break;
            case SysExEnd:
                _status = 0;
                break;
        }
        return taken;
    }

    private int PassSysEx(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        if (length < 0)
            length = bytes.Length;
        handler?.SysExData(bytes[..length]);
        if (_sysExLength + length <= _sysEx.Length)
            bytes[..length].CopyTo(_sysEx.AsSpan(_sysExLength));
        _sysExLength = Math.Min(_sysExLength + length, _sysEx.Length + 1);
        return length;
    }

    // A data byte outside system exclusive: true if it completes a channel message.
    private bool TryComplete(byte value, long time, out MidiMessage message)
    {
        message = default;
        if (_status == 0)
        {
            Ignore();
            return false;
        }
        bool single = _status is >= 0xC0 and < 0xE0 or 0xF1 or 0xF3;
        if (!single && !_hasData1)
        {
            _data1 = value;
            _hasData1 = true;
            return false;
        }
        message = single ? new MidiMessage(_status, value, 0) : new MidiMessage(_status, _data1, value);
        _hasData1 = false;
        if (_status < SysEx)
            return true;
        handler?.SystemCommon(message.Status, message.Data1, message.Data2, time);
        _status = 0;
        return false;
    }

    private void Ignore() => Volatile.Write(ref _ignored, _ignored + 1);
}

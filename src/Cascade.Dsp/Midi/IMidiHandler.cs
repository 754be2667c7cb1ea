using System;

namespace Cascade.Dsp.Midi;

/// <summary>Takes what a <see cref="MidiParser"/> finds beside channel messages. Called on the parsing thread; every member does nothing
/// unless it is implemented.</summary>
public interface IMidiHandler
{
    /// <summary>A system-exclusive message starts.</summary>
    /// <param name="time">The sample position given to the parser.</param>
    void SysExStart(long time)
    {
    }

    /// <summary>The next bytes of the system-exclusive message; it may be of any length and come in any number of pieces.</summary>
    /// <param name="bytes">Bytes of 0-127; valid during the call only.</param>
    void SysExData(ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>The system-exclusive message has ended.</summary>
    /// <param name="complete">False if another message cut it off.</param>
    void SysExEnd(bool complete)
    {
    }

    /// <summary>A real-time message: clock (0xF8), start (0xFA), continue (0xFB), stop (0xFC), active sensing (0xFE) or reset
    /// (0xFF).</summary>
    /// <param name="status">The message.</param>
    /// <param name="time">The sample position given to the parser.</param>
    void RealTime(byte status, long time)
    {
    }

    /// <summary>A system common message: time code (0xF1), song position (0xF2), song select (0xF3) or tune request (0xF6).</summary>
    /// <param name="status">The message.</param>
    /// <param name="data1">The first data byte, or 0.</param>
    /// <param name="data2">The second data byte, or 0.</param>
    /// <param name="time">The sample position given to the parser.</param>
    void SystemCommon(byte status, byte data1, byte data2, long time)
    {
    }
}

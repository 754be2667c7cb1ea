using System;

namespace Cascade.Dsp.Midi;

/// <summary>A MIDI channel message, and the one place where messages become engine events and back: files and live bytes both come through
/// here.</summary>
/// <param name="Status">Kind and channel, 0x80 to 0xEF.</param>
/// <param name="Data1">The first data byte, 0-127.</param>
/// <param name="Data2">The second data byte, 0-127; 0 if the message has one only.</param>
/// <remarks>
/// Velocities, controllers and pressures become v / 127, the 14-bit pitch bend (v - 8192) / 8192, and rounding gives exactly the same bytes
/// back. A note-on of velocity 0 is a note-off of release velocity 64, as the MIDI 1.0 specification says. Controller 120 is
/// <see cref="EventKind.AllSoundOff"/>, 123 <see cref="EventKind.AllNotesOff"/>; all others stay controllers.
/// </remarks>
public readonly record struct MidiMessage(byte Status, byte Data1, byte Data2)
{
    private const int AllSoundOff = 120, AllNotesOff = 123;

    /// <summary>The MIDI channel, 0-15.</summary>
    public int Channel => Status & 15;

    /// <summary>The number of bytes: 2 for program changes and channel pressure, else 3.</summary>
    public int Length => LengthOf(Status);

    /// <summary>True if it is a note-on that strikes: its velocity is not 0.</summary>
    public bool IsNoteOn => (Status & 0xF0) == 0x90 && Data2 > 0;

    /// <summary>The engine event that the message means.</summary>
    /// <param name="time">Its sample position.</param>
    /// <returns>The event. Bits beyond seven of the data bytes are ignored, and so is a status that is no channel message's: it counts as a
    /// note-off.</returns>
    public EngineEvent ToEvent(long time)
    {
        byte channel = (byte)(Status & 15), number = (byte)(Data1 & 127), data2 = (byte)(Data2 & 127);
        return (Status & 0xF0) switch
        {
            0x90 when data2 > 0 => new EngineEvent(time, EventKind.NoteOn, channel, number, data2 / 127f),
            0x90 => new EngineEvent(time, EventKind.NoteOff, channel, number, 64 / 127f),
            0xA0 => new EngineEvent(time, EventKind.KeyPressure, channel, number, data2 / 127f),
            0xB0 when number == AllSoundOff => new EngineEvent(time, EventKind.AllSoundOff, channel, 0, 0),
            0xB0 when number == AllNotesOff => new EngineEvent(time, EventKind.AllNotesOff, channel, 0, 0),
            0xB0 => new EngineEvent(time, EventKind.Control, channel, number, data2 / 127f),
            0xC0 => new EngineEvent(time, EventKind.Program, channel, number, 0),
            0xD0 => new EngineEvent(time, EventKind.ChannelPressure, channel, 0, number / 127f),
            0xE0 => new EngineEvent(time, EventKind.PitchBend, channel, 0, ((data2 << 7 | number) - 8192) / 8192f),
            _ => new EngineEvent(time, EventKind.NoteOff, channel, number, data2 / 127f),
        };
    }

    /// <summary>The message that means an engine event. Values are clamped and rounded, NaN counts as 0; a note-on stays a note-on however
    /// soft.</summary>
    /// <param name="e">The event.</param>
    /// <param name="message">The message, if there is one.</param>
    /// <returns>False if MIDI has no such message: the event is a <see cref="EventKind.Parameter"/> or of an unknown kind, channel or
    /// number.</returns>
    public static bool TryFrom(in EngineEvent e, out MidiMessage message)
    {
        message = default;
        if (e.Channel > 15 || e.Number > 127)
            return false;
        byte number = (byte)e.Number;
        switch (e.Kind)
        {
            case EventKind.NoteOn:
                message = e.EndsNotes ? new(0x80, number, 64) : new(0x90, number, Math.Max((byte)1, Seven(e.Value)));
                break;
            case EventKind.NoteOff:
                message = new(0x80, number, Seven(e.Value));
                break;
            case EventKind.KeyPressure:
                message = new(0xA0, number, Seven(e.Value));
                break;
            case EventKind.Control:
                message = new(0xB0, number, Seven(e.Value));
                break;
            case EventKind.AllSoundOff:
                message = new(0xB0, AllSoundOff, 0);
                break;
            case EventKind.AllNotesOff:
                message = new(0xB0, AllNotesOff, 0);
                break;
            case EventKind.Program:
                message = new(0xC0, number, 0);
                break;
            case EventKind.ChannelPressure:
                message = new(0xD0, Seven(e.Value), 0);
                break;
            case EventKind.PitchBend:
                int bend = float.IsNaN(e.Value) ? 8192 : (int)Math.Clamp(MathF.Round(e.Value * 8192) + 8192, 0, 16383);
                message = new(0xE0, (byte)(bend & 127), (byte)(bend >> 7));
                break;
            default:
                return false;
        }
        message = message with { Status = (byte)(message.Status | e.Channel) };
        return true;
    }

    /// <summary>The number of bytes of a channel message, its status included.</summary>
    internal static int LengthOf(byte status) => (status & 0xE0) == 0xC0 ? 2 : 3;

    private static byte Seven(float value) => float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(MathF.Round(value * 127), 0, 127);
}

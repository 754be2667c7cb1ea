using System;
using System.Runtime.InteropServices;

namespace Cascade.Dsp;

/// <summary>Something that happens at one sample: the only thing that moves an engine. 24 bytes.</summary>
/// <param name="Time">The sample position it happens at, in frames since the engine started. A time that is already rendered means
/// now.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Channel">The MIDI channel 0-15.</param>
/// <param name="Number">The key, controller, program or parameter number.</param>
/// <param name="Value">Velocity, controller and pressure 0 to 1, bend -1 to 1, or a parameter in its own unit. NaN counts as the
/// default.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct EngineEvent(long Time, EventKind Kind, byte Channel, ushort Number, float Value)
{
    /// <summary>The part of the send bus for reverberation of a rack, in <see cref="Part"/>.</summary>
    public const byte ReverbBus = 254;

    /// <summary>The part of the send bus for chorus of a rack, in <see cref="Part"/>.</summary>
    public const byte ChorusBus = 255;

    /// <summary>The slot of a part's own strip, in <see cref="Slot"/>: gain, pan, mute, sends.</summary>
    public const byte Strip = 255;

    /// <summary>The id of the note it starts or concerns, 1 and up; 0 for none.</summary>
    public int Note { get; init; }

    /// <summary>The MIDI port it came through, from 0; each port has sixteen channels of its own.</summary>
    public byte Port { get; init; }

    /// <summary>The part of a rack that it is for, from 1; 0 for all that listen to its port and channel. Of a parameter: 0 for the
    /// engine's own instrument and effects.</summary>
    public byte Part { get; init; }

    /// <summary>Of a parameter: 0 for the instrument of the part, 1 and up for its effects in their order, <see cref="Strip"/> for its
    /// strip.</summary>
    public byte Slot { get; init; }

    /// <summary>A key goes down.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="key">MIDI key 0-127.</param>
    /// <param name="velocity">0 to 1.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static EngineEvent NoteOn(long time, int key, float velocity, int channel = 0) =>
        new(time, EventKind.NoteOn, (byte)Within(channel, 15, nameof(channel)), (ushort)Within(key, 127, nameof(key)), velocity);

    /// <summary>A key comes up.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="key">MIDI key 0-127.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static EngineEvent NoteOff(long time, int key, int channel = 0) =>
        new(time, EventKind.NoteOff, (byte)Within(channel, 15, nameof(channel)), (ushort)Within(key, 127, nameof(key)), 0.5f);

    /// <summary>A controller moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="controller">MIDI controller 0-127.</param>
    /// <param name="value">0 to 1.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static EngineEvent Control(long time, int controller, float value, int channel = 0) =>
        new(time, EventKind.Control, (byte)Within(channel, 15, nameof(channel)), (ushort)Within(controller, 127, nameof(controller)),
        value);

    /// <summary>The pitch wheel moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="value">-1 to 1 of the bend range.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static EngineEvent PitchBend(long time, float value, int channel = 0) =>
        new(time, EventKind.PitchBend, (byte)Within(channel, 15, nameof(channel)), 0, value);

    /// <summary>A channel changes its program.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="program">MIDI program 0-127.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static EngineEvent Program(long time, int program, int channel = 0) =>
        new(time, EventKind.Program, (byte)Within(channel, 15, nameof(channel)), (ushort)Within(program, 127, nameof(program)), 0);

    /// <summary>A parameter moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="part">0 for the engine's own instrument and effects, 1 and up for a part of a rack.</param>
    /// <param name="slot">0 for the instrument, 1 and up for the effects in their order.</param>
    /// <param name="number">The parameter's place in its device.</param>
    /// <param name="value">In the parameter's own unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part or slot is outside 0 to 255, or the number outside 0 to 65,535.</exception>
    public static EngineEvent Parameter(long time, int part, int slot, int number, float value) =>
        new(time, EventKind.Parameter, 0, (ushort)Within(number, ushort.MaxValue, nameof(number)), value)
        {
            Part = (byte)Within(part, byte.MaxValue, nameof(part)),
            Slot = (byte)Within(slot, byte.MaxValue, nameof(slot)),
        };

    /// <summary>True if the event lets keys go or ends sound: note-off (also as a note-on of no velocity), all notes off, all sound off. A
    /// queue that refuses others has room for the note-offs of the keys held through it.</summary>
    public bool EndsNotes =>
        Kind is EventKind.NoteOff or EventKind.AllNotesOff or EventKind.AllSoundOff || (Kind == EventKind.NoteOn && !(Value > 0));

    private static int Within(int value, int largest, string name) => (uint)value <= (uint)largest
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} must lie within 0 to {largest}.");
}

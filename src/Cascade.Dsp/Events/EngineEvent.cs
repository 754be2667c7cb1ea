using System.Runtime.InteropServices;

namespace Cascade.Dsp.Events;

/// <summary>Something that happens at one sample: the only thing that moves an engine. 16 bytes.</summary>
/// <param name="Time">The sample position it happens at, in frames since the engine started. A time that is already rendered means now.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Channel">The MIDI channel 0-15; for a <see cref="EventKind.Parameter"/> 0 is the instrument, 1 and up the effects in order.</param>
/// <param name="Number">The key, controller, program or parameter number.</param>
/// <param name="Value">Velocity, controller and pressure 0 to 1, bend -1 to 1, or a parameter in its own unit. NaN counts as the default.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct EngineEvent(long Time, EventKind Kind, byte Channel, byte Number, float Value)
{
    /// <summary>A key goes down.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="key">MIDI key 0-127.</param>
    /// <param name="velocity">0 to 1.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    public static EngineEvent NoteOn(long time, int key, float velocity, int channel = 0) => new(time, EventKind.NoteOn, (byte)channel, (byte)key, velocity);

    /// <summary>A key comes up.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="key">MIDI key 0-127.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    public static EngineEvent NoteOff(long time, int key, int channel = 0) => new(time, EventKind.NoteOff, (byte)channel, (byte)key, 0.5f);

    /// <summary>A controller moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="controller">MIDI controller 0-127.</param>
    /// <param name="value">0 to 1.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    public static EngineEvent Control(long time, int controller, float value, int channel = 0) => new(time, EventKind.Control, (byte)channel, (byte)controller, value);

    /// <summary>The pitch wheel moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="value">-1 to 1 of the bend range.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    public static EngineEvent PitchBend(long time, float value, int channel = 0) => new(time, EventKind.PitchBend, (byte)channel, 0, value);

    /// <summary>A channel changes its program.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="program">MIDI program 0-127.</param>
    /// <param name="channel">MIDI channel 0-15.</param>
    public static EngineEvent Program(long time, int program, int channel = 0) => new(time, EventKind.Program, (byte)channel, (byte)program, 0);

    /// <summary>A parameter moves.</summary>
    /// <param name="time">Frames since the start.</param>
    /// <param name="number">Its place in the <c>Parameters</c> of the instrument or effect, 0-255.</param>
    /// <param name="value">In the parameter's own unit.</param>
    /// <param name="slot">0 for the instrument, 1 and up for the effects in their order.</param>
    public static EngineEvent Parameter(long time, int number, float value, int slot = 0) => new(time, EventKind.Parameter, (byte)slot, (byte)number, value);

    /// <summary>True if the event lets keys go or ends sound: note-off (also as a note-on of velocity 0), all notes off, all sound off. A queue that refuses others has room for the note-offs of the keys held through it.</summary>
    public bool EndsNotes => Kind is EventKind.NoteOff or EventKind.AllNotesOff or EventKind.AllSoundOff || (Kind == EventKind.NoteOn && Value == 0);
}

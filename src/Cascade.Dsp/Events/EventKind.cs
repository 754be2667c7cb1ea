namespace Cascade.Dsp.Events;

/// <summary>What an <see cref="EngineEvent"/> does.</summary>
public enum EventKind : byte
{
    /// <summary>A key goes down. Number: key 0-127. Value: velocity, above 0 to 1; 0 means note-off.</summary>
    NoteOn,

    /// <summary>A key comes up. Number: key 0-127. Value: release velocity 0-1.</summary>
    NoteOff,

    /// <summary>A controller moves. Number: MIDI controller 0-127. Value: 0-1.</summary>
    Control,

    /// <summary>The pitch wheel moves. Value: -1 to 1 of the bend range.</summary>
    PitchBend,

    /// <summary>Pressure on the whole channel. Value: 0-1.</summary>
    ChannelPressure,

    /// <summary>Pressure on one key. Number: key 0-127. Value: 0-1.</summary>
    KeyPressure,

    /// <summary>The channel changes its program. Number: program 0-127.</summary>
    Program,

    /// <summary>A parameter moves. Channel: 0 the instrument, 1 and up the effect in that place of the chain. Number: the parameter. Value: in the parameter's own unit.</summary>
    Parameter,

    /// <summary>All keys of the channel come up; pedals still hold.</summary>
    AllNotesOff,

    /// <summary>All sound of the channel ends at once, without a click.</summary>
    AllSoundOff,
}

namespace Cascade.Dsp;

/// <summary>What an <see cref="EngineEvent"/> does. The numbers are stored and sent; they never change.</summary>
public enum EventKind : byte
{
    /// <summary>A key goes down. Number: key 0-127. Value: velocity, above 0 to 1; 0 means note-off. Note: an id for the events that
    /// concern this note alone, or 0.</summary>
    NoteOn = 0,

    /// <summary>A key comes up. Number: key 0-127. Value: release velocity 0-1. Note: the id of the one note that ends, or 0 for all of the
    /// key.</summary>
    NoteOff = 1,

    /// <summary>A controller moves. Number: MIDI controller 0-127. Value: 0-1.</summary>
    Control = 2,

    /// <summary>The pitch wheel moves. Value: -1 to 1 of the bend range.</summary>
    PitchBend = 3,

    /// <summary>Pressure on the whole channel. Value: 0-1.</summary>
    ChannelPressure = 4,

    /// <summary>Pressure on one key. Number: key 0-127. Value: 0-1.</summary>
    KeyPressure = 5,

    /// <summary>The channel changes its program. Number: program 0-127.</summary>
    Program = 6,

    /// <summary>A parameter moves. Part and Slot: the device it belongs to. Number: its place in the device. Value: in the parameter's own
    /// unit.</summary>
    Parameter = 7,

    /// <summary>All keys of the channel come up; pedals still hold.</summary>
    AllNotesOff = 8,

    /// <summary>All sound of the channel ends at once, without a click.</summary>
    AllSoundOff = 9,

    /// <summary>One note bends. Note: its id. Value: in semitones, -96 to 96; beside the channel's own bend.</summary>
    NoteBend = 10,

    /// <summary>Pressure on one note. Note: its id. Value: 0-1.</summary>
    NotePressure = 11,

    /// <summary>The timbre of one note, as controller 74. Note: its id. Value: 0-1, 64 of 127 being the middle.</summary>
    NoteTimbre = 12,

    /// <summary>Every channel goes back to its defaults. Number: 1 General MIDI, 2 General MIDI 2, 3 GS, 4 XG.</summary>
    SystemReset = 13,

    /// <summary>The volume of everything. Value: 0-1, by 40 log10.</summary>
    MasterVolume = 14,

    /// <summary>The tuning of everything, in two halves that add up. Number: 0 fine, 1 coarse. Value: in semitones, -64 to 64.</summary>
    MasterTuning = 15,

    /// <summary>The channel plays drums or a melody. Number: 0 melody, 1 and up drums.</summary>
    DrumPart = 16,

    /// <summary>A key gets another pitch on all channels, or all keys of its name on one channel. Number: key 0-127. Value: the pitch as a
    /// MIDI key with fractions, 0 to 128; NaN for that of the engine's tuning. Note: 1 if keys that sound follow at once, plus 2 if the key
    /// stands for its name: in every octave of the channel the keys of that name move as far as the value lies from the number.</summary>
    KeyTuning = 17,
}

namespace Cascade.Dsp.Midi;

/// <summary>What a meta event of a MIDI file tells. Other numbers occur and are kept.</summary>
public enum MidiMetaType : byte
{
    /// <summary>The number of the sequence or pattern: two bytes.</summary>
    SequenceNumber = 0x00,

    /// <summary>Any text.</summary>
    Text = 0x01,

    /// <summary>The copyright notice.</summary>
    Copyright = 0x02,

    /// <summary>The name of the track; in the first track the title of the piece.</summary>
    TrackName = 0x03,

    /// <summary>The instrument of the track.</summary>
    InstrumentName = 0x04,

    /// <summary>A syllable that is sung.</summary>
    Lyric = 0x05,

    /// <summary>A place in the piece, such as "Verse 1".</summary>
    Marker = 0x06,

    /// <summary>Something that happens on stage or screen.</summary>
    CuePoint = 0x07,

    /// <summary>The name of the program.</summary>
    ProgramName = 0x08,

    /// <summary>The name of the device that plays.</summary>
    DeviceName = 0x09,

    /// <summary>The channel that the following meta events are about: one byte.</summary>
    ChannelPrefix = 0x20,

    /// <summary>The port that the track goes to: one byte.</summary>
    Port = 0x21,

    /// <summary>The end of the track; kept as <see cref="MidiTrack.EndTick"/>.</summary>
    EndOfTrack = 0x2F,

    /// <summary>The tempo from here on: three bytes, microseconds per quarter note.</summary>
    Tempo = 0x51,

    /// <summary>The SMPTE time that the track starts at: five bytes.</summary>
    SmpteOffset = 0x54,

    /// <summary>The time signature from here on: four bytes.</summary>
    TimeSignature = 0x58,

    /// <summary>The key signature from here on: two bytes.</summary>
    KeySignature = 0x59,

    /// <summary>Whatever a sequencer keeps for itself.</summary>
    SequencerSpecific = 0x7F,
}

namespace Cascade.Dsp.Midi;

/// <summary>How a MIDI file is read.</summary>
public sealed record MidiReadOptions
{
    /// <summary>True to refuse every fault; false, the default, to recover what players recover and keep a <see cref="MidiWarning"/> of
    /// each.</summary>
    public bool Strict { get; init; }
}

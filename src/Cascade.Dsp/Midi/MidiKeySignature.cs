namespace Cascade.Dsp.Midi;

/// <summary>A key signature.</summary>
/// <param name="Sharps">The number of sharps, 0 to 7; flats are negative.</param>
/// <param name="IsMinor">True for the minor key.</param>
public readonly record struct MidiKeySignature(int Sharps, bool IsMinor);

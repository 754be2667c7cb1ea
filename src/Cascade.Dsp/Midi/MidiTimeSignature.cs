namespace Cascade.Dsp.Midi;

/// <summary>A time signature, such as 6/8.</summary>
/// <param name="Numerator">Beats in a bar.</param>
/// <param name="Denominator">The note that is one beat: 1, 2, 4, 8 and so on to 128.</param>
public readonly record struct MidiTimeSignature(int Numerator, int Denominator);

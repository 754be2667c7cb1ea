namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A blow as the strings feel it.</summary>
/// <param name="Contact">How long the hammer touches, in s.</param>
/// <param name="Level">Amplitude of all modes.</param>
/// <param name="Stretching">That of the modes of the strings' stretching.</param>
/// <param name="Silence">The amplitude below which a mode is not heard.</param>
/// <param name="Onset">How much of the amplitude builds up after the blow, 0 to 1.</param>
internal readonly record struct StringBlow(double Contact, float Level, float Stretching, double Silence, float Onset);

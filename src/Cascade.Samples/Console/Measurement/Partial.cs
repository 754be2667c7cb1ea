namespace Cascade.Samples.Console.Measurement;

/// <summary>One partial of a note.</summary>
/// <param name="Number">1 for the fundamental.</param>
/// <param name="Frequency">In Hz.</param>
/// <param name="Level">In dB; a sine of amplitude 1 has 0. The mean of the stretch in which it was measured.</param>
internal readonly record struct Partial(int Number, double Frequency, double Level);

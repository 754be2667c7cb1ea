namespace Cascade.Dsp.Instruments.Piano;

/// <summary>One of the noises of a blow, against the power of all its partials.</summary>
/// <param name="Level">log10 of the power at velocity 76, over the key.</param>
/// <param name="Velocity">What is added to it for 100 steps of velocity.</param>
/// <param name="Shape">Natural logarithm of the power in a third-octave band, over log frequency.</param>
/// <param name="Decay">Natural logarithm of the time in s in which the power falls to 1/e, over log frequency.</param>
internal sealed record NoiseTables(Curve Level, double Velocity, Curve Shape, Curve Decay);

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A kind of noise in the bands of the noise bank.</summary>
/// <param name="Power">The mean square in each band with which a noise of level 1 begins, 0 or more.</param>
/// <param name="Decay">The seconds in which that power falls to 1/e, from 0.0001 to infinity.</param>
internal sealed record NoiseSpectrum(float[] Power, float[] Decay);

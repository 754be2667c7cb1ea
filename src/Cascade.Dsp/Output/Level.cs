using System;

namespace Cascade.Dsp.Output;

/// <summary>How loud a channel was.</summary>
/// <param name="Peak">The largest magnitude of a sample; 1 is full scale.</param>
/// <param name="Rms">The root of the mean square; a full-scale sine has 0.7071.</param>
public readonly record struct Level(float Peak, float Rms)
{
    /// <summary>The peak in dB of full scale; negative infinity for silence.</summary>
    public float PeakDecibels => 20 * MathF.Log10(Peak);

    /// <summary>The RMS in dB of full scale, where a full-scale sine has -3.01; negative infinity for silence.</summary>
    public float RmsDecibels => 20 * MathF.Log10(Rms);
}

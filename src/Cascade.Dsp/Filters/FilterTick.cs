using System;

namespace Cascade.Dsp.Filters;

/// <summary>The grid on which the filters take up new coefficients and flush their state.</summary>
/// <remarks>It counts samples since <c>Reset</c>, not calls, so that no split of a block changes a bit. Between two ticks a filter's
/// coefficients move in a straight line.</remarks>
internal static class FilterTick
{
    /// <summary>The number of samples from one tick to the next.</summary>
    public const int Samples = 32;

    /// <summary>The lowest cutoff of a filter, in Hz.</summary>
    public const float MinimumCutoff = 10;

    /// <summary>The highest cutoff, as a share of the sample rate.</summary>
    public const float MaximumCutoff = 0.49f;

    /// <summary>tan(pi f / rate), the integrator gain of the trapezoidal rule that puts an analog corner exactly at f.</summary>
    /// <param name="cutoff">f in Hz; moved into the range.</param>
    /// <param name="sampleRate">In Hz.</param>
    public static double Gain(float cutoff, int sampleRate) =>
        Math.Tan(Math.PI * Math.Clamp(cutoff, MinimumCutoff, MaximumCutoff * sampleRate) / sampleRate);

    /// <summary>Throws if input and output differ in length.</summary>
    public static void CheckLengths(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != output.Length)
            throw new ArgumentException("Input and output must have the same length.", nameof(output));
    }
}

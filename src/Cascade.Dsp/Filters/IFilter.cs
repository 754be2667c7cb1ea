using System;

namespace Cascade.Dsp.Filters;

/// <summary>A unit that turns one channel into another of the same length. After <see cref="Prepare"/> nothing may allocate, lock, log or
/// wait.</summary>
/// <remarks>A new unit is ready to use at 48 kHz. Samples are counted, not calls: any split of a block into parts gives the same
/// bits.</remarks>
public interface IFilter
{
    /// <summary>Allocates everything for a sample rate and resets.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    void Prepare(int sampleRate);

    /// <summary>Back to silence; parameters keep their values.</summary>
    void Reset();

    /// <summary>Filters the next samples.</summary>
    /// <param name="input">Any number of samples.</param>
    /// <param name="output">As many, overwritten; may be the input itself, but must not overlap it otherwise.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    void Process(ReadOnlySpan<float> input, Span<float> output);
}

using System;

namespace Cascade.Dsp.Oscillators;

/// <summary>A unit that makes a signal of its own. After <see cref="Prepare"/> nothing may allocate, lock, throw, log or wait.</summary>
/// <remarks>A new unit is ready to use at 48 kHz. Samples are counted, not calls: any split of a block into parts gives the same
/// bits.</remarks>
public interface IGenerator
{
    /// <summary>Allocates everything for a sample rate and resets.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    void Prepare(int sampleRate);

    /// <summary>Back to the start; parameters keep their values.</summary>
    void Reset();

    /// <summary>Writes the next samples.</summary>
    /// <param name="output">Overwritten; any length.</param>
    void Process(Span<float> output);
}

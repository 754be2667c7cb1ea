using System;

namespace Cascade.Dsp.Oscillators;

/// <summary>A unit that makes a signal: Prepare, then Process, with Reset to start again. Nothing is allocated after <see cref="Prepare"/>.</summary>
public interface IGenerator
{
    /// <summary>Sets the sample rate and resets.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    void Prepare(int sampleRate);

    /// <summary>Back to the start: the same samples come again.</summary>
    void Reset();

    /// <summary>Writes the next samples. Any split of a block gives the same bits.</summary>
    /// <param name="output">Overwritten; any length.</param>
    void Process(Span<float> output);
}

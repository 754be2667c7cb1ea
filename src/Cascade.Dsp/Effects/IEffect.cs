using System;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Effects;

/// <summary>A stereo effect that works in place. After <see cref="Prepare"/> nothing may allocate, lock, throw, log or wait.</summary>
public interface IEffect
{
    /// <summary>The parameters, by number.</summary>
    ReadOnlySpan<ParameterInfo> Parameters { get; }

    /// <summary>How many frames the output lies behind the input; constant after <see cref="Prepare"/>.</summary>
    int LatencySamples { get; }

    /// <summary>How many frames the output may sound on after the input has ended, at the present parameters.</summary>
    int TailSamples { get; }

    /// <summary>Allocates everything for a sample rate and runs every code path once, so that nothing is compiled later on the audio thread.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    void Prepare(int sampleRate);

    /// <summary>Back to silence; parameters keep their values.</summary>
    void Reset();

    /// <summary>Moves a parameter; what can be heard moves by a ramp. Called on the audio thread.</summary>
    /// <param name="index">The parameter's number; an unknown one is ignored.</param>
    /// <param name="value">In the parameter's unit; clamped to its range.</param>
    void SetParameter(int index, float value);

    /// <summary>Processes a block in place.</summary>
    /// <param name="left">Any number of frames; the engine gives 32.</param>
    /// <param name="right">As many.</param>
    void Process(Span<float> left, Span<float> right);
}

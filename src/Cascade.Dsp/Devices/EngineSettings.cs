using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>What an engine tells its instruments and effects when it prepares them.</summary>
public sealed record EngineSettings
{
    /// <summary>Samples per second, 8,000 to 192,000 Hz; 48,000 by default.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">The rate is out of range.</exception>
    public int SampleRate { get; init => field = SampleRates.Check(value); } = SampleRates.Default;

    /// <summary>The register width of every kernel; never <see cref="LaneWidth.Auto"/>, which becomes the widest this processor
    /// accelerates.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">This processor does not accelerate that width.</exception>
    public LaneWidth Width { get; init => field = LaneWidths.Resolve(value); } = LaneWidths.Resolve(LaneWidth.Auto);

    /// <summary>How every kernel multiplies and adds; never <see cref="LaneArithmetic.Auto"/>, which becomes what this processor does
    /// fastest.</summary>
    /// <exception cref="System.ArgumentOutOfRangeException">It is not one of the enumeration.</exception>
    public LaneArithmetic Arithmetic { get; init => field = LaneWidths.Resolve(LaneWidth.Auto, value).Arithmetic; } = LaneWidths.Arithmetic;

    /// <summary>The registers of every kernel.</summary>
    internal LaneChoice Lanes => LaneWidths.Resolve(Width, Arithmetic);

    /// <summary>The frequency of each key; twelve-tone equal at 440 Hz by default.</summary>
    public KeyTuning Tuning { get; init; } = KeyTuning.Default;

    /// <summary>The start of every pseudo-random sequence: equal seeds give equal sound. 1 by default.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>True, the default, if a device runs every code path once when it is prepared, so that nothing is compiled on the audio
    /// thread; false where nobody waits for a block in time.</summary>
    public bool Rehearses { get; init; } = true;
}

using Cascade.Dsp.Simd;
using Cascade.Dsp.Tuning;

namespace Cascade.Dsp.Instruments;

/// <summary>What an engine tells its instrument when it prepares it.</summary>
/// <param name="SampleRate">In Hz.</param>
/// <param name="Width">The register width of every kernel; never <see cref="LaneWidth.Auto"/>.</param>
/// <param name="Tuning">The frequency of each key.</param>
/// <param name="Seed">The start of every pseudo-random sequence: equal seeds give equal sound.</param>
public sealed record EngineSettings(int SampleRate, LaneWidth Width, KeyTuning Tuning, uint Seed)
{
    /// <summary>How every kernel multiplies and adds; what this processor does fastest by default.</summary>
    public LaneArithmetic Arithmetic { get; init; } = LaneWidths.Arithmetic;

    /// <summary>The registers of every kernel.</summary>
    internal LaneChoice Lanes => LaneWidths.Resolve(Width, Arithmetic);
}

using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary><see cref="LineKernel.Clean"/> at a width that is chosen later.</summary>
/// <param name="line">The first sample.</param>
/// <param name="count">How many.</param>
/// <param name="scratch">Room for the widest register.</param>
internal ref struct LineCleaning(ref float line, int count, ref float scratch) : ILaneKernel
{
    private readonly ref float _line = ref line, _scratch = ref scratch;

    /// <summary>What the loop returned.</summary>
    public float Peak;

    /// <inheritdoc/>
    public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => Peak = LineKernel.Clean<TLanes>(ref _line, count, ref _scratch);
}

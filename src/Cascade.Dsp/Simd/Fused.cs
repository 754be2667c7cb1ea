namespace Cascade.Dsp.Simd;

/// <summary><see cref="LaneArithmetic.Fused"/> as a type.</summary>
internal readonly struct Fused : IArithmetic
{
    /// <inheritdoc/>
    public static bool IsFused => true;
}

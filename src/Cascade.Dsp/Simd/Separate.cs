namespace Cascade.Dsp.Simd;

/// <summary><see cref="LaneArithmetic.Separate"/> as a type.</summary>
internal readonly struct Separate : IArithmetic
{
    /// <inheritdoc/>
    public static bool IsFused => false;
}

namespace Cascade.Dsp.Simd;

/// <summary>The registers and the arithmetic that kernels run with; neither is Auto.</summary>
/// <param name="Width">Floats in a register.</param>
/// <param name="Arithmetic">How they multiply and add.</param>
internal readonly record struct LaneChoice(LaneWidth Width, LaneArithmetic Arithmetic)
{
    /// <summary>A width with the arithmetic that this processor does fastest.</summary>
    /// <param name="width">The width asked for; Auto is the widest.</param>
    public static implicit operator LaneChoice(LaneWidth width) => LaneWidths.Resolve(width, LaneArithmetic.Auto);
}

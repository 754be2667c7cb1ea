namespace Cascade.Dsp.Simd;

/// <summary>How kernels work out a * b + c. Each gives bits of its own, the same at every <see cref="LaneWidth"/>; they are equally exact
/// to the ear.</summary>
/// <remarks>The numbers are part of the interface and do not change.</remarks>
public enum LaneArithmetic
{
    /// <summary>What this processor does fastest: <see cref="Fused"/> if it can, else <see cref="Separate"/>.</summary>
    Auto = 0,

    /// <summary>With one rounding (x64 with FMA, Arm64). Where the processor cannot, only <see cref="LaneWidth.Scalar"/> can be had, by
    /// slow software.</summary>
    Fused = 1,

    /// <summary>With a rounding of the product and one of the sum: for processors without fused multiply-add (x64 before 2013,
    /// WebAssembly); any other can do it too.</summary>
    Separate = 2,
}

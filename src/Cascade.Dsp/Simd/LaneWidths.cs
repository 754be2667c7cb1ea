using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Which <see cref="LaneWidth"/>s this processor accelerates, and how a request becomes one of them.</summary>
public static class LaneWidths
{
    /// <summary>How this processor multiplies and adds fastest; never <see cref="LaneArithmetic.Auto"/>.</summary>
    public static LaneArithmetic Arithmetic => IsFused ? LaneArithmetic.Fused : LaneArithmetic.Separate;

    /// <summary>True if this processor has fused multiply-add: a constant to the compiler.</summary>
    internal static bool IsFused => Fma.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>True if <paramref name="width"/> runs in hardware here. <see cref="LaneWidth.Auto"/> and <see cref="LaneWidth.Scalar"/>
    /// always do.</summary>
    /// <param name="width">The width asked about.</param>
    public static bool IsSupported(LaneWidth width) => IsSupported(width, LaneArithmetic.Auto);

    /// <summary>True if kernels of <paramref name="width"/> and <paramref name="arithmetic"/> can run here.</summary>
    /// <param name="width">The width asked about.</param>
    /// <param name="arithmetic">How they multiply and add.</param>
    public static bool IsSupported(LaneWidth width, LaneArithmetic arithmetic)
    {
        if (arithmetic is not (LaneArithmetic.Auto or LaneArithmetic.Fused or LaneArithmetic.Separate))
            return false;
        bool isFast = arithmetic != LaneArithmetic.Fused || IsFused;
        return width switch
        {
            LaneWidth.Auto or LaneWidth.Scalar => true,
            LaneWidth.Bits128 => isFast && Vector128.IsHardwareAccelerated,
            LaneWidth.Bits256 => isFast && Vector256.IsHardwareAccelerated && Avx2.IsSupported,
            LaneWidth.Bits512 => isFast && Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported,
            _ => false,
        };
    }

    /// <summary>The width itself, or for <see cref="LaneWidth.Auto"/> the widest one supported.</summary>
    /// <param name="width">The width asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not one of the enumeration, or this processor does not accelerate
    /// it.</exception>
    public static LaneWidth Resolve(LaneWidth width) => Resolve(width, LaneArithmetic.Auto).Width;

    /// <summary>What is asked for, with <see cref="LaneArithmetic.Auto"/> made the fastest arithmetic and <see cref="LaneWidth.Auto"/> the
    /// widest registers for it.</summary>
    /// <param name="width">The width asked for.</param>
    /// <param name="arithmetic">The arithmetic asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">One is not of its enumeration, or this processor does not accelerate them
    /// together.</exception>
    internal static LaneChoice Resolve(LaneWidth width, LaneArithmetic arithmetic)
    {
        if (!IsSupported(LaneWidth.Auto, arithmetic))
            throw new ArgumentOutOfRangeException(nameof(arithmetic), arithmetic, "The arithmetic must be Auto, Fused or Separate.");
        if (!IsSupported(width, arithmetic))
            throw new ArgumentOutOfRangeException(nameof(width), width, $"This processor does not accelerate that width with {arithmetic} "
                + "arithmetic; use Auto, Scalar, or one for which LaneWidths.IsSupported is true.");
        if (arithmetic == LaneArithmetic.Auto)
            arithmetic = Arithmetic;
        return new LaneChoice(width == LaneWidth.Auto ? Widest(arithmetic) : width, arithmetic);
    }

    private static LaneWidth Widest(LaneArithmetic arithmetic)
    {
        if (IsSupported(LaneWidth.Bits512, arithmetic)) return LaneWidth.Bits512;
        if (IsSupported(LaneWidth.Bits256, arithmetic)) return LaneWidth.Bits256;
        return IsSupported(LaneWidth.Bits128, arithmetic) ? LaneWidth.Bits128 : LaneWidth.Scalar;
    }
}

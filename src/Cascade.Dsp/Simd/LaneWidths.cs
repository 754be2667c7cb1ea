using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Which <see cref="LaneWidth"/>s this processor accelerates, and how a request becomes one of them.</summary>
public static class LaneWidths
{
    /// <summary>True if <paramref name="width"/> runs in hardware here, fused multiply-add included. <see cref="LaneWidth.Auto"/> and <see cref="LaneWidth.Scalar"/> always do.</summary>
    /// <param name="width">The width asked about.</param>
    public static bool IsSupported(LaneWidth width) => width switch
    {
        LaneWidth.Auto or LaneWidth.Scalar => true,
        LaneWidth.Bits128 => Vector128.IsHardwareAccelerated && (Fma.IsSupported || AdvSimd.Arm64.IsSupported),
        LaneWidth.Bits256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported,
        LaneWidth.Bits512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported,
        _ => false,
    };

    /// <summary>The width itself, or for <see cref="LaneWidth.Auto"/> the widest one supported.</summary>
    /// <param name="width">The width asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not one of the enumeration, or this processor does not accelerate it.</exception>
    public static LaneWidth Resolve(LaneWidth width)
    {
        if (!IsSupported(width))
            throw new ArgumentOutOfRangeException(nameof(width), width, "This processor does not accelerate that width; use Auto, Scalar, or one for which LaneWidths.IsSupported is true.");
        if (width != LaneWidth.Auto)
            return width;
        if (IsSupported(LaneWidth.Bits512)) return LaneWidth.Bits512;
        if (IsSupported(LaneWidth.Bits256)) return LaneWidth.Bits256;
        return IsSupported(LaneWidth.Bits128) ? LaneWidth.Bits128 : LaneWidth.Scalar;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>The one place where a width and an arithmetic become the type of registers that a kernel is compiled for.</summary>
internal static class LaneDispatch
{
    /// <summary>Runs a kernel.</summary>
    /// <remarks>The conditions are constants to the compiler, which leaves out what the processor does not have.</remarks>
    /// <param name="lanes">The registers.</param>
    /// <param name="kernel">The kernel with its arguments.</param>
    /// <returns>The kernel with its results.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TKernel Run<TKernel>(LaneChoice lanes, TKernel kernel) where TKernel : struct, ILaneKernel, allows ref struct
    {
        if (lanes.Arithmetic == LaneArithmetic.Fused)
        {
            switch (lanes.Width)
            {
                case LaneWidth.Bits512 when Vector512.IsHardwareAccelerated && LaneWidths.IsFused: kernel.Run<Lanes512<Fused>>(); break;
                case LaneWidth.Bits256 when Vector256.IsHardwareAccelerated && LaneWidths.IsFused: kernel.Run<Lanes256<Fused>>(); break;
                case LaneWidth.Bits128 when Vector128.IsHardwareAccelerated && LaneWidths.IsFused: kernel.Run<Lanes128<Fused>>(); break;
                default: kernel.Run<Lanes1<Fused>>(); break;
            }
        }
        else
        {
            switch (lanes.Width)
            {
                case LaneWidth.Bits512 when Vector512.IsHardwareAccelerated: kernel.Run<Lanes512<Separate>>(); break;
                case LaneWidth.Bits256 when Vector256.IsHardwareAccelerated: kernel.Run<Lanes256<Separate>>(); break;
                case LaneWidth.Bits128 when Vector128.IsHardwareAccelerated: kernel.Run<Lanes128<Separate>>(); break;
                default: kernel.Run<Lanes1<Separate>>(); break;
            }
        }
        return kernel;
    }
}

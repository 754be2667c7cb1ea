using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>Sums over the lanes of frames of sixteen floats, in one fixed order: the same bits at every width.</summary>
/// <remarks>The order is by halves, halves of halves, and so on; four frames at a time, which costs a quarter of four sums one by
/// one.</remarks>
internal static class LaneSums
{
    /// <summary>Floats in a frame: the lanes of the widest register.</summary>
    public const int Lanes = 16;

    /// <summary>Overwrites every output with the sum of its frame.</summary>
    /// <param name="frames">The first float of as many frames as there are outputs.</param>
    /// <param name="output">A multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ref float frames, Span<float> output)
    {
        DebugGuard.Multiple(output.Length, 4);
        ref float result = ref MemoryMarshal.GetReference(output);
        for (int frame = 0; frame < output.Length; frame += 4)
            FourFrames(ref frames, frame).StoreUnsafe(ref result, (nuint)frame);
    }

    /// <summary>Adds to every output the sum of its frame.</summary>
    /// <param name="frames">The first float of as many frames as there are outputs.</param>
    /// <param name="output">A multiple of four.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref float frames, Span<float> output)
    {
        DebugGuard.Multiple(output.Length, 4);
        ref float result = ref MemoryMarshal.GetReference(output);
        for (int frame = 0; frame < output.Length; frame += 4)
            (Vector128.LoadUnsafe(ref result, (nuint)frame) + FourFrames(ref frames, frame)).StoreUnsafe(ref result, (nuint)frame);
    }

    /// <summary>The sum of one frame.</summary>
    /// <param name="frame">Its first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(ref float frame)
    {
        Vector128<float> quarter = Quarter(ref frame, 0);
        return quarter[0] + quarter[2] + (quarter[1] + quarter[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FourFrames(ref float frames, int frame)
    {
        Quads.Transpose(Quarter(ref frames, frame), Quarter(ref frames, frame + 1), Quarter(ref frames, frame + 2),
            Quarter(ref frames, frame + 3),
            out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d);
        return a + c + (b + d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Quarter(ref float frames, int frame)
    {
        ref float first = ref Unsafe.Add(ref frames, frame * Lanes);
        return Vector128.LoadUnsafe(ref first) + Vector128.LoadUnsafe(ref first, 8)
            + (Vector128.LoadUnsafe(ref first, 4) + Vector128.LoadUnsafe(ref first, 12));
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>Two rows as one, their floats in turn, and back.</summary>
/// <remarks>Each pair is written as one number of 64 bits: a processor that reads it so right after waits for two writes.</remarks>
internal static class Pairs
{
    /// <summary>Writes two rows as one.</summary>
    /// <param name="left">The even floats.</param>
    /// <param name="right">The odd ones, as many.</param>
    /// <param name="pairs">Twice as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> pairs)
    {
        DebugGuard.Alike(left, right);
        ref uint even = ref First(left), odd = ref First(right);
        ref ulong both = ref Unsafe.As<float, ulong>(ref MemoryMarshal.GetReference(pairs));
        nuint i = 0;
        for (; i + 4 <= (uint)left.Length; i += 4)
        {
            Vector128<uint> evens = Vector128.LoadUnsafe(ref even, i), odds = Vector128.LoadUnsafe(ref odd, i);
            (Vector128.WidenLower(evens) | (Vector128.WidenLower(odds) << 32)).StoreUnsafe(ref both, i);
            (Vector128.WidenUpper(evens) | (Vector128.WidenUpper(odds) << 32)).StoreUnsafe(ref both, i + 2);
        }
        for (; i < (uint)left.Length; i++)
            Unsafe.Add(ref both, i) = Unsafe.Add(ref even, i) | ((ulong)Unsafe.Add(ref odd, i) << 32);
    }

    /// <summary>Writes one row as two.</summary>
    /// <param name="pairs">Twice as many floats as each of the others has.</param>
    /// <param name="left">Gets the even ones.</param>
    /// <param name="right">Gets the odd ones.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Part(ReadOnlySpan<float> pairs, Span<float> left, Span<float> right)
    {
        DebugGuard.Alike(left, right);
        ref uint even = ref First(left), odd = ref First(right);
        ref ulong both = ref Unsafe.As<float, ulong>(ref MemoryMarshal.GetReference(pairs));
        nuint i = 0;
        for (; i + 4 <= (uint)left.Length; i += 4)
        {
            Vector128<ulong> lower = Vector128.LoadUnsafe(ref both, i), upper = Vector128.LoadUnsafe(ref both, i + 2);
            Vector128.Narrow(lower, upper).StoreUnsafe(ref even, i);
            Vector128.Narrow(lower >>> 32, upper >>> 32).StoreUnsafe(ref odd, i);
        }
        for (; i < (uint)left.Length; i++)
        {
            Unsafe.Add(ref even, i) = (uint)Unsafe.Add(ref both, i);
            Unsafe.Add(ref odd, i) = (uint)(Unsafe.Add(ref both, i) >> 32);
        }
    }

    private static ref uint First(ReadOnlySpan<float> row) => ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(row));
}

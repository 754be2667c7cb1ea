using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Output;

/// <summary>What meters ask of samples.</summary>
/// <remarks>Four lanes at any width: the code can be compiled ahead of time, where general code over the widest vectors takes longer to
/// compile than a note to render; and sums are the same on every machine.</remarks>
internal static class Magnitudes
{
    private const int Lanes = 4, Step = 4 * Lanes;

    /// <summary>The largest magnitude: 0 of no samples, NaN if any sample is.</summary>
    public static float Largest(ReadOnlySpan<float> samples)
    {
        // The bits of positive floats are in the order of the numbers, and those of NaN above them all.
        ref int first = ref Unsafe.As<float, int>(ref MemoryMarshal.GetReference(samples));
        Vector128<int> sign = Vector128.Create(int.MaxValue), a = Vector128<int>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i <= samples.Length - Step; i += Step)
        {
            a = Vector128.Max(a, Vector128.LoadUnsafe(ref first, (nuint)i) & sign);
            b = Vector128.Max(b, Vector128.LoadUnsafe(ref first, (nuint)(i + Lanes)) & sign);
            c = Vector128.Max(c, Vector128.LoadUnsafe(ref first, (nuint)(i + 2 * Lanes)) & sign);
            d = Vector128.Max(d, Vector128.LoadUnsafe(ref first, (nuint)(i + 3 * Lanes)) & sign);
        }
        a = Vector128.Max(Vector128.Max(a, b), Vector128.Max(c, d));
        int largest = Math.Max(Math.Max(a[0], a[1]), Math.Max(a[2], a[3]));
        for (; i < samples.Length; i++)
            largest = Math.Max(largest, Unsafe.Add(ref first, i) & int.MaxValue);
        return BitConverter.Int32BitsToSingle(largest);
    }

    /// <summary>The sum of the squares.</summary>
    public static double Squares(ReadOnlySpan<float> samples)
    {
        ref float first = ref MemoryMarshal.GetReference(samples);
        Vector128<float> a = Vector128<float>.Zero, b = a, c = a, d = a;
        int i = 0;
        for (; i <= samples.Length - Step; i += Step)
        {
            Vector128<float> x = Vector128.LoadUnsafe(ref first, (nuint)i), y = Vector128.LoadUnsafe(ref first, (nuint)(i + Lanes));
            a += x * x;
            b += y * y;
            x = Vector128.LoadUnsafe(ref first, (nuint)(i + 2 * Lanes));
            y = Vector128.LoadUnsafe(ref first, (nuint)(i + 3 * Lanes));
            c += x * x;
            d += y * y;
        }
        a = a + b + (c + d);
        double sum = (double)a[0] + a[1] + a[2] + a[3];
        for (; i < samples.Length; i++)
            sum += samples[i] * samples[i];
        return sum;
    }
}

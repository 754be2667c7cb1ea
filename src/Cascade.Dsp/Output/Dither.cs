using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Output;

/// <summary>Noise of triangular density that makes the rounding to integers free of distortion. One per channel.</summary>
/// <remarks>
/// The sum of two independent uniform values of ±0.5 steps: ±1 step at most, mean 0, variance 1/6. With it the error of the rounding has
/// mean 0 and
/// variance 1/4 step², whatever the signal.
/// <code>
/// density      .
///            .   .
///          .       .
///   ___.............___   steps
///     -1      0      1
/// </code>
/// The same seed gives the same noise, however the calls are split.
/// <para>Sources: S. P. Lipshitz, R. A. Wannamaker, J. Vanderkooy, "Quantization and dither: a theoretical survey", J. Audio Eng. Soc.
/// 40(5), 1992.
/// Generator: xoshiro128++, D. Blackman, S. Vigna, 2019, four independent streams in four lanes, letters as there.</para>
/// </remarks>
public sealed class Dither
{
    private const int Lanes = 4;

    private readonly uint _seed;

    // Arrays, as nothing that holds a vector, or is given what does, can be compiled ahead of time.
    private readonly uint[] _state = new uint[4 * Lanes];
    private readonly float[] _spare = new float[Lanes];
    private int _spareFrom;

    /// <summary>Starts the noise.</summary>
    /// <param name="seed">Any number; channels take different ones.</param>
    public Dither(uint seed)
    {
        _seed = seed;
        Reset();
    }

    /// <summary>Back to the start of the noise.</summary>
    public void Reset()
    {
        ulong x = _seed;
        for (int i = 0; i < _state.Length; i++)
            _state[i] = SplitMix(ref x);
        _spareFrom = Lanes;
    }

    /// <summary>Writes the next values of the noise. Allocates nothing.</summary>
    /// <param name="target">Overwritten, in steps of the integer: above -1 to below 1.</param>
    public void Fill(Span<float> target)
    {
        int done = 0;
        for (; _spareFrom < Lanes && done < target.Length; done++)
            target[done] = _spare[_spareFrom++];
        ref uint state = ref MemoryMarshal.GetArrayDataReference(_state);
        Vector128<uint> s0 = Vector128.LoadUnsafe(ref state), s1 = Vector128.LoadUnsafe(ref state, Lanes),
            s2 = Vector128.LoadUnsafe(ref state, 2 * Lanes), s3 = Vector128.LoadUnsafe(ref state, 3 * Lanes);
        ref float values = ref MemoryMarshal.GetReference(target);
        for (; done <= target.Length - Lanes; done += Lanes)
            Next(ref s0, ref s1, ref s2, ref s3).StoreUnsafe(ref values, (nuint)done);
        if (done < target.Length)
        {
            Next(ref s0, ref s1, ref s2, ref s3).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_spare));
            for (_spareFrom = 0; done < target.Length; done++)
                target[done] = _spare[_spareFrom++];
        }
        s0.StoreUnsafe(ref state);
        s1.StoreUnsafe(ref state, Lanes);
        s2.StoreUnsafe(ref state, 2 * Lanes);
        s3.StoreUnsafe(ref state, 3 * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Next(ref Vector128<uint> s0, ref Vector128<uint> s1, ref Vector128<uint> s2, ref Vector128<uint> s3)
    {
        Vector128<uint> result = RotateLeft(s0 + s3, 7) + s0;
        Vector128<uint> t = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = RotateLeft(s3, 11);
        // Each half of the 32 bits is one of the two uniform values.
        Vector128<uint> sum = (result & Vector128.Create(0xFFFFu)) + (result >> 16);
        return (Vector128.ConvertToSingle(sum.AsInt32()) - Vector128.Create(65_535f)) * Vector128.Create(1f / 65_536);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateLeft(Vector128<uint> x, int k) => (x << k) | (x >> (32 - k));

    private static uint SplitMix(ref ulong x)
    {
        ulong z = x += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (uint)((z ^ (z >> 31)) >> 32);
    }
}

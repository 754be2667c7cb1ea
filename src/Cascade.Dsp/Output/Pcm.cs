using System;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Output;

/// <summary>Turns samples into the integers and bytes of files and sound cards, and back. Allocates nothing.</summary>
/// <remarks>
/// Full scale, -1 to 1, is 2^15 steps in 16 bits and 2^23 in 24, both ways; so integers come back exactly. 1 itself has no integer and
/// becomes the largest. Rounding is to the nearest, ties to even. Bytes are little endian, on every machine.
/// </remarks>
public static class Pcm
{
    private const int Piece = 256;
    private const float Scale16 = 32_768;
    private const float Scale24 = 8_388_608;

    /// <summary>Rounds samples to 16-bit integers.</summary>
    /// <param name="source">Samples; beyond ±1 they clamp, NaN becomes 0.</param>
    /// <param name="target">As many integers, or more.</param>
    /// <param name="dither">The noise of this channel, added before the rounding; none if null.</param>
    /// <returns>How many samples lay beyond ±1 or were NaN.</returns>
    /// <exception cref="ArgumentException">The target is shorter than the source.</exception>
    public static int ToInt16(ReadOnlySpan<float> source, Span<short> target, Dither? dither = null)
    {
        CheckRoom(source.Length, target.Length);
        Span<float> noise = stackalloc float[Piece];
        noise.Clear();
        for (int done = 0; done < source.Length; done += Piece)
        {
            int count = Math.Min(Piece, source.Length - done);
            dither?.Fill(noise[..count]);
            PutInt16(source.Slice(done, count), noise[..count], target.Slice(done, count));
        }
        return CountBeyondFullScale(source);
    }

    /// <summary>Rounds samples to 24-bit integers of three bytes each.</summary>
    /// <param name="source">Samples; beyond ±1 they clamp, NaN becomes 0.</param>
    /// <param name="target">Three bytes for each, or more.</param>
    /// <param name="dither">The noise of this channel, added before the rounding; none if null.</param>
    /// <returns>How many samples lay beyond ±1 or were NaN.</returns>
    /// <exception cref="ArgumentException">The target is shorter than three bytes for each sample.</exception>
    public static int ToInt24(ReadOnlySpan<float> source, Span<byte> target, Dither? dither = null)
    {
        CheckRoom(3L * source.Length, target.Length);
        Span<float> wholes = stackalloc float[Piece], rests = stackalloc float[Piece], noise = stackalloc float[Piece];
        noise.Clear();
        for (int done = 0; done < source.Length; done += Piece)
        {
            ReadOnlySpan<float> piece = source.Slice(done, Math.Min(Piece, source.Length - done));
            Span<float> whole = wholes[..piece.Length], rest = rests[..piece.Length], noises = noise[..piece.Length];
            dither?.Fill(noises);
            // A float has too few bits for a sample near full scale and its noise: the noise goes to what the first rounding leaves, which
            // is exact.
            TensorPrimitives.Multiply(piece, Scale24, rest);
            TensorPrimitives.Round(rest, whole);
            TensorPrimitives.Subtract(rest, whole, rest);
            TensorPrimitives.Add(rest, noises, rest);
            TensorPrimitives.Round(rest, rest);
            PutInt24(whole, rest, target.Slice(3 * done, 3 * piece.Length));
        }
        return CountBeyondFullScale(source);
    }

    /// <summary>Writes samples as 32-bit floats, unchanged.</summary>
    /// <param name="source">Samples.</param>
    /// <param name="target">Four bytes for each, or more.</param>
    /// <exception cref="ArgumentException">The target is shorter than four bytes for each sample.</exception>
    public static void ToFloat32(ReadOnlySpan<float> source, Span<byte> target)
    {
        CheckRoom(4L * source.Length, target.Length);
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(source).CopyTo(target);
            return;
        }
        for (int i = 0; i < source.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(target[(4 * i)..], source[i]);
    }

    /// <summary>Reads 16-bit integers as samples, exactly.</summary>
    /// <param name="source">Integers.</param>
    /// <param name="target">As many samples, or more: -1 to 1.</param>
    /// <exception cref="ArgumentException">The target is shorter than the source.</exception>
    public static void FromInt16(ReadOnlySpan<short> source, Span<float> target)
    {
        CheckRoom(source.Length, target.Length);
        Span<float> samples = target[..source.Length];
        TensorPrimitives.ConvertTruncating(source, samples);
        TensorPrimitives.Multiply(samples, 1 / Scale16, samples);
    }

    /// <summary>Reads 24-bit integers of three bytes each as samples, exactly.</summary>
    /// <param name="source">Bytes, three for each sample.</param>
    /// <param name="target">A sample for every three bytes, or more: -1 to 1.</param>
    /// <exception cref="ArgumentException">The source is not a multiple of three bytes, or the target is too short.</exception>
    public static void FromInt24(ReadOnlySpan<byte> source, Span<float> target)
    {
        CheckWhole(source.Length, 3);
        CheckRoom(source.Length / 3, target.Length);
        for (int i = 0; i < source.Length / 3; i++)
        {
            ReadOnlySpan<byte> bytes = source.Slice(3 * i, 3);
            target[i] = (bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16)) * (1 / Scale24);
        }
    }

    /// <summary>Reads 32-bit floats, unchanged.</summary>
    /// <param name="source">Bytes, four for each sample.</param>
    /// <param name="target">A sample for every four bytes, or more.</param>
    /// <exception cref="ArgumentException">The source is not a multiple of four bytes, or the target is too short.</exception>
    public static void FromFloat32(ReadOnlySpan<byte> source, Span<float> target)
    {
        CheckWhole(source.Length, 4);
        CheckRoom(source.Length / 4, target.Length);
        for (int i = 0; i < source.Length / 4; i++)
            target[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]);
    }

    /// <summary>Swaps the bytes of integers on a machine that is not little endian; the same again swaps them back.</summary>
    internal static void ToLittleEndian(Span<short> integers)
    {
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(integers, integers);
    }

    /// <summary>How many samples integers cannot hold: beyond ±1, or NaN.</summary>
    internal static int CountBeyondFullScale(ReadOnlySpan<float> source)
    {
        if (Magnitudes.Largest(source) <= 1)
            return 0;
        int count = 0;
        foreach (float sample in source)
            count += sample is <= 1 and >= -1 ? 0 : 1;
        return count;
    }

    private static void PutInt16(ReadOnlySpan<float> source, ReadOnlySpan<float> noise, Span<short> target)
    {
        ref float first = ref MemoryMarshal.GetReference(source), dither = ref MemoryMarshal.GetReference(noise);
        ref short integers = ref MemoryMarshal.GetReference(target);
        int i = 0;
        for (; i <= source.Length - Vector128<short>.Count; i += Vector128<short>.Count)
            Vector128.Narrow(Int16s(ref first, ref dither, (nuint)i), Int16s(ref first, ref dither, (nuint)i + 4))
                .StoreUnsafe(ref integers, (nuint)i);
        for (; i < source.Length; i++)
        {
            float steps = MathF.Round(source[i] * Scale16 + noise[i]);
            target[i] = (short)Math.Clamp((int)Math.Clamp(Defined(steps), -Scale16, Scale16), short.MinValue, short.MaxValue);
        }
    }

    // NaN becomes 0 in the conversion, and what has no integer the nearest that there is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Int16s(ref float source, ref float noise, nuint at)
    {
        Vector128<float> steps =
            Vector128.Round(Vector128.LoadUnsafe(ref source, at) * Vector128.Create(Scale16) + Vector128.LoadUnsafe(ref noise, at));
        return Vector128.Min(Vector128.Max(Vector128.ConvertToInt32(steps), Vector128.Create<int>(short.MinValue)),
            Vector128.Create<int>(short.MaxValue));
    }

    private static void PutInt24(ReadOnlySpan<float> whole, ReadOnlySpan<float> rest, Span<byte> target)
    {
        for (int i = 0; i < whole.Length; i++)
        {
            // Beyond full scale the rest may be none: infinity has none.
            float steps = Math.Min(Math.Max(Defined(whole[i]), -Scale24), Scale24) + Defined(rest[i]);
            int value = (int)Math.Min(Math.Max(steps, -Scale24), Scale24 - 1);
            Span<byte> bytes = target.Slice(3 * i, 3);
            bytes[0] = (byte)value;
            bytes[1] = (byte)(value >> 8);
            bytes[2] = (byte)(value >> 16);
        }
    }

    private static float Defined(float sample) => float.IsNaN(sample) ? 0 : sample;

    private static void CheckRoom(long needed, int available, string target = "target")
    {
        if (available < needed)
            throw new ArgumentException($"The target has room for {available} of the {needed} values.", target);
    }

    private static void CheckWhole(int length, int size, string source = "source")
    {
        if (length % size != 0)
            throw new ArgumentException($"The source must be a multiple of {size} bytes.", source);
    }
}

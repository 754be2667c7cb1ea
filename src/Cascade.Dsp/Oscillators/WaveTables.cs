using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Oscillators;

/// <summary>The band-limited cycles of all waveforms, three tables to the octave, in one block of memory.</summary>
/// <remarks>
/// A table of a band holds as many partials as stay below (sample rate - clean limit) at the band's top note: what is above half the sample
/// rate folds to above the clean limit (20 kHz at 48 kHz), where nobody hears it, and the band's lowest note still reaches 22 kHz.
/// <para>The interpolation is the cubic B-spline, whose images fall with the fourth power of distance; its known droop, sinc^4, is divided
/// out of the partials when the table is made. Table values are a sixth of the signal's, the B-spline's common factor.</para>
/// <para>Source: M. Unser, "Splines: a perfect fit for signal and image processing", IEEE Signal Processing Magazine 16(6), 1999.</para>
/// </remarks>
internal sealed class WaveTables
{
    /// <summary>Samples in a cycle.</summary>
    public const int Length = 2048;

    /// <summary>How far a phase is shifted to give the sample's number: 32 - log2(Length).</summary>
    public const int IndexShift = 21;

    /// <summary>Floats from one band's table to the next: a cycle, the three samples the interpolation reads beyond it, and
    /// padding.</summary>
    public const int Stride = Length + 16;

    private const int LowestExponent = -12;
    private const int Bands = 3 * 11;
    private const int MaximumPartials = Length * 3 / 8;

    private static WaveTables[] s_made = [];

    private readonly AlignedBuffer _memory = new((2 * Bands + 1) * Stride);

    private WaveTables(double cleanLimit)
    {
        CleanLimit = cleanLimit;
        var sines = new double[Length];
        for (int i = 0; i < Length; i++)
            sines[i] = Math.Sin(2 * Math.PI * i / Length);
        BuildBands(SawStart, sines, n => (n % 2 == 0 ? -1 : 1) * 2 / (Math.PI * n));
        BuildBands(TriangleStart, sines, n => n % 2 == 0 ? 0 : (n % 4 == 1 ? 1 : -1) * 8 / (Math.PI * Math.PI * n * n));
        var cycle = new double[Length];
        AddPartial(cycle, sines, 1, 1);
        Store(cycle, SineStart);
    }

    /// <summary>The first float of the first table.</summary>
    public ref float First => ref _memory.First;

    /// <summary>The frequency up to which nothing aliases, over the sample rate.</summary>
    private double CleanLimit { get; }

    private static int SawStart => 0;

    private static int TriangleStart => Bands * Stride;

    private static int SineStart => 2 * Bands * Stride;

    /// <summary>The tables for a sample rate, made once for each clean limit and shared.</summary>
    /// <remarks>Clean up to 20 kHz from 44.1 kHz on, up to 5/12 of the rate where that is higher.</remarks>
    public static WaveTables For(int sampleRate)
    {
        double cleanLimit = Math.Max(5.0 / 12, Math.Min(20_000.0 / sampleRate, 0.4536));
        while (true)
        {
            WaveTables[] made = Volatile.Read(ref s_made);
            foreach (WaveTables tables in made)
                if (tables.CleanLimit == cleanLimit)
                    return tables;
            Interlocked.CompareExchange(ref s_made, [.. made, new WaveTables(cleanLimit)], made);
        }
    }

    /// <summary>Where a waveform's first table starts, in floats after <see cref="First"/>. A square is the difference of two
    /// saws.</summary>
    public static int Start(Waveform waveform) => waveform switch
    {
        Waveform.Sine => SineStart,
        Waveform.Triangle => TriangleStart,
        _ => SawStart,
    };

    /// <summary>Floats from a band to the next: zero for the sine, whose one table serves all bands.</summary>
    public static int BandStride(Waveform waveform) => waveform == Waveform.Sine ? 0 : Stride;

    /// <summary>The table of each lane's increment.</summary>
    /// <param name="increment">Phase increment, a cycle being 2^32, as a float above 0.</param>
    /// <param name="start">The waveform's <see cref="Start"/>, as a float.</param>
    /// <param name="stride">The waveform's <see cref="BandStride"/>, as a float.</param>
    /// <returns>Where the table starts, as an integer.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Select<TLanes>(TLanes increment, TLanes start, TLanes stride) where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Splat(1);
        TLanes octave =
            TLanes.FromInt32(TLanes.SubtractInt32(TLanes.ShiftRightInt32(increment, 23), TLanes.SplatInt32(127 + 32 + LowestExponent)));
        TLanes mantissa = (increment & TLanes.SplatInt32(0x7FFFFF)) | one;
        TLanes third = (TLanes.GreaterThanOrEqual(mantissa, TLanes.Splat(1.259921f)) & one)
            + (TLanes.GreaterThanOrEqual(mantissa, TLanes.Splat(1.587401f)) & one);
        TLanes band = TLanes.MultiplyAdd(octave, TLanes.Splat(3), third);
        band = TLanes.Min(TLanes.Splat(Bands - 1), TLanes.Max(TLanes.Splat(0), band));
        return TLanes.ToInt32(TLanes.MultiplyAdd(band, stride, start));
    }

    private void BuildBands(int start, double[] sines, Func<int, double> amplitude)
    {
        var cycle = new double[Length];
        int partials = 0;
        for (int band = Bands - 1; band >= 0; band--)
        {
            double topIncrement = Math.Pow(2, LowestExponent + (band + 1) / 3.0);
            int wanted = Math.Clamp((int)((1 - CleanLimit) / topIncrement), 1, MaximumPartials);
            while (partials < wanted)
            {
                partials++;
                AddPartial(cycle, sines, partials, amplitude(partials));
            }
            Store(cycle, start + band * Stride);
        }
    }

    private static void AddPartial(double[] cycle, double[] sines, int number, double amplitude)
    {
        if (amplitude == 0)
            return;
        double x = Math.PI * number / Length;
        double droop = Math.Pow(Math.Sin(x) / x, 4);
        amplitude /= droop * 6;
        for (int i = 0, place = 0; i < Length; i++, place = (place + number) & (Length - 1))
            cycle[i] += amplitude * sines[place];
    }

    // Sample i of the cycle lies at i + 1, so that the four samples around a phase start at its index.
    private void Store(double[] cycle, int start)
    {
        Span<float> table = _memory.Span.Slice(start, Stride);
        for (int i = 0; i < Length + 3; i++)
            table[i] = (float)cycle[(i - 1) & (Length - 1)];
    }
}

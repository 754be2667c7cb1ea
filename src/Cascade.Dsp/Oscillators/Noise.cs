using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Oscillators;

/// <summary>White or pink noise that is the same for the same seed.</summary>
/// <remarks>
/// Sample n is a hash of the seed and n, so that samples do not depend on each other and a register of them is made at once. It repeats
/// after 2^32 samples, 24.8 hours at 48 kHz.
/// <para>Pink is white through poles and zeros that alternate at equal ratios below 8 % of the rate, and one zero that makes good the error
/// of the discrete form near half the rate: within 0.07 dB of -10 dB per decade from 20 Hz to 0.45 of the rate, at every rate.</para>
/// <para>Source of the hash: C. Wellons, "Prospecting for hash functions", 2018: lowbias32. Of the pink filter: J. O. Smith and H. F.
/// Smith, "Closed form fractional integration and differentiation via real exponentially spaced pole-zero pairs", 2016.</para>
/// </remarks>
public sealed class Noise : IGenerator
{
    private const int MaximumSections = 8;
    private const double TopPole = 0.08;
    private const double PolesPerDecade = 1.5;
    private const double LowestPole = 5;
    private const double EndZero = 0.18;
    private const double PinkRms = 0.25;

    private readonly uint _seed;
    private readonly LaneChoice _lanes = LaneWidth.Auto;
    private readonly double[] _poles = new double[MaximumSections], _zeros = new double[MaximumSections],
        _states = new double[MaximumSections];
    private int _sections;
    private double _gain, _white;
    private uint _counter;

    /// <summary>Makes a noise, ready at 48 kHz.</summary>
    /// <param name="color">The spectrum.</param>
    /// <param name="seed">Equal seeds give equal noise.</param>
    /// <exception cref="ArgumentOutOfRangeException">The color is not one of the enumeration.</exception>
    public Noise(NoiseColor color = NoiseColor.White, uint seed = 1)
    {
        if (color is not (NoiseColor.White or NoiseColor.Pink))
            throw new ArgumentOutOfRangeException(nameof(color), color, "The color must be white or pink.");
        Color = color;
        _seed = Hash(seed);
        Prepare(SampleRates.Default);
    }

    /// <summary>The spectrum.</summary>
    public NoiseColor Color { get; }

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        double pole = TopPole * SampleRates.Check(sampleRate), ratio = Math.Pow(10, -1 / PolesPerDecade);
        for (_sections = 0; _sections == 0 || pole > LowestPole * ratio; _sections++, pole *= ratio)
        {
            _poles[_sections] = Math.Exp(-2 * Math.PI * pole / sampleRate);
            _zeros[_sections] = Math.Exp(-2 * Math.PI * pole / Math.Sqrt(ratio) / sampleRate);
        }
        if (Color == NoiseColor.Pink)
            _gain = PinkRms * Math.Sqrt(3 / PinkPower(sampleRate));
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _counter = _seed;
        _white = 0;
        Array.Clear(_states);
    }

    /// <inheritdoc/>
    public void Process(Span<float> output)
    {
        LaneDispatch.Run(_lanes, new Filling(this, output));
        _counter += (uint)output.Length;
        if (Color == NoiseColor.Pink)
            Redden(output);
    }

    /// <summary>White noise, -1 to 1, one sample for every lane's counter.</summary>
    /// <param name="counter">Any integer in each lane; neighbouring ones give unrelated samples.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes White<TLanes>(TLanes counter) where TLanes : struct, ILanes<TLanes> =>
        TLanes.FromInt32(Hash(counter)) * TLanes.Splat(1f / 0x8000_0000u);

    /// <summary>The hash behind <see cref="White"/>, for every lane's integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Hash<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.MultiplyInt32(x ^ TLanes.ShiftRightInt32(x, 16), TLanes.SplatInt32(0x7feb352d));
        x = TLanes.MultiplyInt32(x ^ TLanes.ShiftRightInt32(x, 15), TLanes.SplatInt32(unchecked((int)0x846ca68b)));
        return x ^ TLanes.ShiftRightInt32(x, 16);
    }

    /// <summary>The hash behind <see cref="White"/>.</summary>
    internal static uint Hash(uint x)
    {
        x = (x ^ (x >> 16)) * 0x7feb352d;
        x = (x ^ (x >> 15)) * 0x846ca68b;
        return x ^ (x >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill<TLanes>(Span<float> output) where TLanes : struct, ILanes<TLanes>
    {
        ref float first = ref MemoryMarshal.GetReference(output);
        int i = 0;
        for (; i <= output.Length - TLanes.Count; i += TLanes.Count)
        {
            // Whole numbers up to 15 are exact as floats, so the lanes' numbers come from Indices.
            TLanes counter = TLanes.AddInt32(TLanes.SplatInt32((int)(_counter + (uint)i)), TLanes.ToInt32(TLanes.Indices));
            TLanes.Store(White(counter), ref first, i);
        }
        for (; i < output.Length; i++)
            Lanes1<Separate>.Store(White(Lanes1<Separate>.SplatInt32((int)(_counter + (uint)i))), ref first, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Redden(Span<float> samples)
    {
        double white = _white, gain = _gain;
        ReadOnlySpan<double> poles = _poles.AsSpan(0, _sections), zeros = _zeros.AsSpan(0, _sections);
        Span<double> states = _states.AsSpan(0, _sections);
        for (int i = 0; i < samples.Length; i++)
        {
            double x = samples[i];
            double y = gain * (x + EndZero * white);
            white = x;
            for (int s = 0; s < states.Length; s++)
            {
                double state = states[s], v = LaneMath.MultiplyAdd(poles[s], state, y);
                y = LaneMath.NegatedMultiplyAdd(zeros[s], state, v);
                states[s] = v;
            }
            samples[i] = (float)y;
        }
        _white = white;
    }

    // The mean square of the filter's output for white noise of mean square 1 is the energy of its impulse response.
    private double PinkPower(int length)
    {
        _gain = 1;
        Reset();
        Span<float> sample = stackalloc float[1];
        double energy = 0;
        for (int n = 0; n < length; n++)
        {
            sample[0] = n == 0 ? 1 : 0;
            Redden(sample);
            energy += (double)sample[0] * sample[0];
        }
        return energy;
    }

    private readonly ref struct Filling(Noise noise, Span<float> output) : ILaneKernel
    {
        private readonly Span<float> _output = output;
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => noise.Fill<TLanes>(_output);
    }
}

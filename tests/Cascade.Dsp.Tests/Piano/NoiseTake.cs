using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>A recording of the piano's noises without its strings, and measurements over many of them, each with another seed.</summary>
internal sealed class NoiseTake
{
    public const int SampleRate = 48_000;
    private const int BlockSize = Instrument.BlockSize;
    private const int Takes = 240;
    private const int SpectrumLength = 1 << 14;

    // So that what the bank leaves out as inaudible lies far under every measurement; the takes are as soft again.
    private const float Loud = 1_000;
    private static readonly float s_half = Loud * MathF.Sqrt(0.5f);

    private readonly List<float> _left = [], _right = [];

    public NoiseTake(uint seed = 1, LaneChoice? lanes = null) =>
        Noise = new PianoNoise(PianoTables.Grand, SampleRate, lanes ?? LaneWidth.Auto, seed);

    public PianoNoise Noise { get; }

    /// <summary>All of the left side, then all of the right.</summary>
    public float[] Sound => [.. _left, .. _right];

    public void Strike(int key = 60, double velocity = 76, int offset = 0, float knock = 0, float burst = 0, float thump = 0) =>
        Noise.Strike(key, velocity, 1, offset, s_half, s_half, knock, burst, thump);

    public void Release(int key, double velocity = 64, float engaged = 1, int offset = 0, float level = 1) =>
        Noise.Release(key, velocity, engaged, offset, s_half, s_half, level);

    /// <summary>Moves the pedal at one speed in equal steps.</summary>
    public void Stroke(double from, double to, int steps = 1, double seconds = 0, float level = 1)
    {
        double way = (to - from) / steps;
        for (int i = 0, rendered = 0; i < steps; i++)
        {
            int frame = (int)(i * seconds * SampleRate / steps);
            for (; rendered + BlockSize <= frame; rendered += BlockSize)
                Rest(1);
            Noise.Pedal(from + i * way, from + (i + 1) * way, frame - rendered, s_half, s_half, level);
        }
    }

    public void Rest(int blocks)
    {
        float[] left = new float[BlockSize], right = new float[BlockSize];
        for (; blocks > 0; blocks--)
        {
            left.AsSpan().Clear();
            right.AsSpan().Clear();
            Noise.Render(left, right);
            _left.AddRange(left.Select(x => x / Loud));
            _right.AddRange(right.Select(x => x / Loud));
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Noise.Reset();
        _left.Clear();
        _right.Clear();
    }

    /// <summary>The frame with which a noise begins.</summary>
    public static int FirstFrame(Action<NoiseTake> play) => Record(play, 1, 100).FirstFrame();

    /// <summary>The level in dB of both sides together at the beginning, as if the noise did not have to rise: by a line through two pieces
    /// of 2 ms after the rise.</summary>
    public static double OnsetLevel(Action<NoiseTake> play)
    {
        const int Risen = 2 * BlockSize, Piece = SampleRate / 500;
        double early = 0, late = 0;
        for (uint seed = 1; seed <= Takes; seed++)
        {
            NoiseTake take = Record(play, seed, 50);
            for (int i = 0, first = take.FirstFrame() + Risen; i < Piece; i++)
            {
                early += take.Power(first + i);
                late += take.Power(first + Piece + i);
            }
        }
        return 10 * (Math.Log10(early / (Takes * Piece)) + Math.Log10(early / late) * (Risen + Piece / 2) / Piece);
    }

    /// <summary>The sum of squares of both sides, in dB.</summary>
    public static double Energy(Action<NoiseTake> play)
    {
        double sum = 0;
        for (uint seed = 1; seed <= Takes / 4; seed++)
        {
            NoiseTake take = Record(play, seed, 500);
            for (int i = 0; i < take._left.Count; i++)
                sum += take.Power(i);
        }
        return 10 * Math.Log10(sum / (Takes / 4));
    }

    /// <summary>The mean time of the energy after the first frame, in seconds.</summary>
    /// <param name="play">What is to be heard.</param>
    /// <param name="frames">How much of it counts.</param>
    public static double Duration(Action<NoiseTake> play, int frames = int.MaxValue)
    {
        double sum = 0, weighted = 0;
        for (uint seed = 1; seed <= Takes / 4; seed++)
        {
            NoiseTake take = Record(play, seed, 500);
            int first = take.FirstFrame();
            for (int i = first; i < Math.Min(take._left.Count, first + (long)frames); i++)
            {
                sum += take.Power(i);
                weighted += take.Power(i) * (i - first);
            }
        }
        return weighted / sum / SampleRate;
    }

    /// <summary>The mean power of the left side in bins of 48,000 / 16,384 Hz.</summary>
    /// <param name="play">What is to be heard.</param>
    /// <param name="frames">How much of it from its first frame on.</param>
    public static double[] PowerSpectrum(Action<NoiseTake> play, int frames = SpectrumLength)
    {
        var powers = new double[SpectrumLength / 2 + 1];
        for (uint seed = 1; seed <= Takes / 4; seed++)
        {
            NoiseTake take = Record(play, seed, frames / BlockSize + 50);
            var sound = new float[SpectrumLength];
            take._left.GetRange(take.FirstFrame(), frames).CopyTo(sound);
            double[] levels = Spectrum.MagnitudeDb(sound);
            for (int bin = 1; bin < powers.Length; bin++)
                powers[bin] += Math.Pow(10, levels[bin] / 10);
        }
        return powers;
    }

    /// <summary>The power between two frequencies, in dB.</summary>
    public static double Band(double[] spectrum, double low, double high)
    {
        double sum = 0;
        for (int bin = Bin(low); bin < Bin(high); bin++)
            sum += spectrum[bin];
        return 10 * Math.Log10(sum);
    }

    /// <summary>The power for each Hz in the third of an octave around a frequency, in dB.</summary>
    public static double Density(double[] spectrum, double frequency)
    {
        double low = frequency * Math.Pow(2, -1.0 / 6), high = frequency * Math.Pow(2, 1.0 / 6);
        return Band(spectrum, low, high) - 10 * Math.Log10(Bin(high) - Bin(low));
    }

    /// <summary>The centre of gravity of a power spectrum, in Hz.</summary>
    public static double Centroid(double[] spectrum) =>
        spectrum.Select((power, bin) => power * bin).Sum() / spectrum.Sum() * SampleRate / SpectrumLength;

    private static int Bin(double frequency) => (int)Math.Round(frequency * SpectrumLength / SampleRate);

    private static NoiseTake Record(Action<NoiseTake> play, uint seed, int blocks)
    {
        var take = new NoiseTake(seed);
        play(take);
        take.Rest(blocks);
        return take;
    }

    // From it the noise rises.
    private int FirstFrame() => _left.FindIndex(x => x != 0) - 1;

    private double Power(int frame) => (double)_left[frame] * _left[frame] + (double)_right[frame] * _right[frame];
}

using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What is measured of a single note: its picture in time and frequency, decay, brightness and attack.</summary>
/// <remarks>The yardstick of all notes in recorded-grand.json: the same spans, bands, windows and references, so that figures can be
/// compared.</remarks>
internal sealed class MeasuredNote
{
    /// <summary>In Hz.</summary>
    public const int Rate = 48_000;

    private const int BandCount = 24;
    private const int ShortestTransform = 8_192;
    private const double Floor = -60;

    private static readonly (double From, double To)[] s_spans =
        [(0, 0.03), (0.03, 0.1), (0.1, 0.3), (0.3, 0.8), (0.8, 1.5), (1.5, 3), (3, 6)];

    private readonly double[] _sound;

    /// <summary>Measures a note.</summary>
    /// <param name="sound">The mean of both sides at 48 kHz, 6.1 s or longer, with at most 0.5 s of silence before it.</param>
    public MeasuredNote(double[] sound)
    {
        _sound = Trimmed(sound);
        Cells = MeasureCells();
        Decay = MeasureDecay();
        Centroid = MeasureCentroid();
        Rise = MeasureRise();
    }

    /// <summary>The sound from just before its beginning.</summary>
    public ReadOnlySpan<double> Sound => _sound;

    /// <summary>Level by span of time and third-octave band against the mean power of the first 0.5 s, in dB.</summary>
    public double[][] Cells { get; }

    /// <summary>Level at 0.5, 1, 2 and 4 s against the peak, in dB.</summary>
    public double[] Decay { get; }

    /// <summary>The mean of frequency weighted by power over the first 0.5 s, in Hz.</summary>
    public double Centroid { get; }

    /// <summary>From 20 dB under the peak to 1 dB under it, in ms, by steps of 2.5.</summary>
    public double Rise { get; }

    /// <summary>The mean difference over all cells of which either is above -60 dB and the recording is above its own noise, in
    /// dB.</summary>
    /// <remarks>Bands wholly below the fundamental count in the first 0.1 s alone: what a recording holds there later is its
    /// room.</remarks>
    public double Distance(RecordedNote recorded)
    {
        double sum = 0;
        int count = 0;
        for (int span = 0; span < s_spans.Length; span++)
        {
            for (int band = 0; band < BandCount; band++)
            {
                if (s_spans[span].From >= 0.1 && 50 * Math.Pow(2, (band + 1) / 3.0) < Fundamental(recorded.Key) / 1.12)
                    continue;
                if (recorded.Cells[span][band] is not double real || (real <= Floor && Cells[span][band] <= Floor))
                    continue;
                sum += Math.Abs(Math.Max(Floor, Cells[span][band]) - Math.Max(Floor, real));
                count++;
            }
        }
        return sum / count;
    }

    private static double Fundamental(int key) => 440 * Math.Pow(2, (key - 69) / 12.0);

    private static double[] Trimmed(double[] sound)
    {
        double peak = sound.Take(Rate).Max(Math.Abs);
        int start = Array.FindIndex(sound, x => Math.Abs(x) > 0.03 * peak);
        return sound[Math.Max(0, start - 24)..];
    }

    private double[][] MeasureCells()
    {
        double reference = Power(_sound.AsSpan(0, Rate / 2));
        return Array.ConvertAll(s_spans, span => Array.ConvertAll(Bands(span.From, span.To), level => level - reference));
    }

    // The end of a span is tapered against leakage and, but for the first, its start.
    private double[] Bands(double from, double to)
    {
        ReadOnlySpan<double> span = _sound.AsSpan((int)(from * Rate)..(int)(to * Rate));
        double[] weights = Taper(span.Length, from > 0);
        var bins = new Complex[Math.Max(ShortestTransform, span.Length)];
        for (int i = 0; i < span.Length; i++)
            bins[i] = span[i] * weights[i];
        Fourier.Forward(bins, FourierOptions.NoScaling);
        var powers = new double[BandCount];
        for (int bin = 1; bin <= bins.Length / 2; bin++)
        {
            int band = (int)Math.Floor(3 * Math.Log2((double)bin * Rate / bins.Length / 50));
            if (band is >= 0 and < BandCount)
                powers[band] += 2 * bins[bin].Magnitude * bins[bin].Magnitude / span.Length / bins.Length;
        }
        return Array.ConvertAll(powers, power => 10 * Math.Log10(power + 1e-20));
    }

    private static double[] Taper(int length, bool atStart)
    {
        var weights = new double[length];
        Array.Fill(weights, 1);
        for (int i = 0; i < length / 4; i++)
        {
            double weight = 0.5 + 0.5 * Math.Cos(Math.PI * (i + 1) / (length / 4));
            weights[length - length / 4 + i] = weight;
            if (atStart)
                weights[length / 4 - 1 - i] = weight;
        }
        double level = Math.Sqrt(weights.Average(weight => weight * weight));
        return Array.ConvertAll(weights, weight => weight / level);
    }

    private double[] MeasureDecay()
    {
        double peak = Enumerable.Range(1, 19).Max(i => LevelAt(0.02 * i, 0.04));
        return Array.ConvertAll(new[] { 0.5, 1, 2, 4 }, time => LevelAt(time, 0.2) - peak);
    }

    private double MeasureCentroid()
    {
        const int Length = Rate / 2;
        var bins = new Complex[Length];
        for (int i = 0; i < Length; i++)
            bins[i] = _sound[i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (Length - 1)));
        Fourier.Forward(bins, FourierOptions.NoScaling);
        double sum = 0, weighted = 0;
        for (int bin = 0; bin <= Length / 2; bin++)
        {
            double power = bins[bin].Magnitude * bins[bin].Magnitude;
            sum += power;
            weighted += power * bin * Rate / Length;
        }
        return weighted / sum;
    }

    private double MeasureRise()
    {
        const double Step = 0.0025;
        double[] levels = [.. Enumerable.Range(1, 79).Select(i => LevelAt(Step * i, 0.005))];
        double peak = levels.Max();
        return 1_000 * Step * (Array.FindIndex(levels, level => level > peak - 1) - Array.FindIndex(levels, level => level > peak - 20));
    }

    private double LevelAt(double time, double length) =>
        Power(_sound.AsSpan((int)(Math.Max(0, time - length / 2) * Rate)..(int)((time + length / 2) * Rate)));

    private static double Power(ReadOnlySpan<double> sound)
    {
        double sum = 0;
        foreach (double x in sound)
            sum += x * x;
        return 10 * Math.Log10(sum / sound.Length + 1e-20);
    }
}

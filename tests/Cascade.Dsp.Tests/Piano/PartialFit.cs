using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>Finds the inharmonicity of a note by ear alone: the peaks of its spectrum, and (f_n / n)^2 = f_0^2 (1 + B n^2) through
/// them.</summary>
internal static class PartialFit
{
    private const int MostPartials = 40;
    private const double Start = 0.08;
    private const double Range = 55;

    /// <summary>B, or null where fewer than three partials are strong.</summary>
    /// <param name="sound">A note from its beginning, 1.1 s or longer, at 48 kHz.</param>
    /// <param name="key">Its MIDI number.</param>
    public static double? Inharmonicity(ReadOnlySpan<double> sound, int key)
    {
        double f1 = 440 * Math.Pow(2, (key - 69) / 12.0), usual = Usual(key), b = 0.8 * usual, length = key < 60 ? 1 : key < 84 ? 0.6 : 0.3;
        double[] magnitudes = Magnitudes(sound.Slice((int)(Start * MeasuredNote.Rate), (int)(length * MeasuredNote.Rate)));
        var found = new List<(double N, double Frequency, double Level)>();
        for (int n = 1; n <= MostPartials; n++)
        {
            double f = n * f1 / Math.Sqrt(1 + b) * Math.Sqrt(1 + b * n * n);
            if (f > 14_000)
                break;
            if (Peak(magnitudes, f, Math.Max(3 / length, Math.Min(0.3 * f1, 0.012 * f))) is not (double frequency, double level))
                continue;
            found.Add((n, frequency, level));
            (double N, double Frequency, double Level)[] strong = Strongest(found, 50);
            if (strong.Length < 3)
                continue;
            (double intercept, double slope) =
                Fit.Line([.. strong.Select(p => p.N * p.N)], [.. strong.Select(p => p.Frequency / p.N * (p.Frequency / p.N))]);
            if (intercept > 0 && slope / intercept / usual is > 0.4 and < 2.5)
                (b, f1) = (slope / intercept, Math.Sqrt(intercept + slope));
        }
        return Strongest(found, Range).Length >= 3 ? b : null;
    }

    // F. Rigaud, B. David, L. Daudet, "A parametric model and estimation techniques for the inharmonicity and tuning of the piano", JASA
    // 133, 2013: where to look.
    private static double Usual(int key) => Math.Exp(0.0926 * key - 13.64) + Math.Exp(-0.0847 * key - 5.82);

    private static (double N, double Frequency, double Level)[] Strongest(List<(double N, double Frequency, double Level)> found,
        double range) =>
        [.. found.Where(p => p.Level > found.Max(q => q.Level) - range)];

    private static double[] Magnitudes(ReadOnlySpan<double> sound)
    {
        var bins = new Complex[1 << ((int)Math.Ceiling(Math.Log2(sound.Length)) + 2)];
        for (int i = 0; i < sound.Length; i++)
            bins[i] = sound[i] * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (sound.Length - 1)));
        Fourier.Forward(bins, FourierOptions.NoScaling);
        return Array.ConvertAll(bins[..(bins.Length / 2 + 1)], bin => bin.Magnitude);
    }

    private static (double Frequency, double Level)? Peak(double[] magnitudes, double near, double width)
    {
        int size = 2 * (magnitudes.Length - 1), low = (int)((near - width) * size / MeasuredNote.Rate),
            high = (int)((near + width) * size / MeasuredNote.Rate) + 1;
        if (low < 1 || high >= magnitudes.Length - 1)
            return null;
        int k = low;
        for (int i = low; i < high; i++)
            if (magnitudes[i] > magnitudes[k])
                k = i;
        // A maximum at the edge is the flank of another partial.
        if (k == low || k == high - 1)
            return null;
        double a = Math.Log(magnitudes[k - 1] + 1e-20), b = Math.Log(magnitudes[k] + 1e-20), c = Math.Log(magnitudes[k + 1] + 1e-20);
        return ((k + 0.5 * (a - c) / (a - 2 * b + c)) * MeasuredNote.Rate / size, 20 * Math.Log10(magnitudes[k] + 1e-20));
    }
}

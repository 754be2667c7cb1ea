using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis;

/// <summary>How long a beat is over the course of a performance.</summary>
/// <remarks>Of each window, how much salience lies one, two, three and four periods apart, for each period; then the smoothest course
/// through all windows. Source of the idea: S. Dixon, "Automatic extraction of tempo and beat from expressive performances", J. New Music
/// Research 30, 2001; D. Ellis, "Beat tracking by dynamic programming", J. New Music Research 36, 2007.</remarks>
internal sealed class TempoTrack
{
    private const int Periods = 72;
    private const double Shortest = 0.23, Longest = 1.6, Hop = 2.0, Reach = 5.0;
    private const double Preferred = 0.5, Spread = 0.868, Stiffness = 2.08, Accent = 2.8;

    // How wide a distance between onsets counts: in seconds, and at least as a share of itself.
    private const double Width = 0.025, LeastWidth = 0.012;

    private const int BellSteps = 64;

    private static readonly double[] _logs = [0, 0, Math.Log(2), Math.Log(3), Math.Log(4)];
    private static readonly double[] _bell =
        [.. Enumerable.Range(0, 5 * BellSteps).Select(i => Math.Exp(-0.5 * (i + 0.5) * (i + 0.5) / (BellSteps * BellSteps)))];

    private readonly double[] _periods;   // of each window
    private readonly double _start;

    private TempoTrack(double start, double[] periods) => (_start, _periods) = (start, periods);

    public static TempoTrack Of(List<Onset> onsets)
    {
        double start = onsets[0].Seconds, end = onsets[^1].Seconds;
        int windows = 1 + (int)Math.Min(int.MaxValue / (2 * Periods), (end - start) / Hop);
        var support = new double[windows][];
        ReadOnlySpan<Onset> all = CollectionsMarshal.AsSpan(onsets);
        int low = 0, high = 0;
        for (int w = 0; w < windows; w++)
        {
            double centre = start + w * Hop;
            while (high < all.Length && all[high].Seconds <= centre + Reach)
                high++;
            while (all[low].Seconds < centre - Reach)
                low++;
            support[w] = Support(all[low..Math.Min(high, low + 160)]);
        }
        return new TempoTrack(start, Smoothest(support));
    }

    public double PeriodAt(double seconds)
    {
        double place = Math.Clamp((seconds - _start) / Hop, 0, _periods.Length - 1);
        int before = Math.Min((int)place, Math.Max(0, _periods.Length - 2));
        double after = _periods[Math.Min(before + 1, _periods.Length - 1)];
        return _periods[before] + (place - before) * (after - _periods[before]);
    }

    private static double PeriodOf(int index) => Shortest * Math.Pow(Longest / Shortest, index / (Periods - 1.0));

    private static double[] Support(ReadOnlySpan<Onset> onsets)
    {
        var support = new double[Periods];
        double all = 1e-9;
        double step = Math.Log(Longest / Shortest) / (Periods - 1);
        Span<double> accents = stackalloc double[onsets.Length];
        for (int i = 0; i < onsets.Length; i++)
            accents[i] = Math.Pow(onsets[i].Salience, Accent);
        for (int i = 0; i < onsets.Length; i++)
            for (int j = i + 1; j < onsets.Length; j++)
            {
                double distance = onsets[j].Seconds - onsets[i].Seconds;
                if (distance > 4 * Longest)
                    break;
                if (distance < Shortest)
                    continue;
                double weight = accents[i] * accents[j], places = Math.Log(distance / Shortest) / step;
                for (int m = 1; m <= 4; m++)
                {
                    double place = places - _logs[m] / step;
                    if (place < -1 || place > Periods)
                        continue;
                    double share = weight * (m == 1 ? 1 : m == 2 ? 0.8 : m == 3 ? 0.35 : 0.84);
                    all += share;
                    double width = Math.Max(Width / distance, LeastWidth) / step;
                    for (int p = Math.Max(0, (int)(place - 2 * width)); p <= Math.Min(Periods - 1, place + 2 * width); p++)
                        support[p] += share * _bell[(int)(Math.Abs(p - place) / width * BellSteps)];
                }
            }
        for (int p = 0; p < Periods; p++)
        {
            double off = Math.Log(PeriodOf(p) / Preferred) / Spread;
            support[p] = support[p] / all * 12 * Math.Exp(-0.5 * off * off);
        }
        return support;
    }

    private static double[] Smoothest(double[][] support)
    {
        var from = new sbyte[support.Length * Periods];
        double[] score = [.. support[0]], next = new double[Periods];
        const int most = 9;
        for (int w = 1; w < support.Length; w++)
        {
            for (int p = 0; p < Periods; p++)
            {
                double best = double.NegativeInfinity;
                for (int move = -most; move <= most; move++)
                    if (p - move is >= 0 and < Periods && score[p - move] - Stiffness * move * move / (most * most) is var value
                        && value > best)
                        (best, from[w * Periods + p]) = (value, (sbyte)move);
                next[p] = best + support[w][p];
            }
            (score, next) = (next, score);
        }
        var periods = new double[support.Length];
        int at = Array.IndexOf(score, score.Max());
        for (int w = support.Length - 1; w >= 0; w--)
        {
            periods[w] = PeriodOf(at);
            at -= from[w * Periods + at];
        }
        return periods;
    }
}

using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Cascade.Samples.Console.Measurement;

/// <summary>Finds the two stages in the level of a partial.</summary>
/// <remarks>
/// Two straight lines in dB are the start; then the sum of two exponentials is fitted, by powers (two modes that beat) and by amplitudes
/// (two in phase), and the better is taken: lines alone take the bend for a part of the first stage. Early levels weigh more, since the
/// first stage is short.
/// <para>Beats are not in the model. Where the stages differ by 0.3 Hz or more, the notches of the beats bend the first stage: it may come
/// out a quarter too slow or several times too fast, while the second stays within a tenth up to 1 Hz.</para>
/// <para>Source: G. Weinreich, "Coupled piano strings", JASA 62, 1977, for the two stages.</para>
/// </remarks>
internal static class DecayFit
{
    private const int FewestPoints = 8;
    private const double SlowestFall = 0.01;
    private const double FastestFall = 5_000;

    /// <summary>The decay that fits levels best.</summary>
    /// <param name="times">In s, rising.</param>
    /// <param name="levels">In dB, as many.</param>
    /// <returns>Nothing for fewer than eight levels.</returns>
    public static Decay? Of(ReadOnlySpan<double> times, ReadOnlySpan<double> levels)
    {
        if (times.Length < FewestPoints)
            return null;
        double[] t = times.ToArray(), y = levels.ToArray();
        Line one = Fit(t, y);
        double rms = Math.Sqrt(one.Error / t.Sum(Weight));
        var simple = new Decay(Math.Max(0, -one.Slope));
        if (rms < 0.05 || Stages(t, y) is not { } stages || stages.Error > 0.5 * one.Error)
            return simple;
        return stages.Decay.Prompt > 1.3 * stages.Decay.Aftersound ? stages.Decay : simple;
    }

    private static (Decay Decay, double Error)? Stages(double[] t, double[] y)
    {
        (Vector<double> Point, double Error)? best = null;
        foreach (Vector<double> guess in (Vector<double>[])[Guess(Lines(t, y)), Guess(Split(t, y, t.Length / 4)),
            Guess(Split(t, y, t.Length / 2))])
            foreach (int power in (int[])[1, 2])
                if (Refine(t, y, guess, power) is { } fit && !(fit.Error >= best?.Error))
                    best = fit;
        if (best is not { Point: var p, Error: var error })
            return null;
        (double promptFall, double lateFall) = (Math.Exp(p[1]), Math.Exp(p[3]));
        return promptFall >= lateFall
            ? (new Decay(promptFall, lateFall, p[2] - p[0]), error)
            : (new Decay(lateFall, promptFall, p[0] - p[2]), error);
    }

    private static Vector<double> Guess((Line First, Line Second) lines)
    {
        (Line first, Line second) = lines;
        return Vector<double>.Build.Dense(
            [first.Start, LogOfFall(Math.Max(-first.Slope, 1.5 * -second.Slope)), Math.Min(second.Start, first.Start - 1),
                LogOfFall(-second.Slope)]);
    }

    private static (Vector<double> Point, double Error)? Refine(double[] t, double[] y, Vector<double> guess, int power)
    {
        Vector<double> Model(Vector<double> p, Vector<double> times)
        {
            double scale = 10 * power, first = Math.Exp(p[1]), second = Math.Exp(p[3]);
            return times.Map(time =>
                scale * Math.Log10(Math.Pow(10, (p[0] - first * time) / scale) + Math.Pow(10, (p[2] - second * time) / scale) + 1e-300));
        }

        Vector<double> x = Vector<double>.Build.Dense(t), values = Vector<double>.Build.Dense(y), weights = x.Map(Weight);
        try
        {
            IObjectiveModel model = ObjectiveFunction.NonlinearModel(Model, x, values, weights);
            Vector<double> point = new LevenbergMarquardtMinimizer(maximumIterations: 200).FindMinimum(model, guess).MinimizingPoint;
            double error = weights.PointwiseMultiply((Model(point, x) - values).PointwisePower(2)).Sum();
            return double.IsFinite(error) ? (point, error) : null;
        }
        catch (Exception e) when (e is NonConvergenceException or EvaluationException or ArgumentException)
        {
            return null;
        }
    }

    private static (Line First, Line Second) Lines(double[] t, double[] y)
    {
        const int Least = 3;
        (Line First, Line Second) best = default;
        double least = double.PositiveInfinity;
        for (int cut = Least; cut <= t.Length - Least; cut += Math.Max(1, cut / 10))
        {
            (Line first, Line second) = Split(t, y, cut);
            if (first.Error + second.Error < least)
                (least, best) = (first.Error + second.Error, (first, second));
        }
        return best;
    }

    private static (Line First, Line Second) Split(double[] t, double[] y, int cut) =>
        (Fit(t.AsSpan(0, cut), y.AsSpan(0, cut)), Fit(t.AsSpan(cut), y.AsSpan(cut)));

    private static Line Fit(ReadOnlySpan<double> t, ReadOnlySpan<double> y)
    {
        double weights = 0, meanT = 0, meanY = 0, covariance = 0, variance = 0, error = 0;
        for (int i = 0; i < t.Length; i++)
        {
            weights += Weight(t[i]);
            meanT += Weight(t[i]) * t[i];
            meanY += Weight(t[i]) * y[i];
        }
        (meanT, meanY) = (meanT / weights, meanY / weights);
        for (int i = 0; i < t.Length; i++)
        {
            covariance += Weight(t[i]) * (t[i] - meanT) * (y[i] - meanY);
            variance += Weight(t[i]) * (t[i] - meanT) * (t[i] - meanT);
        }
        double slope = covariance / variance, start = meanY - slope * meanT;
        for (int i = 0; i < t.Length; i++)
            error += Weight(t[i]) * Math.Pow(y[i] - start - slope * t[i], 2);
        return new Line(start, slope, error);
    }

    private static double Weight(double time) => 1 / (Math.Max(0, time) + 0.2);

    private static double LogOfFall(double fall) => Math.Log(Math.Clamp(fall, SlowestFall, FastestFall));

    private readonly record struct Line(double Start, double Slope, double Error);
}

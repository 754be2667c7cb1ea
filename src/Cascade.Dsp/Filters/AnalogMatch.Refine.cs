using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Filters;

internal sealed partial class AnalogMatch
{
    private const int Rounds = 3;
    private const int Unknowns = 4;
    private const double Damping = 1e-4;

    // Errors below a good 10 kHz count five times as much, at high rates those below a fifth of the rate; those of gains below -30 dB count
    // less and less.
    private const double LowFrequency = 10_500;
    private const double LowShare = LowFrequency / 48_000;
    private const double LowWeight = 25;
    private const double FaintPower = 1e-3;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private WarpedSection Refine(WarpedSection section, in AnalogSection analog, double frequency, double q, bool isNotch = false)
    {
        Span<double> u = stackalloc double[Points], power = stackalloc double[Points], weight = stackalloc double[Points];
        int points = Place(analog, frequency, q, isNotch, u, power, weight);
        Span<double> normal = stackalloc double[Unknowns * Unknowns], move = stackalloc double[Unknowns];
        for (int round = 0; round < Rounds; round++)
        {
            normal.Clear();
            move.Clear();
            for (int i = 0; i < points; i++)
                Add(section, u[i], power[i], weight[i], isNotch, normal, move);
            Solve(normal, move);
            section = Moved(section, move, isNotch);
        }
        return section;
    }

    // Where the gains are compared: all over the audible range, and around the frequency of the poles and zeros.
    private int Place(in AnalogSection analog, double frequency, double q, bool isNotch, Span<double> u, Span<double> power,
        Span<double> weight)
    {
        double pole = Math.Sqrt(analog.D0 / analog.D2), zero = Math.Sqrt(analog.N0 / analog.N2), near = 1 + 0.5 / Math.Max(1, q);
        bool isShelf = double.IsFinite(zero) && zero > 0 && zero != pole;
        ReadOnlySpan<double> places = isShelf
            ? [0.1, pole / near, pole, pole * near, zero / near, zero, zero * near]
            : [0.1, 0.5, 1 / near, isNotch ? 0.95 : 1, near, 2];
        int points = 0;
        for (int i = 0; i < Fixed; i++)
            Put(s_spread[i] * _top, _fixed[i], analog, frequency, ref points, u, power, weight);
        foreach (double place in places)
            if (frequency * place <= _top)
                Put(frequency * place, Warped(frequency * place), analog, frequency, ref points, u, power, weight);
        return points;
    }

    private void Put(double at, double warped, in AnalogSection analog, double frequency, ref int points, Span<double> u,
        Span<double> power, Span<double> weight)
    {
        double p = analog.Power(at / frequency);
        u[points] = warped;
        power[points] = p;
        weight[points++] = (at <= Math.Max(LowFrequency, LowShare * _sampleRate) ? LowWeight : 1) * Math.Clamp(p / FaintPower, 0.03, 1);
    }

    // The unknowns are the logarithms of a0, a1, b2 and b1. b0 goes with a0, which keeps the gain at 0 Hz, or in a notch with b2, which
    // keeps its place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(in WarpedSection s, double u, double power, double weight, bool isNotch, Span<double> normal,
        Span<double> right)
    {
        double even = s.B0 - s.B2 * u, top = even * even + s.B1 * s.B1 * u, below = s.A0 - u, bottom = below * below + s.A1 * s.A1 * u;
        // A point on a notch itself says nothing.
        if (top <= 1e-12 * s.B0 * s.B0)
            return;
        double ratio = power * bottom / top, error = 2 * (ratio - 1) / (ratio + 1);
        double ofB0 = 2 * even * s.B0 / top;
        double g0 = (isNotch ? 0 : ofB0) - 2 * below * s.A0 / bottom, g1 = -2 * s.A1 * s.A1 * u / bottom;
        double g2 = (isNotch ? ofB0 : 0) - 2 * even * s.B2 * u / top, g3 = 2 * s.B1 * s.B1 * u / top;
        AddRow(normal, right, 0, weight * g0, g0, g1, g2, g3, error);
        AddRow(normal, right, 1, weight * g1, g0, g1, g2, g3, error);
        AddRow(normal, right, 2, weight * g2, g0, g1, g2, g3, error);
        AddRow(normal, right, 3, weight * g3, g0, g1, g2, g3, error);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRow(Span<double> normal, Span<double> right, int row, double factor, double g0, double g1, double g2, double g3,
        double error)
    {
        normal[row * Unknowns] += factor * g0;
        normal[row * Unknowns + 1] += factor * g1;
        normal[row * Unknowns + 2] += factor * g2;
        normal[row * Unknowns + 3] += factor * g3;
        right[row] += factor * error;
    }

    // Damped normal equations: positive definite, so no pivot is needed.
    private static void Solve(Span<double> m, Span<double> x)
    {
        double damping = Damping / Unknowns * (m[0] + m[Unknowns + 1] + m[2 * Unknowns + 2] + m[3 * Unknowns + 3]) + 1e-12;
        for (int i = 0; i < Unknowns; i++)
            m[i * Unknowns + i] += damping;
        for (int pivot = 0; pivot < Unknowns; pivot++)
        {
            for (int row = pivot + 1; row < Unknowns; row++)
            {
                double factor = m[row * Unknowns + pivot] / m[pivot * Unknowns + pivot];
                for (int column = pivot; column < Unknowns; column++)
                    m[row * Unknowns + column] -= factor * m[pivot * Unknowns + column];
                x[row] -= factor * x[pivot];
            }
        }
        for (int row = Unknowns - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < Unknowns; column++)
                x[row] -= m[row * Unknowns + column] * x[column];
            x[row] /= m[row * Unknowns + row];
        }
    }

    private static WarpedSection Moved(in WarpedSection s, Span<double> move, bool isNotch)
    {
        double a0 = Factor(move[0]), b2 = Factor(move[2]);
        return new(s.B2 * b2, s.B1 * Factor(move[3]), s.B0 * (isNotch ? b2 : a0), s.A1 * Factor(move[1]), s.A0 * a0);
    }

    // Nearly the exponential, and positive.
    private static double Factor(double logarithm)
    {
        double half = Math.Clamp(logarithm, -0.8, 0.8) / 2;
        return (1 + half) / (1 - half);
    }
}

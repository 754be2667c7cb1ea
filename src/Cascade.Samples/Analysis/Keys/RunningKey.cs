using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis;

/// <summary>Follows the key of what is being played. Not for more than one thread.</summary>
/// <remarks>
/// The durations of the last seconds, forgotten exponentially, are compared with the profile of each key; another key is believed only when
/// it is clearly ahead. Nothing is allocated after construction.
/// <para>Source of the profiles: D. Temperley, "Music and Probability", 2007 (from the Kostka-Payne corpus).</para>
/// </remarks>
public sealed class RunningKey
{
    private const double Hysteresis = 0.05, Sharpness = 14;

    private static readonly double[] s_major = Centred([.748, .060, .488, .082, .670, .460, .096, .715, .104, .366, .057, .400]),
        s_minor = Centred([.712, .084, .474, .618, .049, .460, .105, .747, .404, .067, .133, .330]);

    private readonly double[] _histogram = new double[12];
    private readonly double[] _fits = new double[MusicalKey.Count];
    private readonly double _memory;
    private double _now;
    private int _current = -1;

    /// <summary>Makes a follower that has heard nothing.</summary>
    /// <param name="memorySeconds">How long it takes to forget to 1/e, in seconds, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The memory is not above 0.</exception>
    public RunningKey(double memorySeconds = 12)
    {
        if (!(memorySeconds > 0))
            throw new ArgumentOutOfRangeException(nameof(memorySeconds), memorySeconds, "The memory is a time above 0.");
        _memory = memorySeconds;
    }

    /// <summary>The key; null before the first note.</summary>
    public MusicalKey? Current => _current < 0 ? null : MusicalKey.At(_current);

    /// <summary>How sure it is, 0 to 1.</summary>
    public double Confidence => _current < 0 ? 0 : ProbabilityOf(_current);

    /// <summary>All keys, the most probable first; none before the first note. Allocates.</summary>
    public ImmutableArray<KeyGuess> Alternatives()
    {
        if (_current < 0)
            return [];
        var guesses = new KeyGuess[MusicalKey.Count];
        for (int k = 0; k < guesses.Length; k++)
            guesses[k] = new KeyGuess(MusicalKey.At(k), ProbabilityOf(k));
        Array.Sort(guesses, (a, b) => b.Probability.CompareTo(a.Probability));
        return ImmutableCollectionsMarshal.AsImmutableArray(guesses);
    }

    /// <summary>Hears a note.</summary>
    /// <param name="key">MIDI key, 0 to 127.</param>
    /// <param name="start">When it starts, in seconds; not before the last.</param>
    /// <param name="seconds">How long it is held, in seconds; if that is not known yet, what is likely.</param>
    public void Add(int key, double start, double seconds)
    {
        double passed = Math.Max(0, start - _now);
        double kept = Math.Exp(-passed / _memory);
        _now = Math.Max(_now, start);
        for (int i = 0; i < 12; i++)
            _histogram[i] *= kept;
        _histogram[(key & 127) % 12] += Math.Clamp(seconds, 0.05, 2);
        // Twice over, so that every tonic's twelve lie side by side.
        Span<double> twice = stackalloc double[24];
        Span<double> centred = twice[..12];
        _histogram.CopyTo(centred);
        Centre(centred);
        centred.CopyTo(twice[12..]);
        int best = 0;
        for (int k = 0; k < _fits.Length; k++)
        {
            _fits[k] = Correlation(twice.Slice(k % 12, 12), k < 12 ? s_major : s_minor);
            if (_fits[k] > _fits[best])
                best = k;
        }
        if (_current < 0 || _fits[best] > _fits[_current] + Hysteresis)
            _current = best;
    }

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        Array.Clear(_histogram);
        (_now, _current) = (0, -1);
    }

    private double ProbabilityOf(int key)
    {
        double sum = 0;
        foreach (double fit in _fits)
            sum += Math.Exp(Sharpness * (fit - _fits[key]));
        return 1 / sum;
    }

    private static double Correlation(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double xy = 0, xx = 0, yy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            xy += x[i] * y[i];
            xx += x[i] * x[i];
            yy += y[i] * y[i];
        }
        return xx > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static double[] Centred(double[] values)
    {
        Centre(values);
        return values;
    }

    private static void Centre(Span<double> values)
    {
        double mean = 0;
        foreach (double value in values)
            mean += value / values.Length;
        foreach (ref double value in values)
            value -= mean;
    }
}

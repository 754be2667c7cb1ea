using System;

namespace Cascade.Dsp.Output;

/// <summary>How often each loudness came, and the sum of the powers in each place: means and percentiles of a sound of any length in
/// bounded room.</summary>
internal sealed class LoudnessHistogram
{
    /// <summary>Places for each LU.</summary>
    public const int Resolution = 100;

    /// <summary>The loudest place in LUFS; what is louder counts there.</summary>
    public const double Loudest = 30;

    private readonly double _lowest;
    private readonly long[] _counts;
    private readonly double[] _powers;

    /// <summary>Makes an empty histogram.</summary>
    /// <param name="lowest">The loudness in LUFS that is no longer counted, and all below.</param>
    public LoudnessHistogram(double lowest)
    {
        _lowest = lowest;
        int places = (int)Math.Round((Loudest - lowest) * Resolution);
        _counts = new long[places];
        _powers = new double[places];
    }

    /// <summary>Counts a block.</summary>
    /// <param name="power">Its mean power.</param>
    /// <param name="loudness">Its loudness in LUFS.</param>
    public void Add(double power, double loudness)
    {
        if (!(loudness > _lowest))
            return;
        int place = Place(loudness);
        _counts[place]++;
        _powers[place] += power;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Array.Clear(_powers);
    }

    /// <summary>The mean power of the blocks above a loudness; 0 if there is none.</summary>
    /// <param name="gate">In LUFS; exact to a place.</param>
    public double MeanAbove(double gate)
    {
        long count = 0;
        double power = 0;
        for (int place = Place(gate); place < _counts.Length; place++)
        {
            count += _counts[place];
            power += _powers[place];
        }
        return count == 0 ? 0 : power / count;
    }

    /// <summary>The loudness that a share of the blocks above a gate does not pass, in LUFS; 0 if there is no block.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="gate">In LUFS; exact to a place.</param>
    public double Percentile(double share, double gate)
    {
        int first = Place(gate);
        long count = 0;
        for (int place = first; place < _counts.Length; place++)
            count += _counts[place];
        if (count == 0)
            return 0;
        long wanted = (long)Math.Floor((count - 1) * share + 0.5), passed = 0;
        int at = first;
        while ((passed += _counts[at]) <= wanted)
            at++;
        return _lowest + (at + 0.5) / Resolution;
    }

    private int Place(double loudness) => loudness > _lowest ? (int)Math.Min((loudness - _lowest) * Resolution, _counts.Length - 1) : 0;
}

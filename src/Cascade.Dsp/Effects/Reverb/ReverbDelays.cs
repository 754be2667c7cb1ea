using System;

namespace Cascade.Dsp.Effects;

/// <summary>How long every delay of the reverb is, for a sample rate and a size.</summary>
/// <remarks>
/// A diffusion step has one delay in each of sixteen equal slots, at a random place, the slots in random order. The lines are primes near a
/// geometric series, in random order, so that their echoes rarely coincide and their modes are spread evenly. All that is random comes from
/// one fixed number.
/// </remarks>
internal sealed class ReverbDelays
{
    /// <summary>Channels of a diffusion step, and lines of the network.</summary>
    public const int Channels = 16;

    /// <summary>Diffusion steps; step k has the taps from k times <see cref="Channels"/>.</summary>
    public const int Steps = 4;

    /// <summary>The first line's tap.</summary>
    public const int Lines = Steps * Channels;

    /// <summary>The pre-delay's taps: left, right.</summary>
    public const int PreDelay = Lines + Channels;

    /// <summary>All taps.</summary>
    public const int Count = PreDelay + 2;

    /// <summary>The shortest delay of a diffusion step in samples: what a block reads was written before it.</summary>
    public const int Shortest = ReverbKernel.Block;

    // Between primes below 100,000.
    private const int LargestGap = 72;

    private const double ShortestLine = 0.055, LongestLine = 0.230, FirstStep = 0.038;

    // Found among 500 by the worst of the hall's figures against what is asked of them.
    private const uint Seed = 37;

    private readonly double _rate;
    private readonly bool[] _composite;
    private readonly double[] _slots = new double[Lines];
    private readonly int[] _order = new int[Channels];

    /// <summary>Prepares for a sample rate.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public ReverbDelays(int sampleRate)
    {
        _rate = sampleRate;
        _composite = Sieve((int)(LongestLine * Reverb.LargestSize * sampleRate) + Channels * LargestGap);
        uint random = Seed;
        for (int step = 0; step < Steps; step++)
        {
            Shuffle(_order, ref random);
            for (int c = 0; c < Channels; c++)
                _slots[step * Channels + c] = _order[c] + Next(ref random);
        }
        Shuffle(_order, ref random);
        for (int line = 0; line < Channels; line++)
            Signs[line] = Next(ref random) < 0.5 ? -1 : 1;
    }

    /// <summary>The sign of every line's feedback.</summary>
    public float[] Signs { get; } = new float[Channels];

    /// <summary>The longest way through diffusion and a line, in samples, or a little more.</summary>
    /// <param name="size">A factor on all delays.</param>
    public int Longest(double size) => (int)((2 * FirstStep + LongestLine) * size * _rate) + Steps * Shortest + Channels * LargestGap;

    /// <summary>Writes all delays, in samples.</summary>
    /// <param name="size">A factor on all delays but the pre-delay.</param>
    /// <param name="preDelay">From the input to the first that leaves the diffusion, in seconds; as short as the shortest delays
    /// allow.</param>
    /// <param name="delays"><see cref="Count"/> of them.</param>
    public void Write(double size, double preDelay, Span<int> delays)
    {
        for (int tap = 0; tap < Lines; tap++)
            delays[tap] = Shortest + (int)(_slots[tap] * size * FirstStep / (1 << tap / Channels) * _rate / Channels);
        int prime = 0;
        for (int i = 0; i < Channels; i++)
        {
            double wanted = ShortestLine * Math.Pow(LongestLine / ShortestLine, i / (Channels - 1.0)) * size * _rate;
            prime = Math.Max(prime + 1, (int)wanted);
            while (_composite[prime])
                prime++;
            delays[Lines + _order[i]] = prime;
        }
        delays[PreDelay] = delays[PreDelay + 1] = Math.Max(Shortest, (int)Math.Round(preDelay * _rate) - Steps * Shortest);
    }

    private static bool[] Sieve(int length)
    {
        var composite = new bool[length];
        for (int p = 2; p * p < length; p++)
            for (int multiple = p * p; !composite[p] && multiple < length; multiple += p)
                composite[multiple] = true;
        return composite;
    }

    private static void Shuffle(Span<int> order, ref uint random)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int j = (int)(Next(ref random) * (i + 1));
            order[i] = order[j];
            order[j] = i;
        }
    }

    // Numerical Recipes' linear congruential generator; 0 to below 1.
    private static double Next(ref uint random)
    {
        random = unchecked(random * 1_664_525 + 1_013_904_223);
        return random / 4294967296.0;
    }
}

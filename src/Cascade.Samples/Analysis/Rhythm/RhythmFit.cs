namespace Cascade.Samples.Analysis;

/// <summary>How well an onset suits its place in a beat, for beats of every length.</summary>
/// <remarks>Onsets scatter around halves, thirds, quarters, sixths and eighths of a beat, by a share of it and by a time that is the
/// player's; some stand anywhere.</remarks>
internal sealed class RhythmFit
{
    /// <summary>Lengths of beats that are told apart, so many to an octave.</summary>
    public const int Lengths = 91, PerOctave = 24;

    /// <summary>The shortest beat, and the longest one that counts.</summary>
    public const double Shortest = 0.17, Longest = 2.3;

    private const int Parts = 96;
    private const double Share = 0.0407, Seconds = 0.0562, Anywhere = 0.207;

    // Where, how often, and how much of what makes a beat stand out such an onset has.
    private static readonly (double Place, double Weight, double Accent)[] _places =
    [
        (0, 0.0624, 0.5), (1, 0.0624, 0.5), (1 / 2.0, 0.184, -0.00524), (1 / 3.0, 0.0499, 0.818), (2 / 3.0, 0.0499, 0.818),
        (1 / 4.0, 0.0795, 0), (3 / 4.0, 0.0795, 0), (1 / 6.0, 0.0948, 0), (5 / 6.0, 0.0948, 0),
        (1 / 8.0, 0.0862, 0), (3 / 8.0, 0.0862, 0), (5 / 8.0, 0.0862, 0), (7 / 8.0, 0.0862, 0),
    ];

    private static readonly double _shortestOctaves = Math.Log2(Shortest);

    private readonly float[] _fits = new float[Lengths * Parts], _accents = new float[Lengths * Parts];

    private RhythmFit()
    {
        for (int length = 0; length < Lengths; length++)
        {
            double seconds = Seconds / (Shortest * Math.Pow(2, (double)length / PerOctave));
            double scatter = Math.Sqrt(Share * Share + seconds * seconds);
            for (int part = 0; part < Parts; part++)
            {
                (double sum, double most, double accentOfMost) = (Anywhere, 0.3 * Anywhere, 0);
                foreach ((double place, double weight, double accent) in _places)
                {
                    double off = ((part + 0.5) / Parts - place) / scatter, likely = 0.4 * weight / scatter * Math.Exp(-0.5 * off * off);
                    sum += likely;
                    if (likely > most)
                        (most, accentOfMost) = (likely, accent);
                }
                _fits[length * Parts + part] = (float)Math.Log(sum);
                _accents[length * Parts + part] = (float)accentOfMost;
            }
        }
    }

    /// <summary>The one there is.</summary>
    public static RhythmFit Default { get; } = new();

    /// <summary>The number of a beat's length; outside of those that are told apart for a length out of range.</summary>
    /// <param name="octaves">The length, as a logarithm to base 2 of seconds.</param>
    public static int LengthOf(double octaves) => (int)Math.Floor((octaves - _shortestOctaves) * PerOctave + 0.5);

    /// <summary>The logarithm of how likely onsets are within beats.</summary>
    /// <param name="onsets">The onsets.</param>
    /// <param name="first">When the first beat starts.</param>
    /// <param name="rate">Beats in a second.</param>
    /// <param name="length">The number of the beat's length.</param>
    public double Of(ReadOnlySpan<BeatEvidence> onsets, double first, double rate, int length)
    {
        ReadOnlySpan<float> fits = _fits.AsSpan(length * Parts, Parts), accents = _accents.AsSpan(length * Parts, Parts);
        double sum = 0;
        foreach (ref readonly BeatEvidence onset in onsets)
        {
            double beats = (onset.Seconds - first) * rate;
            int part = Math.Min(Parts - 1, (int)((beats - (int)beats) * Parts));
            sum += fits[part] + accents[part] * onset.Beat;
        }
        return sum;
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Cascade.Samples.Analysis.Keys;

namespace Cascade.Samples.Analysis;

/// <summary>A key and how sure it is.</summary>
/// <param name="Key">The key.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct KeyGuess(MusicalKey Key, double Probability);

/// <summary>Tells the key of a whole piece. Immutable.</summary>
/// <remarks>A linear classifier over features counted from the candidate's tonic, with one set of weights for each mode, so that a
/// transposed piece has the transposed key. Multinomial logistic regression over the 24 keys.</remarks>
public sealed class KeyClassifier
{
    private const uint Magic = 0x31_59_45_4B;   // "KEY1", little-endian
    private const int Weights = KeyFeatures.Count + 1;

    private readonly double[] _weights;   // major, then minor; the last of each is the mode's own

    private KeyClassifier(double[] weights) => _weights = weights;

    /// <summary>The one that is shipped; trained on public-domain music.</summary>
    public static KeyClassifier Default { get; } = Load(Resource.Read("key.bin"));

    /// <summary>The keys, the most probable first; all 24, or none without notes.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    public ImmutableArray<KeyGuess> Classify(ImmutableArray<SongNote> notes) => Classify(VoiceLines.Of(notes));

    /// <summary>The keys, the most probable first; all 24, or none without notes.</summary>
    /// <param name="lines">The lines, the lowest first.</param>
    public ImmutableArray<KeyGuess> Classify(ImmutableArray<ImmutableArray<SongNote>> lines)
    {
        if (KeyFeatures.Of(lines) is not { } features)
            return [];
        Span<double> probabilities = stackalloc double[MusicalKey.Count], rotated = stackalloc double[KeyFeatures.Count];
        Evaluate(features, rotated, probabilities);
        var guesses = new KeyGuess[MusicalKey.Count];
        for (int k = 0; k < guesses.Length; k++)
            guesses[k] = new KeyGuess(MusicalKey.At(k), probabilities[k]);
        Array.Sort(guesses, (a, b) => b.Probability.CompareTo(a.Probability));
        return ImmutableCollectionsMarshal.AsImmutableArray(guesses);
    }

    /// <summary>Trains a classifier.</summary>
    /// <param name="pieces">The lines of each piece, the lowest first, and its key.</param>
    /// <param name="passes">How often all of them are gone through, 1 or more.</param>
    /// <param name="seed">Of the order in which they are.</param>
    /// <param name="decay">By what share the weights shrink with each piece, from 0 on: where the pieces are few, or of another kind than
    /// those that will be judged.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no passes, or the decay is below 0.</exception>
    public static KeyClassifier Train(IReadOnlyList<(ImmutableArray<ImmutableArray<SongNote>> Lines, MusicalKey Key)> pieces,
        int passes = 60, int seed = 1, double decay = 0)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(decay);
        (double[] Features, int Key)[] examples =
            [.. pieces.Select(p => (KeyFeatures.Of(p.Lines), p.Key.Index)).Where(e => e.Item1 is not null)
                .Select(e => (e.Item1!, e.Index))];
        var weights = new double[2 * Weights];
        var classifier = new KeyClassifier(weights);
        var random = new Random(seed);
        Span<double> probabilities = stackalloc double[MusicalKey.Count], rotated = stackalloc double[KeyFeatures.Count];
        for (int pass = 0; pass < passes; pass++)
        {
            random.Shuffle(examples);
            double rate = 0.3 / (1 + 0.3 * pass);
            foreach ((double[] features, int key) in examples)
            {
                classifier.Evaluate(features, rotated, probabilities);
                for (int k = 0; k < MusicalKey.Count; k++)
                {
                    double step = rate * ((k == key ? 1 : 0) - probabilities[k]);
                    if (Math.Abs(step) < 1e-5)
                        continue;
                    KeyFeatures.Rotate(features, k % 12, rotated);
                    Span<double> w = weights.AsSpan(k / 12 * Weights, Weights);
                    for (int j = 0; j < rotated.Length; j++)
                        w[j] += step * rotated[j];
                    w[^1] += step;
                }
                if (decay > 0)
                    foreach (ref double w in weights.AsSpan())
                        w *= 1 - decay;
            }
        }
        return classifier;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FormatException">They are no classifier of this version.</exception>
    public static KeyClassifier Load(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 4 + 8 * Weights || MemoryMarshal.Read<uint>(bytes) != Magic)
            throw new FormatException("These are not the weights of a key classifier of version 1.");
        var weights = new double[2 * Weights];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = MemoryMarshal.Read<float>(bytes[(4 + 4 * i)..]);
        return new KeyClassifier(weights);
    }

    /// <summary>The bytes of the classifier, with a version.</summary>
    public byte[] Save()
    {
        var bytes = new byte[4 + 4 * _weights.Length];
        MemoryMarshal.Write(bytes, Magic);
        for (int i = 0; i < _weights.Length; i++)
            MemoryMarshal.Write(bytes.AsSpan(4 + 4 * i), (float)_weights[i]);
        return bytes;
    }

    private void Evaluate(ReadOnlySpan<double> features, Span<double> rotated, Span<double> probabilities)
    {
        double most = double.NegativeInfinity, sum = 0;
        for (int tonic = 0; tonic < 12; tonic++)
        {
            KeyFeatures.Rotate(features, tonic, rotated);
            for (int mode = 0; mode < 2; mode++)
            {
                ReadOnlySpan<double> w = _weights.AsSpan(mode * Weights, Weights);
                double score = w[^1];
                for (int j = 0; j < rotated.Length; j++)
                    score += w[j] * rotated[j];
                probabilities[mode * 12 + tonic] = score;
                most = Math.Max(most, score);
            }
        }
        foreach (ref double p in probabilities)
            sum += p = Math.Exp(p - most);
        foreach (ref double p in probabilities)
            p /= sum;
    }
}

using System.Numerics;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>Mixes what all contexts say into the probabilities of 128 keys, and learns whom to trust.</summary>
/// <remarks>
/// Each source gives p(e) = (c(e) + t/2A) / (n + t/2) of n counts and t symbols; the logarithms are added with weights that depend on how
/// much the source has seen, and normalised. What was played moves the weights along the gradient of its information.
/// <para>Source of the idea: M. Mahoney, "Adaptive weighing of context models for lossless data compression", Florida Tech. CS-2005-16;
/// G. Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14, 2002.</para>
/// </remarks>
internal sealed class NoteMixer
{
    /// <summary>The number of sources: each context in the long memory and in the short one.</summary>
    public const int Sources = 2 * NoteContexts.Count;

    /// <summary>The number of weights that a source has, by how much it has seen and whether that was always the same.</summary>
    public const int Bins = 16;

    /// <summary>The number of keys.</summary>
    public const int Keys = 128;

    private const int MostSymbols = 64, MostCount = byte.MaxValue;
    private const float Alphabet = 32, Floor = 2e-4f;

    // What a count of so many among so many symbols says: ln(1 + 2A c / t), at t (MostCount + 1) + c.
    private static readonly float[] s_saying = Sayings();

    private readonly float[] _weights;
    private readonly float[] _sums = new float[Keys];
    private readonly float[] _probabilities = new float[Keys];
    private readonly byte[] _keys = new byte[Sources * MostSymbols];
    private readonly float[] _values = new float[Sources * MostSymbols];
    private readonly int[] _lengths = new int[Sources];
    private readonly int[] _bins = new int[Sources];

    public NoteMixer(ReadOnlySpan<float> weights) => _weights = weights.ToArray();

    public ReadOnlySpan<float> Weights => _weights;

    public ReadOnlySpan<float> Probabilities => _probabilities;

    public static int Bytes => 4 * (Sources * Bins + 2 * Keys + Sources * MostSymbols + 2 * Sources) + Sources * MostSymbols;

    public void SetWeights(ReadOnlySpan<float> weights) => weights.CopyTo(_weights);

    /// <summary>Takes what a source says from now on.</summary>
    /// <param name="source">Its number.</param>
    /// <param name="counts">Its counts, none if it says nothing.</param>
    /// <param name="middle">The key of the symbol <see cref="SymbolCount.Middle"/>.</param>
    public void Set(int source, ReadOnlySpan<SymbolCount> counts, int middle)
    {
        int total = 0, symbols = 0;
        foreach (SymbolCount count in counts)
        {
            total += count.Count;
            symbols += count.Count > 0 ? 1 : 0;
        }
        int length = 0;
        if (total > 0)
        {
            Span<byte> keys = _keys.AsSpan(source * MostSymbols, MostSymbols);
            Span<float> values = _values.AsSpan(source * MostSymbols, MostSymbols);
            ReadOnlySpan<float> saying = s_saying.AsSpan(symbols * (MostCount + 1), MostCount + 1);
            _bins[source] = source * Bins + Math.Min(7, BitOperations.Log2((uint)total)) + (symbols == 1 ? 8 : 0);
            foreach (SymbolCount count in counts)
            {
                int key = count.Symbol - SymbolCount.Middle + middle;
                if (count.Count == 0 || (uint)key >= Keys || length == MostSymbols)
                    continue;
                keys[length] = (byte)key;
                values[length++] = saying[count.Count];
            }
        }
        _lengths[source] = length;
    }

    /// <summary>Makes the probabilities of what all sources say, each in the long memory and then in the short one.</summary>
    public void Mix()
    {
        Array.Clear(_sums);
        for (int context = 0; context < NoteContexts.Count; context++)
        {
            Add(context);
            Add(NoteContexts.Count + context);
        }
        float most = float.NegativeInfinity, sum = 0;
        foreach (float value in _sums)
            most = Math.Max(most, value);
        // The same of each key that nobody speaks of: most of them.
        float silent = MathF.Exp(-most);
        for (int key = 0; key < Keys; key++)
            sum += _probabilities[key] = _sums[key] == 0 ? silent : MathF.Exp(_sums[key] - most);
        float scale = (1 - Floor) / sum;
        foreach (ref float p in _probabilities.AsSpan())
            p = p * scale + Floor / Keys;
    }

    /// <summary>Moves the weights towards what would have foretold a key.</summary>
    public void Learn(int played, float rate)
    {
        for (int source = 0; source < Sources; source++)
        {
            int length = _lengths[source];
            if (length == 0)
                continue;
            ReadOnlySpan<byte> keys = _keys.AsSpan(source * MostSymbols, length);
            ReadOnlySpan<float> values = _values.AsSpan(source * MostSymbols, length);
            float gradient = 0;
            for (int i = 0; i < length; i++)
                gradient += values[i] * ((keys[i] == played ? 1 : 0) - _probabilities[keys[i]]);
            ref float weight = ref _weights[_bins[source]];
            weight = Math.Clamp(weight + rate * gradient, -0.5f, 2);
        }
    }

    private static float[] Sayings()
    {
        var sayings = new float[(Keys + 1) * (MostCount + 1)];
        for (int symbols = 1; symbols <= Keys; symbols++)
            for (int count = 1; count <= MostCount; count++)
                sayings[symbols * (MostCount + 1) + count] = MathF.Log(1 + count * (2 * Alphabet / symbols));
        return sayings;
    }

    private void Add(int source)
    {
        int length = _lengths[source];
        if (length == 0)
            return;
        ReadOnlySpan<byte> keys = _keys.AsSpan(source * MostSymbols, length);
        ReadOnlySpan<float> values = _values.AsSpan(source * MostSymbols, length);
        float weight = _weights[_bins[source]];
        for (int i = 0; i < keys.Length; i++)
            _sums[keys[i]] += weight * values[i];
    }
}

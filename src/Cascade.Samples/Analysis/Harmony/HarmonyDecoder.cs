using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis.Harmony;

/// <summary>A chord of a beat: its key and its degree in it.</summary>
internal readonly record struct DecodedBeat(MusicalKey Key, Numeral Numeral);

/// <summary>Finds key and chord of every beat together: the most probable path of a hidden Markov model whose states are the degrees of all
/// keys.</summary>
/// <remarks>
/// What follows depends on the function of a chord alone (and on the goal of an applied dominant), so that a step costs as many operations
/// as there are states. A long piece is decoded in windows that look ahead, so that time grows with its length and memory does not.
/// <para>Source: L. Rabiner, "A tutorial on hidden Markov models", Proc. IEEE 77, 1989 (Viterbi); C. Raphael and J. Stoddard, "Functional
/// harmonic analysis using probabilistic models", Computer Music Journal 28, 2004 (joint states).</para>
/// </remarks>
internal sealed class HarmonyDecoder
{
    private const int Window = 768, LookAhead = 64, Functions = 4, Targets = 12;

    private static readonly int _perKey = Math.Max(Numeral.Major.Length, Numeral.Minor.Length);
    private static readonly int _states = MusicalKey.Count * _perKey;
    private static readonly double[] _changes = Changes();

    private readonly double[] _scores = new double[_states];
    private readonly double[] _next = new double[_states];
    private readonly short[] _from = new short[(Window + LookAhead) * _states];

    /// <summary>The chord of each slice.</summary>
    public static DecodedBeat[] Decode(List<BeatSlice> slices)
    {
        var decoder = new HarmonyDecoder();
        var result = new DecodedBeat[slices.Count];
        ReadOnlySpan<BeatSlice> all = CollectionsMarshal.AsSpan(slices);
        int state = -1;
        for (int start = 0; start < all.Length; start += Window)
        {
            int length = Math.Min(all.Length - start, Window + LookAhead);
            decoder.Run(all.Slice(start, length), state);
            state = decoder.Trace(length, Math.Min(length, Window), result.AsSpan(start));
        }
        return result;
    }

    private void Run(ReadOnlySpan<BeatSlice> slices, int firstFrom)
    {
        if (firstFrom < 0)
            Start(slices[0]);
        else
        {
            Array.Fill(_scores, double.NegativeInfinity);
            _scores[firstFrom] = 0;
            Step(slices[0], 0);
        }
        for (int i = 1; i < slices.Length; i++)
            Step(slices[i], i);
    }

    private void Start(in BeatSlice slice)
    {
        for (int k = 0; k < MusicalKey.Count; k++)
            for (int n = 0; n < Numeral.Of(k >= 12).Length; n++)
            {
                Numeral numeral = Numeral.Of(k >= 12)[n];
                // Pieces start with the tonic, or with what leads to it.
                double first = numeral.Function switch { HarmonicFunction.Tonic => 0.6, HarmonicFunction.Dominant => 0.3, _ => 0.05 };
                _scores[k * _perKey + n] = Math.Log(first) + HarmonyModel.Frequencies[k / 12][n] + Sound(slice, k, n);
            }
        for (int s = 0; s < _states; s++)
            _from[s] = -1;
    }

    private void Step(in BeatSlice slice, int at)
    {
        Span<double> best = stackalloc double[Functions], bestOfKey = stackalloc double[MusicalKey.Count],
            resolving = stackalloc double[Targets];
        Span<short> bestFrom = stackalloc short[Functions], keyFrom = stackalloc short[MusicalKey.Count],
            resolvingFrom = stackalloc short[Targets];
        Span<short> from = _from.AsSpan(at * _states, _states);
        for (int k = 0; k < MusicalKey.Count; k++)
            (bestOfKey[k], keyFrom[k]) = Most(k);
        double stay = HarmonyModel.Stay[slice.Strength], move = HarmonyModel.Move[slice.Strength];
        double modulate = HarmonyModel.Modulate[slice.Strength];
        for (int k = 0; k < MusicalKey.Count; k++)
        {
            Numeral[] numerals = Numeral.Of(k >= 12);
            best.Fill(double.NegativeInfinity);
            resolving.Fill(double.NegativeInfinity);
            for (int n = 0; n < numerals.Length; n++)
            {
                short state = (short)(k * _perKey + n);
                int function = (int)numerals[n].Function;
                if (_scores[state] > best[function])
                    (best[function], bestFrom[function]) = (_scores[state], state);
                if (numerals[n].Target is >= 0 and var target && _scores[state] > resolving[target])
                    (resolving[target], resolvingFrom[target]) = (_scores[state], state);
            }
            (double changed, short changedFrom) = (double.NegativeInfinity, -1);
            for (int other = 0; other < MusicalKey.Count; other++)
                if (other != k && bestOfKey[other] + _changes[other * MusicalKey.Count + k] is var value && value > changed)
                    (changed, changedFrom) = (value, keyFrom[other]);
            double[] frequencies = HarmonyModel.Frequencies[k / 12];
            for (int n = 0; n < numerals.Length; n++)
            {
                int state = k * _perKey + n, function = (int)numerals[n].Function;
                (double score, short back) = (_scores[state] + stay, (short)state);
                for (int f = 0; f < Functions; f++)
                    if (best[f] + move + HarmonyModel.Follow[f, function] + frequencies[n] is var value && value > score)
                        (score, back) = (value, bestFrom[f]);
                if (resolving[numerals[n].Degree] + move + HarmonyModel.Resolve is var resolved && resolved > score
                    && numerals[n].Function != HarmonicFunction.Applied)
                    (score, back) = (resolved, resolvingFrom[numerals[n].Degree]);
                double entry = numerals[n].Function is HarmonicFunction.Applied ? -3 : -1.7;
                if (changed + modulate + entry + frequencies[n] is var entered && entered > score)
                    (score, back) = (entered, changedFrom);
                _next[state] = score + Sound(slice, k, n);
                from[state] = back;
            }
        }
        double top = double.NegativeInfinity;
        for (int k = 0; k < MusicalKey.Count; k++)
            for (int n = 0; n < Numeral.Of(k >= 12).Length; n++)
                top = Math.Max(top, _next[k * _perKey + n]);
        for (int s = 0; s < _states; s++)
            _scores[s] = _next[s] - top;
    }

    private (double Score, short State) Most(int key)
    {
        (double score, short state) = (double.NegativeInfinity, (short)(key * _perKey));
        for (int n = 0; n < Numeral.Of(key >= 12).Length; n++)
            if (_scores[key * _perKey + n] > score)
                (score, state) = (_scores[key * _perKey + n], (short)(key * _perKey + n));
        return (score, state);
    }

    private static double Sound(in BeatSlice slice, int key, int numeral)
    {
        double[] tones = HarmonyModel.Tones[key / 12][numeral];
        int tonic = key % 12;
        double sum = 0;
        for (int i = 0; i < 12; i++)
            if (slice.Weights[i] > 0)
                sum += slice.Weights[i] * tones[i >= tonic ? i - tonic : i - tonic + 12];
        int bass = slice.Bass >= tonic ? slice.Bass - tonic : slice.Bass - tonic + 12;
        return HarmonyModel.Sound * sum + HarmonyModel.BassSound * HarmonyModel.Basses[key / 12][numeral][bass];
    }

    // Follows the best path back from the end, and returns the state of the last slice that counts.
    private int Trace(int length, int counted, Span<DecodedBeat> result)
    {
        int state = 0, last = 0;
        for (int k = 0; k < MusicalKey.Count; k++)
            if (Most(k) is var most && most.Score > _scores[state])
                state = most.State;
        for (int i = length - 1; i >= 0; i--)
        {
            if (i < counted)
            {
                MusicalKey key = MusicalKey.At(state / _perKey);
                result[i] = new DecodedBeat(key, Numeral.Of(key.IsMinor)[state % _perKey]);
            }
            if (i == counted - 1)
                last = state;
            state = _from[i * _states + state];
        }
        return last;
    }

    private static double[] Changes()
    {
        var changes = new double[MusicalKey.Count * MusicalKey.Count];
        for (int from = 0; from < MusicalKey.Count; from++)
            for (int to = 0; to < MusicalKey.Count; to++)
                changes[from * MusicalKey.Count + to] = HarmonyModel.Change(MusicalKey.At(from), MusicalKey.At(to));
        return changes;
    }
}

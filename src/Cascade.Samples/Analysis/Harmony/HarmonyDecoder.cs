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
    private static readonly SoundTable _table = new(_states, (s, pitch) => HarmonyModel.Sound * OfState(HarmonyModel.Tones, s, pitch),
        (s, pitch) => HarmonyModel.BassSound * OfState(HarmonyModel.Basses, s, pitch));

    private readonly double[] _sounds = new double[_states];
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
        _table.Score(slice, _sounds);
        for (int k = 0; k < MusicalKey.Count; k++)
            for (int n = 0; n < Numeral.Of(k >= 12).Length; n++)
            {
                Numeral numeral = Numeral.Of(k >= 12)[n];
                // Pieces start with the tonic, or with what leads to it.
                double first = numeral.Function switch { HarmonicFunction.Tonic => 0.6, HarmonicFunction.Dominant => 0.3, _ => 0.05 };
                _scores[k * _perKey + n] = Math.Log(first) + HarmonyModel.Frequencies[k / 12][n] + _sounds[k * _perKey + n];
            }
        for (int s = 0; s < _states; s++)
            _from[s] = -1;
    }

    private void Step(in BeatSlice slice, int at)
    {
        _table.Score(slice, _sounds);
        Span<double> bestOfKey = stackalloc double[MusicalKey.Count];
        Span<short> keyFrom = stackalloc short[MusicalKey.Count];
        for (int k = 0; k < MusicalKey.Count; k++)
            (bestOfKey[k], keyFrom[k]) = Most(k);
        double top = double.NegativeInfinity;
        for (int k = 0; k < MusicalKey.Count; k++)
        {
            (double changed, short changedFrom) = (double.NegativeInfinity, -1);
            for (int other = 0; other < MusicalKey.Count; other++)
                if (other != k && bestOfKey[other] + _changes[other * MusicalKey.Count + k] is var value && value > changed)
                    (changed, changedFrom) = (value, keyFrom[other]);
            top = Math.Max(top, StepKey(k, slice.Strength, changed + HarmonyModel.Modulate[slice.Strength], changedFrom,
                _from.AsSpan(at * _states + k * _perKey, _perKey)));
        }
        for (int s = 0; s < _states; s++)
            _scores[s] = _next[s] - top;
    }

    // One step of the states of a key, which another one may change to; returns the best of their scores.
    private double StepKey(int k, int strength, double changed, short changedFrom, Span<short> from)
    {
        Span<double> best = stackalloc double[Functions], following = stackalloc double[Functions], resolving = stackalloc double[Targets];
        Span<short> bestFrom = stackalloc short[Functions], followingFrom = stackalloc short[Functions],
            resolvingFrom = stackalloc short[Targets];
        ReadOnlySpan<Numeral> numerals = Numeral.Of(k >= 12);
        int first = k * _perKey;
        ReadOnlySpan<double> scores = _scores.AsSpan(first, numerals.Length), sounds = _sounds.AsSpan(first, numerals.Length),
            frequencies = HarmonyModel.Frequencies[k / 12].AsSpan(0, numerals.Length);
        Span<double> next = _next.AsSpan(first, numerals.Length);
        best.Fill(double.NegativeInfinity);
        following.Fill(double.NegativeInfinity);
        resolving.Fill(double.NegativeInfinity);
        for (int n = 0; n < numerals.Length; n++)
        {
            int function = (int)numerals[n].Function, target = numerals[n].Target;
            if (scores[n] > best[function])
                (best[function], bestFrom[function]) = (scores[n], (short)(first + n));
            if (target >= 0 && scores[n] > resolving[target])
                (resolving[target], resolvingFrom[target]) = (scores[n], (short)(first + n));
        }
        double stay = HarmonyModel.Stay[strength], move = HarmonyModel.Move[strength], top = double.NegativeInfinity;
        for (int function = 0; function < Functions; function++)
            for (int f = 0; f < Functions; f++)
                if (best[f] + move + HarmonyModel.Follow[f, function] is var value && value > following[function])
                    (following[function], followingFrom[function]) = (value, bestFrom[f]);
        for (int n = 0; n < numerals.Length; n++)
        {
            int function = (int)numerals[n].Function;
            bool isApplied = function == (int)HarmonicFunction.Applied;
            (double score, short back) = (scores[n] + stay, (short)(first + n));
            if (following[function] + frequencies[n] is var followed && followed > score)
                (score, back) = (followed, followingFrom[function]);
            if (!isApplied && resolving[numerals[n].Degree] + move + HarmonyModel.Resolve is var resolved && resolved > score)
                (score, back) = (resolved, resolvingFrom[numerals[n].Degree]);
            if (changed + (isApplied ? -3 : -1.4) + frequencies[n] is var entered && entered > score)
                (score, back) = (entered, changedFrom);
            next[n] = score + sounds[n];
            from[n] = back;
            top = Math.Max(top, next[n]);
        }
        return top;
    }

    private (double Score, short State) Most(int key)
    {
        (double score, short state) = (double.NegativeInfinity, (short)(key * _perKey));
        for (int n = 0; n < Numeral.Of(key >= 12).Length; n++)
            if (_scores[key * _perKey + n] > score)
                (score, state) = (_scores[key * _perKey + n], (short)(key * _perKey + n));
        return (score, state);
    }

    // Of a table of each mode, numeral and pitch above the tonic: that of a state; a key may have fewer numerals than there is room for.
    private static double OfState(double[][][] table, int state, int pitch)
    {
        int key = state / _perKey, numeral = state % _perKey;
        return numeral < table[key / 12].Length ? table[key / 12][numeral][(pitch - key % 12 + 12) % 12] : 0;
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

namespace Cascade.Samples.Analysis;

/// <summary>Finds the most likely beats of onsets.</summary>
/// <remarks>
/// A hidden semi-Markov model. A state is a beat at an onset, how long the beat before it was, and its place in a bar of two, three or
/// four; one to four beats lie between two states, of which only the last is struck. What is likely: beats of a usual length for the pace
/// and the tempo around, as long as the one before; beats, and downbeats more so, where onsets stand out; other onsets on simple parts of
/// beats.
/// <para>Sources of the idea: A. Cemgil and B. Kappen, "Monte Carlo methods for tempo tracking and rhythm quantization", J. of Artificial
/// Intelligence Research 18, 2003; C. Raphael, "A hybrid graphical model for rhythmic parsing", Artificial Intelligence 137, 2002.</para>
/// <para>Time grows with the onsets, memory does not: beats that lie far back are settled while later ones are looked for.</para>
/// </remarks>
internal sealed class BeatDecoder
{
    private const int Lengths = RhythmFit.Lengths, Places = 9, States = Places * Lengths;
    private const int MostBack = 32, MostBeats = 4, Ring = MostBack + 1;

    // Beats are settled so many onsets back.
    private const int Settled = 1024, Kept = 2 * Settled + 4 * MostBack;
    private const double Never = -1e18, Open = Never / 2;

    // What is so much less likely than the best is not followed.
    private const double Hopeless = 14, Worse = 16;

    // Of a beat: each; not struck, more so the first of a bar; nothing inside.
    private const double Beat = -1.09, Missed = 2.35, MissedDownbeat = 0.489, Bare = 0.0989;

    // Of its length: how far it is from the usual one for the pace, and from the tempo around; if it is that, twice, three times, half or
    // a third of that.
    private const double Usual = 1.43, UsualLength = -0.135, OfPace = -0.3;
    private const double OffTempo = 0.5, FarthestOff = 1.37, InTempo = 0.5, TempoWidth = 0.0597;

    // A beat is about as long as the one before, or of any length.
    private const double Change = 0.125, Break = 3.17, Bins = Change * RhythmFit.PerOctave * 1.442695;

    // Of bars: how much downbeats stand out, a middle one as a share; another metre.
    private const double Downbeat = 0.6, Middle = 0.5, OtherMetre = 5.36;

    // The places of bars, two, three, four: what comes before each, and how much of a downbeat it is.
    private static readonly byte[] _before = [1, 0, 4, 2, 3, 8, 5, 6, 7];
    private static readonly double[] _accents = [1, -1, 1, -0.5, -0.5, 1, -0.5 * (Middle + 0.5), Middle - 0.5, -0.5 * (Middle + 0.5)];
    private static readonly double[] _changes = [.. Enumerable.Range(0, 31).Select(bins =>
        -0.5 * bins * bins / (Bins * Bins) - Math.Log(Change) - 0.92)];

    // Of one to four beats: the place before them, and what the ones that nobody strikes cost.
    private static readonly (int From, double Cost)[] _passed = [.. Enumerable.Range(0, MostBeats * Places).Select(i =>
    {
        (int from, double cost) = (_before[i % Places], 0);
        for (int missed = 0; missed < i / Places; missed++, from = _before[from])
            cost -= _accents[from] == 1 ? MissedDownbeat : 0;
        return (from, cost);
    })];

    private static readonly double[] _logs = [0, 0, 1, Math.Log2(3), 2];   // to base 2

    private readonly BeatEvidence[] _onsets;
    private readonly List<double> _beats;
    private readonly double[] _arrived = new double[States];   // at the onset that is looked at
    private readonly double[] _leaving = new double[Ring * States], _best = new double[Ring * Lengths], _top = new double[Ring];
    private readonly byte[] _steps;       // onsets back, less one, and beats, less one
    private readonly short[] _sources;    // the state that a beat of a length leaves
    private double _last = double.NegativeInfinity;

    private BeatDecoder(BeatEvidence[] onsets, List<double> beats)
    {
        (_onsets, _beats) = (onsets, beats);
        int kept = Math.Min(onsets.Length, Kept);
        (_steps, _sources) = (new byte[kept * States], new short[kept * States]);
    }

    /// <summary>Adds the beats of onsets to those before; none where fewer than two can be counted by.</summary>
    public static void Decode(BeatEvidence[] onsets, List<double> beats) => new BeatDecoder(onsets, beats).Run();

    private void Run()
    {
        (double most, int at, int state) = (Never, -1, -1);
        double end = _onsets[^1].Seconds;
        int due = 2 * Settled;
        for (int i = 0; i < _onsets.Length; i++)
        {
            (double best, int bestState) = Arrive(i);
            Leave(i, best);
            if (i >= due && best > Open)
            {
                Settle(i, bestState, _onsets[i - Settled].Seconds);
                due = i + Settled;
            }
            double atEnd = best - 2.0 * (_onsets.Length - 1 - i);
            if (end - _onsets[i].Seconds < 2 && atEnd > most && best > Open)
                (most, at, state) = (atEnd, i, bestState);
        }
        if (at >= 0)
            Settle(at, state, double.PositiveInfinity);
    }

    // The likelihood of each beat at this onset; returns the best.
    private (double Best, int State) Arrive(int i)
    {
        _arrived.AsSpan().Fill(Never);
        BeatEvidence onset = _onsets[i];
        Span<byte> steps = _steps.AsSpan(i % Kept * States, States);
        (double most, int state) = (Never, -1);
        double best = Never, usual = UsualLength + OfPace * onset.Pace;
        Span<double> own = stackalloc double[Places];
        for (int place = 0; place < Places; place++)
            own[place] = Downbeat * _accents[place] * onset.Downbeat;
        for (int back = 1; back <= Math.Min(i, MostBack); back++)
        {
            int j = i - back;
            double distance = onset.Seconds - _onsets[j].Seconds, octaves = Math.Log2(distance);
            if (distance < 1.01 * RhythmFit.Shortest)
                continue;
            if (distance > MostBeats * RhythmFit.Longest)
                break;
            for (int beats = 1; beats <= MostBeats; beats++)
            {
                double seconds = distance / beats, log = octaves - _logs[beats];
                if (seconds < RhythmFit.Shortest)
                    break;
                int length = RhythmFit.LengthOf(log);
                if (seconds > RhythmFit.Longest || length >= Lengths || _best[j % Ring * Lengths + length] < _top[j % Ring] - Hopeless)
                    continue;
                double off = log - usual, offTempo = Math.Abs(log - onset.Tempo);
                double near = Math.Min(offTempo, Math.Min(Math.Abs(offTempo - 1), Math.Abs(offTempo - 1.585))) / TempoWidth;
                double likely = RhythmFit.Default.Of(_onsets.AsSpan(j + 1, back - 1), _onsets[j].Seconds, 1 / seconds, length)
                    - back * Math.Log(seconds) + onset.Beat + Beat * beats - Missed * (beats - 1) - (back == 1 ? Bare * beats : 0)
                    + distance * (InTempo * Math.Exp(-0.5 * near * near) - OffTempo * Math.Min(offTempo * offTempo, FarthestOff)
                        - Usual * off * off);
                double reached = likely + _best[j % Ring * Lengths + length];
                if (reached < best - Worse)
                    continue;
                best = Math.Max(best, reached);
                ReadOnlySpan<double> leaving = _leaving.AsSpan(j % Ring * States, States);
                for (int place = 0; place < Places; place++)
                {
                    (int from, double missed) = _passed[(beats - 1) * Places + place];
                    double value = likely + own[place] + missed + leaving[from * Lengths + length];
                    int at = place * Lengths + length;
                    if (value <= _arrived[at])
                        continue;
                    _arrived[at] = value;
                    steps[at] = (byte)((back - 1) * MostBeats + beats - 1);
                    if (value > most)
                        (most, state) = (value, at);
                }
            }
        }
        return (most, state);
    }

    // The likelihood that the next beat is of a length, for each place in bars.
    private void Leave(int i, double arrived)
    {
        Span<double> leaving = _leaving.AsSpan(i % Ring * States, States), best = _best.AsSpan(i % Ring * Lengths, Lengths);
        Span<short> sources = _sources.AsSpan(i % Kept * States, States);
        for (int place = 0; place < Places; place++)
            ChangeLength(_arrived.AsSpan(place * Lengths, Lengths), leaving.Slice(place * Lengths, Lengths),
                sources.Slice(place * Lengths, Lengths), place * Lengths, arrived - Break - OtherMetre);
        // Counting may start at any of the first onsets.
        double start = i < 40 && _onsets[i].Seconds - _onsets[0].Seconds < 4 ? _onsets[i].Beat - i : Never;
        Span<short> bestSources = stackalloc short[Lengths];
        best.Fill(start);
        bestSources.Fill(-1);
        for (int s = 0; s < States; s += Lengths)
            for (int length = 0; length < Lengths; length++)
                if (leaving[s + length] > best[length])
                    (best[length], bestSources[length]) = (leaving[s + length], sources[s + length]);
        for (int s = 0; s < States; s += Lengths)
            for (int length = 0; length < Lengths; length++)
            {
                // A start may be at any place in a bar, another metre costs something.
                double other = bestSources[length] < 0 ? best[length] : Math.Max(start, best[length] - OtherMetre);
                if (other <= leaving[s + length])
                    continue;
                leaving[s + length] = other;
                sources[s + length] = other == start ? (short)-1 : bestSources[length];
            }
        double top = Never;
        foreach (double value in best)
            top = Math.Max(top, value);
        _top[i % Ring] = top;
    }

    // What lies below a likelihood is reached by changing the metre.
    private static void ChangeLength(ReadOnlySpan<double> arrived, Span<double> leaving, Span<short> sources, int first, double below)
    {
        (double most, short source) = (Never, -1);
        for (int l = 0; l < Lengths; l++)
            if (arrived[l] > most)
                (most, source) = (arrived[l], (short)(first + l));
        leaving.Fill(most < below ? Never : most - Break + _changes[0]);
        sources.Fill(source);
        if (most <= Math.Max(Open, below))
            return;
        for (int from = 0; from < Lengths; from++)
        {
            if (arrived[from] <= most - Break)
                continue;
            int reach = Math.Min(_changes.Length - 1, (int)(Math.Sqrt(2 * (arrived[from] - most + Break)) * Bins));
            for (int l = Math.Max(0, from - reach); l <= Math.Min(Lengths - 1, from + reach); l++)
                if (arrived[from] + _changes[Math.Abs(from - l)] is var value && value > leaving[l])
                    (leaving[l], sources[l]) = (value, (short)(first + from));
        }
    }

    // Follows the best way back, and adds its beats up to a time.
    private void Settle(int i, int state, double until)
    {
        var chain = new List<double>();
        int oldest = Math.Max(0, i - Kept + MostBack);
        while (i > oldest)
        {
            int step = _steps[i % Kept * States + state], beats = step % MostBeats + 1, j = i - step / MostBeats - 1;
            double end = _onsets[i].Seconds, beat = (end - _onsets[j].Seconds) / beats;
            for (int b = 0; b < beats; b++)
                chain.Add(end - b * beat);
            int place = state / Lengths;
            for (int b = 0; b < beats; b++)
                place = _before[place];
            int source = _sources[j % Kept * States + place * Lengths + state % Lengths];
            if (source < 0)
            {
                chain.Add(_onsets[j].Seconds);
                break;
            }
            if (end <= _last)
                break;
            (i, state) = (j, source);
        }
        for (int b = chain.Count - 1; b >= 0; b--)
            if (chain[b] <= until && chain[b] > _last + 0.5 * (b > 0 ? chain[b - 1] - chain[b] : RhythmFit.Shortest))
            {
                _beats.Add(chain[b]);
                _last = chain[b];
            }
    }
}

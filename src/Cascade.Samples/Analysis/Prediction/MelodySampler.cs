using System.Collections.Immutable;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>Samples a melody that goes on from what was heard.</summary>
internal static class MelodySampler
{
    private const int Samples = 10, RegisterMargin = 2, ClosingMargin = 12, DefaultVelocity = 80;

    // How much less likely it is that a leading tone does not go up: it must, unless there is no key above it.
    private const double LeadingElsewhere = 1e-6;

    /// <summary>The melody of the bars that follow.</summary>
    public static List<BarNote> Sample(BarStyle style, MusicalKey key, ImmutableArray<(int Key, double Beats)> heard,
        ContinuationOptions options)
    {
        var random = new Random(options.Seed);
        var listener = new NextNotePredictor(options.Model ?? NextNoteModel.Default) { Key = key };
        double bits = 0, repeats = 0;
        for (int i = 0; i < heard.Length; i++)
        {
            bits += listener.Learn(heard[i].Key, heard[i].Beats);
            repeats += i > 0 && heard[i].Key == heard[i - 1].Key ? 1 : 0;
        }
        double ownBits = heard.IsEmpty ? 2.5 : bits / heard.Length, ownRepeats = heard.Length < 2 ? 0.1 : repeats / (heard.Length - 1);
        var player = new NextNotePredictor(options.Model ?? NextNoteModel.Default);
        (List<BarNote>? best, double bestScore) = (null, double.PositiveInfinity);
        for (int sample = 0; sample < Samples; sample++)
        {
            player.CopyFrom(listener);
            List<BarNote> rhythm = Rhythm(style, options.Bars, random);
            (double sampleBits, List<BarNote> melody) = Pitches(player, style, key, rhythm, heard.IsEmpty ? null : heard[^1].Key,
                options.Temperature, random);
            double sampleRepeats = melody.Zip(melody.Skip(1)).Count(p =>
                p.First.Key == p.Second.Key) / (double)Math.Max(1, melody.Count - 1);
            double score = Math.Abs(sampleBits - ownBits) / ownBits + 2 * Math.Abs(sampleRepeats - ownRepeats);
            if (score < bestScore)
                (best, bestScore) = (melody, score);
        }
        return best!;
    }

    // Bars of the song follow each other as they did there; the last has one long note on its first beat.
    private static List<BarNote> Rhythm(BarStyle style, int bars, Random random)
    {
        var notes = new List<BarNote>();
        int at = style.Lines.Count > 0 ? random.Next(style.Lines.Count) : 0;
        for (int bar = 0; bar < bars - 1; bar++)
        {
            if (style.Lines.Count == 0)
                for (int beat = 0; beat < style.BeatsPerBar; beat++)
                    notes.Add(new BarNote(bar, beat, 1, 0, DefaultVelocity));
            else
                notes.AddRange(style.Lines[at].DistinctBy(n => n.Beat).Select(n => n with { Bar = bar }));
            // As a rule on, at times back to where it was like this.
            at = style.Lines.Count == 0 ? 0 : random.NextDouble() < 0.75 ? (at + 1) % style.Lines.Count : random.Next(style.Lines.Count);
        }
        notes.Add(new BarNote(bars - 1, 0, style.BeatsPerBar, 0, notes.Count > 0 ? notes[^1].Velocity : DefaultVelocity));
        return notes;
    }

    private static (double Bits, List<BarNote> Notes) Pitches(NextNotePredictor player, BarStyle style, MusicalKey key,
        List<BarNote> rhythm,
        int? last, double temperature, Random random)
    {
        var notes = new List<BarNote>(rhythm.Count);
        Span<double> weights = stackalloc double[NoteMixer.Keys];
        Span<int> run = stackalloc int[CopyGuard.Intervals];
        CopyGuard guard = player.Guard;
        double bits = 0;
        for (int i = 0; i < rhythm.Count; i++)
        {
            bool isLast = i == rhythm.Count - 1;
            double place = (rhythm[i].Bar * style.BeatsPerBar) + rhythm[i].Beat;
            double next = isLast ? place + style.BeatsPerBar : rhythm[i + 1].Bar * style.BeatsPerBar + rhythm[i + 1].Beat;
            ReadOnlySpan<float> probabilities = player.Probabilities;
            // The close is near the last note, and may leave the register for it.
            int margin = isLast ? ClosingMargin : RegisterMargin;
            for (int k = 0; k < weights.Length; k++)
            {
                bool inRange = k >= style.Keys.Low - margin && k <= style.Keys.High + margin;
                weights[k] = inRange ? Math.Pow(probabilities[k], 1 / temperature) : 0;
                if (isLast)
                    weights[k] *= Closing(k, key, last);
                else if (i == rhythm.Count - 2)
                    // What leads to the tonic.
                    weights[k] *= ((k - key.Tonic + 144) % 12) is 2 or 7 or 11 or 4 ? 4 : 1;
            }
            Avoid(guard, run, i, last, weights);
            int chosen = Choose(weights, random);
            run[1..].CopyTo(run);
            run[^1] = chosen - (last ?? chosen);
            bits += player.Learn(chosen, Math.Clamp(next - place, 0.05, 8));
            notes.Add(rhythm[i] with { Key = chosen, Beats = Math.Min(rhythm[i].Beats, next - place) });
            last = chosen;
        }
        return (bits / Math.Max(1, rhythm.Count), notes);
    }

    // No key may end a run of notes that was trained with, unless all do.
    private static void Avoid(CopyGuard guard, ReadOnlySpan<int> run, int played, int? last, Span<double> weights)
    {
        if (played < CopyGuard.Intervals || last is not { } before)
            return;
        Span<int> next = stackalloc int[CopyGuard.Intervals];
        Span<double> kept = stackalloc double[NoteMixer.Keys];
        run[1..].CopyTo(next);
        double sum = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            next[^1] = k - before;
            kept[k] = weights[k] > 0 && !guard.Contains(next) ? weights[k] : 0;
            sum += kept[k];
        }
        if (sum > 0)
            kept.CopyTo(weights);
    }

    // On the tonic best, and near; a leading tone goes up.
    private static double Closing(int candidate, MusicalKey key, int? last)
    {
        int degree = (candidate - key.Tonic + 144) % 12;
        double fit = degree == 0 ? 1 : degree == (key.IsMinor ? 3 : 4) ? 0.1 : degree == 7 ? 0.03 : 0;
        if (last is not { } before)
            return fit;
        bool isLeading = (before - key.Tonic + 144) % 12 == 11;
        return (isLeading && candidate != before + 1 ? LeadingElsewhere : 1) * fit * Math.Exp(-Math.Abs(candidate - before) / 3.0);
    }

    private static int Choose(ReadOnlySpan<double> weights, Random random)
    {
        double sum = 0;
        int most = 60;
        for (int k = 0; k < weights.Length; k++)
        {
            sum += weights[k];
            most = weights[k] > weights[most] ? k : most;
        }
        double at = random.NextDouble() * sum;
        for (int k = 0; k < weights.Length; k++)
            if ((at -= weights[k]) < 0 && weights[k] > 0)
                return k;
        return most;
    }
}

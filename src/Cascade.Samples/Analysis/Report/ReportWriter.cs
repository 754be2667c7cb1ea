using System.Collections.Immutable;
using System.Globalization;
using Cascade.Samples.Analysis.Patterns;

namespace Cascade.Samples.Analysis.Report;

/// <summary>Makes the report of an analysis.</summary>
internal static class ReportWriter
{
    private const int MostKeys = 200, MostChords = 500, MostMetres = 16, MostBars = 32, MostTitle = 200;

    public static AnalysisReport Write(SongAnalysis analysis)
    {
        MelodyReport melody = Melody(analysis);
        return new AnalysisReport(AnalysisReport.CurrentVersion, Facts(analysis), Key(analysis), Tempo(analysis), Chords(analysis), melody,
            RhythmStatistics.Write(analysis, melody.IntervalBits), Voices(analysis));
    }

    /// <summary>A number as short as it is useful.</summary>
    internal static double Rounded(double value, int digits = 3) => double.IsFinite(value) ? Math.Round(value, digits) : 0;

    private static SongFacts Facts(SongAnalysis analysis)
    {
        string? title = analysis.Song.Title;
        double end = analysis.Notes.IsEmpty ? 0 : analysis.Notes.Max(n => n.End);
        return new SongFacts(title?[..Math.Min(title.Length, MostTitle)], Rounded(end), analysis.Song.NoteCount,
            analysis.Song.Tracks.Length);
    }

    private static KeyReport Key(SongAnalysis analysis)
    {
        if (analysis.Keys.IsEmpty)
            return new KeyReport(null, 0, [], 0, []);
        var course = new List<KeySpan>();
        foreach (HarmonyBeat beat in analysis.Harmony)
            if (course.Count > 0 && course[^1].Key == beat.Key)
                course[^1] = course[^1] with { Beats = course[^1].Beats + 1 };
            else
                course.Add(new KeySpan(analysis.Grid.PlaceAt(beat.Beat).Bar, Rounded(analysis.Grid.SecondsAt(beat.Beat)), 1, beat.Key));
        IEnumerable<KeySpan> kept = course;
        if (course.Count > MostKeys)
            kept = course.OrderByDescending(span => span.Beats).Take(MostKeys).OrderBy(span => span.Seconds);
        KeyGuess Round(KeyGuess guess) => guess with { Probability = Rounded(guess.Probability) };
        return new KeyReport(analysis.Keys[0].Key, Rounded(analysis.Keys[0].Probability), [.. analysis.Keys.Skip(1).Take(3).Select(Round)],
            Math.Max(0, course.Count - 1), [.. kept]);
    }

    private static TempoReport Tempo(SongAnalysis analysis)
    {
        ImmutableArray<HarmonyBeat> beats = analysis.Harmony;
        double[] lengths = [.. beats.Select(b => analysis.Grid.SecondsAt(b.Beat + 1) - analysis.Grid.SecondsAt(b.Beat)).Where(l => l > 0)
            .Order()];
        double At(double share) => lengths.Length == 0 ? 0 : Rounded(60 / lengths[(int)(share * (lengths.Length - 1))], 2);
        ImmutableArray<string> metres = analysis.Grid.IsTracked ? [] : [.. analysis.Song.Metres.Take(MostMetres).Select(m =>
            string.Create(CultureInfo.InvariantCulture, $"{m.Metre.Numerator}/{m.Metre.Denominator}"))];
        int beatsPerBar = beats.IsEmpty ? 4 : beats.GroupBy(b => analysis.Grid.BeatsPerBar(b.Beat)).MaxBy(g => g.Count())!.Key;
        return new TempoReport(At(0.5), At(0.95), At(0.05), analysis.Grid.IsTracked, beatsPerBar, metres,
            RhythmStatistics.Swing(analysis) is { } swing ? Rounded(swing) : null, beats.IsEmpty ? 0 : beats[^1].Beat - beats[0].Beat + 1);
    }

    private static ChordReport Chords(SongAnalysis analysis)
    {
        var spans = new List<ChordSpan>();
        int changes = 0;
        HarmonyBeat last = default;
        var degrees = new List<string>();
        foreach (HarmonyBeat beat in analysis.Harmony)
        {
            bool goesOn = changes > 0 && beat.Chord == last.Chord && beat.Key == last.Key;
            if (!goesOn)
            {
                changes++;
                if (degrees.Count == 0 || degrees[^1] != beat.Numeral)
                    degrees.Add(beat.Numeral);
                BarPlace place = analysis.Grid.PlaceAt(beat.Beat);
                if (spans.Count < MostChords)
                    spans.Add(new ChordSpan(place.Bar, place.Beat, 1, beat.Chord.ToString(beat.Key.HasFlats), beat.Numeral));
            }
            else if (changes == spans.Count)
                spans[^1] = spans[^1] with { Beats = spans[^1].Beats + 1 };
            last = beat;
        }
        return new ChordReport(changes, [.. spans],
            analysis.Harmony.GroupBy(b => b.Chord.Type.ToString()).ToImmutableSortedDictionary(g => g.Key, g =>
                g.Count(), StringComparer.Ordinal),
            [.. Progressions(degrees)]);
    }

    private static IEnumerable<Progression> Progressions(List<string> degrees)
    {
        var counts = new Dictionary<string, int>();
        for (int i = 0; i + 4 <= degrees.Count; i++)
        {
            string four = string.Join(' ', degrees.Skip(i).Take(4));
            counts[four] = counts.GetValueOrDefault(four) + 1;
        }
        return counts.Where(c => c.Value > 1).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(8)
            .Select(c => new Progression(c.Key, c.Value));
    }

    private static MelodyReport Melody(SongAnalysis analysis)
    {
        ImmutableArray<SongNote> melody = analysis.Melody;
        int[] intervals = MelodyStatistics.Intervals(melody);
        const int unison = MelodyStatistics.WidestInterval;
        int moves = intervals.Sum() - intervals[unison];
        int steps = intervals[unison - 2] + intervals[unison - 1] + intervals[unison + 1] + intervals[unison + 2];
        ImmutableArray<int> phrases = MelodyStatistics.Phrases(melody);
        IEnumerable<string> contours = phrases.Select((start, i) =>
            MelodyStatistics.Contour(melody.AsSpan()[start..(i + 1 < phrases.Length ? phrases[i + 1] : melody.Length)]));
        return new MelodyReport(melody.Length, melody.IsEmpty ? null : melody.Min(n => n.Key), melody.IsEmpty ? null
            : melody.Max(n => n.Key),
            [.. intervals], moves > 0 ? Rounded((double)steps / moves) : 0, Rounded(MelodyStatistics.Entropy(intervals)), phrases.Length,
            contours.GroupBy(c => c).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            [.. analysis.Themes.Select(theme => new ThemeReport(theme.Notes, theme.Starts.Length, theme.Keys,
                [.. theme.Starts.Take(MostBars).Select(start => BarOf(analysis, melody[start]))]))]);
    }

    private static int BarOf(SongAnalysis analysis, in SongNote note) =>
        analysis.Grid.PlaceAt((long)Math.Floor(analysis.Grid.StartOf(note) + 0.05)).Bar;

    private static VoiceReport Voices(SongAnalysis analysis)
    {
        ImmutableArray<SongNote> notes = analysis.Notes;
        if (notes.IsEmpty)
            return new VoiceReport(null, null, 0, 0, 0, [.. new double[12]], 0, 0, [.. new int[11]]);
        var pitchClasses = new double[12];
        var octaves = new int[11];
        int left = 0, most = 0;
        ImmutableArray<Hand> hands = Hands.Of(notes);
        var ends = new PriorityQueue<double, double>();
        for (int i = 0; i < notes.Length; i++)
        {
            pitchClasses[notes[i].PitchClass] += notes[i].Seconds;
            octaves[notes[i].Key / 12]++;
            left += hands[i] == Hand.Left ? 1 : 0;
            while (ends.TryPeek(out double end, out _) && end <= notes[i].Start)
                ends.Dequeue();
            ends.Enqueue(notes[i].End, notes[i].End);
            most = Math.Max(most, ends.Count);
        }
        double mean = notes.Average(n => n.Velocity), deviation = Math.Sqrt(notes.Average(n => (n.Velocity - mean) * (n.Velocity - mean)));
        return new VoiceReport(notes.Min(n => n.Key), notes.Max(n => n.Key), left, notes.Length - left, most,
            [.. pitchClasses.Select(p => Rounded(p, 2))], Rounded(mean, 1), Rounded(deviation, 1), [.. octaves]);
    }
}

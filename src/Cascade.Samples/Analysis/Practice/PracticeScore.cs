using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Analysis;

/// <summary>Works out what a <see cref="PracticeReport"/> says.</summary>
internal static class PracticeScore
{
    private const int Sustain = 64, MostNeighbours = 8;
    private const double Together = 0.005;

    public static PracticeReport Write(Song reference, ImmutableArray<SongNote> written, Song playedSong, ImmutableArray<SongNote> played)
    {
        NoteAlignment alignment = NoteAlignment.Of(written, played);
        double[] late = Late(written, played, alignment.Matched);
        PracticeTiming timing = Timing(written, played, alignment.Matched, late);
        PracticeTouch touch = Touch(written, played, alignment.Matched, playedSong);
        int right = alignment.Matched.Length, errors = alignment.Missing.Length + alignment.Extra.Length + 2 * alignment.Wrong.Length;
        double notes = right + errors == 0 ? 100 : 200.0 * right / (2 * right + errors);
        // 30 ms of deviation, a fifth of unevenness and 20 steps of velocity are half of what can be had.
        var parts = new PracticeParts(Rounded(notes), Quality(timing.DeviationMilliseconds, 30, right),
            Quality(timing.Evenness, 0.2, right),
            Quality(touch.VelocityDeviation, 20, right));
        double score = 0.5 * parts.Notes + 0.25 * parts.Timing + 0.125 * parts.Evenness + 0.125 * parts.Dynamics;
        ImmutableArray<BarErrors> bars = Bars(reference, written, played, alignment, late);
        return new PracticeReport(Rounded(score), parts, right, alignment.Missing.Length, alignment.Extra.Length, alignment.Wrong.Length,
            timing, touch,
            bars, NextBars(bars));
    }

    private static double Quality(double deviation, double half, int notes) => notes == 0 ? 0 : Rounded(100 * half / (half + deviation));

    private static double Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 3) : 0;

    // How late each matched note is against the line through the notes around it, in seconds.
    private static double[] Late(ImmutableArray<SongNote> written, ImmutableArray<SongNote> played, ImmutableArray<NotePair> matched)
    {
        var late = new double[matched.Length];
        for (int i = 0; i < matched.Length; i++)
        {
            int low = Math.Max(0, i - MostNeighbours), high = Math.Min(matched.Length - 1, i + MostNeighbours);
            (double x, double y, double xx, double xy, int count) = (0, 0, 0, 0, 0);
            for (int n = low; n <= high; n++)
            {
                if (n == i)
                    continue;
                (double dx, double dy) = (written[matched[n].Reference].Start - written[matched[i].Reference].Start,
                    played[matched[n].Played].Start);
                (x, y, xx, xy, count) = (x + dx, y + dy, xx + dx * dx, xy + dx * dy, count + 1);
            }
            double spread = count * xx - x * x;
            if (count < 2 || spread < 1e-9)
                continue;
            double slope = (count * xy - x * y) / spread;
            late[i] = played[matched[i].Played].Start - (y - slope * x) / count;
        }
        return late;
    }

    private static PracticeTiming Timing(ImmutableArray<SongNote> written, ImmutableArray<SongNote> played,
        ImmutableArray<NotePair> matched,
        double[] late)
    {
        if (matched.Length < 2)
            return new PracticeTiming(0, 0, 1, 0, 0, 0);
        double mean = late.Average(), deviation = Math.Sqrt(late.Average(l => (l - mean) * (l - mean)));
        (double Written, double Played)[] onsets = Onsets(written, played, matched, out double spread);
        double Ratio(int from, int to) => onsets[to].Played > onsets[from].Played
            ? (onsets[to].Written - onsets[from].Written) / (onsets[to].Played - onsets[from].Played) : 1;
        int quarter = Math.Max(1, onsets.Length / 4);
        double whole = onsets.Length > 1 ? Ratio(0, onsets.Length - 1) : 1;
        double drift = onsets.Length < 8 ? 0 : 100 * (Ratio(onsets.Length - 1 - quarter, onsets.Length - 1) / Ratio(0, quarter) - 1);
        double[] ratios = [.. onsets.Zip(onsets.Skip(1)).Where(p => p.Second.Written - p.First.Written > 0.02)
            .Select(p => (p.Second.Played - p.First.Played) * whole / (p.Second.Written - p.First.Written))];
        double middle = ratios.DefaultIfEmpty(1).Average();
        double uneven = ratios.Length == 0 ? 0 : Math.Sqrt(ratios.Average(r => (r - middle) * (r - middle)));
        return new PracticeTiming(Rounded(1000 * mean), Rounded(1000 * deviation), Rounded(whole), Rounded(drift), Rounded(uneven),
            Rounded(1000 * spread));
    }

    // What is written together: when, when it was played, and how far its notes were apart.
    private static (double Written, double Played)[] Onsets(ImmutableArray<SongNote> written, ImmutableArray<SongNote> played,
        ImmutableArray<NotePair> matched, out double spread)
    {
        var onsets = new List<(double, double)>();
        double sum = 0;
        int chords = 0;
        for (int i = 0; i < matched.Length;)
        {
            int first = i;
            (double start, double least, double most, double total) = (written[matched[i].Reference].Start, double.MaxValue,
                double.MinValue, 0);
            for (; i < matched.Length && written[matched[i].Reference].Start - start <= Together; i++)
            {
                double at = played[matched[i].Played].Start;
                (least, most, total) = (Math.Min(least, at), Math.Max(most, at), total + at);
            }
            onsets.Add((start, total / (i - first)));
            if (i - first > 1)
                (sum, chords) = (sum + most - least, chords + 1);
        }
        spread = chords > 0 ? sum / chords : 0;
        return [.. onsets];
    }

    private static PracticeTouch Touch(ImmutableArray<SongNote> written, ImmutableArray<SongNote> played, ImmutableArray<NotePair> matched,
        Song song)
    {
        (double share, int changes) = Pedal(song);
        if (matched.IsEmpty)
            return new PracticeTouch(0, 0, 0, 1, share, changes);
        double[] louder = [.. matched.Select(p => (double)played[p.Played].Velocity - written[p.Reference].Velocity)];
        double mean = louder.Average();
        double[] held = [.. matched.Where(p => written[p.Reference].Seconds > 0)
            .Select(p => played[p.Played].Seconds / written[p.Reference].Seconds).Order()];
        ImmutableArray<SongNote> melody = VoiceLines.Melody(played);
        // A rest is no gap between tied notes.
        double[] overlaps = [.. melody.Zip(melody.Skip(1)).Select(p => p.First.End - p.Second.Start).Where(o => o > -0.25)];
        return new PracticeTouch(Rounded(matched.Average(p => played[p.Played].Velocity)),
            Rounded(Math.Sqrt(louder.Average(l => (l - mean) * (l - mean)))), Rounded(1000 * overlaps.DefaultIfEmpty().Average()),
            held.Length > 0 ? Rounded(held[held.Length / 2]) : 1, share, changes);
    }

    private static (double Share, int Changes) Pedal(Song song)
    {
        double down = double.NaN, time = 0;
        int changes = 0;
        foreach (SongTrack track in song.Tracks)
        {
            foreach (ref readonly MidiEvent e in track.Midi.Events)
            {
                if ((e.Status & 0xF0) != 0xB0 || e.Message.Data1 != Sustain)
                    continue;
                double at = song.TempoMap.SecondsAt(track.StartTick + e.Tick);
                if (e.Message.Data2 >= 64 && double.IsNaN(down))
                    (down, changes) = (at, changes + 1);
                else if (e.Message.Data2 < 64 && !double.IsNaN(down))
                    (time, down) = (time + at - down, double.NaN);
            }
            if (!double.IsNaN(down))
                (time, down) = (time + Math.Max(0, song.Duration.TotalSeconds - down), double.NaN);
        }
        return (song.Duration > TimeSpan.Zero ? Rounded(Math.Min(1, time / song.Duration.TotalSeconds)) : 0, changes);
    }

    private static ImmutableArray<BarErrors> Bars(Song reference, ImmutableArray<SongNote> written, ImmutableArray<SongNote> played,
        NoteAlignment alignment, double[] late)
    {
        var bars = new SortedDictionary<int, (int Missing, int Extra, int Wrong, double Late, int Notes)>();
        int BarOf(int note) => reference.PositionAt(written[note].Tick).Bar;
        foreach (int note in alignment.Missing)
            bars[BarOf(note)] = bars.GetValueOrDefault(BarOf(note)) with { Missing = bars.GetValueOrDefault(BarOf(note)).Missing + 1 };
        foreach (NotePair pair in alignment.Wrong)
            bars[BarOf(pair.Reference)] =
                bars.GetValueOrDefault(BarOf(pair.Reference)) with { Wrong = bars.GetValueOrDefault(BarOf(pair.Reference)).Wrong + 1 };
        // An extra note belongs to the bar of the note that was played nearest to it.
        NotePair[] byTime = [.. alignment.Matched.OrderBy(p => played[p.Played].Start)];
        double[] times = [.. byTime.Select(p => played[p.Played].Start)];
        foreach (int note in alignment.Extra.Where(_ => times.Length > 0))
        {
            int at = Array.BinarySearch(times, played[note].Start);
            int bar = BarOf(byTime[Math.Clamp(at < 0 ? ~at : at, 0, byTime.Length - 1)].Reference);
            bars[bar] = bars.GetValueOrDefault(bar) with { Extra = bars.GetValueOrDefault(bar).Extra + 1 };
        }
        for (int i = 0; i < alignment.Matched.Length; i++)
        {
            int bar = BarOf(alignment.Matched[i].Reference);
            (int, int, int, double Late, int Notes) sum = bars.GetValueOrDefault(bar);
            bars[bar] = bars.GetValueOrDefault(bar) with { Late = sum.Late + Math.Abs(late[i]), Notes = sum.Notes + 1 };
        }
        return [.. bars.Select(b => new BarErrors(b.Key, b.Value.Missing, b.Value.Extra, b.Value.Wrong,
            Rounded(1000 * b.Value.Late / Math.Max(1, b.Value.Notes)))).Where(b => b.Missing + b.Extra + b.Wrong > 0 || b.Late >= 1)];
    }

    private static (int First, int Last)? NextBars(ImmutableArray<BarErrors> bars)
    {
        // A wrong or missing note weighs as much as 100 ms of lateness over a bar.
        Dictionary<int, double> weights = bars.ToDictionary(b => b.Bar, b =>
            1.0 * b.Missing + b.Extra + 1.5 * b.Wrong + Math.Max(0, b.Late - 20) / 100);
        if (weights.Values.DefaultIfEmpty().Max() <= 0.3)
            return null;
        // Of pairs that are equally bad, that which starts with the worse bar.
        int worst = weights.Keys.MaxBy(bar => weights[bar] + weights.GetValueOrDefault(bar + 1) + 1e-6 * weights[bar]);
        double before = weights.GetValueOrDefault(worst - 1), after = weights.GetValueOrDefault(worst + 1);
        return before > after ? (worst - 1, worst) : (worst, worst + 1);
    }
}

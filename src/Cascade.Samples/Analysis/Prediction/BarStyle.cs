using System.Collections.Immutable;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>A note by its place in bars.</summary>
/// <param name="Bar">From 0.</param>
/// <param name="Beat">In the bar, from 0, with its fraction.</param>
/// <param name="Beats">Its length.</param>
/// <param name="Key">The MIDI key.</param>
/// <param name="Velocity">1 to 127.</param>
internal readonly record struct BarNote(int Bar, double Beat, double Beats, int Key, int Velocity);

/// <summary>How the bars of a song are made: the rhythm of the melody, and what goes below it.</summary>
internal sealed class BarStyle
{
    private const int MostBars = 64;

    public BarStyle(SongAnalysis analysis)
    {
        BeatGrid grid = analysis.Grid;
        long lastBeat = analysis.Harmony.IsEmpty ? 0 : analysis.Harmony[^1].Beat;
        BeatsPerBar = Math.Max(1, grid.BeatsPerBar(lastBeat));
        BeatQuarters = grid.BeatQuarters(lastBeat);
        double[] lengths = [.. analysis.Harmony.Select(b => grid.SecondsAt(b.Beat + 1) - grid.SecondsAt(b.Beat)).Where(l => l > 0).Order()];
        QuartersPerMinute = lengths.Length > 0 ? 60 / lengths[lengths.Length / 2] * BeatQuarters : 100;
        Metre = MetreOf(BeatsPerBar, BeatQuarters);
        var melody = new HashSet<SongNote>(analysis.Melody);
        Lines = BarsOf(analysis.Melody, grid);
        Below = BarsOf([.. analysis.Notes.Where(n => !melody.Contains(n))], grid);
        HasAccompaniment = Below.Count > 0;
        Keys = analysis.Melody.IsEmpty ? (60, 79) : (analysis.Melody.Min(n => n.Key), analysis.Melody.Max(n => n.Key));
        // A melody of one or two pitches needs room to move.
        if (Keys.High - Keys.Low < 7)
            Keys = (Math.Max(0, Keys.Low - 4), Math.Min(127, Keys.High + 5));
    }

    public int BeatsPerBar { get; }

    public double BeatQuarters { get; }

    public double QuartersPerMinute { get; }

    public MidiTimeSignature Metre { get; }

    public bool HasAccompaniment { get; }

    /// <summary>The range of the melody.</summary>
    public (int Low, int High) Keys { get; }

    /// <summary>The melody's bars, each with its notes; none without a melody.</summary>
    public IReadOnlyList<ImmutableArray<BarNote>> Lines { get; }

    /// <summary>The bars of all other notes.</summary>
    public IReadOnlyList<ImmutableArray<BarNote>> Below { get; }

    private List<ImmutableArray<BarNote>> BarsOf(ImmutableArray<SongNote> notes, BeatGrid grid)
    {
        var bars = new SortedDictionary<int, List<BarNote>>();
        foreach (SongNote note in notes)
        {
            // To the nearest 24th of a beat: the grid of all common rhythms.
            double start = Math.Round(grid.StartOf(note) * 24) / 24,
                length = Math.Max(1 / 24.0, Math.Round((grid.EndOf(note) - grid.StartOf(note)) * 24) / 24);
            long beat = (long)Math.Floor(start);
            BarPlace place = grid.PlaceAt(beat);
            if (grid.BeatsPerBar(beat) != BeatsPerBar || place.Bar < 1)
                continue;
            double inBar = place.Beat - 1 + (start - beat);
            if (!bars.TryGetValue(place.Bar, out List<BarNote>? bar))
                bars.Add(place.Bar, bar = []);
            bar.Add(new BarNote(0, inBar, Math.Min(length, BeatsPerBar), note.Key, note.Velocity));
        }
        return [.. bars.Values.TakeLast(MostBars).Select(b => b.OrderBy(n => n.Beat).ThenBy(n => n.Key).ToImmutableArray())];
    }

    private static MidiTimeSignature MetreOf(int beats, double quarters) => quarters switch
    {
        1.5 => new MidiTimeSignature(3 * beats, 8),
        0.75 => new MidiTimeSignature(3 * beats, 16),
        2 => new MidiTimeSignature(beats, 2),
        4 => new MidiTimeSignature(beats, 1),
        0.5 => new MidiTimeSignature(beats, 8),
        0.25 => new MidiTimeSignature(beats, 16),
        _ => new MidiTimeSignature(beats, 4),
    };
}

using System.Collections.Immutable;
using Cascade.Samples.Analysis.Patterns;

namespace Cascade.Samples.Analysis.Report;

/// <summary>Counts lengths, places and density.</summary>
internal static class RhythmStatistics
{
    private const int MostDensity = 100, FewestSwung = 8;

    // In beats, ascending.
    private static readonly (string Name, double Beats)[] _lengths =
    [
        ("1/8", 0.125), ("1/6", 1 / 6.0), ("1/4", 0.25), ("1/3", 1 / 3.0), ("1/2", 0.5), ("2/3", 2 / 3.0), ("3/4", 0.75), ("1", 1),
        ("3/2", 1.5), ("2", 2), ("3", 3), ("4", 4), ("longer", 6),
    ];

    public static RhythmReport Write(SongAnalysis analysis, double intervalBits)
    {
        ImmutableArray<SongNote> notes = analysis.Notes;
        var onsets = new int[12];
        var lengths = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int syncopated = 0;
        foreach (SongNote note in notes)
        {
            double start = analysis.Grid.StartOf(note), length = analysis.Grid.EndOf(note) - start;
            double part = start - Math.Floor(start);
            onsets[(int)Math.Round(part * 12) % 12]++;
            string name = _lengths.MinBy(l => Math.Abs(Math.Log(l.Beats / Math.Max(0.01, length)))).Name;
            lengths[name] = lengths.GetValueOrDefault(name) + 1;
            if (part is > 0.2 and < 0.9 && part + length > 1.2)
                syncopated++;
        }
        double seconds = notes.IsEmpty ? 0 : notes.Max(n => n.End) - notes[0].Start;
        double density = seconds > 0 ? notes.Length / seconds : 0, rhythmBits = MelodyStatistics.Entropy(lengths.Values);
        double foreign = analysis.Harmony.IsEmpty ? 0
            : analysis.Harmony.Count(b => b.Numeral.AsSpan().ContainsAny("/b#+")) / (double)analysis.Harmony.Length;
        // Each of four traits reaches half of its share at what is common in piano pieces of middling difficulty.
        double complexity = notes.IsEmpty ? 0 : (Share(intervalBits, 2.8) + Share(rhythmBits, 1.5) + Share(density, 5) + Share(foreign,
            0.25)) / 4;
        return new RhythmReport([.. onsets], lengths.ToImmutableSortedDictionary(StringComparer.Ordinal), ReportWriter.Rounded(density, 2),
            Density(notes), ReportWriter.Rounded(rhythmBits), notes.IsEmpty ? 0 : ReportWriter.Rounded((double)syncopated / notes.Length),
            ReportWriter.Rounded(complexity));
    }

    /// <summary>How long the first half of divided beats is against the second.</summary>
    public static double? Swing(SongAnalysis analysis)
    {
        // Beats that are divided in two: an onset on the beat, one between 0.4 and 0.8 of it, and no other.
        var places = new List<double>();
        double beat = double.NaN, off = double.NaN;
        bool isPlain = false;
        foreach (SongNote note in analysis.Notes)
        {
            double start = analysis.Grid.StartOf(note), at = Math.Floor(start + 0.08), part = start - at;
            if (at != beat)
            {
                if (isPlain && !double.IsNaN(off))
                    places.Add(off);
                (beat, off, isPlain) = (at, double.NaN, part < 0.08);
            }
            else if (part is > 0.4 and < 0.8 && (double.IsNaN(off) || Math.Abs(part - off) < 0.03))
                off = part;
            else if (part >= 0.08)
                isPlain = false;
        }
        if (places.Count < FewestSwung)
            return null;
        places.Sort();
        double middle = places[places.Count / 2];
        return middle / (1 - middle);
    }

    private static ImmutableArray<int> Density(ImmutableArray<SongNote> notes)
    {
        if (notes.IsEmpty)
            return [];
        double start = notes[0].Start, length = notes[^1].Start - start;
        var counts = new int[(int)Math.Clamp(length, 1, MostDensity)];
        foreach (SongNote note in notes)
            counts[Math.Min(counts.Length - 1, length > 0 ? (int)((note.Start - start) / length * counts.Length) : 0)]++;
        return [.. counts];
    }

    private static double Share(double value, double half) => value / (value + half);
}

using System.Collections.Immutable;
using System.Globalization;
using Cascade.Samples.Analysis;
using Cascade.Samples.Console.Pictures;

namespace Cascade.Samples.Console.Analyze;

/// <summary>The pictures of an analysis, as SVG.</summary>
internal static class AnalysisPictures
{
    private const int RollColumns = 1472, MostDots = 4_000;
    private const string Blue = "#1b4f9c", Orange = "#d1570a", Green = "#1d8348";

    /// <summary>The notes over time, the louder the darker, and how many start.</summary>
    public static string Roll(string title, SongAnalysis analysis)
    {
        var plot = new Plot(title, $"{analysis.Notes.Length.ToString("N0", CultureInfo.InvariantCulture)} notes");
        double end = analysis.Notes.IsEmpty ? 1 : Math.Max(1e-3, analysis.Notes.Max(n => n.End));
        int low = analysis.Notes.IsEmpty ? 60 : analysis.Notes.Min(n => n.Key), high = analysis.Notes.IsEmpty ? 72
            : analysis.Notes.Max(n => n.Key);
        var pixels = new byte[(high - low + 1) * RollColumns];
        foreach (SongNote note in analysis.Notes)
        {
            int from = Math.Min(RollColumns - 1, (int)(note.Start / end * RollColumns));
            int to = Math.Clamp((int)(note.End / end * RollColumns), from, RollColumns - 1);
            byte shade = (byte)(64 + note.Velocity);
            foreach (ref byte pixel in pixels.AsSpan((high - note.Key) * RollColumns + from, to - from + 1))
                pixel = Math.Max(pixel, shade);
        }
        (byte, byte, byte)[] palette = [.. Enumerable.Range(0, 192).Select(Shade)];
        var bar = new byte[128];
        for (int i = 0; i < bar.Length; i++)
            bar[i] = (byte)(191 - i);
        plot.Panel(new Axis("time (s)", 0, end), new Axis("key", low - 0.5, high + 0.5), 400);
        plot.Image(PngImage.Encode(pixels, RollColumns, palette), new Axis("velocity", 0, 127), PngImage.Encode(bar, 1, palette));
        return plot.ToSvg();
    }

    /// <summary>Which key holds when: major keys above, minor keys below, in fifths.</summary>
    public static string Keys(string title, SongAnalysis analysis)
    {
        var plot = new Plot(title, "keys along the circle of fifths from C: sharps up, flats down");
        double end = End(analysis);
        foreach (bool isMinor in (bool[])[false, true])
        {
            plot.Panel(new Axis("time (s)", 0, end), new Axis(isMinor ? "minor: fifths from A" : "major: fifths from C", -6, 6), 180);
            plot.Dots(Thinned(analysis.Harmony.Where(b => b.Key.IsMinor == isMinor)
                .Select(b => (analysis.Grid.SecondsAt(b.Beat), (double)Fifths(b.Key)))), isMinor ? Orange : Blue, isMinor
                    ? "minor" : "major");
        }
        return plot.ToSvg();
    }

    /// <summary>The roots of the chords over time, and how common each kind is.</summary>
    public static string Chords(string title, SongAnalysis analysis)
    {
        var plot = new Plot(title, "roots of the chords, from C at 0 to B at 11");
        plot.Panel(new Axis("time (s)", 0, End(analysis)), new Axis("root", -0.5, 11.5), 300);
        foreach ((string name, string colour, Func<ChordType, bool> isOf) in (IEnumerable<(string, string, Func<ChordType, bool>)>)
            [("major", Blue, IsMajor), ("minor", Orange, IsMinor), ("other", Green, t => !IsMajor(t) && !IsMinor(t))])
            plot.Dots(Thinned(analysis.Harmony.Where(b => isOf(b.Chord.Type))
                .Select(b => (analysis.Grid.SecondsAt(b.Beat), (double)b.Chord.Root))),
                colour, name);
        int[] types = [.. Enum.GetValues<ChordType>().Select(t => analysis.Harmony.Count(b => b.Chord.Type == t))];
        Bars(plot, "kind: major minor dim aug 7 maj7 m7 m7b5 dim7 mM7 sus2 sus4", "beats", types, 0);
        return plot.ToSvg();
    }

    /// <summary>Intervals, places in the beat, pitch classes and density.</summary>
    public static string Histograms(string title, AnalysisReport report)
    {
        var plot = new Plot(title, "what the piece is made of");
        Bars(plot, "interval of the melody (semitones)", "times", report.Melody.Intervals, -report.Melody.Intervals.Length / 2);
        Bars(plot, "place in the beat (twelfths)", "onsets", report.Rhythm.Onsets, 0);
        Bars(plot, "pitch class, from C", "seconds", report.Voices.PitchClasses.Select(p => (int)Math.Round(p)).ToImmutableArray(), 0);
        Bars(plot, "part of the song", "onsets", report.Rhythm.Density, 0);
        return plot.ToSvg();
    }

    private static void Bars(Plot plot, string label, string unit, IReadOnlyList<int> counts, int first)
    {
        plot.Panel(new Axis(label, first - 0.5, first + Math.Max(1, counts.Count) - 0.5),
            new Axis(unit, 0, Math.Max(1, counts.DefaultIfEmpty().Max()) * 1.05), 120);
        plot.Dots(counts.Select((count, i) => ((double)(first + i), (double)count)).Where(p => p.Item2 > 0), Blue, unit, hasStems: true);
    }

    private static IEnumerable<(double, double)> Thinned(IEnumerable<(double, double)> points)
    {
        (double, double)[] all = [.. points];
        int step = 1 + all.Length / MostDots;
        return all.Where((_, i) => i % step == 0);
    }

    private static double End(SongAnalysis analysis) =>
        analysis.Harmony.IsEmpty ? 1 : Math.Max(1e-3, analysis.Grid.SecondsAt(analysis.Harmony[^1].Beat + 1));

    private static int Fifths(MusicalKey key)
    {
        int fifths = (key.Tonic + (key.IsMinor ? 3 : 0)) * 7 % 12;
        return fifths > 6 ? fifths - 12 : fifths;
    }

    private static bool IsMajor(ChordType type) => type is ChordType.Major or ChordType.Dominant7 or ChordType.Major7;

    private static bool IsMinor(ChordType type) => type is ChordType.Minor or ChordType.Minor7 or ChordType.MinorMajor7;

    private static (byte Red, byte Green, byte Blue) Shade(int index)
    {
        double dark = index == 0 ? 0 : index / 191.0;
        return ((byte)(255 - 228 * dark), (byte)(255 - 176 * dark), (byte)(255 - 99 * dark));
    }
}

using System.Globalization;
using Cascade.Samples.Console.Measurement;

namespace Cascade.Samples.Console.Pictures;

/// <summary>The pictures of a measured note.</summary>
internal static class NotePictures
{
    private const int Columns = 736;
    private const int Rows = 400;
    private const int DecaysShown = 8;
    private const double DynamicRange = 90;

    private static readonly string[] _colours = ["#1b4f9c", "#d1570a", "#1d8348", "#b3261e", "#7b3fa0", "#7a5230", "#c2388f", "#555555"];

    private static readonly (byte Red, byte Green, byte Blue)[] _heat = Heat();

    /// <summary>Levels over time and frequency as colours.</summary>
    public static string Spectrogram(string title, ReadOnlySpan<float> samples, int sampleRate)
    {
        double seconds = (double)samples.Length / sampleRate;
        var frequency = new Axis("frequency (Hz)", 30, Math.Min(16_000, sampleRate / 2.0), IsLogarithmic: true);
        double[] edges = [.. Enumerable.Range(0, Rows + 1).Select(i => frequency.ValueAt(1 - (double)i / Rows))];
        double[] levels = Measurement.Spectrogram.Of(samples, sampleRate, Columns, edges);
        double top = levels.Max();
        var level = new Axis("level against the loudest (dB)", -DynamicRange, 0);
        byte[] pixels = [.. levels.Select(l => (byte)Math.Round(255 * Math.Clamp(level.Place(l - top), 0, 1)))];
        byte[] bar = [.. Enumerable.Range(0, 256).Select(i => (byte)(255 - i))];
        var plot = new Plot(title, "Spectrogram, Hann window of 170 ms");
        plot.Panel(new Axis("time (s)", 0, seconds), frequency, 420);
        plot.Image(PngImage.Encode(pixels, Columns, _heat), level, PngImage.Encode(bar, 1, _heat));
        return plot.ToSvg();
    }

    /// <summary>The partials' levels, and how far they lie above harmonic ones.</summary>
    public static string Partials(string title, NoteMeasurement note)
    {
        Partial[] partials = [.. note.Partials.Select(p => p.Partial)];
        double first = note.String?.F0 ?? note.Fundamental ?? note.Tuned, top = partials.Select(p => p.Level).DefaultIfEmpty().Max();
        var frequency = new Axis("frequency (Hz)", 0, 1.04 * partials.Select(p => p.Frequency).DefaultIfEmpty(note.Tuned).Max());
        var plot = new Plot(title, note.String is { } s
            ? string.Create(CultureInfo.InvariantCulture, $"Partials: f0 = {s.F0:0.000} Hz, B = {s.B:0.000e+00}")
            : "Partials: too few for a fit");
        plot.Panel(frequency, new Axis("level against the strongest (dB)", -PartialSearch.Depth - 5, 5), 260);
        plot.Dots(partials.Select(p => (p.Frequency, p.Level - top)), _colours[0], "measured", hasStems: true);
        double[] cents = [.. partials.Select(p => Cents.Between(p.Number * first, p.Frequency))];
        double low = Math.Min(-2, cents.DefaultIfEmpty().Min()), high = Math.Max(5, cents.DefaultIfEmpty().Max());
        plot.Panel(frequency, new Axis("above n f0 (cents)", low - 0.06 * (high - low), high + 0.06 * (high - low)), 220);
        if (note.String is { } fitted)
        {
            IEnumerable<int> numbers = Enumerable.Range(1, partials[^1].Number);
            plot.Line(numbers.Select(n => (fitted.FrequencyOf(n), Cents.Between(n * first, fitted.FrequencyOf(n)))), _colours[1], "fitted");
        }
        plot.Dots(partials.Select((p, i) => (p.Frequency, cents[i])), _colours[0], "measured");
        return plot.ToSvg();
    }

    /// <summary>The levels of the lowest partials over time.</summary>
    public static string Decays(string title, NoteMeasurement note, double seconds)
    {
        PartialCourse[] shown = [.. note.Partials.Take(DecaysShown)];
        double top = shown.SelectMany(p => p.Levels).DefaultIfEmpty().Max();
        var plot = new Plot(title, $"Decay of the first {shown.Length} partials");
        plot.Panel(new Axis("time (s)", 0, seconds), new Axis("level against the strongest (dB)", -DynamicRange, 5), 420);
        for (int i = 0; i < shown.Length; i++)
            plot.Line(shown[i].Times.Zip(shown[i].Levels, (t, l) => (t, l - top)).TakeWhile(p => p.Item2 > -DynamicRange || p.t < 0.5),
                _colours[i],
                string.Create(CultureInfo.InvariantCulture, $"{shown[i].Partial.Number}: {shown[i].Partial.Frequency:0} Hz"));
        return plot.ToSvg();
    }

    // From white through yellow and red to nearly black, each step darker than the last.
    private static (byte Red, byte Green, byte Blue)[] Heat()
    {
        (int R, int G, int B)[] stops = [(255, 255, 255), (255, 238, 170), (253, 174, 82), (226, 76, 62), (142, 22, 98), (24, 8, 48)];
        return [.. Enumerable.Range(0, 256).Select(i =>
        {
            double place = i / 255.0 * (stops.Length - 1);
            int from = Math.Min((int)place, stops.Length - 2);
            byte Mix(int a, int b) => (byte)Math.Round(a + (place - from) * (b - a));
            return (Mix(stops[from].R, stops[from + 1].R), Mix(stops[from].G, stops[from + 1].G), Mix(stops[from].B, stops[from + 1].B));
        })];
    }
}

using System.Globalization;
using Spectre.Console;

namespace Cascade.Samples.Console.Soak;

/// <summary>A soak for people: the settings, a histogram for each block size, a table of all.</summary>
internal static class SoakPicture
{
    private const int BarColumns = 50;

    public static void WriteHead(IAnsiConsole output, SoakReport report)
    {
        Line(output, $"{report.Processor}, {report.Processors} processors, {report.Runtime}, {report.VectorBits}-bit vectors, ",
            $"{report.SampleRate} Hz");
        Line(output, $"{report.Instrument} with pedal, {string.Join(", ", report.Effects).ToLowerInvariant()}; ",
            $"{report.MinutesPerBlockSize} min for each block size; a card with a ring of {report.RingBlocks} blocks");
        string neighbour = report.NeighbourBytesPerSecond == 0 ? "no neighbour" : $"a neighbour allocates "
            + $"{ByteRate.Text(report.NeighbourBytesPerSecond)}/s, {ByteRate.Text(report.NeighbourAliveBytes)} of it alive";
        Line(output, $"{neighbour}; {string.Join(", ", report.Settings.Select(s => $"{s.Key}={s.Value}"))}");
    }

    /// <summary>The histogram of one block size: by the clock, from wake-up to finish; the bars are logarithmic.</summary>
    public static void Write(IAnsiConsole output, SoakResult result)
    {
        Line(output, $"");
        Line(output, $"{result.BlockFrames} frames: {result.Blocks:N0} blocks; a bar of {BarColumns} is ",
            $"{result.Histogram.DefaultIfEmpty().Max():N0} of them, and bars are logarithmic");
        double most = Math.Log(1 + result.Histogram.DefaultIfEmpty().Max());
        int first = Math.Max(0, Array.FindIndex(result.Histogram, count => count > 0));
        bool isMarked = false;
        for (int i = first; i < result.Histogram.Length; i++)
        {
            if (!isMarked && result.HistogramEnds[i] > result.Deadline)
            {
                isMarked = true;
                Line(output, $"{result.Deadline,10:0.0} us {new string('-', BarColumns)} the time there is");
            }
            int count = result.Histogram[i];
            string bar = new('#', count == 0 ? 0 : Math.Max(1, (int)Math.Round(BarColumns * Math.Log(1 + count) / most)));
            Line(output,
                $"{result.HistogramEnds[i],10:0.0} us {bar} {(count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture))}");
        }
        if (!isMarked)
            Line(output, $"{result.Deadline,10:0.0} us {new string('-', BarColumns)} the time there is");
    }

    public static void WriteSummary(Terminal terminal, SoakReport report)
    {
        Table table = terminal.Table("").ShowHeaders();
        foreach (SoakResult result in report.Results)
            table.AddColumn(Text($"{result.BlockFrames} frames"), column => column.RightAligned());
        void Row(string name, Func<SoakResult, FormattableString> value) =>
            table.AddRow([Markup.Escape(name), .. report.Results.Select(r => Markup.Escape(Text(value(r))))]);
        void Times(string name, Func<SoakResult, Distribution> of) =>
            Row($"{name}, us: p50 p99 p99.9 max", r => $"{of(r).P50:0} {of(r).P99:0} {of(r).P999:0} {of(r).Maximum:0}");
        Row("time there is, us", r => $"{r.Deadline:0}");
        Times("block time", r => r.Rendering);
        Times("of it on the processor", r => r.Computing);
        Times("late wake-up", r => r.WakeUp);
        Row("underruns: blocks", r => $"{r.Underruns:N0} of {r.Blocks:N0}");
        for (int i = 0; i < SoakFigures.RingFactors.Length; i++)
        {
            int longer = i, blocks = SoakFigures.RingFactors[i] * report.RingBlocks;
            Row($"  with a ring of {blocks} blocks", r =>
                $"{r.UnderrunsOfLongerRings[longer]:N0}, holding {blocks * r.BlockTime / 1000:0.0} ms");
        }
        Row("interruptions", r => $"{r.Interruptions:N0}");
        Row("  by engine, collector, system", r =>
            $"{r.InterruptionsByComputing} {r.InterruptionsByCollector} {r.InterruptionsByScheduling}");
        Row("allocated on the audio thread", r => $"{r.AllocatedBytes:N0} bytes");
        Row("compiled on the audio thread", r => $"{r.CompiledMethods:N0} methods");
        Row("collections: gen 0 1 2", r => $"{string.Join(' ', r.Collections)}");
        Row("their pauses: longest, total", r => $"{r.LongestPause:0} us {r.TotalPauseMilliseconds:0} ms");
        Row("neighbour's rate", r => $"{ByteRate.Text(r.NeighbourBytesPerSecond)}/s");
        Row("ready but waiting", r => $"{Optional(r.SchedulerWaitMilliseconds)}");
        Row("stolen by the host", r => $"{Optional(r.StolenMilliseconds)}");
        Row("voices: mean, most", r => $"{r.MeanVoices:0} {r.MostVoices}");
        Row("priority", r => $"{r.Priority}");
        terminal.Output.Write(table);
    }

    private static string Optional(double? milliseconds) => milliseconds is { } time ? Text($"{time:0} ms") : "unknown";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole output, params FormattableString[] parts) =>
        output.WriteLine(string.Concat(parts.Select(Text)));
}

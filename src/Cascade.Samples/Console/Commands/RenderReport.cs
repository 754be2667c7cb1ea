using System.Globalization;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary>The table after rendering, and the warnings that belong to it.</summary>
internal static class RenderReport
{
    private const double Missed = 0.5;

    public static void Write(Terminal terminal, Sequence sequence, Recording recording, LevelTarget? level)
    {
        (RenderResult result, Loudness loudness) = (recording.Result, recording.Loudness);
        var table = new Table().HideHeaders().Border(TableBorder.Rounded).AddColumns("", "");
        void Row(string name, FormattableString value) =>
            table.AddRow(Markup.Escape(name), Markup.Escape(value.ToString(CultureInfo.InvariantCulture)));
        Row("file", $"{recording.Path}");
        Row("length", $"{Clock.Text(result.Duration)} ({result.Frames:N0} frames at {result.SampleRate:N0} Hz)");
        Row("notes", $"{sequence.NoteCount:N0}");
        Row("peak voices", $"{result.PeakVoices:N0}");
        Row("peak", $"{Decibels(result.Left.PeakDecibels)} left, {Decibels(result.Right.PeakDecibels)} right");
        Row("RMS", $"{Decibels(result.Left.RmsDecibels)} left, {Decibels(result.Right.RmsDecibels)} right");
        Row("loudness", $"{Level(loudness.Integrated, "LUFS")}, at most {Level(loudness.MaximumShortTerm, "LUFS")} for 3 s; range {loudness.Range:0.0} LU");
        Row("true peak", $"{Level(loudness.TruePeak, "dBTP")}");
        Row("speed", $"{result.RealTimeFactor:N0} times real time ({result.Elapsed.TotalSeconds:0.00} s)");
        Row("allocated", $"{result.AllocatedBytes:N0} bytes while rendering");
        Row("beyond full scale", $"{result.ClippedSamples:N0} samples, {recording.ClippedSamples:N0} of them clamped");
        Row("events", $"{result.DroppedEvents:N0} dropped, {result.IgnoredEvents:N0} without meaning to the instrument");
        terminal.Output.Write(table);
        Warn(terminal, recording);
        if (level is { } wanted && Math.Abs(wanted.GainFrom(loudness)) > Missed)
            terminal.Warn(string.Create(CultureInfo.InvariantCulture, $"the level is {Math.Abs(wanted.GainFrom(loudness)):0.0} dB from what was wanted: the limiter or the range of the gain allows no more."));
    }

    private static void Warn(Terminal terminal, Recording recording)
    {
        RenderResult result = recording.Result;
        float peak = MathF.Max(result.Left.PeakDecibels, result.Right.PeakDecibels);
        if (result.ClippedSamples > 0)
        {
            string fate = recording.ClippedSamples > 0 ? $"{Count(recording.ClippedSamples)} samples were clamped"
                : "the float file keeps them";
            terminal.Warn(string.Create(CultureInfo.InvariantCulture,
                $"peaks of {peak:+0.0} dB exceed full scale: {fate}; --gain {MathF.Floor(-peak * 10) / 10:0.0} avoids it."));
        }
        if (result.IsTailCut)
            terminal.Warn("the sound was still ringing when its longest time after the end was over; it was cut.");
    }

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Decibels(double level) => Level(level, "dBFS");

    private static string Level(double level, string unit) =>
        double.IsNegativeInfinity(level) ? "silent" : string.Create(CultureInfo.InvariantCulture, $"{level:0.0} {unit}");
}

using System.Globalization;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary>What is told of sound files that have been written.</summary>
internal static class RenderReport
{
    private const double Missed = 0.5;
    private const int NameWidth = 18;

    /// <summary>Tells it as the command line asks: a table of one, a line of each of several, JSON or nothing; and the warnings.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Recording> recordings, bool isJson, bool toError)
    {
        foreach (Recording recording in recordings.Where(_ => isJson))
            terminal.Say(toError, Json(recording).ToJsonString());
        // Standard output holds the sound.
        if (!isJson && !terminal.IsQuiet && !toError && recordings.Count > 0)
            Tell(terminal, recordings);
        foreach (Recording recording in recordings)
            foreach (string warning in recording.Warnings)
                terminal.Warn(recordings.Count == 1 ? warning : $"{recording.Source}: {warning}");
    }

    /// <summary>What a person should know of a recording.</summary>
    public static IReadOnlyList<string> WarningsOf(Recording recording, LevelTarget? level, int faults)
    {
        RenderResult result = recording.Result;
        var warnings = new List<string>();
        float peak = MathF.Max(result.Left.PeakDecibels, result.Right.PeakDecibels);
        if (result.ClippedSamples > 0)
        {
            string fate = recording.ClippedSamples > 0 ? $"{Count(recording.ClippedSamples)} samples were clamped"
                : "the float file keeps them";
            warnings.Add(string.Create(CultureInfo.InvariantCulture,
                $"peaks of {peak:+0.0} dB exceed full scale: {fate}; --gain {MathF.Floor(-peak * 10) / 10:0.0} avoids it."));
        }
        if (result.IsTailCut)
            warnings.Add("the sound was still ringing when its longest time after the end was over; it was cut.");
        if (level is { } wanted && Math.Abs(wanted.GainFrom(recording.Loudness)) > Missed)
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"the level is {Math.Abs(wanted.GainFrom(recording.Loudness)):0.0} "
                + $"dB from what was wanted: the limiter or the range of the gain allows no more."));
        if (faults > 0)
            warnings.Add($"the file has {faults} fault{(faults == 1 ? "" : "s")}, played as well as can be; cascade info lists them.");
        return warnings;
    }

    private static void Tell(Terminal terminal, IReadOnlyList<Recording> recordings)
    {
        if (recordings.Count > 1)
            terminal.Output.Write(OfMany(terminal, recordings));
        else if (terminal.IsInteractive)
            terminal.Output.Write(OfOne(terminal, recordings[0]));
        else
            // Drawn tables take longer to start than a note to render.
            Rows(recordings[0], (name, value) => terminal.Say(toError: false, $"{name,-NameWidth}{Plain.Text(value)}"));
    }

    private static Table OfOne(Terminal terminal, Recording recording)
    {
        Table table = terminal.Table("", "");
        Rows(recording, (name, value) => table.AddRow(Markup.Escape(name), Plain.Cell(value)));
        return table;
    }

    private static void Rows(Recording recording, Action<string, string> add)
    {
        (RenderResult result, Loudness loudness) = (recording.Result, recording.Loudness);
        void Row(string name, params FormattableString[] parts) =>
            add(name, string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture))));
        Row("file", $"{recording.Path}");
        Row("length", $"{Clock.Text(result.Duration)} ({result.Frames:N0} frames at {result.SampleRate:N0} Hz)");
        Row("notes", $"{recording.Notes:N0}");
        Row("peak voices", $"{result.PeakVoices:N0}");
        Row("peak", $"{Decibels(result.Left.PeakDecibels)} left, {Decibels(result.Right.PeakDecibels)} right");
        Row("RMS", $"{Decibels(result.Left.RmsDecibels)} left, {Decibels(result.Right.RmsDecibels)} right");
        Row("loudness", $"{Level(loudness.Integrated, "LUFS")}, at most {Level(loudness.MaximumShortTerm, "LUFS")} for 3 s; range ",
            $"{loudness.Range:0.0} LU");
        Row("true peak", $"{Level(loudness.TruePeak, "dBTP")}");
        Row("speed", $"{Math.Round(result.RealTimeFactor, result.RealTimeFactor < 10 ? 1 : 0):#,0.#} times real time ",
            $"({result.Elapsed.TotalSeconds:0.00} s)");
        Row("allocated", $"{result.AllocatedBytes:N0} bytes while rendering");
        Row("beyond full scale", $"{result.ClippedSamples:N0} samples, {recording.ClippedSamples:N0} of them clamped");
        Row("events", $"{result.DroppedEvents:N0} dropped, {result.IgnoredEvents:N0} without meaning to the instrument");
    }

    private static Table OfMany(Terminal terminal, IReadOnlyList<Recording> recordings)
    {
        Table table = terminal.Table("file", "length", "notes", "loudness", "true peak", "speed");
        foreach (Recording r in recordings)
            table.AddRow([.. new[]
            {
                r.Path, Clock.Text(r.Result.Duration), Count(r.Notes), Level(r.Loudness.Integrated, "LUFS"),
                Level(r.Loudness.TruePeak, "dBTP"), string.Create(CultureInfo.InvariantCulture, $"{r.Result.RealTimeFactor:N0} x"),
            }.Select(Plain.Cell)]);
        return table;
    }

    private static JsonObject Json(Recording r) => new()
    {
        ["source"] = r.Source,
        ["file"] = r.Path,
        ["seconds"] = Plain.Number(r.Result.Duration.TotalSeconds),
        ["frames"] = r.Result.Frames,
        ["sampleRate"] = r.Result.SampleRate,
        ["notes"] = r.Notes,
        ["peakVoices"] = r.Result.PeakVoices,
        ["peak"] = Both(r.Result.Left.PeakDecibels, r.Result.Right.PeakDecibels),
        ["rms"] = Both(r.Result.Left.RmsDecibels, r.Result.Right.RmsDecibels),
        ["loudness"] = Plain.Number(r.Loudness.Integrated),
        ["loudnessRange"] = Plain.Number(r.Loudness.Range),
        ["truePeak"] = Plain.Number(r.Loudness.TruePeak),
        ["samplesBeyondFullScale"] = r.Result.ClippedSamples,
        ["clampedSamples"] = r.ClippedSamples,
        ["droppedEvents"] = r.Result.DroppedEvents,
        ["ignoredEvents"] = r.Result.IgnoredEvents,
        ["elapsedSeconds"] = Plain.Number(r.Result.Elapsed.TotalSeconds),
        ["warnings"] = new JsonArray([.. r.Warnings.Select(w => JsonValue.Create(w))]),
    };

    private static JsonArray Both(double left, double right) => [Plain.Number(left), Plain.Number(right)];

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Decibels(double level) => Level(level, "dBFS");

    private static string Level(double level, string unit) =>
        double.IsNegativeInfinity(level) ? "silent" : string.Create(CultureInfo.InvariantCulture, $"{level:0.0} {unit}");
}

using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cascade.Samples.Console.Compare;

/// <summary>All that was measured, as tables or as lines of JSON.</summary>
internal sealed class ComparisonFigures
{
    public List<ComparedRow> Rows { get; } = [];

    /// <summary>Megabytes of this process, idle and after each request, where one backend was alone in it.</summary>
    public List<(string Request, double Idle, double Now)> InProcessMegabytes { get; } = [];

    /// <summary>Megabytes of hosts: idle, after one note, after ten.</summary>
    public List<(string Backend, double Idle, double One, double Ten)> HostMegabytes { get; } = [];

    public void Write(Terminal terminal)
    {
        Table table = terminal.Table("request", "backend", "way", "at once", "notes/s", "of the sketch's best", "median ms", "parse",
            "waiting", "synthesis", "response", "p99 ms", "KB a request", "samples");
        foreach (ComparedRow row in Rows)
            table.AddRow(row.Request, row.Backend, row.Way, Text($"{row.AtOnce}"), Text($"{row.NotesPerSecond:F0}"),
                Text($"{row.NotesPerSecond / SketchFigures.BestNotesPerSecond(row.Request):F1}"), Text($"{row.Median.Total:F2}"),
                row.Way == ComparedRow.InProcess ? "" : Text($"{row.Median.Parse:F3}"), Text($"{row.Median.Waiting:F3}"),
                Text($"{row.Median.Synthesis:F2}"), row.Way == ComparedRow.InProcess ? "" : Text($"{row.Median.Response:F3}"),
                Text($"{row.P99:F2}"), row.AllocatedBytes is { } bytes ? Text($"{bytes / 1_024.0:F0}") : "",
                row.SameSamples ? "the same" : "others");
        terminal.Output.Write(table);
        terminal.Say(false, Text($"{Environment.ProcessorCount} processors, vectors of {Vector<byte>.Count * 8} bits")
            + (Vector512.IsHardwareAccelerated ? ", 512 where they are used." : "."));
        if (InProcessMegabytes.Count > 0)
        {
            Table own = terminal.Table(["memory MB", "idle", .. InProcessMegabytes.Select(m => m.Request)]);
            own.AddRow(["this process", Text($"{InProcessMegabytes[0].Idle:F0}"), .. InProcessMegabytes.Select(m => Text($"{m.Now:F0}"))]);
            terminal.Output.Write(own);
        }
        if (HostMegabytes.Count == 0)
            return;
        Table memory = terminal.Table("memory MB", "idle", "one note", "ten notes", "the sketch's");
        foreach ((string backend, double idle, double one, double ten) in HostMegabytes)
            memory.AddRow(backend, Text($"{idle:F0}"), Text($"{one:F0}"), Text($"{ten:F0}"),
                SketchFigures.Megabytes(backend) is { } sketch ? Text($"{sketch.Idle}, {sketch.One}, {sketch.Ten}") : "");
        terminal.Output.Write(memory);
    }

    public void WriteJson(Terminal terminal)
    {
        foreach (ComparedRow row in Rows)
            terminal.Say(false, Json(row).ToJsonString());
        foreach ((string backend, double idle, double one, double ten) in HostMegabytes)
            terminal.Say(false, new JsonObject
            {
                ["backend"] = backend,
                ["idleMegabytes"] = idle,
                ["oneNoteMegabytes"] = one,
                ["tenNotesMegabytes"] = ten,
            }.ToJsonString());
    }

    private JsonObject Json(ComparedRow row)
    {
        var json = new JsonObject
        {
            ["request"] = row.Request,
            ["backend"] = row.Backend,
            ["way"] = row.Way,
            ["atOnce"] = row.AtOnce,
            ["rounds"] = row.Rounds,
            ["notesPerSecond"] = row.NotesPerSecond,
            ["ofTheSketchsBest"] = row.NotesPerSecond / SketchFigures.BestNotesPerSecond(row.Request),
            ["medianMilliseconds"] = row.Median.Total,
            ["waitingMilliseconds"] = row.Median.Waiting,
            ["synthesisMilliseconds"] = row.Median.Synthesis,
            ["p99Milliseconds"] = row.P99,
            ["sameSamples"] = row.SameSamples,
        };
        if (row.Way != ComparedRow.InProcess)
            (json["parseMilliseconds"], json["responseMilliseconds"]) = (row.Median.Parse, row.Median.Response);
        if (row.AllocatedBytes is { } bytes)
            json["allocatedBytes"] = bytes;
        foreach ((string request, double idle, double now) in InProcessMegabytes)
            if (request == row.Request && row.Way == ComparedRow.InProcess)
                (json["idleMegabytes"], json["megabytes"]) = (idle, now);
        return json;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Actors;
using Cascade.Samples.Backends.Pipelines;
using Cascade.Samples.Backends.Realtime;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.Console.Options;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade compare</c>: the same notes by the four architectures of the web host, measured side by side.</summary>
internal static class CompareCommand
{
    private static readonly (string Name, int[] Keys)[] s_requests =
        [("note", [60]), ("chord", [60, 64, 67]), ("ten", [40, 45, 50, 55, 60, 64, 67, 71, 74, 79])];

    private static readonly string[] s_backends = ["service", "pipeline", "actors", "realtime"];

    public static Command Build(Terminal terminal)
    {
        Option<int> rounds = Ranged.Number("--rounds", 1, 10_000, 50, "", "How often each request is timed");
        var instrument = new Option<string>("--instrument")
        {
            Description = "What plays: sine, square, sawtooth, triangle, or the name of a preset.",
            HelpName = "name",
            DefaultValueFactory = _ => "piano",
        };
        var backend = new Option<string>("--backend")
        {
            Description = $"Only one: {string.Join(", ", s_backends)}. Alone in its process, its memory is told too.",
            HelpName = "name",
        };
        var json = new Option<bool>("--json") { Description = "Tells the figures as JSON, a line for each row." };
        var command = new Command("compare",
            "Plays a note, a chord of three and ten notes, of a second each, by the four architectures of the web host, and tells their "
            + "times.")
        {
            rounds, instrument, backend, json,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(terminal, parsed.GetValue(rounds), parsed.GetValue(instrument)!, parsed.GetValue(backend), parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, int rounds, string instrument, string? only, bool asJson, CancellationToken cancellationToken)
    {
        if (only is not null && !s_backends.Contains(only))
            throw new InputException($"--backend: there is no {only}; there are {string.Join(", ", s_backends)}.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terminal.Cancellation);
        List<IBackend> backends = [.. s_backends.Where(name => only is null || name == only).Select(Make)];
        var rows = new List<(string Request, ComparedBackend Figures, double Memory)>();
        double idle = Megabytes();
        try
        {
            foreach ((string name, int[] keys) in s_requests)
            {
                var request = new SoundRequest { Instrument = instrument, Notes = [.. keys.Select(key => new NoteRequest(key))] };
                foreach (ComparedBackend row in await BackendComparison.RunAsync(backends, request, rounds, stop.Token)
                    .ConfigureAwait(false))
                    rows.Add((name, row, Megabytes()));
            }
        }
        catch (InvalidRequestException e)
        {
            throw new InputException($"--{e.Message}");
        }
        finally
        {
            foreach (IBackend backend in backends)
                await backend.DisposeAsync().ConfigureAwait(false);
        }
        if (asJson)
            foreach ((string request, ComparedBackend row, double memory) in rows)
                terminal.Say(false, Json(request, row, only is null ? null : (idle, memory)).ToJsonString());
        else
            Write(terminal, rows, only is null ? null : idle);
        return CommandLine.Success;
    }

    private static IBackend Make(string name) => name switch
    {
        "service" => new ServiceBackend(),
        "pipeline" => new PipelineBackend(),
        "actors" => new ActorBackend(),
        _ => new RealtimeBackend(),
    };

    private static void Write(Terminal terminal, List<(string Request, ComparedBackend Figures, double Memory)> rows, double? idle)
    {
        Table table = terminal.Table(
            ["request", "backend", "notes/s", "median ms", "of it waiting", "p99 ms", "KB a request", "samples",
                .. idle is null ? (string[])[] : ["memory MB"]]);
        foreach ((string request, ComparedBackend row, double memory) in rows)
            table.AddRow([
                request, row.Backend, Text($"{row.NotesPerSecond:F0}"), Text($"{row.Median.Total.TotalMilliseconds:F2}"),
                Text($"{row.Median.Queue.TotalMilliseconds:F3}"), Text($"{row.P99.Total.TotalMilliseconds:F2}"),
                Text($"{row.AllocatedBytes / 1_024.0:F0}"), row.SameSamples ? "the same" : "others",
                .. idle is null ? (string[])[] : [Text($"{memory:F0}")]]);
        terminal.Output.Write(table);
        if (idle is { } before)
            terminal.Say(false, Text($"Idle, the process had {before:F0} MB."));
    }

    private static JsonObject Json(string request, ComparedBackend row, (double Idle, double Now)? memory)
    {
        var json = new JsonObject
        {
            ["request"] = request,
            ["backend"] = row.Backend,
            ["rounds"] = row.Requests,
            ["notesPerSecond"] = row.NotesPerSecond,
            ["medianMilliseconds"] = row.Median.Total.TotalMilliseconds,
            ["waitingMilliseconds"] = row.Median.Queue.TotalMilliseconds,
            ["p99Milliseconds"] = row.P99.Total.TotalMilliseconds,
            ["allocatedBytes"] = row.AllocatedBytes,
            ["sameSamples"] = row.SameSamples,
        };
        if (memory is { } told)
            (json["idleMegabytes"], json["megabytes"]) = (told.Idle, told.Now);
        return json;
    }

    private static double Megabytes() => Environment.WorkingSet / 1e6;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

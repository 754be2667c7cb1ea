using System.CommandLine;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Actors;
using Cascade.Samples.Backends.Pipelines;
using Cascade.Samples.Backends.Realtime;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Compare;

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
        var http = new Option<bool>("--http")
        {
            Description = "Over HTTP too, with the memory of each: starts hosts for it, among them services at hosts of their own, and two "
                + "actor hosts.",
        };
        var web = new Option<string>("--web")
        {
            Description = "The web host's program for --http; else the one beside this, or of its sources.",
            HelpName = "file",
        };
        var json = new Option<bool>("--json") { Description = "Tells the figures as JSON, a line for each row." };
        var command = new Command("compare",
            "Plays a note, a chord of three and ten notes, of a second each, by the four architectures of the web host, and tells their "
            + "times.")
        {
            rounds, instrument, backend, http, web, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(terminal, new Choice(parsed.GetValue(rounds), parsed.GetValue(instrument)!,
            parsed.GetValue(backend), parsed.GetValue(http), parsed.GetValue(web), parsed.GetValue(json)), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, Choice choice, CancellationToken cancellationToken)
    {
        if (choice.Only is { } only && !s_backends.Contains(only))
            throw new InputException($"--backend: there is no {only}; there are {string.Join(", ", s_backends)}.");
        if (choice.Web is { } web && !File.Exists(web))
            throw new InputException($"--web: there is no {web}.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terminal.Cancellation);
        List<(string Name, SoundRequest Request)> requests = [.. s_requests.Select(request => (request.Name,
            new SoundRequest { Instrument = choice.Instrument, Notes = [.. request.Keys.Select(key => new NoteRequest(key))] }))];
        string[] names = [.. s_backends.Where(name => choice.Only is null || name == choice.Only)];
        var figures = new ComparisonFigures();
        var samples = new List<short[]>();
        List<IBackend> backends = [.. names.Select(Make)];
        double idle = Megabytes();
        try
        {
            foreach ((string name, SoundRequest request) in requests)
            {
                foreach (ComparedBackend row in await BackendComparison.RunAsync(backends, request, choice.Rounds, stop.Token)
                    .ConfigureAwait(false))
                    figures.Rows.Add(ComparedRow.Of(name, row));
                // What this process has taken is of one backend alone, if there is but one.
                if (choice.Only is not null)
                    figures.InProcessMegabytes.Add((name, idle, Megabytes()));
                if (choice.Http)
                    samples.Add((await backends[0].PlayAsync(request, stop.Token).ConfigureAwait(false)).Samples);
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
        if (choice.Http)
        {
            string program = choice.Web ?? await WebProgram.FindAsync(stop.Token).ConfigureAwait(false);
            var hosted = new HostedComparison(program, [.. requests.Zip(samples, (r, s) => (r.Name, r.Request, s))], choice.Rounds);
            await hosted.RunAsync(names, stop.Token).ConfigureAwait(false);
            if (names.Contains("service"))
                await hosted.RunServicesAsync(stop.Token).ConfigureAwait(false);
            if (names.Contains("actors"))
                await hosted.RunActorHostsAsync(stop.Token).ConfigureAwait(false);
            figures.Rows.AddRange(hosted.Rows);
            figures.HostMegabytes.AddRange(hosted.Memory);
        }
        if (choice.AsJson)
            figures.WriteJson(terminal);
        else
            figures.Write(terminal);
        return CommandLine.Success;
    }

    private static IBackend Make(string name) => name switch
    {
        "service" => new ServiceBackend(),
        "pipeline" => new PipelineBackend(),
        "actors" => new ActorBackend(),
        _ => new RealtimeBackend(),
    };

    private static double Megabytes() => Environment.WorkingSet / 1e6;

    private sealed record Choice(int Rounds, string Instrument, string? Only, bool Http, string? Web, bool AsJson);
}

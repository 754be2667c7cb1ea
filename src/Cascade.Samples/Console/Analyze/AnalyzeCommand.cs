using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json.Nodes;
using Cascade.Samples.Analysis;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Analyze;

/// <summary><c>cascade analyze song.mid...</c>: key, tempo, chords, melody and rhythm of songs, in tables, pictures or JSON.</summary>
internal sealed class AnalyzeCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _paths = new("song.mid")
    {
        Description = "MIDI files, or folders whose MIDI files are taken.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Writes JSON: one report, or of several songs a line each with "
            + "file and report.",
    };
    private readonly Option<string?> _folder = new("--out")
    {
        Description = "The folder for the pictures roll.svg, keys.svg, chords.svg and histograms.svg of one "
            + "song.",
        HelpName = "folder",
    };

    private AnalyzeCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var analyze = new AnalyzeCommand(terminal);
        var command = new Command("analyze", "Tells key, tempo, chords, melody and rhythm of songs.")
        {
            analyze._paths, analyze._json, analyze._folder,
        };
        command.SetAction(analyze.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string[] paths = [.. parsed.GetValue(_paths)!.SelectMany(SongsAt)];
        bool json = parsed.GetValue(_json);
        string? folder = parsed.GetValue(_folder);
        if (paths.Length == 0)
            throw new InputException("there is no MIDI file in the folder.");
        if (paths.Length > 1)
            return folder is null ? RunMany(paths, json) : throw new InputException("--out draws one song; several were given.");
        SongAnalysis analysis = SongAnalysis.Of(SongFile.Read(paths[0]));
        AnalysisReport report = analysis.ToReport();
        if (folder is not null)
            Draw(folder, Path.GetFileName(paths[0]), analysis, report);
        if (json)
            _terminal.Say(toError: false, report.ToJson(indented: true));
        else
            AnalysisTables.Write(_terminal, analysis, report);
        return CommandLine.Success;
    }

    private static IEnumerable<string> SongsAt(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        return Directory.EnumerateFiles(path, "*", everywhere)
            .Where(file => Path.GetExtension(file).ToUpperInvariant() is ".MID" or ".MIDI" or ".KAR").Order(StringComparer.Ordinal);
    }

    private int RunMany(string[] paths, bool json)
    {
        var reports = new AnalysisReport?[paths.Length];
        var faults = new ConcurrentQueue<string>();
        int done = 0;
        _terminal.WithProgress(start =>
        {
            IProgress<double>? progress = start($"{paths.Length} songs");
            Parallel.For(0, paths.Length, new ParallelOptions { CancellationToken = _terminal.Cancellation }, Analyze);

            void Analyze(int i)
            {
                try
                {
                    reports[i] = SongAnalysis.Of(SongFile.Read(paths[i])).ToReport();
                }
                catch (InputException e)
                {
                    faults.Enqueue(e.Message);
                }
                progress?.Report((double)Interlocked.Increment(ref done) / paths.Length);
            }
        });
        if (json)
            foreach ((string path, AnalysisReport? report) in paths.Zip(reports).Where(p => p.Second is not null))
                _terminal.Say(toError: false, $"{{\"file\":{JsonValue.Create(path)!.ToJsonString()},\"report\":{report!.ToJson()}}}");
        else
            AnalysisTables.WriteMany(_terminal, paths.Zip(reports).Where(p => p.Second is not null)!);
        foreach (string fault in faults.Order(StringComparer.Ordinal))
            _terminal.Fail(fault);
        return faults.IsEmpty ? CommandLine.Success : CommandLine.BadInput;
    }

    private static void Draw(string folder, string title, SongAnalysis analysis, AnalysisReport report)
    {
        InputFile.WriteAll(folder,
            ("roll.svg", AnalysisPictures.Roll(title, analysis)), ("keys.svg", AnalysisPictures.Keys(title, analysis)),
            ("chords.svg", AnalysisPictures.Chords(title, analysis)), ("histograms.svg", AnalysisPictures.Histograms(title, report)));
    }
}

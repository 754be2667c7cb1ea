using System.Collections.Concurrent;
using System.CommandLine;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade render song.mid...</c>: MIDI files into sound files, several at once.</summary>
internal sealed class RenderCommand
{
    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Auto);
    private readonly EffectOptions _effects = new();
    private readonly TargetOptions _target = new();
    private readonly SongOptions _song = new();
    private readonly Option<LevelTarget?> _level = LevelTarget.Option("--normalize");
    private readonly Option<double> _speed = Ranged.Number("--speed", 0.1, 10.0, 1.0, "times", "Speed against that of the file");
    private readonly Option<double?> _tail = Ranged.OptionalNumber("--tail", 0.0, 3600.0, "s",
        "The most that follows the end of the music; with it the file ends where the sound does. Without it up to 30 s ring out");
    private readonly Argument<string[]> _songs = new("song.mid")
    {
        Description = "The MIDI files, or - for standard input; without any a prelude that comes along.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private RenderCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var render = new RenderCommand(terminal);
        var command = new Command("render", "Renders MIDI files into sound files.") { render._songs };
        render._target.AddTo(command);
        render._song.AddTo(command, toFile: true);
        foreach (Option option in (Option[])[render._speed, render._tail, render._level])
            command.Add(option);
        render._effects.AddTo(command);
        render._sound.AddTo(command);
        command.SetAction(render.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string[] songs = parsed.GetValue(_songs) is { Length: > 0 } given ? given : [SongFile.DemoPath];
        foreach (string sound in songs.Where(s => songs.Length > 1 && SoundKind.Of(s) is not null))
            throw new InputException($"{sound} is no song; -o {sound} names the file to write.");
        _terminal.IsQuiet = _target.IsQuiet(parsed);
        Target[] targets = _target.For(parsed, songs);
        var recordings = new Recording?[songs.Length];
        var faults = new string?[songs.Length];
        bool isReaderGone = false;
        _terminal.WithProgress(start => isReaderGone = !RenderAll(parsed, songs, targets, start, recordings, faults));
        if (isReaderGone)
            return CommandLine.Success;
        Recording[] written = [.. recordings.OfType<Recording>()];
        RenderReport.Write(_terminal, written, _target.IsJson(parsed), targets[0].IsStandardOutput);
        foreach (string fault in faults.OfType<string>())
            _terminal.Fail(fault);
        if (_terminal.Cancellation.IsCancellationRequested && written.Length < songs.Length)
        {
            if (written.Length == 0)
                throw new OperationCanceledException();
            _terminal.Fail($"interrupted; {written.Length} of {songs.Length} songs were written.");
            return CommandLine.Interrupted;
        }
        return written.Length == songs.Length ? CommandLine.Success : CommandLine.BadInput;
    }

    // False if whoever reads the sound has had enough.
    private bool RenderAll(ParseResult parsed, string[] songs, Target[] targets, Func<string, IProgress<double>?> start,
        Recording?[] recordings, string?[] faults)
    {
        int done = 0;
        bool isReaderGone = false;
        IProgress<double>? all = songs.Length > 1 ? start($"{songs.Length} songs") : null;
        // One at a time from the list: a long song must not hold up others that wait behind it.
        var numbers = Partitioner.Create(Enumerable.Range(0, songs.Length), EnumerablePartitionerOptions.NoBuffering);
        Parallel.ForEach(numbers, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                recordings[i] = Render(parsed, songs[i], targets[i], start);
            }
            catch (InputException e)
            {
                faults[i] = e.Message;
            }
            catch (ReaderGoneException)
            {
                isReaderGone = true;
                return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            all?.Report((double)Interlocked.Increment(ref done) / songs.Length);
        });
        return !isReaderGone;
    }

    private Recording Render(ParseResult parsed, string path, Target target, Func<string, IProgress<double>?> start)
    {
        _terminal.Cancellation.ThrowIfCancellationRequested();
        IProgress<double>? progress = start(Path.GetFileName(path));
        try
        {
            Song score = SongFile.Read(path);
            WaveFormat format = _sound.Format(parsed, target.Kind);
            int rate = _sound.Rate(parsed);
            Sequence sequence = _song.ForFile(parsed, score, rate, parsed.GetValue(_speed));
            double? tail = parsed.GetValue(_tail);
            var options = tail is { } seconds ? new PerformanceOptions { MaximumTail = TimeSpan.FromSeconds(seconds) }
                : new PerformanceOptions();
            LevelTarget? level = parsed.GetValue(_level);
            Recording recording = Recording.Make(_sound.Engine(parsed, ref sequence, _effects), sequence,
                () => new OutputFile(target, rate, format, _sound.Seed(parsed)), options, tail is not null, level, progress,
                _terminal.Cancellation);
            // A tail that was asked to be short is cut on purpose.
            if (tail is not null)
                recording = recording with { Result = recording.Result with { IsTailCut = false } };
            return recording with { Source = path, Warnings = RenderReport.WarningsOf(recording, level, score.File.WarningCount) };
        }
        finally
        {
            progress?.Report(1);
        }
    }
}

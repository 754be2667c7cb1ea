using System.CommandLine;
using Cascade.Dsp;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade render song.mid [song.wav]</c>: a MIDI file into a WAV file.</summary>
internal sealed class RenderCommand
{
    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Auto);
    private readonly EffectOptions _effects = new();
    private readonly Option<LevelTarget?> _level = LevelTarget.Option("--normalize");
    private readonly Option<double> _speed = Ranged.Number("--speed", 0.1, 10.0, 1.0, "times", "Speed against that of the file");
    private readonly Option<int?> _from = Ranged.OptionalNumber("--from", 0, int.MaxValue - 1, "bar", "The bar to start with");
    private readonly Option<int?> _to = Ranged.OptionalNumber("--to", 0, int.MaxValue - 1, "bar", "The last bar");
    private readonly Argument<string?> _song = new("song.mid")
    {
        Description = "The MIDI file; without it a prelude that comes along.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Argument<string?> _target = new("song.wav")
    {
        Description = "The WAV file; without it the song's name in the current folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private RenderCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var render = new RenderCommand(terminal);
        var command = new Command("render", "Renders a MIDI file into a WAV file.") { render._song, render._target, render._speed, render._from, render._to, render._level };
        render._effects.AddTo(command);
        render._sound.AddTo(command);
        command.SetAction(render.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string song = parsed.GetValue(_song) ?? SongFile.DemoPath;
        string target = parsed.GetValue(_target) ?? Path.ChangeExtension(Path.GetFileName(song), ".wav");
        Song score = SongFile.Read(song);
        if (Path.GetFullPath(song) == Path.GetFullPath(target))
            throw new InputException($"{target} is the song itself; give the WAV file another name.");
        Sequence sequence =
            SongFile.ToSequence(score, _sound.Rate(parsed), parsed.GetValue(_speed), parsed.GetValue(_from), parsed.GetValue(_to));
        VoiceEngine engine = _sound.Engine(parsed, sequence, _effects);
        Recording recording =
            Recording.Make(_terminal, engine, sequence, () =>
            _sound.Create(parsed, target), new PerformanceOptions(), parsed.GetValue(_level));
        RenderReport.Write(_terminal, sequence, recording, parsed.GetValue(_level));
        if (score.File.WarningCount > 0)
            _terminal.Warn($"the file has {score.File.WarningCount} fault{(score.File.WarningCount == 1 ? "" : "s")}, played as well as can be; cascade info lists them.");
        return CommandLine.Success;
    }
}

using System.CommandLine;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade note KEY</c>: one note, for measuring.</summary>
internal sealed class NoteCommand
{
    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Piano);
    private readonly Argument<int> _key = KeyName.Argument();
    private readonly TargetOptions _target = new();
    private readonly Option<int> _velocity = Ranged.Number("--velocity", 1, 127, 100, "", "How hard the key is struck");
    private readonly Option<double> _hold = Ranged.Number("--hold", 0.0, 3600.0, 2.0, "s", "How long the key is held");
    private readonly Option<double?> _seconds =
        Ranged.OptionalNumber("--seconds", 0.001, 3600.0, "s", "The length of the file, by default until the sound has ended");
    private readonly EffectOptions _effects = new();
    private readonly Option<LevelTarget?> _level = LevelTarget.Option("--normalize");

    private NoteCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var note = new NoteCommand(terminal);
        var command = new Command("note", "Renders one note into a sound file.")
        {
            note._key, note._velocity, note._hold, note._seconds, note._level,
        };
        note._target.AddTo(command);
        note._effects.AddTo(command);
        note._sound.AddTo(command);
        command.SetAction(note.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        int key = parsed.GetValue(_key);
        _terminal.IsQuiet = _target.IsQuiet(parsed);
        Target target = _target.For(parsed, KeyName.Of(key))[0];
        WaveFormat format = _sound.Format(parsed, target.Kind);
        double? seconds = parsed.GetValue(_seconds);
        Sequence sequence = Note(key, parsed.GetValue(_velocity) / 127f, parsed.GetValue(_hold), seconds, _sound.Rate(parsed));
        VoiceEngine engine = _sound.Engine(parsed, ref sequence, _effects);
        var ending = seconds is null ? new PerformanceOptions { ReleasesAtEnd = false }
            : new PerformanceOptions { ReleasesAtEnd = false, MaximumTail = TimeSpan.Zero };
        LevelTarget? level = parsed.GetValue(_level);
        Recording? recording = null;
        _terminal.WithProgress(start => recording = Recording.Make(engine, sequence,
            () => new OutputFile(target, engine.SampleRate, format, _sound.Seed(parsed)), ending, trims: false, level,
            start(KeyName.Of(key)), _terminal.Cancellation));
        if (seconds is not null)
            recording = recording! with { Result = recording.Result with { IsTailCut = false } };
        recording = recording! with { Source = KeyName.Of(key), Warnings = RenderReport.WarningsOf(recording, level, faults: 0) };
        RenderReport.Write(_terminal, [recording], _target.IsJson(parsed), target.IsStandardOutput);
        return CommandLine.Success;
    }

    private static Sequence Note(int key, float velocity, double hold, double? seconds, int rate)
    {
        long release = (long)Math.Round(hold * rate), length = (long)Math.Round((seconds ?? 0) * rate);
        EngineEvent on = EngineEvent.NoteOn(0, key, velocity), off = EngineEvent.NoteOff(release, key);
        return seconds is null || release < length ? new Sequence([on, off], rate, length) : new Sequence([on], rate, length);
    }
}

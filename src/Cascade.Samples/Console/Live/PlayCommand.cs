using System.CommandLine;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary><c>cascade play [song.mid]</c>: a MIDI file through the sound server, or as raw samples.</summary>
internal sealed class PlayCommand
{
    private const double UsualLatency = 60;
    private const int UsualBlock = 256;
    private const double SpeedStep = 0.05;

    private static readonly TimeSpan _jump = TimeSpan.FromSeconds(5);
    private static readonly string[] _help =
    [
        "space pause   left/right 5 s back/on   home start   up/down speed",
        "tab/shift-tab instrument   E C D R L effects on/off   q quit",
    ];

    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Auto);
    private readonly EffectOptions _effects = new();
    private readonly OutputOptions _output = new(UsualLatency, UsualBlock);
    private readonly Option<double> _speed =
        Ranged.Number("--speed", SequencePlayer.SlowestSpeed, SequencePlayer.FastestSpeed, 1.0, "times", "Speed against that of the file");
    private readonly SongOptions _choice = new();
    private readonly Argument<string?> _song = new("song.mid")
    {
        Description = "The MIDI file; without it a prelude that comes along.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private PlayCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var play = new PlayCommand(terminal);
        var command =
            new Command("play",
            "Plays a MIDI file through PulseAudio or PipeWire, or as raw samples.") { play._song, play._speed };
        play._choice.AddTo(command, toFile: false);
        play._output.AddTo(command);
        play._effects.AddTo(command);
        play._sound.AddTo(command, toFile: false);
        command.SetAction(play.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_song) ?? SongFile.DemoPath;
        Song score = SongFile.Read(path);
        Sequence song = _choice.Music(parsed, score, _sound.Rate(parsed));
        (long start, (long Start, long End)? loop) = _choice.Course(parsed, score, song);
        string instrument = _sound.Name(parsed, song);
        EngineOptions options = _sound.EngineOptions(parsed, instrument);
        Effect[] effects = _effects.Rack(parsed, instrument);
        _terminal.Cancellation.ThrowIfCancellationRequested();
        IAudioOutput output = _output.Open(parsed, options, isPaced: false);
        using var session =
            new LiveSession(instrument, _sound.Polyphony(parsed), options, effects, output, _output.BlockFrames(parsed), song);
        Transport transport = session.Transport!;
        transport.Speed = parsed.GetValue(_speed);
        if (loop is { } region)
            transport.Repeat(region.Start, region.End);
        transport.SeekTo(start);
        string title = Plain.Text(Path.GetFileName(path));
        bool isSeen = _terminal.IsInteractive && !_output.IsRaw(parsed);
        if (!isSeen)
            _terminal.Say(_output.IsRaw(parsed),
                $"playing {title}, {Clock.Text(song.Duration)}, {session.InstrumentName}, {session.OutputDescription}");
        var run = new LiveRun(_terminal, session)
        {
            Press = key => Press(session, key),
            View = new LiveView(session, title, () => Course(transport, score), _help),
            Picture = isSeen ? System.Console.Out : null,
            ReadsKeys = isSeen && !System.Console.IsInputRedirected,
        };
        return run.ToEnd();
    }

    private static bool Press(LiveSession session, ConsoleKeyInfo key)
    {
        Transport transport = session.Transport!;
        switch (key.Key)
        {
            case ConsoleKey.Q or ConsoleKey.Escape: return false;
            case ConsoleKey.Spacebar: transport.Toggle(); break;
            case ConsoleKey.LeftArrow: transport.SeekBy(-_jump); break;
            case ConsoleKey.RightArrow: transport.SeekBy(_jump); break;
            case ConsoleKey.Home: transport.SeekBy(-transport.Length); break;
            case ConsoleKey.UpArrow: transport.Speed += SpeedStep; break;
            case ConsoleKey.DownArrow: transport.Speed -= SpeedStep; break;
            default: CommonKeys.Press(session, key, char.ToUpperInvariant(key.KeyChar)); break;
        }
        return true;
    }

    private static string Course(Transport transport, Song song)
    {
        long tick = song.TempoMap.TickAtSeconds(transport.Position.TotalSeconds);
        double beats = song.TempoMap.TempoAt(tick).BeatsPerMinute;
        string state = transport.IsPaused ? "paused" : "playing";
        return string.Create(CultureInfo.InvariantCulture,
            $"{state}  {Clock.Text(transport.Position)} / {Clock.Text(transport.Length)}   bar {song.PositionAt(tick).Bar}   speed "
                + $"{100 * transport.Speed:0} % ({beats * transport.Speed:0} beats a minute)");
    }
}

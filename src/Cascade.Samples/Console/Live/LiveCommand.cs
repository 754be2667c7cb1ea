using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary><c>cascade live</c>: the computer's keys and MIDI instruments play.</summary>
internal sealed class LiveCommand
{
    private const double UsualLatency = 20;
    private const int UsualBlock = 64;

    private static readonly string[] _help =
    [
        "  2 3   5 6 7   9 0   =       s d   g h j   l ;",
        " q w e r t y u i o p [ ]     z x c v b n m , . /     two rows of piano keys",
        "space sustain   left/right octave   up/down velocity   backspace silence",
        "tab/shift-tab instrument   E C D R L (with shift) effects on/off   esc quit",
    ];

    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Piano);
    private readonly EffectOptions _effects = new();
    private readonly OutputOptions _output = new(UsualLatency, UsualBlock);
    private readonly Option<string?> _midi = new("--midi")
    {
        Description = "Reads MIDI bytes: a device such as /dev/snd/midiC1D0, a FIFO, or - for standard input.",
        HelpName = "file",
    };
    private readonly Option<double> _hold =
        Ranged.Number("--hold", 0.05, 30.0, 0.6, "s", "How long a note of the computer's keys lasts after its key was last heard of");

    private LiveCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var live = new LiveCommand(terminal);
        var command = new Command("live", "Plays what the computer's keys and MIDI instruments say.") { live._midi, live._hold };
        live._output.AddTo(command);
        live._effects.AddTo(command);
        live._sound.AddTo(command, toFile: false);
        command.SetAction(live.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string instrument = _sound.Instrument(parsed);
        if (instrument.Equals(InstrumentChoice.Auto, StringComparison.OrdinalIgnoreCase))
            instrument = InstrumentChoice.Piano;
        EngineOptions options = _sound.EngineOptions(parsed, instrument);
        string? midi = parsed.GetValue(_midi);
        bool isRaw = _output.IsRaw(parsed), readsKeys = !System.Console.IsInputRedirected && midi != MidiInput.StandardInput;
        if (midi is null && !readsKeys)
            throw new InputException("there is nothing to play on: standard input is no terminal; give --midi a device, a FIFO or - for "
                + "bytes on standard input.");
        if (midi is not null)
            MidiInput.Require(midi);
        Effect[] effects = _effects.Rack(parsed, instrument);
        IAudioOutput output = _output.Open(parsed, options, isPaced: true);
        using var session =
            new LiveSession(instrument, _sound.Polyphony(parsed), options, effects, output, _output.BlockFrames(parsed), null);
        MidiInput? input = midi is null ? null : new MidiInput(midi, session.Engine, session.Midi);
        return Run(session, input, readsKeys, isRaw, TimeSpan.FromSeconds(parsed.GetValue(_hold)));
    }

    private int Run(LiveSession session, MidiInput? input, bool readsKeys, bool isRaw, TimeSpan hold)
    {
        var keyboard = new ComputerKeyboard(session.Engine, session.Keys, hold);
        bool isSeen = _terminal.IsInteractive || (isRaw && readsKeys && !System.Console.IsErrorRedirected);
        if (!isSeen)
            _terminal.Say(isRaw, $"live, {session.InstrumentName}, {session.OutputDescription}");
        var run = new LiveRun(_terminal, session)
        {
            Press = key => Press(session, keyboard, key),
            Tick = () =>
            {
                keyboard.Tick(Stopwatch.GetTimestamp());
                if (input is not null && input.HasFallenSilent(Stopwatch.GetTimestamp()))
                    MidiInput.Release(session.Keys, session.Engine.Position);
                return input is not { HasEnded: true };
            },
            View = new LiveView(session, "live", () => Course(keyboard, input), _help),
            Picture = !isSeen ? null : isRaw ? System.Console.Error : System.Console.Out,
            ReadsKeys = readsKeys,
        };
        input?.Start();
        int code = run.ToEnd();
        return input?.Failure is { } failure ? throw new InputException(failure) : code;
    }

    private static bool Press(LiveSession session, ComputerKeyboard keyboard, ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Escape: return false;
            case ConsoleKey.Spacebar: keyboard.ToggleSustain(); break;
            case ConsoleKey.LeftArrow: keyboard.MoveOctave(-1); break;
            case ConsoleKey.RightArrow: keyboard.MoveOctave(1); break;
            case ConsoleKey.UpArrow: keyboard.MoveVelocity(1); break;
            case ConsoleKey.DownArrow: keyboard.MoveVelocity(-1); break;
            case ConsoleKey.Backspace: keyboard.Silence(); break;
            default:
                if (!keyboard.Press(key.KeyChar, Stopwatch.GetTimestamp()))
                    CommonKeys.Press(session, key, key.KeyChar);
                break;
        }
        return true;
    }

    private static string Course(ComputerKeyboard keyboard, MidiInput? input) => string.Create(CultureInfo.InvariantCulture,
        $"octave {keyboard.Octave:+0;-0;0}   velocity {keyboard.Velocity}   sustain "
            + $"{(keyboard.IsSustained ? "on" : "off")}{(input is null ? "" : $"   MIDI events {input.Events}")}");
}

using System.CommandLine;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Console.Measurement;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade analyze-note KEY</c>: what is measured of one held note, in tables and pictures.</summary>
internal sealed class AnalyzeNoteCommand
{
    private readonly Terminal _terminal;
    private readonly SoundOptions _sound = new(InstrumentChoice.Piano);
    private readonly Argument<int> _key = KeyName.Argument();
    private readonly Option<string?> _wave =
        new("--wav") { Description = "A recording of the key to measure instead of an instrument.", HelpName = "file" };
    private readonly Option<string?> _folder = new("--out")
    {
        Description = "The folder for the pictures spectrogram.svg, partials.svg "
            + "and decay.svg; without it there are none.",
        HelpName = "folder",
    };
    private readonly Option<int> _velocity = Ranged.Number("--velocity", 1, 127, 100, "", "How hard the key is struck");
    private readonly Option<double> _seconds =
        Ranged.Number("--seconds", 0.3, 120.0, 17.0, "s", "How long the key is held and measured; the most of a recording that is taken");
    private readonly Option<bool> _json = new("--json") { Description = "Tells the figures as JSON, in one line." };

    private AnalyzeNoteCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var analyze = new AnalyzeNoteCommand(terminal);
        var command = new Command("analyze-note", "Measures one held note: partials, decay, loudness, with pictures.")
        {
            analyze._key, analyze._wave, analyze._folder, analyze._velocity, analyze._seconds, analyze._json,
        };
        analyze._sound.AddTo(command, toFile: false);
        command.SetAction(analyze.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        int key = parsed.GetValue(_key);
        NoteSound sound = Sound(parsed, key);
        if (sound.Samples.Length < sound.SampleRate * PartialSearch.ShortestSeconds)
            throw new InputException(string.Create(CultureInfo.InvariantCulture,
                $"{sound.Name} is shorter than {PartialSearch.ShortestSeconds} s, too short to measure."));
        if (Levels.Peak(sound.Samples) <= Demodulation.Silence)
            throw new InputException($"{sound.Name} is silent.");
        NoteMeasurement note = NoteMeasurement.Of(sound.Samples, sound.SampleRate, KeyTuning.Default[key]);
        string title = $"{KeyName.Of(key)} (key {key}), {sound.Name}";
        if (parsed.GetValue(_folder) is { } folder)
            Draw(folder, title, sound, note);
        if (parsed.GetValue(_json))
            _terminal.Say(false, NoteReport.Json(key, sound.Name, note).ToJsonString());
        else
            NoteReport.Write(_terminal, title, note);
        return CommandLine.Success;
    }

    private NoteSound Sound(ParseResult parsed, int key)
    {
        double seconds = parsed.GetValue(_seconds);
        if (parsed.GetValue(_wave) is { } path)
        {
            if (_sound.IsInstrumentGiven(parsed))
                throw new InputException("--wav and --instrument exclude each other: a recording is measured or an instrument.");
            return NoteSound.Read(path, seconds);
        }
        int velocity = parsed.GetValue(_velocity);
        VoiceEngine engine = _sound.Engine(parsed);
        return NoteSound.Render(engine, key, velocity, seconds, $"{_sound.Instrument(parsed)} at velocity {velocity}",
            _terminal.Cancellation);
    }

    private static void Draw(string folder, string title, NoteSound sound, NoteMeasurement note)
    {
        InputFile.WriteAll(folder,
            ("spectrogram.svg", NotePictures.Spectrogram(title, sound.Samples, sound.SampleRate)),
            ("partials.svg", NotePictures.Partials(title, note)),
            ("decay.svg", NotePictures.Decays(title, note, (double)sound.Samples.Length / sound.SampleRate)));
    }
}

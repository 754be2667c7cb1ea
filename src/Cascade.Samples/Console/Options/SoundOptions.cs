using System.CommandLine;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using Cascade.Samples.Console.Commands;

namespace Cascade.Samples.Console.Options;

/// <summary>The options that say what plays and how the file holds it; every command that renders has them.</summary>
internal sealed class SoundOptions
{
    private readonly Option<string> _instrument;
    private readonly Option<int> _rate =
        Ranged.Number("--rate", SampleRates.Minimum, SampleRates.Maximum, SampleRates.Default, "Hz", "Samples per second");
    private readonly Option<WaveFormat> _format = Ranged.Choice("--format", "How the file holds a sample",
        ("int16", WaveFormat.Int16), ("int24", WaveFormat.Int24), ("float", WaveFormat.Float32));
    private readonly Option<float> _gain = Ranged.Number("--gain", -120f, 24f, 0f, "dB", "Gain after everything");
    private readonly Option<LaneWidth> _width = Ranged.Choice("--width", "Bits of the vectors that render",
        ("auto", LaneWidth.Auto), ("512", LaneWidth.Bits512), ("256", LaneWidth.Bits256), ("128", LaneWidth.Bits128),
            ("1", LaneWidth.Scalar));
    private readonly Option<int> _polyphony =
        Ranged.Number("--polyphony", 1, SynthInstrument.MaximumPolyphony, SynthInstrument.DefaultPolyphony, "voices",
        "How many sound at once");
    private readonly Option<uint> _seed =
        Ranged.Number("--seed", 0u, uint.MaxValue, 1u, "", "Start of everything random; equal seeds give equal files");

    public SoundOptions(string instrument) => _instrument = new Option<string>("--instrument")
    {
        Description = "What plays: a name that cascade presets lists, or a .json file; auto is the piano where a song asks for nothing else, and General MIDI where it does.",
        HelpName = "name|file",
        DefaultValueFactory = _ => instrument,
    };

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="toFile">False to leave out how a file holds the sound.</param>
    public void AddTo(Command command, bool toFile = true)
    {
        foreach (Option option in (Option[])[_instrument, _rate, _format, _gain, _width, _polyphony, _seed])
            if (toFile || option != _format)
                command.Add(option);
    }

    public string Instrument(ParseResult parsed) => parsed.GetValue(_instrument)!;

    /// <summary>True if the command line names an instrument.</summary>
    public bool IsInstrumentGiven(ParseResult parsed) => parsed.GetResult(_instrument) is { Implicit: false };

    public int Rate(ParseResult parsed) => parsed.GetValue(_rate);

    /// <summary>Starts the file; nothing is at its path before it is complete.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public WaveWriter Create(ParseResult parsed, string path)
    {
        try
        {
            return new WaveWriter(path, parsed.GetValue(_rate), format: parsed.GetValue(_format), seed: parsed.GetValue(_seed));
        }
        catch (Exception e) when (Recording.IsRefusal(e))
        {
            throw Recording.Refused(path, e);
        }
    }

    /// <exception cref="InputException">The instrument or the width is unknown here.</exception>
    public VoiceEngine Engine(ParseResult parsed, EffectOptions? effects = null) => Engine(parsed, Instrument(parsed), null, effects);

    /// <summary>The engine with the instrument that suits a song, where none is named.</summary>
    /// <exception cref="InputException">The instrument or the width is unknown here.</exception>
    public VoiceEngine Engine(ParseResult parsed, Sequence song, EffectOptions effects) =>
        Engine(parsed, Name(parsed, song), song, effects);

    /// <summary>The name of the instrument, chosen for the song where none is named.</summary>
    public string Name(ParseResult parsed, Sequence song)
    {
        string name = Instrument(parsed);
        return name.Equals(InstrumentChoice.Auto, StringComparison.OrdinalIgnoreCase) ? InstrumentChoice.For(song) : name;
    }

    /// <summary>The width of the vectors that render.</summary>
    /// <exception cref="InputException">The width is unknown here.</exception>
    public LaneWidth Width(ParseResult parsed)
    {
        LaneWidth width = parsed.GetValue(_width);
        return LaneWidths.IsSupported(width)
            ? width
            : throw new InputException($"--width: this processor has no vectors of {(int)width} bits; auto takes the widest it has, {(int)LaneWidths.Resolve(LaneWidth.Auto)}.");
    }

    /// <summary>How the engine is set up for an instrument: a sound has a tuning and a gain of its own.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The instrument's name or file.</param>
    /// <exception cref="InputException">The width or the instrument is unknown here.</exception>
    public EngineOptions EngineOptions(ParseResult parsed, string name)
    {
        Dsp.Sound? sound = InstrumentChoice.Find(name);
        return new EngineOptions
        {
            SampleRate = parsed.GetValue(_rate),
            Width = Width(parsed),
            Seed = parsed.GetValue(_seed),
            MasterGainDecibels = Math.Clamp(parsed.GetValue(_gain) + (sound?.Gain ?? 0), -120, 48),
            Tuning = sound?.Tuning ?? KeyTuning.Default,
        };
    }

    public int Polyphony(ParseResult parsed) => parsed.GetValue(_polyphony);

    public uint Seed(ParseResult parsed) => parsed.GetValue(_seed);

    private VoiceEngine Engine(ParseResult parsed, string name, Sequence? song, EffectOptions? effects) =>
        new(InstrumentChoice.Make(name, Polyphony(parsed), song), EngineOptions(parsed, name), effects?.Chain(parsed, name) ?? []);
}

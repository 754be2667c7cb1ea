using System.CommandLine;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tuning;

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

    private readonly Option<string?> _tuning = new("--tuning")
    {
        Description = "How the keys are tuned: equal, stretched, or a Scala file (.scl). Without it as the instrument is.",
        HelpName = "name|file.scl",
    };
    private readonly Option<string?> _mapping = new("--mapping")
    {
        Description = "The Scala file (.kbm) that says which key plays which step of --tuning.",
        HelpName = "file.kbm",
    };
    private readonly Option<double?> _a4 = Ranged.OptionalNumber("--a4", 220.0, 880.0, "Hz", "The pitch of A4, 440 if not given");

    public SoundOptions(string instrument) => _instrument = new Option<string>("--instrument")
    {
        Description = "What plays: a name that cascade presets lists, or a .json file; auto is the piano where a song asks for nothing "
            + "else, and General MIDI where it does.",
        HelpName = "name|file",
        DefaultValueFactory = _ => instrument,
    };

    /// <summary>Gives a command the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="toFile">False to leave out how a file holds the sound.</param>
    public void AddTo(Command command, bool toFile = true)
    {
        foreach (Option option in (Option[])[_instrument, _tuning, _mapping, _a4, _rate, _format, _gain, _width, _polyphony, _seed])
            if (toFile || option != _format)
                command.Add(option);
    }

    public string Instrument(ParseResult parsed) => parsed.GetValue(_instrument)!;

    /// <summary>True if the command line names an instrument.</summary>
    public bool IsInstrumentGiven(ParseResult parsed) => parsed.GetResult(_instrument) is { Implicit: false };

    public int Rate(ParseResult parsed) => parsed.GetValue(_rate);

    /// <summary>How a file of a kind holds samples.</summary>
    /// <exception cref="InputException">The kind does not hold what is asked for.</exception>
    public WaveFormat Format(ParseResult parsed, SoundKind kind)
    {
        bool isGiven = parsed.GetResult(_format) is { Implicit: false };
        WaveFormat format = parsed.GetValue(_format);
        if (isGiven && !kind.KeepsSamples)
            throw new InputException($"--format goes with files that keep samples, wav and flac, not with {kind.Name}.");
        if (format == WaveFormat.Float32 && kind is { KeepsSamples: true, Encoding: not null })
            throw new InputException($"{kind.Name} holds integers; --format is int16 or int24.");
        return kind.KeepsSamples ? format : WaveFormat.Float32;
    }

    /// <exception cref="InputException">The instrument or the width is unknown here.</exception>
    public VoiceEngine Engine(ParseResult parsed) => Engine(parsed, Instrument(parsed), null, null);

    /// <summary>The engine with the instrument that suits some music, where none is named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="music">The music, to which what the instrument needs to be told is added.</param>
    /// <param name="effects">What follows it.</param>
    /// <exception cref="InputException">The instrument or the width is unknown here.</exception>
    public VoiceEngine Engine(ParseResult parsed, ref Sequence music, EffectOptions effects)
    {
        string name = Name(parsed, music);
        music = InstrumentChoice.Told(name, music);
        return Engine(parsed, name, music, effects);
    }

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
            : throw new InputException($"--width: this processor has no vectors of {(int)width} bits; auto takes the widest it has, "
                + $"{(int)LaneWidths.Resolve(LaneWidth.Auto)}.");
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
            Tuning = Tuning(parsed) ?? AtPitch(sound?.Tuning ?? KeyTuning.Default, parsed.GetValue(_a4)),
        };
    }

    private KeyTuning? Tuning(ParseResult parsed)
    {
        string? tuning = parsed.GetValue(_tuning), mapping = parsed.GetValue(_mapping);
        double? a4 = parsed.GetValue(_a4);
        if (mapping is not null && (tuning is null || !tuning.EndsWith(".scl", StringComparison.OrdinalIgnoreCase)))
            throw new InputException("--mapping goes with a --tuning that is a Scala file (.scl).");
        if (mapping is not null && a4 is not null)
            throw new InputException("--mapping and --a4 both say the pitch; give one.");
        switch (tuning?.ToUpperInvariant())
        {
            case null: return null;
            case "EQUAL": return KeyTuning.Equal(a4 ?? 440);
            case "STRETCHED": return KeyTuning.Stretched(a4 ?? 440);
        }
        if (!tuning.EndsWith(".scl", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--tuning takes equal, stretched or a Scala file (.scl), not {tuning}.");
        ScalaScale scale = InputFile.Read(tuning, "a Scala scale", file => ScalaScale.Parse(File.ReadAllText(file)));
        ScalaMapping keys = mapping is null ? ScalaMapping.Default
            : InputFile.Read(mapping, "a Scala keyboard mapping", file => ScalaMapping.Parse(File.ReadAllText(file)));
        return AtPitch(InputFile.Read(mapping ?? tuning, "a tuning", _ => KeyTuning.FromScala(scale, keys)), a4);
    }

    private static KeyTuning AtPitch(KeyTuning tuning, double? a4)
    {
        if (a4 is null or 440)
            return tuning;
        double[] frequencies = tuning.Frequencies.ToArray();
        for (int key = 0; key < frequencies.Length; key++)
            frequencies[key] = Math.Clamp(frequencies[key] * a4.Value / 440, 1, SampleRates.Maximum / 2);
        return KeyTuning.FromFrequencies(frequencies);
    }

    public int Polyphony(ParseResult parsed) => parsed.GetValue(_polyphony);

    public uint Seed(ParseResult parsed) => parsed.GetValue(_seed);

    private VoiceEngine Engine(ParseResult parsed, string name, Sequence? song, EffectOptions? effects) =>
        new(InstrumentChoice.Make(name, Polyphony(parsed), song), EngineOptions(parsed, name) with { Rehearses = false },
            effects?.Chain(parsed, name) ?? []);
}

using System.CommandLine;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Presets;
using Cascade.Dsp.Simd;
using Cascade.Samples.Console.Live;

namespace Cascade.Samples.Console;

/// <summary>The options that say what the sound passes after the instrument: equalizer, chorus, reverb, limiter.</summary>
internal sealed class EffectOptions
{
    private const string Off = "off";
    private const string On = "on";

    private readonly Option<string> _equalizer = Text("--eq", "preset|file|bands", "flat", $"The equalizer: {Names(EqualizerPatch.All.Select(p => p.Name))}, a .json file, or {EqualizerText.Form}");
    private readonly Option<string> _chorus = Text("--chorus", "preset", Off, "The chorus: off, chorus or ensemble");
    private readonly Option<string> _reverb = Text("--reverb", "preset|file", "hall", $"The space: {Names(ReverbPatch.All.Select(p => p.Name))}, a .json file, or off");
    private readonly Option<string> _limiter = Text("--limiter", "on|off", On, "The limiter, which keeps peaks 1 dB under full scale: on or off");
    private readonly Option<bool> _dry = new("--dry") { Description = "The instrument alone, without effects." };

    private static readonly string[] _choruses = ["chorus", "ensemble"];

    /// <summary>The options that take presets, and their names.</summary>
    public static IEnumerable<(string Option, IEnumerable<string> Names)> Presets =>
    [
        ("--eq", EqualizerPatch.All.Select(p => p.Name)),
        ("--chorus", _choruses),
        ("--reverb", ReverbPatch.All.Select(p => p.Name)),
    ];

    /// <summary>Gives a command the options that say what curves there are to draw: equalizer and reverb.</summary>
    public void AddCurvesTo(Command command)
    {
        command.Add(_equalizer);
        command.Add(_reverb);
    }

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_equalizer, _chorus, _reverb, _limiter, _dry])
            command.Add(option);
    }

    /// <summary>The effects in their order; none if the sound is to be dry.</summary>
    /// <exception cref="InputException">A preset is unknown.</exception>
    public IEffect[] Chain(ParseResult parsed, LaneWidth width)
    {
        if (parsed.GetValue(_dry))
            return Dry(parsed);
        EqualizerPatch equalizer = Equalizer(parsed);
        IEffect?[] chain = [IsFlat(equalizer) ? null : new Equalizer(equalizer, width), Chorus(parsed, width), Reverb(parsed, width), Limiter(parsed, width)];
        return [.. chain.OfType<IEffect>()];
    }

    /// <summary>The effects of <see cref="Chain"/> with switches, and those it leaves out switched off.</summary>
    /// <exception cref="InputException">A preset is unknown.</exception>
    public SwitchableEffect[] Rack(ParseResult parsed, LaneWidth width)
    {
        IEffect[] chain = Chain(parsed, width);
        SwitchableEffect equalizer = Switch("equalizer", () => new Equalizer(EqualizerPatch.All.First(p => !IsFlat(p)), width));
        SwitchableEffect chorus = Switch("chorus", () => new Chorus(width));
        SwitchableEffect reverb = Switch("reverb", () => new Reverb(ReverbPatch.All.First(p => Is(p.Name, "hall")), width));
        SwitchableEffect limiter = Switch("limiter", () => new Limiter(width));
        // One that is late even while it is off must not move the sound against the slow motions of those that are on: then the bits would not be those of a file.
        return equalizer.IsOn ? [equalizer, chorus, reverb, limiter] : [chorus, reverb, equalizer, limiter];

        SwitchableEffect Switch<T>(string name, Func<T> standard) where T : class, IEffect =>
            chain.OfType<T>().FirstOrDefault() is { } given ? new SwitchableEffect(name, given, true) : new SwitchableEffect(name, standard(), false);
    }

    /// <summary>The equalizer, flat if none is named.</summary>
    /// <exception cref="InputException">It is neither a preset nor bands.</exception>
    public EqualizerPatch Equalizer(ParseResult parsed) => EqualizerText.Read(parsed.GetValue(_equalizer)!);

    /// <summary>The space, or null for none.</summary>
    /// <exception cref="InputException">It is unknown.</exception>
    public ReverbPatch? Space(ParseResult parsed)
    {
        string name = parsed.GetValue(_reverb)!;
        if (Is(name, Off))
            return null;
        return PatchFile.IsMeant(name)
            ? PatchFile.Read(name, "a reverb", PresetLibrary.ReverbFromJson)
            : ReverbPatch.Find(name) ?? throw new InputException($"--reverb: no space is called {name}; there are {Names(ReverbPatch.All.Select(p => p.Name))} and off.");
    }

    private Chorus? Chorus(ParseResult parsed, LaneWidth width)
    {
        string name = parsed.GetValue(_chorus)!;
        if (Is(name, Off))
            return null;
        int mode = Array.FindIndex(_choruses, word => Is(word, name));
        if (mode < 0)
            throw new InputException($"--chorus: no chorus is called {name}; there are {Names(_choruses)} and off.");
        var chorus = new Chorus(width);
        chorus.SetParameter(ChorusParameters.Mode, mode);
        return chorus;
    }

    private Reverb? Reverb(ParseResult parsed, LaneWidth width) => Space(parsed) is { } space ? new Reverb(space, width) : null;

    private Limiter? Limiter(ParseResult parsed, LaneWidth width)
    {
        string word = parsed.GetValue(_limiter)!;
        if (Is(word, Off))
            return null;
        return Is(word, On) ? new Limiter(width) : throw new InputException($"--limiter is on or off, not {word}.");
    }

    private static bool IsFlat(EqualizerPatch equalizer) => equalizer.OutputGainDecibels == 0
        && equalizer.Bands.All(b => b is { Kind: EqualizerBandKind.Off } or { Kind: EqualizerBandKind.Peak or EqualizerBandKind.LowShelf or EqualizerBandKind.HighShelf, GainDecibels: 0 });

    private IEffect[] Dry(ParseResult parsed)
    {
        foreach (Option option in (Option[])[_equalizer, _chorus, _reverb, _limiter])
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"--dry and {option.Name} exclude each other: dry is without effects.");
        return [];
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);

    private static Option<string> Text(string name, string help, string standard, string what) => new(name)
    {
        Description = $"{what}.",
        HelpName = help,
        DefaultValueFactory = _ => standard,
    };
}

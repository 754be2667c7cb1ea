using System.CommandLine;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Options;

/// <summary>The options that say what the sound passes after the instrument: one for each kind of effect.</summary>
internal sealed class EffectOptions
{
    private const string Off = "off", On = "on", Equalizer = "equalizer", ReverbName = "reverb", LimiterName = "limiter";

    // Sounds as they are kept on records: a little space, and nothing above full scale.
    private static readonly Dictionary<string, string> s_usual = new() { [Equalizer] = "flat", [ReverbName] = "hall", [LimiterName] = On };

    private readonly Dictionary<string, Option<string>> _kinds = EffectKind.All.ToDictionary(kind => kind.Name, Option);
    private readonly Option<bool> _dry = new("--dry") { Description = "The instrument alone, without effects." };

    /// <summary>The options that take presets, and their names.</summary>
    public static IEnumerable<(string Option, IEnumerable<string> Names)> Presets =>
        EffectKind.All.Select(kind => (OptionName(kind.Name), kind.Presets.Select(p => p.Name)));

    /// <summary>The name of a kind's option.</summary>
    public static string OptionName(string kind) => kind == Equalizer ? "--eq" : "--" + kind;

    /// <summary>Gives a command the options that say what curves there are to draw: equalizer and reverb.</summary>
    public void AddCurvesTo(Command command)
    {
        command.Add(_kinds[Equalizer]);
        command.Add(_kinds[ReverbName]);
    }

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        foreach (Option<string> option in _kinds.Values)
            command.Add(option);
        command.Add(_dry);
    }

    /// <summary>The effects in their order; none if the sound is to be dry. A sound's own are in place of the usual ones, unless the
    /// command line names any.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="instrument">The instrument's name or file.</param>
    /// <exception cref="InputException">A preset is unknown.</exception>
    public Effect[] Chain(ParseResult parsed, string instrument)
    {
        if (OwnOf(parsed, instrument) is { } own)
            return own;
        var chain = new List<Effect>();
        foreach ((EffectKind kind, EffectPatch? patch) in Patches(parsed))
            if (patch is not null && !IsFlat(patch))
                chain.Add(kind.Create(patch));
        return [.. chain];
    }

    /// <summary>All effects, those that <see cref="Chain"/> leaves out bypassed.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="instrument">The instrument's name or file.</param>
    /// <exception cref="InputException">A preset is unknown.</exception>
    public Effect[] Rack(ParseResult parsed, string instrument)
    {
        if (OwnOf(parsed, instrument) is { } own)
            return own;
        var rack = new List<Effect>();
        foreach ((EffectKind kind, EffectPatch? patch) in Patches(parsed))
        {
            bool isOn = patch is not null && !IsFlat(patch);
            Effect effect = kind.Create(isOn ? patch : kind.Presets.First(p => !IsFlat(p)));
            effect.Set(Effect.Bypass, isOn ? 0 : 1);
            rack.Add(effect);
        }
        // One that is late even while it is off must not move the sound against the slow motions of those that are on: then the bits would
        // not be those of a file.
        if (rack[0].Get(Effect.Bypass) != 0)
            (rack[0], rack[1], rack[2], rack[3]) = (rack[1], rack[2], rack[3], rack[0]);
        return [.. rack];
    }

    /// <summary>The equalizer, flat if none is named.</summary>
    /// <exception cref="InputException">It is neither a preset nor bands.</exception>
    public Equalizer EqualizerOf(ParseResult parsed) => new(EqualizerText.Read(parsed.GetValue(_kinds[Equalizer])!));

    /// <summary>The space, or null for none.</summary>
    /// <exception cref="InputException">It is unknown.</exception>
    public EffectPatch? Space(ParseResult parsed) => Patch(EffectKind.Find(ReverbName)!, parsed);

    private Effect[]? OwnOf(ParseResult parsed, string instrument) =>
        !parsed.GetValue(_dry) && _kinds.Values.All(option => parsed.GetResult(option) is null or { Implicit: true })
        && InstrumentChoice.Find(instrument) is { Effects.Count: > 0 } sound
            ? sound.CreateEffects()
            : null;

    private (EffectKind Kind, EffectPatch? Patch)[] Patches(ParseResult parsed)
    {
        bool isDry = parsed.GetValue(_dry);
        foreach (Option<string> option in _kinds.Values)
            if (isDry && parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"--dry and {option.Name} exclude each other: dry is without effects.");
        var patches = new (EffectKind, EffectPatch?)[EffectKind.All.Count];
        for (int i = 0; i < patches.Length; i++)
            patches[i] = (EffectKind.All[i], isDry ? null : Patch(EffectKind.All[i], parsed));
        return patches;
    }

    private EffectPatch? Patch(EffectKind kind, ParseResult parsed)
    {
        string name = parsed.GetValue(_kinds[kind.Name])!, option = OptionName(kind.Name);
        if (Is(name, Off))
            return null;
        if (Is(name, On))
            return kind.Presets[0];
        if (kind.Name == Equalizer)
            return EqualizerText.Read(name);
        if (!PatchFile.IsMeant(name))
            return PresetLibrary.FindEffect(kind.Name, name)
                ?? throw new InputException($"{option}: no {kind.Name} is called {name}; there are {Names(kind)}, on and off.");
        EffectPatch patch = PatchFile.Read(name, $"settings of a {kind.Name}", PresetLibrary.EffectFromJson);
        return patch.Effect == kind.Name ? patch
            : throw new InputException($"{option}: {name} holds settings of the effect {patch.Effect}.");
    }

    // What changes nothing takes no time either.
    private static bool IsFlat(EffectPatch patch) => patch.Effect == Equalizer && IsFlat(new Equalizer(patch));

    private static bool IsFlat(Equalizer equalizer)
    {
        for (double frequency = 20; frequency < 20_000; frequency *= 1.02)
            if (Math.Abs(equalizer.Response(frequency) - 1) > 1e-6)
                return false;
        return true;
    }

    private static Option<string> Option(EffectKind kind)
    {
        string files = kind.Name == Equalizer ? $", a .json file, {EqualizerText.Form}" : ", a .json file";
        return new Option<string>(OptionName(kind.Name))
        {
            Description = $"The {kind.Name}: {Names(kind)}{files}, on or off.",
            HelpName = "preset|file|on|off",
            DefaultValueFactory = _ => s_usual.GetValueOrDefault(kind.Name, Off),
        };
    }

    private static string Names(EffectKind kind) => string.Join(", ", kind.Presets.Select(p => p.Name));

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}

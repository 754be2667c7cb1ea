using System;
using System.Collections.Generic;
using Cascade.Dsp.Presets;

namespace Cascade.Dsp;

/// <summary>A whole sound, as one file keeps it: instruments, the effects they pass, tuning and gain. Immutable.</summary>
/// <example><code>
/// Sound sound = Sound.FromJson(File.ReadAllText("piano-and-strings.json"));
/// var engine = new VoiceEngine(sound);
/// </code></example>
public sealed record Sound
{
    /// <summary>The version of the JSON form that <see cref="ToJson"/> writes; older ones are read.</summary>
    public const int Version = 1;

    /// <summary>The name it is found by, in small letters: "piano and strings".</summary>
    public string Name { get; init; } = "";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>The gain after the effects, in dB, -120 to 48; 0 by default.</summary>
    public float Gain { get; init; }

    /// <summary>The frequency of each key.</summary>
    public KeyTuning Tuning { get; init; } = KeyTuning.Default;

    /// <summary>The instruments that play together, 1 to <see cref="Rack.MaximumParts"/>.</summary>
    public IReadOnlyList<SoundPart> Parts { get; init; } = [];

    /// <summary>The effects that the parts' reverb sends lead to; none by default.</summary>
    public IReadOnlyList<EffectPatch> ReverbBus { get; init; } = [];

    /// <summary>The effects that the parts' chorus sends lead to; none by default.</summary>
    public IReadOnlyList<EffectPatch> ChorusBus { get; init; } = [];

    /// <summary>The effects that everything passes, in their order; none by default.</summary>
    public IReadOnlyList<EffectPatch> Effects { get; init; } = [];

    /// <summary>The sound of one piano.</summary>
    /// <param name="piano">The piano.</param>
    /// <exception cref="ArgumentNullException">The piano is null.</exception>
    public static Sound Of(PianoPatch piano)
    {
        ArgumentNullException.ThrowIfNull(piano);
        return new Sound { Name = piano.Name, Description = piano.Description, Parts = [new SoundPart { Piano = piano }] };
    }

    /// <summary>The sound of the synthesizer with one patch.</summary>
    /// <param name="synth">The patch.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    public static Sound Of(SynthPatch synth)
    {
        ArgumentNullException.ThrowIfNull(synth);
        return new Sound { Name = synth.Name, Description = synth.Description, Parts = [new SoundPart { Synth = synth }] };
    }

    /// <summary>The sound that a JSON text describes. What it leaves out has its default; values out of range are moved into it.</summary>
    /// <param name="json">As <see cref="ToJson"/> writes it; a piano, a synthesizer's sound or an effect may also be the name of one in
    /// <see cref="PresetLibrary"/>. Comments and trailing commas are allowed.</param>
    /// <exception cref="PresetFormatException">The text is no JSON, describes something else, is of a newer version, or has a name or a
    /// value that is not known. The message says where.</exception>
    public static Sound FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return SoundText.Read(json);
    }

    /// <summary>The sound as JSON, complete in itself: natural units, names in camel case. Values out of range are moved into it.</summary>
    /// <exception cref="ArgumentException">An effect is unknown, or has a value for a parameter that is.</exception>
    /// <exception cref="InvalidOperationException">There is no part, or one without an instrument or with two.</exception>
    public string ToJson() => SoundText.Write(this);

    /// <summary>The instrument: that of the only part if its strip has nothing to do, else a rack.</summary>
    /// <param name="polyphony">How many voices each synthesizer has, 1 to 1,024.</param>
    /// <exception cref="ArgumentException">An effect is unknown, or has a value for a parameter that is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The polyphony, a channel, a key or the number of parts is out of range.</exception>
    /// <exception cref="InvalidOperationException">A part has no instrument, or two.</exception>
    public Instrument CreateInstrument(int polyphony = SynthInstrument.DefaultPolyphony)
    {
        if (Parts is [{ IsPlain: true } only] && ReverbBus.Count == 0 && ChorusBus.Count == 0)
            return only.CreateInstrument(polyphony);
        var parts = new Part[Parts.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Parts[i].Create(polyphony);
        return new Rack(parts) { ReverbBus = Create(ReverbBus), ChorusBus = Create(ChorusBus) };
    }

    /// <summary>The effects that everything passes, in their order.</summary>
    /// <exception cref="ArgumentException">An effect is unknown, or has a value for a parameter that is.</exception>
    public Effect[] CreateEffects() => Create(Effects);

    internal static Effect[] Create(IReadOnlyList<EffectPatch> patches)
    {
        var effects = new Effect[patches.Count];
        for (int i = 0; i < effects.Length; i++)
            effects[i] = (EffectKind.Find(patches[i].Effect) ?? throw new ArgumentException($"There is no effect '{patches[i].Effect}'."))
                .Create(patches[i]);
        return effects;
    }
}

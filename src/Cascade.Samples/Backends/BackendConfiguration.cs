using Cascade.Dsp;
using Cascade.Dsp.Envelopes;

namespace Cascade.Samples.Backends;

/// <summary>How a backend sounds. Immutable: a request is played by one configuration from its start to its end.</summary>
public sealed record BackendConfiguration
{
    private const string Piano = "piano";
    private const int MostEffects = 8;

    /// <summary>What plays where a request names nothing: one of <see cref="Waveforms.Names"/>, or a sound of
    /// <see cref="PresetLibrary.Sounds"/>.</summary>
    public string Instrument { get; init; } = Piano;

    /// <summary>The envelope of the plain waveforms; sounds have their own.</summary>
    public EnvelopeSettings Envelope { get; init; } = new();

    /// <summary>The level, in dB, -60 to 0.</summary>
    public float Volume { get; init; } = -6;

    /// <summary>What sounds, not waveforms, pass: names of effects, with their settings if not the usual ones ("reverb: room").</summary>
    public IReadOnlyList<string> Effects { get; init; } = ["reverb: hall", "limiter"];

    /// <summary>Samples per second, 8,000 to 192,000 Hz.</summary>
    public int SampleRate { get; init; } = 48_000;

    /// <summary>The same configuration, if a backend can take it.</summary>
    /// <exception cref="InvalidRequestException">A value is missing or out of its range.</exception>
    public BackendConfiguration Checked()
    {
        RequireInstrument(Instrument);
        if (Envelope is null)
            throw new InvalidRequestException("envelope", null, "an envelope");
        Require(Envelope.Attack is >= AdsrSettings.MinimumTime and <= AdsrSettings.MaximumTime, "envelope.attack", Envelope.Attack,
            "0.0005 to 60 s");
        Require(Envelope.Decay is >= AdsrSettings.MinimumTime and <= AdsrSettings.MaximumTime, "envelope.decay", Envelope.Decay,
            "0.0005 to 60 s");
        Require(Envelope.Sustain is >= 0 and <= 1, "envelope.sustain", Envelope.Sustain, "0 to 1");
        Require(Envelope.Release is >= AdsrSettings.MinimumTime and <= 10, "envelope.release", Envelope.Release, "0.0005 to 10 s");
        Require(Volume is >= -60 and <= 0, "volume", Volume, "-60 to 0 dB");
        Require(SampleRate is >= 8_000 and <= 192_000, "sampleRate", SampleRate, "8000 to 192000 Hz");
        if (Effects is null || Effects.Count > MostEffects)
            throw new InvalidRequestException("effects", Effects?.Count, $"0 to {MostEffects} effects");
        for (int i = 0; i < Effects.Count; i++)
            if (Effects[i] is null || EffectOf(Effects[i]) is null)
                throw new InvalidRequestException(
                    $"effects[{i}]", Effects[i], "the name of an effect, or effect and preset as in \"reverb: room\"");
        return this;
    }

    /// <summary>Whether both sound alike.</summary>
    public bool Equals(BackendConfiguration? other) => other is not null && Instrument == other.Instrument && Envelope == other.Envelope
        && Volume.Equals(other.Volume) && SampleRate == other.SampleRate && Effects.SequenceEqual(other.Effects);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Instrument, Envelope, Volume, SampleRate, Effects.Count);

    internal static void RequireInstrument(string? name)
    {
        if (name is null || (!Waveforms.TryFind(name, out _) && FindSound(name) is null))
            throw new InvalidRequestException("instrument", name, $"{string.Join(", ", Waveforms.Names)}, {Piano} or the name of a preset");
    }

    /// <summary>The sound of a name that may not be there; "piano" is the grand.</summary>
    /// <param name="name">One of <see cref="PresetLibrary.Sounds"/>, or "piano".</param>
    /// <returns>The sound, or null if there is none of that name.</returns>
    public static Sound? FindSound(string name) =>
        PresetLibrary.FindSound(name.Equals(Piano, StringComparison.OrdinalIgnoreCase) ? PianoPatch.Default.Name : name);

    internal static EffectPatch? EffectOf(string name) => name.Split(':', 2, StringSplitOptions.TrimEntries) switch
    {
        [var kind, var preset] => PresetLibrary.FindEffect(kind, preset),
        [var kind] => EffectKind.Find(kind)?.Presets[0],
        _ => null,
    };

    private static void Require(bool isRight, string field, object value, string range)
    {
        if (!isRight)
            throw new InvalidRequestException(field, value, range);
    }
}

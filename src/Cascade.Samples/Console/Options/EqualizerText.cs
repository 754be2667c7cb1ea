using System.Globalization;
using Cascade.Dsp;
using Cascade.Dsp.Effects;

namespace Cascade.Samples.Console.Options;

/// <summary>An equalizer as a word on the command line: a preset's name, a JSON file, or bands such as
/// <c>low-shelf:120:2,peak:3000:-2:1.4</c>.</summary>
internal static class EqualizerText
{
    private static readonly (string Word, EqualizerBandKind Kind, bool HasGain)[] _kinds =
    [
        ("peak", EqualizerBandKind.Peak, true), ("low-shelf", EqualizerBandKind.LowShelf, true),
            ("high-shelf", EqualizerBandKind.HighShelf, true),
        ("low-pass", EqualizerBandKind.LowPass, false), ("high-pass", EqualizerBandKind.HighPass, false),
        ("band-pass", EqualizerBandKind.BandPass, false), ("notch", EqualizerBandKind.Notch, false),
    ];

    /// <summary>What the option's help says of the form.</summary>
    public static string Form
    {
        get
        {
            var words = new List<string>();
            foreach ((string word, _, _) in _kinds)
                words.Add(word);
            return $"KIND:HZ[:DB][:Q],...; kinds: {string.Join(", ", words)}; only peak and shelves have DB";
        }
    }

    /// <exception cref="InputException">The text is neither a preset, a file nor bands.</exception>
    public static EffectPatch Read(string text)
    {
        if (PatchFile.IsMeant(text))
            return PatchFile.Read(text, "an equalizer", PresetLibrary.EffectFromJson);
        if (PresetLibrary.FindEffect("equalizer", text) is { } preset)
            return preset;
        if (!text.Contains(':', StringComparison.Ordinal))
            throw new InputException($"--eq: no equalizer is called {text}; there are "
                + $"{string.Join(", ", EffectKind.Find("equalizer")!.Presets.Select(p => p.Name))}, or {Form}.");
        string[] bands = text.Split(',', StringSplitOptions.TrimEntries);
        if (bands.Length > Equalizer.MaximumBands)
            throw new InputException($"--eq: {bands.Length} bands are more than the {Equalizer.MaximumBands} there can be.");
        var patch = new EffectPatch { Effect = "equalizer", Name = text };
        for (int i = 0; i < bands.Length; i++)
        {
            EqualizerBand band = Band(bands[i]);
            patch = patch.With(Equalizer.BandKind(i), (float)band.Kind).With(Equalizer.BandFrequency(i), band.Frequency)
                .With(Equalizer.BandGain(i), band.GainDecibels).With(Equalizer.BandQ(i), band.Q);
        }
        return patch;
    }

    private static EqualizerBand Band(string text)
    {
        string[] parts = text.Split(':', StringSplitOptions.TrimEntries);
        (string word, EqualizerBandKind kind, bool hasGain) =
            _kinds.FirstOrDefault(k => k.Word.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
        if (word is null || parts.Length < (hasGain ? 3 : 2) || parts.Length > (hasGain ? 4 : 3))
            throw new InputException($"--eq: {text} is no band; the form is {Form}.");
        float frequency = Number(text, parts[1], EqualizerBand.MinimumFrequency, EqualizerBand.MaximumFrequency, "Hz");
        var band = new EqualizerBand { Kind = kind, Frequency = frequency };
        if (hasGain)
            band = band with { GainDecibels = Number(text, parts[2], -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain, "dB") };
        int q = hasGain ? 3 : 2;
        return parts.Length > q ? band with { Q = Number(text, parts[q], EqualizerBand.MinimumQ, EqualizerBand.MaximumQ, "of Q") } : band;
    }

    private static float Number(string band, string text, float minimum, float maximum, string unit) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value >= minimum && value <= maximum
            ? value
            : throw new InputException(string.Create(CultureInfo.InvariantCulture,
            $"--eq: {text} in {band} is not within {minimum} to {maximum} {unit}."));
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Dsp.Parameters;
using Cascade.Samples.Console.Measurement;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade effects response</c>: what the effects do, in figures and pictures.</summary>
internal sealed class EffectsCommand
{
    private static readonly double[] _octaves = [125, 250, 500, 1_000, 2_000, 4_000, 8_000];

    private readonly Terminal _terminal;
    private readonly EffectOptions _effects = new();
    private readonly Option<int> _rate =
        Ranged.Number("--rate", SampleRates.Minimum, SampleRates.Maximum, SampleRates.Default, "Hz", "Samples per second");
    private readonly Option<string?> _folder = new("--out")
    {
        Description = "The folder for the pictures equalizer.svg, reverb.svg and "
            + "limiter.svg; without it there are none.",
        HelpName = "folder",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Tells the figures as JSON, a line for each octave." };

    private EffectsCommand(Terminal terminal) => _terminal = terminal;

    public static Command Build(Terminal terminal)
    {
        var effects = new EffectsCommand(terminal);
        var response =
            new Command("response",
            "Measures the equalizer's curve and the reverb's decay, with pictures.") { effects._rate, effects._folder, effects._json };
        effects._effects.AddCurvesTo(response);
        response.SetAction(effects.Run);
        return new Command("effects", "Shows what the effects do.") { response };
    }

    private int Run(ParseResult parsed)
    {
        int rate = parsed.GetValue(_rate);
        double[] centers = [.. _octaves.Where(f => f * 1.5 < rate / 2.0)];
        Equalizer equalizer = _effects.EqualizerOf(parsed);
        equalizer.Prepare(new EngineSettings { SampleRate = rate });
        EffectPatch? space = _effects.Space(parsed);
        Reverb? reverb = space is null ? null : new Reverb(space);
        OctaveDecay[] decays = reverb is null ? [] : Measure(reverb, rate, centers);
        if (parsed.GetValue(_folder) is { } folder)
            Draw(folder, equalizer, space, reverb, decays, rate);
        (double Center, double Gain, double? Decay, double? Set)[] octaves = [.. centers.Select((center, i) =>
            (center, 20 * Math.Log10(equalizer.Response(center)), reverb is null ? null : (double?)decays[i].DecayTime,
            reverb?.DecayTime(center)))];
        if (parsed.GetValue(_json))
            foreach ((double center, double gain, double? decay, double? set) in octaves)
                _terminal.Say(false, new JsonObject
                {
                    ["octaveHz"] = center,
                    ["equalizerDb"] = Plain.Number(gain),
                    ["reverbT60"] = decay is { } measured ? Plain.Number(measured) : null,
                    ["setT60"] = set is { } wanted ? Plain.Number(wanted) : null,
                }.ToJsonString());
        else
            Write(octaves);
        return CommandLine.Success;
    }

    private void Write((double Center, double Gain, double? Decay, double? Set)[] octaves)
    {
        Table table = _terminal.Table("octave", "equalizer (dB)", "reverb, T60 (s)", "set to (s)");
        foreach ((double center, double gain, double? decay, double? set) in octaves)
            table.AddRow(Text($"{center:0} Hz"), Text($"{gain:+0.00;-0.00;0.00}"), Text($"{decay:0.00}"), Text($"{set:0.00}"));
        _terminal.Output.Write(table);
    }

    private static OctaveDecay[] Measure(Reverb reverb, int rate, double[] centers)
    {
        reverb.Set(Effect.Mix, 1);
        reverb.Prepare(new EngineSettings { SampleRate = rate });
        double seconds = 0.5 + 1.3 * centers.Max(reverb.DecayTime);
        float[] left = new float[(int)(seconds * rate)], right = new float[left.Length];
        left[0] = right[0] = 1;
        reverb.Process(left, right);
        return [.. centers.Select(center => new OctaveDecay(left, rate, center))];
    }

    private static void Draw(string folder, Equalizer equalizer, EffectPatch? space, Reverb? reverb, OctaveDecay[] decays, int rate)
    {
        List<(string, string)> pictures =
            [("equalizer.svg", EffectPictures.Equalizer(equalizer, rate)), ("limiter.svg", EffectPictures.Limiter(rate))];
        if (reverb is not null && space is not null)
            pictures.Add(("reverb.svg", EffectPictures.Reverb(space.Name, reverb, decays)));
        InputFile.WriteAll(folder, pictures);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Presets;

namespace Cascade.Fuzz;

/// <summary>Presets and sounds as JSON: read by each reader, written and read again, and some of them made to sound.</summary>
internal sealed class PresetTarget() : ByteTarget("presets", "mutants of presets", 50_000)
{
    private const int Heard = 500;

    protected override IReadOnlyList<byte[]> Seeds { get; } =
    [.. PresetLibrary.Pianos.Select(PresetLibrary.ToJson)
        .Concat(PresetLibrary.Synths.Select(PresetLibrary.ToJson)).Concat(PresetLibrary.Effects.Select(PresetLibrary.ToJson))
        .Concat(PresetLibrary.Sounds.Select(sound => sound.ToJson())).Select(Encoding.UTF8.GetBytes)];

    public override void Take(byte[] bytes, long number)
    {
        string text = Encoding.UTF8.GetString(bytes);
        Check(text, PresetLibrary.PianoFromJson, PresetLibrary.ToJson);
        Check(text, PresetLibrary.SynthFromJson, PresetLibrary.ToJson);
        if (Check(text, PresetLibrary.EffectFromJson, PresetLibrary.ToJson) is { } patch)
            EffectKind.Find(patch.Effect)?.Create(patch);
        if (Check(text, Sound.FromJson, s => s.ToJson()) is { } sound && number % Heard == 0)
            Play(sound);
    }

    private static T? Check<T>(string text, Func<string, T> read, Func<T, string> write) where T : class
    {
        T value;
        try
        {
            value = read(text);
        }
        catch (PresetFormatException)
        {
            return null;
        }
        string written = write(value);
        Require(write(read(written)) == written, "Written and read it is another.");
        return value;
    }

    private static void Play(Sound sound)
    {
        var engine = new VoiceEngine(sound, new EngineOptions { SampleRate = 48_000 });
        float[] left = new float[512], right = new float[512];
        engine.NoteOn(60, 1);
        for (int block = 0; block < 20; block++)
        {
            engine.Render(left, right);
            EngineTarget.RequireSound(left);
            EngineTarget.RequireSound(right);
        }
    }
}

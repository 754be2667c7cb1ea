using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>What the levels of instrument and effects add up to.</summary>
public sealed class GainStagingTests
{
    [Theory]
    [InlineData(36, 43, 48, 55, 60)]
    [InlineData(48, 55, 64, 67, 76)]
    [InlineData(29, 36, 48, 57, 65)]
    [InlineData(60, 62, 64, 65, 67)]
    public void Five_keys_at_full_velocity_stay_just_under_full_scale(params int[] keys)
    {
        var engine = new VoiceEngine(new PianoInstrument());
        foreach (int key in keys)
            engine.NoteOn(key, 1);
        Assert.InRange(20 * Math.Log10(Peak(engine)), -6, 0);
    }

    [Fact]
    public void All_keys_at_once_stay_under_the_ceiling()
    {
        var engine =
            new VoiceEngine(new PianoInstrument(), null, new Equalizer(PresetLibrary.Effect("equalizer", "bright")), new Reverb(),
            new Limiter());
        engine.Control(7, 1);
        engine.Control(64, 1);
        for (int key = 0; key < 128; key++)
            engine.NoteOn(key, 1);
        float ceiling = MathF.Pow(10, -1 / 20f);
        Assert.InRange(Peak(engine), 0.8 * ceiling, ceiling);
    }

    private static double Peak(VoiceEngine engine)
    {
        float[] left = new float[48_000], right = new float[left.Length];
        engine.Render(left, right);
        return Math.Max(Samples.Peak(left), Samples.Peak(right));
    }
}

using Cascade.Dsp.Effects;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>Instruments, effects and their order change while it plays.</summary>
public sealed class ExchangeTests
{
    private const int Rate = 48_000;

    public static TheoryData<string> Changes =>
        ["instrument", "same patch", "effect", "insert", "remove", "order", "bypass", "part", "insert of a part"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_held_chord_of_sines_gets_no_edge(string change)
    {
        // Sines far below 4 kHz: whatever is above is an edge.
        Chorus chorus = new();
        Equalizer warm = new(PresetLibrary.Effect("equalizer", "warm"));
        Reverb reverb = new();
        var part = new Part(Sines(), new Equalizer(2));
        VoiceEngine engine = new(new Rack(part), null, warm, chorus, reverb);
        foreach (int key in new[] { 48, 55, 64 })
            engine.NoteOn(key, 1);
        Left(engine, 2 * Rate);
        double before = EdgeDb(Left(engine, Rate));
        switch (change)
        {
            case "instrument": engine.Exchange(engine.Instrument, new PianoInstrument()); break;
            case "same patch": engine.Exchange(part.Instrument, Sines()); break;
            case "effect": engine.Exchange(warm, new Equalizer(PresetLibrary.Effect("equalizer", "bright"))); break;
            case "insert": engine.SetEffects(warm, new Delay(), chorus, reverb, new Limiter()); break;
            case "remove": engine.SetEffects(reverb); break;
            case "order": engine.SetEffects(reverb, chorus, warm); break;
            case "bypass": engine.Set(chorus, Effect.Bypass, 1); break;
            case "part": engine.Exchange(part.Instrument, new PianoInstrument()); break;
            case "insert of a part": engine.SetEffects(part, new Equalizer(PresetLibrary.Effect("equalizer", "bright"))); break;
        }
        Assert.InRange(EdgeDb(Left(engine, Rate)), -200, Math.Max(-80, before + 1));
        Assert.False(engine.IsExchanging);
    }

    [Fact]
    public void The_new_instrument_knows_what_holds_and_gets_the_notes_from_then_on()
    {
        ImpulseInstrument first = new(), second = new();
        var engine = new VoiceEngine(first);
        engine.Control(64, 1, 3);
        engine.Program(7, 3);
        engine.PitchBend(0.5f, 3);
        engine.NoteOn(60, 1, 3);
        Left(engine, 64);
        engine.Exchange(first, second);
        Left(engine, 64);
        engine.NoteOn(61, 1, 3);
        Left(engine, 64);
        Assert.Contains(EngineEvent.Control(0, 64, 1, 3), second.Log);
        Assert.Contains(EngineEvent.Program(0, 7, 3), second.Log);
        Assert.Contains(EngineEvent.PitchBend(0, 0.5f, 3), second.Log);
        Assert.Equal([61], second.Log.Where(e => e.Kind == EventKind.NoteOn).Select(e => (int)e.Number));
        Assert.Equal([60], first.Log.Where(e => e.Kind == EventKind.NoteOn).Select(e => (int)e.Number));
        Assert.True(engine.IsExchanging);
        Left(engine, Rate);
        Assert.False(engine.IsExchanging);
        // The first one is free again.
        Assert.Equal(60, new VoiceEngine(first).HeldKeys == 0 ? 60 : 0);
    }

    [Fact]
    public void What_stays_at_its_place_runs_on_and_what_comes_and_goes_is_heard_and_not()
    {
        ScaleEffect stays = new(), goes = new(), comes = new();
        var engine = new VoiceEngine(new ImpulseInstrument(), null, stays, goes);
        engine.Set(goes, ScaleEffect.Addend, 0.5f);
        comes.Set(ScaleEffect.Addend, 0.25f);
        Assert.Equal(0.5f, Left(engine, Rate)[^1]);
        engine.Exchange(goes, comes);
        Assert.Equal(0.25f, Left(engine, Rate)[^1]);
        engine.SetEffects(comes, stays);
        engine.Set(stays, ScaleEffect.Factor, 4);
        Assert.Equal(1, Left(engine, Rate)[^1]);
        engine.SetEffects();
        Assert.Equal(0, Left(engine, Rate)[^1]);
        Assert.Throws<ArgumentException>(() => engine.Set(stays, ScaleEffect.Factor, 1));
        engine.SetEffects(stays);
        Assert.Throws<InvalidOperationException>(() => engine.SetEffects(stays, stays));
        Assert.Throws<InvalidOperationException>(() => new VoiceEngine(new ImpulseInstrument(), null, stays));
        Assert.Throws<ArgumentException>(() => engine.Exchange(new ScaleEffect(), new ScaleEffect()));
        Assert.Throws<ArgumentException>(() => engine.Exchange(new ImpulseInstrument(), new ImpulseInstrument()));
    }

    [Fact]
    public void Nothing_is_allocated_on_the_audio_thread()
    {
        ScaleEffect a = new(), b = new();
        var engine = new VoiceEngine(Sines(), null, a);
        var left = new float[Rate];
        foreach (Effect[] next in new Effect[][] { [b, a], [a], [b, a], [a] })
            Assert.Equal(0, Allocated.Bytes(() => Prepare(next), () => engine.Render(left, left)));

        void Prepare(Effect[] next)
        {
            engine.Exchange(engine.Instrument, Sines());
            engine.SetEffects([]);
            engine.Render(left, left);
            engine.SetEffects(next);
        }
    }

    // The largest sample of what is left above 4 kHz, against the largest of the sound.
    private static double EdgeDb(float[] sound)
    {
        double[] spectrum = Spectrum.MagnitudeDb(sound, Window.BlackmanHarris);
        float[] rest = Above(sound);
        return spectrum.Length > 0 ? 20 * Math.Log10(Samples.Peak(rest.AsSpan(2_000)) / Samples.Peak(sound) + 1e-12) : 0;
    }

    private static float[] Above(float[] sound)
    {
        var filter = new Equalizer([.. Enumerable.Repeat(new EqualizerBand { Kind = EqualizerBandKind.HighPass, Frequency = 4_000 }, 4)])
            .Ready();
        float[] left = [.. sound], right = [.. sound];
        filter.Process(left, right);
        return left;
    }

    private static float[] Left(VoiceEngine engine, int frames)
    {
        var left = new float[frames];
        engine.Render(left, new float[frames]);
        return left;
    }

    private static SynthInstrument Sines() => new(Synth.SynthRig.Sine with { LevelDecibels = -12 });
}

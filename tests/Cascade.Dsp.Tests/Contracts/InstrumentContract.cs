using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>What every instrument keeps, seen through the engine.</summary>
public abstract class InstrumentContract<TInstrument> where TInstrument : Instrument
{
    private const int Length = 6000;

    // One engine, and what it gives in one call, for all cases of a property.
    private VoiceEngine? _engine;
    private float[]? _whole;

    /// <summary>A new instrument.</summary>
    protected abstract TInstrument Create();

    /// <summary>How long it may sound on after the last key and pedal is up, in seconds, whatever was done to it before.</summary>
    protected abstract double LongestRelease { get; }

    [Fact]
    public void Any_host_block_gives_the_same_bits()
    {
        VoiceEngine engine = Engine();
        EngineEvent[] music = RandomEvents.Music(300, Length, engine.Instrument.Parameters.Count);
        float[] expected = Render(engine, music, [Length]);
        Assert.True(Samples.Peak(expected) > 0.001f);
        foreach (int block in new[] { 1, 7, 32, 64, 480, 512, 4096 })
            Samples.AssertSameBits(expected, Render(engine, music, [block]), $"Blocks of {block}:");
    }

    [Property(MaxTest = 10, Arbitrary = [typeof(Splits)])]
    public void Any_split_gives_the_same_bits(int[] lengths)
    {
        _engine ??= Engine();
        EngineEvent[] music = RandomEvents.Music(300, Length, _engine.Instrument.Parameters.Count);
        _whole ??= Render(_engine, music, [Length]);
        Samples.AssertSameBits(_whole, Render(_engine, music, lengths));
    }

    [Fact]
    public void Reset_gives_the_same_bits_again()
    {
        VoiceEngine used = Engine(), fresh = Engine();
        EngineEvent[] music = RandomEvents.Music(300, Length, used.Instrument.Parameters.Count);
        Render(used, RandomEvents.Music(500, Length / 2, used.Instrument.Parameters.Count, seed: 2), [100]);
        Samples.AssertSameBits(Render(fresh, music, [64]), Render(used, music, [64]));
    }

    [Fact]
    public void Without_a_rehearsal_it_gives_the_same_bits()
    {
        VoiceEngine rehearsed = Engine(), fresh = new(Create(), new EngineOptions { Rehearses = false });
        EngineEvent[] music = RandomEvents.Music(300, Length, fresh.Instrument.Parameters.Count);
        Samples.AssertSameBits(Render(rehearsed, music, [64]), Render(fresh, music, [64], resets: false));
    }

    [Fact]
    public void Every_width_equals_one_lane()
    {
        EngineEvent[] music = RandomEvents.Music(300, Length, Engine().Instrument.Parameters.Count);
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            float[] expected = Render(Engine(LaneWidth.Scalar, arithmetic: arithmetic), music, [512]);
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                float[] actual = Render(Engine(lanes.Width, arithmetic: arithmetic), music, [512]);
                Samples.AssertSameBits(expected, actual, $"{lanes}.");
            }
        }
    }

    [Fact]
    public void A_note_starts_at_exactly_its_sample()
    {
        VoiceEngine engine = Engine();
        for (int offset = 0; offset < 40; offset++)
        {
            float[] output = Render(engine, [EngineEvent.NoteOn(700 + offset, 60 + offset % 12, 1)], [480]);
            int first = output.AsSpan().IndexOfAnyExcept(0f, -0f);
            Assert.Equal(2 * (700 + offset + engine.LatencyFrames), first - first % 2);
        }
    }

    [Fact]
    public void A_hundred_thousand_blocks_under_full_load_allocate_nothing()
    {
        VoiceEngine engine = Engine();
        float[] left = new float[VoiceEngine.BlockSize], right = new float[VoiceEngine.BlockSize];
        int most = 0, blocks = 2000;
        Assert.Equal(0, Allocated.Bytes(Play));
        Assert.True(most >= 100, $"{most} voices are no full load.");

        void Play()
        {
            engine.Reset();
            for (int key = 0; key < 128; key++)
                engine.NoteOn(key, 0.8f, key & 15);
            for (int block = 0; block < blocks; block++)
            {
                // Every controller number, every kind of event and every parameter come round; the keys go down again and again.
                if (block % 8 == 0)
                    RandomEvents.Disturb(engine, block / 8);
                engine.Render(left, right);
                most = Math.Max(most, engine.ActiveVoices);
            }
            // The first round only compiles.
            blocks = 100_000;
        }
    }

    [Property(MaxTest = 60, Arbitrary = [typeof(RandomEvents)])]
    public void Whatever_is_played_ends_in_silence(EngineEvent[] events)
    {
        _engine ??= Engine(LaneWidth.Auto, 8_000);
        float[] played = Render(_engine, events, [200], RandomEvents.Latest + 100);
        Samples.AssertFinite(played);
        AssertEndsInSilence(_engine);
    }

    [Fact]
    public void Parameters_at_both_ends_stay_finite_and_end_in_silence()
    {
        VoiceEngine engine = Engine(LaneWidth.Auto, 8_000);
        for (int ends = 0; ends < 8; ends++)
        {
            engine.Reset();
            for (int number = 0; number < engine.Instrument.Parameters.Count; number++)
            {
                bool atMaximum = ends switch { 0 => false, 1 => true, _ => new Random(ends * 1000 + number).Next(2) == 1 };
                float value = atMaximum ? float.PositiveInfinity : float.NegativeInfinity;
                Assert.True(engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 0, number, value)));
            }
            for (int key = 0; key < 128; key += 9)
                engine.NoteOn(key, 1);
            float[] frames = new float[2 * 4000];
            engine.RenderInterleaved(frames);
            Samples.AssertFinite(frames, $"Ends {ends}:");
            AssertEndsInSilence(engine);
        }
    }

    [Property(MaxTest = 60, Arbitrary = [typeof(RandomEvents)])]
    public void No_note_off_is_lost((int Key, int Channel, int On, int Length)[] played)
    {
        _engine ??= Engine(LaneWidth.Auto, 8_000);
        IEnumerable<EngineEvent> on = played.Select(note => EngineEvent.NoteOn(note.On, note.Key, 0.7f, note.Channel));
        IEnumerable<EngineEvent> off = played.Select(note => EngineEvent.NoteOff(note.On + note.Length, note.Key, note.Channel));
        // At equal times the note-on comes first; a note of length 0 must end too.
        Render(_engine, [.. on.Concat(off).OrderBy(e => e.Time)], [333], RandomEvents.Latest + 100);
        AssertFallsSilent(_engine);
    }

    [Fact]
    public void A_silent_engine_gives_zeros_and_no_subnormals_come_before()
    {
        VoiceEngine engine = Engine(LaneWidth.Auto, 8_000);
        for (int key = 20; key < 120; key++)
            engine.NoteOn(key, 1);
        engine.RenderInterleaved(new float[2 * 2000]);
        for (int key = 20; key < 120; key++)
            engine.NoteOff(key);
        var frames = new float[2 * 8_000];
        int subnormals = 0;
        for (int second = 0; second < Math.Ceiling(LongestRelease) + 1; second++)
        {
            engine.RenderInterleaved(frames);
            subnormals += Samples.CountSubnormals(frames);
        }
        Assert.Equal(0, subnormals);
        Assert.Equal(0, Samples.Peak(frames));
        Assert.Equal(0, engine.ActiveVoices);
    }

    [Fact]
    public void Unknown_events_are_counted()
    {
        VoiceEngine engine = Engine();
        long before = engine.IgnoredEvents;
        Render(engine, [new(0, (EventKind)99, 0, 60, 1), new(0, EventKind.Parameter, 0, 255, 1), new(0, EventKind.NoteOn, 16, 60, 1)], [64],
            256);
        Assert.Equal(before + 3, engine.IgnoredEvents);
    }

    private VoiceEngine Engine(LaneWidth width = LaneWidth.Auto, int sampleRate = 48_000,
        LaneArithmetic arithmetic = LaneArithmetic.Auto) =>
        new(Create(), new EngineOptions { Width = width, Arithmetic = arithmetic, SampleRate = sampleRate, QueueCapacity = 1 << 15 });

    private static float[] Render(VoiceEngine engine, EngineEvent[] events, int[] lengths, int frames = Length, bool resets = true)
    {
        if (resets)
            engine.Reset();
        foreach (EngineEvent e in events)
            Assert.True(engine.Events.TryEnqueue(e));
        var output = new float[2 * frames];
        Splits.Run(frames, lengths, (start, count) => engine.RenderInterleaved(output.AsSpan(2 * start, 2 * count)));
        return output;
    }

    private void AssertEndsInSilence(VoiceEngine engine)
    {
        for (int channel = 0; channel < 16; channel++)
        {
            foreach (int pedal in new[] { 64, 66, 67, 69 })
                engine.Control(pedal, 0, channel);
            Assert.True(engine.Events.TryEnqueue(new EngineEvent(engine.Position, EventKind.AllNotesOff, (byte)channel, 0, 0)));
        }
        AssertFallsSilent(engine);
    }

    private void AssertFallsSilent(VoiceEngine engine)
    {
        var frames = new float[2 * 800];
        for (int tenth = 0; tenth < LongestRelease * engine.SampleRate / 800 + 2; tenth++)
        {
            engine.RenderInterleaved(frames);
            if (engine.ActiveVoices == 0 && Samples.Peak(frames) == 0)
                return;
        }
        Assert.Fail($"{engine.ActiveVoices} voices still sound, at {Samples.Peak(frames)}.");
    }
}

using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Engine;

public sealed class VoiceEngineTests
{
    private const int Latency = VoiceEngine.BlockSize - 1;

    private readonly ImpulseInstrument _instrument = new();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(100)]
    [InlineData(4096)]
    public void An_event_sounds_exactly_31_frames_after_its_time_at_every_offset_and_host_block(int hostBlock)
    {
        var engine = new VoiceEngine(_instrument);
        for (int time = 0; time < 70; time++)
        {
            engine.Reset();
            engine.Events.TryEnqueue(EngineEvent.NoteOn(time, 60, 0.5f));
            float[] left = Render(engine, 128, hostBlock);
            var expected = new float[128];
            expected[time + Latency] = 0.5f;
            Samples.AssertSameBits(expected, left, $"Time {time}:");
        }
    }

    [Fact]
    public void Latency_is_31_frames_and_that_of_the_effects()
    {
        Assert.Equal(31, new VoiceEngine(_instrument).LatencyFrames);
        var engine = new VoiceEngine(new ImpulseInstrument(), null, new ScaleEffect(100, 7), new ScaleEffect(20, 30));
        Assert.Equal(31 + 120, engine.LatencyFrames);
        Assert.Equal(37, engine.TailFrames);
        Assert.Equal(2, engine.Effects.Count);
    }

    [Fact]
    public void A_parameter_is_set_of_the_instrument_and_of_each_effect()
    {
        ScaleEffect first = new(), second = new();
        var engine = new VoiceEngine(_instrument, null, first, second);
        Assert.True(engine.Set(first, ScaleEffect.Addend, 0.25f));
        Assert.True(engine.Set(second, ScaleEffect.Factor, 3));
        Assert.True(engine.Set(_instrument, ImpulseInstrument.Level, 0.5f));
        Assert.True(engine.NoteOn(60, 0));
        Assert.Equal(0.75f, Render(engine, 64, 64)[^1]);
        Assert.Equal((0.25f, 3, 0.5f),
            (first.Get(ScaleEffect.Addend), second.Get(ScaleEffect.Factor), _instrument.Get(ImpulseInstrument.Level)));
        Assert.Equal(0, engine.IgnoredEvents);
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 3, 0, 1));
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 1, 0, 0, 1));
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 1, 4, 1));
        Render(engine, 64, 64);
        Assert.Equal(3, engine.IgnoredEvents);
        Assert.Throws<ArgumentException>(() => engine.Set(new ScaleEffect(), ScaleEffect.Factor, 1));
        Assert.Throws<ArgumentException>(() => engine.Set(first, ImpulseInstrument.Level, 1));
    }

    [Fact]
    public void A_late_event_happens_now()
    {
        var engine = new VoiceEngine(_instrument);
        Render(engine, 1000, 64);
        engine.Events.TryEnqueue(EngineEvent.NoteOn(3, 60, 1));
        float[] left = Render(engine, 64, 64);
        // The next block to be rendered starts at frame 992, and leaves from frame 1,023 on.
        Assert.Equal(1023 - 1000, left.AsSpan().IndexOf(1));
    }

    [Theory]
    [InlineData(1e-39f, 0)]
    [InlineData(float.Epsilon, 0)]
    [InlineData(1.18e-38f, 1.18e-38f)]
    [InlineData(0.5f, 0.5f)]
    public void No_sample_is_subnormal(float sample, float heard)
    {
        var engine = new VoiceEngine(_instrument);
        for (int frame = 0; frame < 5; frame++)
            engine.Events.TryEnqueue(new EngineEvent(frame, EventKind.NoteOn, 0, 60, sample));
        float[] left = new float[engine.LatencyFrames + 6], right = new float[left.Length];
        engine.Render(left, right);
        Assert.Equal([heard, heard, heard, heard, heard, 0], left[engine.LatencyFrames..]);
        Assert.Equal(left, right);
    }

    [Fact]
    public void A_note_played_by_hand_sounds_within_the_latency()
    {
        var engine = new VoiceEngine(_instrument);
        for (int before = 0; before < 64; before++)
        {
            engine.Reset();
            Render(engine, before, 64);
            Assert.True(engine.NoteOn(60, 1));
            Assert.Equal(Latency, Render(engine, 64, 64).AsSpan().IndexOf(1));
        }
    }

    [Fact]
    public void Events_of_several_queues_come_in_order_of_time_and_earlier_queues_first()
    {
        var engine = new VoiceEngine(_instrument);
        EventQueue second = engine.AddQueue(), third = engine.AddQueue();
        third.TryEnqueue(EngineEvent.NoteOn(5, 1, 1));
        third.TryEnqueue(EngineEvent.NoteOn(40, 2, 1));
        second.TryEnqueue(EngineEvent.NoteOn(5, 3, 1));
        second.TryEnqueue(EngineEvent.NoteOn(6, 4, 1));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(5, 5, 1));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(5, 6, 1));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(50, 7, 1));
        Render(engine, 200, 10);
        Assert.Equal([5, 6, 3, 1, 4, 2, 7], _instrument.Log.Select(e => (int)e.Number));
        Assert.Equal([5, 5, 5, 5, 6, 8, 18], _instrument.Offsets);
    }

    [Fact]
    public void Events_of_a_queue_come_in_order_of_time()
    {
        var engine = new VoiceEngine(_instrument);
        foreach (int time in new[] { 10, 4, 20, 0 })
            engine.Events.TryEnqueue(EngineEvent.NoteOn(time, 60, 1));
        Render(engine, 64, 64);
        Assert.Equal([0, 4, 10, 20], _instrument.Offsets);
    }

    [Fact]
    public void Position_voices_and_counters_are_told()
    {
        var engine = new VoiceEngine(_instrument, new EngineOptions { QueueCapacity = 16 }, new ScaleEffect());
        Assert.Equal((0L, 0, 0L, 0L), (engine.Position, engine.ActiveVoices, engine.DroppedEvents, engine.IgnoredEvents));
        engine.NoteOn(60, 1);
        engine.NoteOn(64, 1);
        Assert.False(engine.NoteOn(128, 1));
        Assert.False(engine.NoteOff(60, 16));
        Assert.False(engine.Control(-1, 1));
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 2, 0, 1));
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 1, 9, 1));
        engine.Events.TryEnqueue(new EngineEvent(0, EventKind.NoteOn, 16, 60, 1));
        engine.Events.TryEnqueue(new EngineEvent(0, (EventKind)77, 0, 60, 1));
        Render(engine, 100, 33);
        Assert.Equal((100L, 2, 0L, 7L), (engine.Position, engine.ActiveVoices, engine.DroppedEvents, engine.IgnoredEvents));
        for (int i = 0; i < 20; i++)
            engine.Control(1, 0.5f);
        Assert.Equal(20 - 14, engine.DroppedEvents);
        engine.Reset();
        Assert.Equal((0L, 0, 0L), (engine.Position, engine.ActiveVoices, engine.IgnoredEvents));
    }

    [Fact]
    public void Reset_drops_waiting_events_and_what_sounds()
    {
        var engine = new VoiceEngine(_instrument);
        engine.Events.TryEnqueue(EngineEvent.NoteOn(10, 60, 1));
        engine.AddQueue().TryEnqueue(EngineEvent.NoteOn(500, 60, 1));
        Render(engine, 40, 40);
        engine.Reset();
        Assert.Equal(0, Samples.Peak(Render(engine, 1000, 64)));
    }

    [Fact]
    public void Master_gain_moves_by_a_straight_ramp_of_ten_milliseconds()
    {
        var engine = new VoiceEngine(_instrument, new EngineOptions { MasterGainDecibels = -6 });
        Hold(engine, 1);
        Assert.Equal(Math.Pow(10, -6 / 20.0), Render(engine, 64, 64)[63], 1e-6);
        engine.MasterGainDecibels = -120;
        float[] falling = Render(engine, 1000, 64);
        double steepest = 0;
        for (int i = 1; i < falling.Length; i++)
        {
            steepest = Math.Max(steepest, Math.Abs(falling[i] - falling[i - 1]));
            Assert.True(falling[i] <= falling[i - 1]);
        }
        Assert.Equal(Math.Pow(10, -6 / 20.0) / 480, steepest, 1e-6);
        Assert.Equal(0, falling[^1]);
        engine.MasterGainDecibels = float.NaN;
        Assert.Equal(0, engine.MasterGainDecibels);
        engine.MasterGainDecibels = 99;
        Assert.Equal(48, engine.MasterGainDecibels);
    }

    [Fact]
    public void Interleaved_equals_separate_channels()
    {
        var other = new VoiceEngine(new ImpulseInstrument());
        var engine = new VoiceEngine(_instrument);
        foreach (VoiceEngine e in new[] { engine, other })
        {
            Hold(e, 0.25f);
            for (int i = 0; i < 50; i++)
                e.Events.TryEnqueue(EngineEvent.NoteOn(11 * i, i, 0.01f * i));
        }
        float[] left = new float[700], right = new float[700], frames = new float[1400];
        engine.Render(left, right);
        other.RenderInterleaved(frames.AsSpan(0, 202));
        other.RenderInterleaved(frames.AsSpan(202));
        for (int i = 0; i < left.Length; i++)
            Assert.Equal((left[i], right[i]), (frames[2 * i], frames[2 * i + 1]));
    }

    [Fact]
    public void What_is_played_by_hand_are_events_of_now()
    {
        var engine = new VoiceEngine(_instrument);
        Render(engine, 100, 50);
        engine.Reset();
        engine.PitchBend(-0.5f, 3);
        engine.Program(12, 4);
        engine.Control(64, 1, 5);
        Assert.False(engine.PitchBend(0, 16) || engine.Program(128));
        Render(engine, 64, 64);
        Assert.Equal([EngineEvent.PitchBend(0, -0.5f, 3), EngineEvent.Program(0, 12, 4), EngineEvent.Control(0, 64, 1, 5)],
            _instrument.Log);
        Assert.Equal(2, engine.IgnoredEvents);
    }

    [Fact]
    public void Settings_reach_instrument_and_effects()
    {
        var effect = new ScaleEffect();
        var engine =
            new VoiceEngine(_instrument,
            new EngineOptions { SampleRate = 96_000, Width = LaneWidth.Scalar, Arithmetic = LaneArithmetic.Separate, Seed = 7 }, effect);
        Assert.Equal((96_000, LaneWidth.Scalar, 7u), (effect.Prepared!.SampleRate, effect.Prepared.Width, effect.Prepared.Seed));
        Assert.Equal((96_000, LaneWidth.Scalar, 7u),
            (_instrument.Prepared!.SampleRate, _instrument.Prepared.Width, _instrument.Prepared.Seed));
        Assert.Equal((96_000, LaneWidth.Scalar, LaneArithmetic.Separate), (engine.SampleRate, engine.Width, engine.Arithmetic));
        Assert.Equal((LaneArithmetic.Separate, LaneArithmetic.Separate), (effect.Prepared.Arithmetic, _instrument.Prepared.Arithmetic));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new VoiceEngine((Instrument)null!));
        Assert.Throws<ArgumentNullException>(() => new VoiceEngine(new ImpulseInstrument(), null, (Effect)null!));
        var engine = new VoiceEngine(_instrument);
        Assert.Throws<InvalidOperationException>(() => new VoiceEngine(_instrument));
        var twice = new ScaleEffect();
        Assert.Throws<InvalidOperationException>(() => new VoiceEngine(new ImpulseInstrument(), null, twice, twice));
        Assert.Throws<ArgumentException>(() => engine.Render(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => engine.RenderInterleaved(new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { SampleRate = 7_999 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { Width = (LaneWidth)64 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { Arithmetic = (LaneArithmetic)3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { MasterGainDecibels = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { QueueCapacity = 15 });
        Assert.Throws<ArgumentNullException>(() => new EngineOptions { Tuning = null! });
    }

    private static void Hold(VoiceEngine engine, float level)
    {
        engine.Events.TryEnqueue(EngineEvent.Parameter(0, 0, 0, 0, level));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(0, 127, 1e-20f));
    }

    private static float[] Render(VoiceEngine engine, int frames, int hostBlock)
    {
        float[] left = new float[frames], right = new float[frames];
        Contracts.Splits.Run(frames, [hostBlock], (start, count) => engine.Render(left.AsSpan(start, count), right.AsSpan(start, count)));
        Samples.AssertSameBits(left, right);
        return left;
    }
}

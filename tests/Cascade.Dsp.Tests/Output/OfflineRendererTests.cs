using Cascade.Dsp.Output;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Output;

public class OfflineRendererTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(72, 0)]
    [InlineData(1, 1000)]
    [InlineData(500, 37)]
    public void An_event_sounds_at_its_own_frame(int latency, int tail)
    {
        long[] times = [0, 1, 30, 31, 32, 33, 63, 64, 1000, 1023, 1024, 1025, 4999];
        var engine = new VoiceEngine(new ImpulseInstrument(), null, new DelayEffect(latency, tail));
        var sink = new MemorySink();
        RenderResult result = Render(engine, Impulses(times), sink);
        Assert.Equal(sink.Left, sink.Right);
        Assert.Equal(result.Frames, sink.Left.Count);
        float[] expected = new float[sink.Left.Count];
        foreach (long time in times)
        {
            expected[time] += 1;
            if (tail > 0)
                expected[time + tail] += 0.5f;
        }
        Assert.Equal(expected, sink.Left);
    }

    [Property(MaxTest = 60)]
    public void Any_position_of_the_engine_is_time_zero(int[] times, byte lead)
    {
        long[] distinct = [.. times.Select(t => (long)Math.Abs(t % 3000)).Distinct()];
        var engine = new VoiceEngine(new ImpulseInstrument());
        engine.Render(new float[lead], new float[lead]);
        var sink = new MemorySink();
        Render(engine, Impulses(distinct), sink);
        Assert.Equal(distinct.Order(), sink.Left.Index().Where(s => s.Item != 0).Select(s => (long)s.Index));
    }

    [Fact]
    public void All_voices_end_and_the_effects_ring_out()
    {
        const int voice = 10_007, tail = 5_003, last = 777;
        var engine = new VoiceEngine(new ImpulseInstrument(voice), null, new DelayEffect(13, tail));
        var sink = new MemorySink();
        RenderResult result = Render(engine, Impulses(0, last), sink);
        Assert.Equal(0, engine.ActiveVoices);
        Assert.Equal(2, result.PeakVoices);
        Assert.False(result.IsTailCut);
        Assert.InRange(result.Frames, last + voice + tail, last + voice + tail + VoiceEngine.BlockSize);
        Assert.Equal(last + voice + tail - 1, sink.Left.FindLastIndex(s => s != 0));
    }

    [Fact]
    public void A_voice_that_starts_and_ends_in_the_last_block_rings_out()
    {
        var engine = new VoiceEngine(new ImpulseInstrument(), null, new DelayEffect(0, 300));
        var sink = new MemorySink();
        Render(engine, Impulses(100), sink);
        Assert.Equal(400, sink.Left.FindLastIndex(s => s != 0));
    }

    [Fact]
    public void Silence_at_the_end_of_the_sequence_is_kept()
    {
        var sink = new MemorySink();
        RenderResult result =
            Render(new VoiceEngine(new ImpulseInstrument()), new Sequence([EngineEvent.NoteOn(5, 60, 1)], 48_000, 7_001), sink);
        Assert.Equal(7_001, result.Frames);
        Assert.Equal(0, Render(new VoiceEngine(new ImpulseInstrument()), Sequence.Empty(48_000), sink).Frames);
    }

    [Fact]
    public void A_held_note_sounds_on_to_the_longest_tail_unless_it_is_released()
    {
        static VoiceEngine Engine() => new(new ImpulseInstrument { HoldsKeys = true });
        var options = new PerformanceOptions { MaximumTail = TimeSpan.FromSeconds(0.5), ReleasesAtEnd = false };
        RenderResult held = Render(Engine(), Impulses(100), new MemorySink(), options);
        Assert.True(held.IsTailCut);
        Assert.Equal(100 + 24_000, held.Frames);
        RenderResult released = Render(Engine(), Impulses(100), new MemorySink(), options with { ReleasesAtEnd = true });
        Assert.False(released.IsTailCut);
        Assert.InRange(released.Frames, 100, 100 + VoiceEngine.BlockSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerformanceOptions { MaximumTail = TimeSpan.FromSeconds(-1) });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(40_000)]
    public void More_events_than_the_queue_holds_all_arrive(int spacing)
    {
        const int count = 20_000;
        var events = new EngineEvent[2 * count];
        for (int i = 0; i < count; i++)
        {
            events[2 * i] = EngineEvent.NoteOn(i * spacing / 16, i % 128, 0.5f, i / 128 % 16);
            events[2 * i + 1] = new EngineEvent(i * spacing / 16, EventKind.Program, 0, 1, 0);
        }
        var engine = new VoiceEngine(new ImpulseInstrument(), new EngineOptions { QueueCapacity = 16 });
        RenderResult result = Render(engine, new Sequence(events, 48_000), new CountingSink());
        Assert.Equal(0, result.DroppedEvents);
        Assert.Equal(count, result.IgnoredEvents);
    }

    [Fact]
    public void A_million_events_at_one_time_all_arrive()
    {
        var events = new EngineEvent[1_100_000];
        Array.Fill(events, new EngineEvent(50, EventKind.Program, 0, 1, 0));
        RenderResult result = Render(new VoiceEngine(new ImpulseInstrument()), new Sequence(events, 48_000), new CountingSink());
        Assert.Equal(0, result.DroppedEvents);
        Assert.Equal(events.Length, result.IgnoredEvents);
    }

    [Fact]
    public void A_sequence_of_another_rate_keeps_its_time()
    {
        var sink = new MemorySink();
        Render(new VoiceEngine(new ImpulseInstrument()), new Sequence([EngineEvent.NoteOn(44_100, 60, 1)], 44_100), sink);
        Assert.Equal(48_000, sink.Left.FindIndex(s => s != 0));
    }

    [Fact]
    public void Nothing_is_allocated_while_rendering_to_a_file()
    {
        using var folder = new TemporaryFolder();
        Sequence sequence = Impulses([.. Enumerable.Range(0, 5000).Select(i => 40L * i)]);
        foreach (WaveFormat format in Enum.GetValues<WaveFormat>())
        {
            // The runtime allocates now and then when its background compiler starts; what rendering allocates shows every time.
            long least = long.MaxValue;
            for (int round = 0; round < 3 && least > 0; round++)
            {
                using var writer = new WaveWriter(folder.File("song.wav"), 48_000, format: format);
                RenderResult result = Render(new VoiceEngine(new ImpulseInstrument(300)), sequence, writer);
                Assert.True(result.Frames > 200_000);
                least = Math.Min(least, result.AllocatedBytes);
            }
            Assert.Equal(0, least);
        }
    }

    [Fact]
    public void Levels_and_clipped_samples_are_those_of_the_sound()
    {
        EngineEvent[] events =
            [EngineEvent.NoteOn(0, 60, 0.5f), EngineEvent.NoteOn(9, 60, 1), EngineEvent.NoteOn(20, 60, 1.25f),
            EngineEvent.NoteOn(40, 60, 0.25f)];
        RenderResult result = Render(new VoiceEngine(new ImpulseInstrument()), new Sequence(events, 48_000, 100), new CountingSink());
        Assert.Equal(1.25f, result.Left.Peak);
        Assert.Equal(MathF.Sqrt((0.25f + 1 + 1.5625f + 0.0625f) / 100), result.Left.Rms, 1e-6f);
        Assert.Equal(1.9382f, result.Left.PeakDecibels, 1e-3f);
        Assert.Equal(2, result.ClippedSamples);
        Assert.Equal(float.NegativeInfinity, new Level(0, 0).RmsDecibels);
    }

    [Fact]
    public void Progress_rises_to_one()
    {
        var reports = new Reports();
        Render(new VoiceEngine(new ImpulseInstrument()), new Sequence([], 48_000, 300_000), new CountingSink(), null, reports);
        Assert.InRange(reports.Shares.Count, 90, 101);
        Assert.Equal(reports.Shares.Order(), reports.Shares);
        Assert.Equal(1, reports.Shares[^1]);
    }

    [Fact]
    public void A_cancelled_rendering_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var reports = new Reports { After = _ => source.Cancel() };
        var engine = new VoiceEngine(new ImpulseInstrument(), null);
        Assert.Throws<OperationCanceledException>(() =>
        {
            using var writer = new WaveWriter(folder.File("song.wav"), 48_000);
            OfflineRenderer.Render(engine, new Sequence([], 48_000, 300_000), writer, null, reports, source.Token);
            writer.Complete();
        });
        Assert.Single(reports.Shares);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        engine.Reset();
        Assert.Equal(301, Render(engine, new Sequence([], 48_000, 301), new CountingSink()).Frames);
    }

    private static RenderResult Render(VoiceEngine engine, Sequence sequence, IAudioSink sink, PerformanceOptions? options = null,
        IProgress<double>? progress = null) =>
        OfflineRenderer.Render(engine, sequence, sink, options, progress, TestContext.Current.CancellationToken);

    private static Sequence Impulses(params long[] times) => new([.. times.Select(t => EngineEvent.NoteOn(t, 60, 1))], 48_000);

    private sealed class CountingSink : IAudioSink
    {
        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => Assert.Equal(left.Length, right.Length);
    }

    private sealed class Reports : IProgress<double>
    {
        public List<double> Shares { get; } = [];

        public Action<double>? After { get; init; }

        public void Report(double value)
        {
            Shares.Add(value);
            After?.Invoke(value);
        }
    }
}

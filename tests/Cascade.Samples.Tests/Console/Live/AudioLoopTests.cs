using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Live;
using Cascade.Samples.Console.Sound;
using FsCheck.Xunit;

namespace Cascade.Samples.Tests.Console.Live;

public sealed class AudioLoopTests
{
    [Property(MaxTest = 20)]
    public void A_song_has_the_bits_and_the_length_of_its_file(int seed)
    {
        var random = new Random(seed);
        Sequence song = RandomSong.Make(seed, random.Next(2_000, 30_000));
        var expected = new Memory();
        OfflineRenderer.Render(Engine(), song, expected);
        var heard = new Memory();
        var loop = new AudioLoop(new Performance(Engine(), song), heard, random.Next(16, 1000));
        loop.Start();
        loop.Wait(Timeout.InfiniteTimeSpan);
        Assert.Equal(expected.Frames, heard.Frames);
    }

    [Fact]
    public void Stopped_it_fades_and_ends()
    {
        VoiceEngine engine = Engine();
        engine.NoteOn(60, 1);
        var heard = new Memory();
        AudioLoop? loop = null;
        heard.AtFrame = (48_000, () => loop!.Stop());
        loop = new AudioLoop(new Performance(engine), heard, 256);
        loop.Start();
        loop.Wait(Timeout.InfiniteTimeSpan);
        Assert.InRange(heard.Frames.Count / 2, 48_000 + 9_600, 48_000 + 9_600 + 512);
        Assert.True(Math.Abs(heard.Frames[^1]) < 1e-3);
        (float left, float right) = loop.Meters.Take();
        Assert.InRange(left, 0.01f, 1);
        Assert.InRange(right, 0.01f, 1);
        Assert.Equal((0, 0), loop.Meters.Take());
    }

    [Fact]
    public void It_rests_while_there_is_nothing_to_hear_and_goes_on_when_there_is()
    {
        VoiceEngine engine = Engine();
        var heard = new Memory { CanRest = true };
        EventQueue keys = engine.AddQueue();
        var loop = new AudioLoop(new Performance(engine), heard, 256, () => keys.Count == 0);
        loop.Start();
        Assert.True(SpinWait.SpinUntil(() => heard.Rests > 0, TimeSpan.FromMinutes(1)), "It does not rest.");
        long position = engine.Position;
        // A quarter of a second of silence is written, no more.
        Assert.InRange(position, RandomSong.Rate / 4, RandomSong.Rate / 4 + 1_000);
        Thread.Sleep(50);
        Assert.Equal(position, engine.Position);
        keys.TryEnqueue(EngineEvent.NoteOn(engine.Position, 60, 1));
        Assert.True(SpinWait.SpinUntil(() => loop.Meters.Take().Left > 0.01f, TimeSpan.FromMinutes(1)), "It does not go on.");
        loop.Stop();
        loop.Wait(Timeout.InfiniteTimeSpan);
    }

    private static VoiceEngine Engine() =>
        new(new SynthInstrument(PresetLibrary.GeneralMidi), new EngineOptions { SampleRate = RandomSong.Rate },
        new Reverb(PresetLibrary.Effect("reverb", "room")), new Limiter());

    private sealed class Memory : IAudioSink, IAudioOutput
    {
        private int _rests;

        public List<float> Frames { get; } = [];

        public (int Frame, Action Act)? AtFrame { get; set; }

        public string Description => "";

        public int SampleRate => RandomSong.Rate;

        public bool CanRest { get; init; }

        public int Rests => Volatile.Read(ref _rests);

        public TimeSpan Latency => default;

        public long Underruns => 0;

        public string? Failure => null;

        public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
        {
            for (int i = 0; i < left.Length; i++)
                Frames.AddRange([left[i], right[i]]);
        }

        public bool Write(ReadOnlySpan<float> frames)
        {
            Frames.AddRange(frames);
            if (AtFrame is { } at && Frames.Count >= 2 * at.Frame)
            {
                AtFrame = null;
                at.Act();
            }
            return true;
        }

        public bool Rest()
        {
            Interlocked.Increment(ref _rests);
            return CanRest;
        }

        public void Drain()
        {
        }

        public void Dispose()
        {
        }
    }
}

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

    private static VoiceEngine Engine() =>
        new(new SynthInstrument(PresetLibrary.GeneralMidi), new EngineOptions { SampleRate = RandomSong.Rate },
        new Reverb(PresetLibrary.Effect("reverb", "room")), new Limiter());

    private sealed class Memory : IAudioSink, IAudioOutput
    {
        public List<float> Frames { get; } = [];

        public (int Frame, Action Act)? AtFrame { get; set; }

        public string Description => "";

        public int SampleRate => RandomSong.Rate;

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

        public void Drain()
        {
        }

        public void Dispose()
        {
        }
    }
}

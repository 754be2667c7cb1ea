using Cascade.Dsp;
using Cascade.Samples.NAudio;
using NAudio.Wave;

namespace Cascade.Package.Tests.NAudio;

public sealed class EngineSampleProviderTests
{
    private static readonly EngineEvent[] s_notes =
        [EngineEvent.NoteOn(100, 60, 0.8f), EngineEvent.NoteOff(5_000, 60), EngineEvent.NoteOn(6_000, 67, 0.5f)];

    [Fact]
    public void Any_buffer_gets_the_engine_s_own_samples()
    {
        VoiceEngine engine = Engine(), same = Engine();
        foreach (EngineEvent note in s_notes)
            Assert.True(engine.Events.TryEnqueue(note) && same.Events.TryEnqueue(note));
        var source = new EngineSampleProvider(engine);
        Assert.Equal((44_100, 2, WaveFormatEncoding.IeeeFloat),
            (source.WaveFormat.SampleRate, source.WaveFormat.Channels, source.WaveFormat.Encoding));
        AssertReads(source, same);
    }

    [Fact]
    public void A_song_plays_as_the_sound_is_read()
    {
        VoiceEngine engine = Engine(), same = Engine();
        foreach (EngineEvent note in s_notes[..2])
            Assert.True(same.Events.TryEnqueue(note));
        var song = new SequencePlayer(new Sequence(s_notes.AsSpan(0, 2), 44_100), 44_100);
        song.Play();
        AssertReads(new EngineSampleProvider(engine, song), same);
        Assert.False(song.IsPlaying);
        Assert.Throws<ArgumentException>(() => new EngineSampleProvider(engine, new SequencePlayer(Sequence.Empty(48_000), 48_000)));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var song = new SequencePlayer(new Sequence(s_notes, 44_100), 44_100);
        var source = new EngineSampleProvider(Engine(), song);
        var buffer = new float[1_000];
        song.Play();
        source.Read(buffer);
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 100; i++)
                source.Read(buffer);
        }));
    }

    private static VoiceEngine Engine() => new(new SynthInstrument(), new EngineOptions { SampleRate = 44_100 });

    private static void AssertReads(EngineSampleProvider source, VoiceEngine same)
    {
        float[] expected = new float[20_000], read = new float[20_000];
        same.RenderInterleaved(expected);
        int done = 0;
        foreach (int length in (int[])[2, 882, 1, 3, 1_024, 4_097])
            done += source.Read(read.AsSpan(done, length));
        Assert.Equal(2 + 882 + 2 + 1_024 + 4_096, done);
        while (done < read.Length)
            done += source.Read(read.AsSpan(done));
        Assert.Equal(expected, read);
        Assert.Contains(read, sample => Math.Abs(sample) > 0.01f);
    }
}

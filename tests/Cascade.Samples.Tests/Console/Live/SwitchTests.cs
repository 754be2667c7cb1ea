using Cascade.Dsp;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Presets;
using Cascade.Samples.Console.Live;
using FsCheck.Xunit;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>Instruments and effects that are exchanged while they play.</summary>
public sealed class SwitchTests
{
    private const int Length = 20_000, Blocks = 800;

    private static readonly EngineOptions _options = new() { SampleRate = RandomSong.Rate };

    [Property(MaxTest = 10)]
    public void An_instrument_with_a_switch_has_the_bits_of_the_instrument(int seed)
    {
        var plain = new VoiceEngine(new SynthInstrument(PresetLibrary.GeneralMidi), _options);
        var switched = new VoiceEngine(new SwitchableInstrument(new SynthInstrument(PresetLibrary.GeneralMidi), _options), _options);
        Sequence song = RandomSong.Make(seed, Length);
        Assert.Equal(Play(plain, song), Play(switched, song));
    }

    [Property(MaxTest = 50)]
    public void A_new_instrument_knows_what_holds(int seed)
    {
        var random = new Random(seed);
        RecordingInstrument first = new(), second = new(), straight = new();
        var switched = new SwitchableInstrument(first, _options);
        VoiceEngine engine = new(switched, _options), other = new(straight, _options);
        Sequence song = RandomSong.Make(seed, Length);
        int at = random.Next(400);
        Play(engine, song, block =>
        {
            if (block == at)
                switched.Exchange(second);
        });
        Play(other, song);
        foreach (((int, EventKind, int Number) what, float value) in straight.State.Where(s => s.Key.Number is not (100 or 101)))
            Assert.Equal(value, second.State.GetValueOrDefault(what, float.NaN));
        // What was told once is not told to both, and nothing is lost.
        int notes = song.Events.ToArray().Count(e => e.Kind is EventKind.NoteOn or EventKind.NoteOff);
        Assert.Equal(notes, first.Events.Concat(second.Events).Count(e => e.Kind is EventKind.NoteOn or EventKind.NoteOff));
        Assert.False(switched.IsExchanging);
    }

    [Fact]
    public void The_one_before_fades_in_a_straight_line()
    {
        var switched = new SwitchableInstrument(new RecordingInstrument(), _options);
        var engine = new VoiceEngine(switched, _options);
        engine.NoteOn(60, 1);
        float[] left = new float[48_000], right = new float[48_000];
        engine.Render(left.AsSpan(0, 1000), right.AsSpan(0, 1000));
        switched.Exchange(new RecordingInstrument());
        engine.Render(left, right);
        int from = Array.FindIndex(left, sample => sample < 1), to = Array.FindIndex(left, sample => sample <= 0);
        Assert.InRange(from, 0, 96);
        Assert.InRange(to - from, 11_990, 12_010);
        for (int i = 1; i < left.Length; i++)
            Assert.InRange(left[i - 1] - left[i], -1e-6f, 1e-4f);
    }

    [Fact]
    public void An_effect_that_is_on_has_its_own_bits_and_one_that_is_off_those_of_its_input()
    {
        float[] input = Noise(), left = [.. input], right = [.. input];
        var limiter = new Limiter();
        limiter.Prepare(RandomSong.Rate);
        limiter.Process(left, right);
        var on = new SwitchableEffect("limiter", new Limiter(), isOn: true);
        var off = new SwitchableEffect("limiter", new Limiter(), isOn: false);
        on.Prepare(RandomSong.Rate);
        off.Prepare(RandomSong.Rate);
        Assert.Equal(left, Processed(on, input));
        Assert.Equal(limiter.LatencySamples, off.LatencySamples);
        Assert.Equal([.. new float[off.LatencySamples], .. input[..^off.LatencySamples]], Processed(off, input));
    }

    [Fact]
    public void Between_on_and_off_there_is_no_step()
    {
        var reverb = new SwitchableEffect("reverb", new Reverb(), isOn: true);
        reverb.Prepare(RandomSong.Rate);
        var left = new float[9600];
        var right = new float[9600];
        left.AsSpan().Fill(0.5f);
        right.AsSpan().Fill(0.5f);
        reverb.Process(left.AsSpan(0, 4800), right.AsSpan(0, 4800));
        reverb.IsOn = false;
        float before = left[4799];
        reverb.Process(left.AsSpan(4800), right.AsSpan(4800));
        Assert.InRange(Math.Abs(left[4800] - before), 0, 0.01f);
        Assert.All(left[(4800 + 992)..], sample => Assert.Equal(0.5f, sample));
        Assert.Equal(0, reverb.TailSamples);
        // What it heard before is forgotten.
        reverb.IsOn = true;
        left.AsSpan().Clear();
        right.AsSpan().Clear();
        reverb.Process(left, right);
        Assert.All(left, sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Switching_allocates_nothing_where_it_sounds()
    {
        var switched = new SwitchableInstrument(new SynthInstrument(), _options);
        var effect = new SwitchableEffect("chorus", new Chorus(), isOn: false);
        var engine = new VoiceEngine(switched, _options, effect);
        engine.NoteOn(60, 1);
        engine.Control(64, 1);
        var left = new float[3200];
        var right = new float[3200];
        engine.Render(left, right);
        var ready = new Thread(() => switched.Exchange(new SynthInstrument()));
        ready.Start();
        ready.Join();
        long before = GC.GetAllocatedBytesForCurrentThread();
        effect.IsOn = true;
        for (int i = 0; i < 10; i++)
            engine.Render(left, right);
        effect.IsOn = false;
        for (int i = 0; i < 10; i++)
            engine.Render(left, right);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(switched.IsExchanging);
    }

    private static float[] Play(VoiceEngine engine, Sequence song, Action<int>? before = null)
    {
        var frames = new float[2 * VoiceEngine.BlockSize * Blocks];
        var transport = new Transport(song, RandomSong.Rate);
        for (int block = 0; block < Blocks; block++)
        {
            before?.Invoke(block);
            transport.Advance(engine);
            engine.RenderInterleaved(frames.AsSpan(2 * VoiceEngine.BlockSize * block, 2 * VoiceEngine.BlockSize));
        }
        return frames;
    }

    private static float[] Noise()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 10_000).Select(_ => 2 * random.NextSingle() - 1)];
    }

    private static float[] Processed(SwitchableEffect effect, float[] input)
    {
        float[] left = [.. input], right = [.. input];
        effect.Process(left, right);
        return left;
    }
}

using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Engine;

/// <summary>An engine that is used again plays what a new one does, whatever came before.</summary>
public sealed class PoolTests
{
    private const int Length = 8_000;

    [Fact]
    public void After_any_song_and_any_parameter_moves_it_is_as_new()
    {
        VoiceEngine pooled = Engine();
        for (int round = 0; round < 12; round++)
        {
            EngineEvent[] music = Music(2 * round);
            Samples.AssertSameBits(Play(Engine(), music), Play(pooled, music), $"Round {round}:");
            // And now everything that can be left behind.
            Play(pooled, Music(2 * round + 1));
            var random = new Random(round);
            foreach (Effect effect in pooled.Effects)
                foreach (Parameter parameter in effect.Parameters)
                    if (parameter.Kind != ParameterKind.Meter)
                        pooled.Set(effect, parameter, parameter.FromPosition(random.NextSingle()));
            pooled.MasterGainDecibels = random.Next(-40, 20);
            pooled.Events.TryEnqueue(EngineEvent.NoteOn(long.MaxValue, 60, 1));
            pooled.RenderInterleaved(new float[2 * random.Next(5_000)]);
        }
    }

    private static VoiceEngine Engine() => new(
        new Rack(new Part(new PianoInstrument(), new Equalizer()) { Channels = 1 },
        new Part(new SynthInstrument(), new Delay()) { Channels = 6 })
        {
            ReverbBus = [new Reverb()],
            ChorusBus = [new Chorus()],
        },
        new EngineOptions { MasterGainDecibels = -3 }, new Equalizer(), new Chorus(), new Delay(), new Reverb(), new Limiter());

    // Of every kind of event; parameters of all parts and effects among them.
    private static EngineEvent[] Music(int seed)
    {
        var random = new Random(seed);
        EngineEvent[] music = RandomEvents.Music(200, Length, 1, seed);
        for (int i = 0; i < music.Length; i += 5)
            music[i] =
                EngineEvent.Parameter(music[i].Time, random.Next(3), random.Next(6) is 5 ? EngineEvent.Strip : random.Next(6),
                random.Next(20), random.NextSingle() * 8 - 2);
        return music;
    }

    private static float[] Play(VoiceEngine engine, EngineEvent[] music)
    {
        engine.Reset();
        foreach (EngineEvent e in music)
            Assert.True(engine.Events.TryEnqueue(e));
        var frames = new float[2 * (Length + 4_000)];
        engine.RenderInterleaved(frames);
        return frames;
    }
}

using Cascade.Dsp;
using Cascade.Dsp.Events;
using Cascade.Samples.Console.Live;
using FsCheck;
using FsCheck.Fluent;

namespace Cascade.Samples.Tests.Console.Live;

public sealed class TransportTests
{
    private const int Length = 20_000;

    private readonly float[] _frames = new float[2 * VoiceEngine.BlockSize];

    [Fact]
    public void Whatever_is_done_no_key_and_no_pedal_stays_down_after_a_pause() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var transport = new Transport(RandomSong.Make(seed, Length), RandomSong.Rate);
            var instrument = new RecordingInstrument();
            var engine = new VoiceEngine(instrument);
            for (int i = 0; i < 40; i++)
            {
                Command(transport, random);
                Run(transport, engine, random.Next(60));
            }
            transport.Pause();
            Run(transport, engine, 1);
            Assert.Empty(instrument.Held);
            Assert.DoesNotContain(instrument.State, s => s.Key is { Kind: EventKind.Control, Number: 64 } && s.Value != 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Where_it_goes_on_all_holds_that_held_there() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            Sequence song = RandomSong.Make(seed, Length);
            var transport = new Transport(song, RandomSong.Rate);
            var instrument = new RecordingInstrument();
            var engine = new VoiceEngine(instrument);
            for (int i = 0; i < 5; i++)
            {
                Run(transport, engine, random.Next(200));
                transport.SeekBy(TimeSpan.FromSeconds((double)random.Next(-Length, Length) / RandomSong.Rate));
                long place = transport.PositionSamples;
                Run(transport, engine, 1);
                // The first block after the jump has played on for its own length.
                var straight = new RecordingInstrument();
                var other = new VoiceEngine(straight);
                foreach (EngineEvent e in song.Events[..song.IndexAt(Math.Min(Length, place + VoiceEngine.BlockSize))])
                    other.Events.TryEnqueue(e with { Time = 0 });
                other.RenderInterleaved(_frames);
                foreach (((int, EventKind, int) what, float value) in straight.State.Where(s => !transport.IsPaused && s.Key.Number is not (100 or 101)))
                    Assert.Equal(value, place == Length ? value : instrument.State.GetValueOrDefault(what, float.NaN));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_pause_keeps_the_place_and_the_tempo_is_clamped()
    {
        var transport = new Transport(RandomSong.Make(1, Length), RandomSong.Rate);
        var engine = new VoiceEngine(new RecordingInstrument());
        Run(transport, engine, 100);
        Assert.Equal(3200, transport.PositionSamples);
        transport.Toggle();
        Run(transport, engine, 100);
        Assert.True(transport.IsPaused);
        Assert.Equal(3200, transport.PositionSamples);
        transport.Toggle();
        transport.Speed = 2;
        Run(transport, engine, 10);
        Assert.Equal(3200 + 640, transport.PositionSamples);
        transport.Speed = 100;
        Assert.Equal(SequencePlayer.FastestSpeed, transport.Speed);
        transport.Speed = double.NaN;
        Assert.Equal(1, transport.Speed);
        Assert.Equal(TimeSpan.FromSeconds((double)Length / RandomSong.Rate), transport.Length);
    }

    [Fact]
    public void It_ends_with_its_sound_and_not_in_a_pause()
    {
        var transport = new Transport(new Sequence([EngineEvent.NoteOn(0, 60, 1), EngineEvent.NoteOff(500, 60)], RandomSong.Rate, 1000), RandomSong.Rate);
        var engine = new VoiceEngine(new RecordingInstrument());
        Run(transport, engine, 5);
        transport.Pause();
        Run(transport, engine, 100);
        Assert.Equal(long.MaxValue, transport.EndOfSound(engine));
        transport.Play();
        Run(transport, engine, 100);
        // It was held up for a hundred blocks.
        Assert.Equal(1000 + 100 * VoiceEngine.BlockSize, transport.EndOfSound(engine));
        transport.SeekBy(TimeSpan.FromMilliseconds(-10));
        Run(transport, engine, 1);
        Assert.Equal(long.MaxValue, transport.EndOfSound(engine));
    }

    private void Run(Transport transport, VoiceEngine engine, int blocks)
    {
        for (int i = 0; i < blocks; i++)
        {
            transport.Advance(engine);
            engine.RenderInterleaved(_frames);
            transport.EndOfSound(engine);
        }
    }

    private static void Command(Transport transport, Random random)
    {
        switch (random.Next(4))
        {
            case 0: transport.Toggle(); break;
            case 1: transport.Play(); break;
            case 2: transport.Speed = 4 * random.NextDouble(); break;
            default: transport.SeekBy(TimeSpan.FromSeconds((double)random.Next(-Length, Length) / RandomSong.Rate)); break;
        }
    }
}

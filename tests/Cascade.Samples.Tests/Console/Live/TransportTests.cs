using Cascade.Dsp;
using Cascade.Samples.Console.Live;
using FsCheck.Xunit;

namespace Cascade.Samples.Tests.Console.Live;

public sealed class TransportTests
{
    private const int Length = 20_000;

    private readonly float[] _frames = new float[2 * VoiceEngine.BlockSize];

    [Property(MaxTest = 100)]
    public void Whatever_is_done_no_key_and_no_pedal_stays_down_after_a_pause(int seed)
    {
        var random = new Random(seed);
        var player = new SequencePlayer(RandomSong.Make(seed, Length), RandomSong.Rate);
        var transport = new Transport(player);
        var instrument = new RecordingInstrument();
        Performance performance = Play(instrument, player);
        for (int i = 0; i < 40; i++)
        {
            Command(transport, random);
            Run(performance, random.Next(60));
        }
        if (!transport.IsPaused)
            player.Pause();
        Run(performance, 2);
        Assert.Empty(instrument.Held);
        Assert.DoesNotContain(instrument.State, s => s.Key is { Kind: EventKind.Control, Number: 64 } && s.Value != 0);
    }

    [Fact]
    public void A_pause_keeps_the_place_and_the_speed_is_clamped()
    {
        var player = new SequencePlayer(RandomSong.Make(1, Length), RandomSong.Rate);
        var transport = new Transport(player);
        Performance performance = Play(new RecordingInstrument(), player);
        Run(performance, 100);
        long place = player.Position;
        Assert.InRange(place, 3200, 3200 + 2 * VoiceEngine.BlockSize);
        transport.Toggle();
        Run(performance, 100);
        Assert.True(transport.IsPaused);
        Assert.Equal(place, player.Position);
        transport.Toggle();
        transport.Speed = 2;
        Run(performance, 10);
        Assert.Equal(place + 640, player.Position);
        transport.Speed = 100;
        Assert.Equal(SequencePlayer.FastestSpeed, transport.Speed);
        transport.Speed = double.NaN;
        Assert.Equal(1, transport.Speed);
        Assert.Equal(TimeSpan.FromSeconds((double)Length / RandomSong.Rate), transport.Length);
    }

    [Fact]
    public void A_song_that_has_ended_and_is_moved_back_plays_on()
    {
        var player =
            new SequencePlayer(new Sequence([EngineEvent.NoteOn(0, 60, 1), EngineEvent.NoteOff(500, 60)], RandomSong.Rate, 1000),
            RandomSong.Rate);
        var transport = new Transport(player);
        Performance performance = Play(new RecordingInstrument(), player);
        Run(performance, 100);
        Assert.True(player.HasEnded && performance.HasEnded);
        Assert.False(transport.IsPaused);
        transport.SeekBy(TimeSpan.FromMilliseconds(-10));
        Assert.True(player.IsPlaying);
    }

    private static Performance Play(RecordingInstrument instrument, SequencePlayer player) =>
        new(new VoiceEngine(instrument, new EngineOptions { SampleRate = RandomSong.Rate }), player);

    private void Run(Performance performance, int blocks)
    {
        for (int i = 0; i < blocks; i++)
            performance.ReadInterleaved(_frames);
    }

    private static void Command(Transport transport, Random random)
    {
        switch (random.Next(3))
        {
            case 0: transport.Toggle(); break;
            case 1: transport.Speed = 4 * random.NextDouble(); break;
            default: transport.SeekBy(TimeSpan.FromSeconds((double)random.Next(-Length, Length) / RandomSong.Rate)); break;
        }
    }
}

using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Events;

public class SequencePlayerTests
{
    private const int Rate = 48_000;

    private readonly EventQueue _queue = new(1 << 16);

    [Property]
    public void At_tempo_1_the_events_are_the_sequences_shifted_by_the_start(int seed)
    {
        Sequence song = MidiSamples.Sequence(seed, Rate, 100);
        var random = new Random(seed);
        var player = new SequencePlayer(song, Rate);
        long start = random.Next(100_000), position = start;
        player.Play();
        List<EngineEvent> sent = Run(player, ref position, start + song.Length + 1, random, 2_000);
        Assert.False(player.IsPlaying);
        Assert.Equal(song.Length, player.Position);
        Assert.Equal(song.Events.ToArray().Select(e => e with { Time = e.Time + start }), sent.Take(song.Count));
        Assert.All(sent.Skip(song.Count), e =>
            Assert.True(e.Time == start + song.Length && (e.EndsNotes || e is { Kind: EventKind.Control, Value: 0 })));
    }

    [Property(MaxTest = 300)]
    public void No_key_and_no_pedal_is_left_after_any_commands_and_a_stop(int seed)
    {
        var random = new Random(seed);
        var player = new SequencePlayer(Song(seed), Rate);
        var queue = new EventQueue(random.Next(2) == 0 ? 64 : 4096);
        long position = 0;
        var sent = new List<EngineEvent>();
        for (int step = 0; step < 60; step++)
        {
            Command(player, random);
            int frames = random.Next(3_000);
            player.Advance(queue, position, frames);
            position += frames;
            if (random.Next(3) > 0)
                sent.AddRange(queue.Drain());
        }
        player.Stop();
        for (int i = 0; i < 50; i++)
        {
            player.Advance(queue, position, 32);
            position += 32;
            sent.AddRange(queue.Drain());
        }
        var receiver = new MidiReceiver();
        receiver.Take(sent);
        Assert.Empty(receiver.Held);
        Assert.All(Enumerable.Range(0, 16), channel =>
            Assert.Equal((0, 0), (receiver.Control(channel, 64), receiver.Control(channel, 66))));
        Assert.Equal(0, player.Position);
    }

    [Property(MaxTest = 200)]
    public void Any_split_sends_the_same_events(int seed)
    {
        Assert.Equal(Performance(seed, whole: true), Performance(seed, whole: false));
    }

    [Property(MaxTest = 50)]
    public void A_full_queue_loses_nothing_and_keeps_the_order(int seed)
    {
        Sequence song = Song(seed);
        List<EngineEvent> Play(int capacity)
        {
            var player = new SequencePlayer(song, Rate);
            var queue = new EventQueue(capacity);
            player.Seek(song.Length / 3);
            player.Play();
            var sent = new List<EngineEvent>();
            for (long position = 0; position < song.Length * 2; position += 64)
            {
                player.Advance(queue, position, 64);
                sent.AddRange(queue.Drain());
            }
            return sent;
        }
        Assert.Equal(Play(1 << 16), Play(256));
    }

    [Property(MaxTest = 200)]
    public void A_seek_sounds_as_if_it_had_been_played_up_to_there(int seed)
    {
        Sequence song = Song(seed);
        var random = new Random(seed);
        var player = new SequencePlayer(song, Rate);
        var sought = new MidiReceiver();
        long position = 0;
        player.Play();
        sought.Take(Run(player, ref position, random.NextInt64(song.Length), random, 500));
        for (int i = 0; i < 5; i++)
        {
            long place = random.NextInt64(song.Length);
            if (random.Next(2) == 0)
            {
                player.Pause();
                player.Advance(_queue, position, 0);
            }
            player.Play();
            player.Seek(place);
            player.Advance(_queue, position, 0);
            sought.Take(_queue.Drain());
            var played = new MidiReceiver();
            played.Take(song.Events[..song.IndexAt(place)].ToArray());
            Assert.Equal(played.State(), sought.State());
            Assert.Empty(sought.Held);
            sought.Take(Run(player, ref position, position + 5_000, random, 500));
        }
    }

    [Fact]
    public void A_loop_repeats_to_the_sample()
    {
        var song =
            new Sequence([EngineEvent.NoteOn(0, 1, 1), EngineEvent.NoteOn(1_000, 60, 1), EngineEvent.NoteOn(1_500, 61, 1),
            EngineEvent.NoteOff(1_600, 61), EngineEvent.NoteOn(2_000, 62, 1)], Rate, 3_000);
        var player = new SequencePlayer(song, Rate);
        player.SetLoop(1_000, 2_000);
        player.Play();
        long position = 0;
        List<EngineEvent> sent = Run(player, ref position, 5_000, new Random(1), 100);
        Assert.Equal([0L, 1_000, 2_000, 3_000, 4_000], sent.Where(e => e.Kind == EventKind.NoteOn && e.Number != 61).Select(e => e.Time));
        Assert.Equal([2_000L, 3_000, 4_000], sent.Where(e => e.Kind == EventKind.NoteOff && e.Number == 60).Select(e => e.Time));
        Assert.DoesNotContain(sent, e => e.Number == 62);
        player.ClearLoop();
        Assert.Contains(Run(player, ref position, 8_000, new Random(1), 100), e => e.Number == 62 && e.Time == 6_000);
        Assert.False(player.IsPlaying);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(1.1)]
    [InlineData(4)]
    public void A_loop_at_any_tempo_does_not_drift(double tempo)
    {
        var player = new SequencePlayer(new Sequence([EngineEvent.NoteOn(500, 60, 1)], Rate, 1_000), Rate) { Speed = tempo };
        player.SetLoop(0, 1_000);
        player.Play();
        long position = 0;
        List<EngineEvent> sent = Run(player, ref position, 1_000_000, new Random(1), 4_000);
        long[] times = [.. sent.Where(e => e.Kind == EventKind.NoteOn).Select(e => e.Time)];
        for (int round = 0; round < times.Length; round++)
            Assert.InRange(times[round] - (500 + 1_000.0 * round) / tempo, -1, 1);
        Assert.InRange(times.Length, (int)(1_000 * tempo) - 1, (int)(1_000 * tempo) + 1);
    }

    [Fact]
    public void A_tempo_counts_from_where_it_changes()
    {
        var player = new SequencePlayer(new Sequence([EngineEvent.NoteOn(1_000, 60, 1), EngineEvent.NoteOn(3_000, 61, 1)], Rate), Rate);
        player.Play();
        player.Advance(_queue, 0, 2_000);
        Assert.Equal(2_000, player.Position);
        player.Speed = 2;
        player.Advance(_queue, 2_000, 2_000);
        Assert.Equal([1_000L, 2_500], _queue.Drain().Where(e => e.Kind == EventKind.NoteOn).Select(e => e.Time));
    }

    [Fact]
    public void The_sequence_is_converted_to_the_engines_rate()
    {
        var player = new SequencePlayer(new Sequence([EngineEvent.NoteOn(44_100, 60, 1)], 44_100), Rate);
        Assert.Equal(48_000, player.Sequence.Events[0].Time);
    }

    [Fact]
    public void Engine_parameters_are_chased()
    {
        var song =
            new Sequence([EngineEvent.Parameter(0, 0, 0, 3, 440), EngineEvent.Parameter(10, 2, 1, 3, 0.5f),
            EngineEvent.Parameter(20, 0, 0, 3, 880), EngineEvent.NoteOn(100, 60, 1)], Rate);
        var player = new SequencePlayer(song, Rate);
        player.Seek(50);
        player.Play();
        player.Advance(_queue, 7, 10);
        Assert.Equal([EngineEvent.Parameter(7, 0, 0, 3, 880), EngineEvent.Parameter(7, 2, 1, 3, 0.5f)], _queue.Drain());
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Sequence song = Song(1);
        var player = new SequencePlayer(song, Rate);
        player.SetLoop(song.Length / 4, song.Length / 2);
        player.Play();
        Assert.Equal(0, Allocated.Bytes(() => Play(player, 20_000)));

        void Play(SequencePlayer player, int blocks)
        {
            for (int i = 0; i < blocks; i++)
            {
                if (i % 100 == 0)
                    player.Seek(i * 17 % song.Length);
                if (i % 70 == 0)
                    player.Pause();
                if (i % 70 == 3)
                    player.Play();
                player.Speed = 1 + i % 5 * 0.25;
                player.Advance(_queue, i * 64L, 64);
                while (_queue.TryPeek(out _))
                    _queue.Advance();
            }
        }
    }

    [Fact]
    public void Reset_starts_over()
    {
        Sequence song = MidiSamples.Sequence(4, Rate, 50);
        var player = new SequencePlayer(song, Rate);
        player.Play();
        long position = 0;
        List<EngineEvent> first = Run(player, ref position, song.Length / 2, new Random(1), 500);
        player.Reset();
        player.Play();
        position = 0;
        Assert.Equal(first, Run(player, ref position, song.Length / 2, new Random(2), 500));
    }

    [Fact]
    public void Setup_out_of_range_throws()
    {
        var player = new SequencePlayer(new Sequence([], Rate, 10_000), Rate);
        Assert.Throws<ArgumentOutOfRangeException>(() => player.Speed = 0.2);
        Assert.Throws<ArgumentOutOfRangeException>(() => player.Speed = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => player.SetLoop(-1, 5_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => player.SetLoop(0, 479));
        Assert.Throws<ArgumentOutOfRangeException>(() => player.SetLoop(0, 10_001));
        player.SetLoop(0, 480);
        Assert.Equal((0L, 480L), player.Loop);
    }

    // Music with what a seek has to chase: registered parameters, banks and programs, pedals, bends, resets.
    private static Sequence Song(int seed)
    {
        var random = new Random(seed);
        var events = new List<EngineEvent>();
        long time = 0;
        while (events.Count < 300)
        {
            time += random.Next(400);
            byte channel = (byte)random.Next(2);
            float value = random.Next(128) / 127f;
            switch (random.Next(10))
            {
                case 0:
                    events.Add(EngineEvent.Control(time, 101, random.Next(5) == 0 ? 1 : 0, channel));
                    // Not 6: what an MPE zone sets on other channels is for the tests of chasing.
                    events.Add(EngineEvent.Control(time, 100, random.Next(6) / 127f, channel));
                    break;
                case 1:
                    events.Add(EngineEvent.Control(time, random.Next(2) == 0 ? 6 : 38, value, channel));
                    break;
                case 2:
                    events.Add(EngineEvent.Control(time, random.Next(98, 102), random.Next(3) / 127f, channel));
                    break;
                case 3:
                    events.Add(EngineEvent.Control(time,
                        random.Next(12) == 0 ? 121 : random.Next(4) switch { 0 => 64, 1 => random.Next(2) * 32, _ => random.Next(96) },
                        value, channel));
                    break;
                case 4:
                    events.Add(new EngineEvent(time, (EventKind)random.Next((int)EventKind.PitchBend, (int)EventKind.Parameter), channel,
                        (byte)random.Next(128), value));
                    break;
                case 5:
                    events.Add(EngineEvent.Control(time, random.Next(126, 128), value, channel));
                    break;
                case 6:
                    events.Add(EngineEvent.NoteOff(time, random.Next(40, 50), channel));
                    break;
                default:
                    events.Add(EngineEvent.NoteOn(time, random.Next(40, 50), Math.Max(value, 0.1f), channel));
                    break;
            }
        }
        return new Sequence(events.ToArray(), Rate, time + 1_000);
    }

    private static void Command(SequencePlayer player, Random random)
    {
        long length = player.Sequence.Length;
        switch (random.Next(9))
        {
            case 0:
                player.Seek(random.NextInt64(length + 1));
                break;
            case 1:
                player.Speed = 0.25 + 3.75 * random.NextDouble();
                break;
            case 2:
                long start = random.NextInt64(length - 1_000);
                player.SetLoop(start, start + 480 + random.Next(500));
                break;
            case 3:
                player.ClearLoop();
                break;
            case 4:
                player.Pause();
                break;
            case 5:
                player.Stop();
                break;
            default:
                player.Play();
                break;
        }
    }

    private static List<EngineEvent> Performance(int seed, bool whole)
    {
        var random = new Random(seed);
        var split = new Random(seed + 1);
        var player = new SequencePlayer(Song(seed), Rate);
        var queue = new EventQueue(1 << 16);
        long position = 0;
        for (int step = 0; step < 20; step++)
        {
            Command(player, random);
            long end = position + random.Next(5_000);
            do
            {
                int frames = whole ? (int)(end - position) : (int)Math.Min(end - position, split.Next(700));
                player.Advance(queue, position, frames);
                position += frames;
            }
            while (position < end);
        }
        return queue.Drain();
    }

    private List<EngineEvent> Run(SequencePlayer player, ref long position, long end, Random random, int longest)
    {
        while (position < end)
        {
            int frames = (int)Math.Min(end - position, random.Next(longest));
            player.Advance(_queue, position, frames);
            position += frames;
        }
        return _queue.Drain();
    }
}

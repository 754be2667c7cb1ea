using Cascade.Dsp.Midi;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Midi;

public class MidiFileTests
{
    [Property(MaxTest = 300)]
    public void What_is_written_is_read_again(int seed)
    {
        MidiFile file = MidiSamples.File(seed);
        MidiFile read = MidiFile.Read(file.ToArray(), new MidiReadOptions { Strict = true });
        Assert.Equal((file.Format, file.Division), (read.Format, read.Division));
        Assert.Equal(file.Tracks.Count, read.Tracks.Count);
        for (int t = 0; t < file.Tracks.Count; t++)
        {
            Assert.Equal(file.Tracks[t].EndTick, read.Tracks[t].EndTick);
            Assert.Equal(file.Tracks[t].Events.ToArray(), read.Tracks[t].Events.ToArray());
        }
        Assert.Equal(file.ToArray(), read.ToArray());
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(44_100)]
    [InlineData(44_101)]
    [InlineData(48_000)]
    [InlineData(96_000)]
    [InlineData(176_400)]
    [InlineData(191_999)]
    [InlineData(192_000)]
    public void A_sequence_comes_back_bit_for_bit(int sampleRate)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Sequence sequence = MidiSamples.Sequence(seed, sampleRate, 200, seed % 2 == 0 ? 5_000 : 10_000_000);
            Sequence back = Song.Read(Song.FromSequence(sequence).ToArray(), new MidiReadOptions { Strict = true }).ToSequence(sampleRate);
            Assert.Equal(sequence.Events.ToArray(), back.Events.ToArray());
            Assert.Equal(sequence.Length, back.Length);
        }
    }

    [Fact]
    public void Usual_rates_have_one_tick_a_sample()
    {
        foreach ((int rate, int ticks,
            int tempo) in new[] { (48_000, 24_000, 500_000), (44_100, 22_050, 500_000), (96_000, 32_760, 341_250) })
        {
            Song song = Song.FromSequence(Sequence.Empty(rate));
            int microseconds = song.TempoMap.TempoAt(0).MicrosecondsPerQuarter;
            Assert.Equal(rate, song.Division.TicksPerQuarter * 1e6 / microseconds);
            Assert.Equal((ticks, tempo), (song.Division.TicksPerQuarter, microseconds));
        }
    }

    [Fact]
    public void A_rest_longer_than_a_delta_is_bridged()
    {
        var track = new MidiTrack([MidiEvent.FromMessage(3_000_000_000, new(0x90, 60, 100))], 4_000_000_000);
        MidiFile read = MidiFile.Read(new MidiFile(0, MidiDivision.Quarter(480), track).ToArray(), new MidiReadOptions { Strict = true });
        Assert.Equal(3_000_000_000, read.Tracks[0].Events[^4].Tick);
        Assert.Equal(4_000_000_000, read.Tracks[0].EndTick);
        Assert.Equal(1, new Song(read).NoteCount);
    }

    [Fact]
    public void Tracks_of_format_1_play_together_and_earlier_tracks_first()
    {
        // At 1,000 ticks a sample both ticks fall on one sample: the order is that of the ticks, not of the tracks.
        var first =
            new MidiTrack([MidiEvent.FromTempo(0, default), MidiEvent.FromMessage(101, new(0x90, 1, 1)),
            MidiEvent.FromMessage(200, new(0x90, 2, 1))]);
        var second = new MidiTrack([MidiEvent.FromMessage(100, new(0x91, 3, 1)), MidiEvent.FromMessage(200, new(0x91, 4, 1))], 32_000);
        Sequence sequence = new Song(new MidiFile(1, MidiDivision.Quarter(32_000), first, second)).ToSequence(8_000);
        Assert.Equal([3, 1, 2, 4], sequence.Events.ToArray().Select(e => (int)e.Number));
        Assert.Equal(4_000, sequence.Length);
    }

    // Where tracks were merged into one, the note-off of a note that was down before stands behind the one that starts: it ends the first.
    [Theory]
    [InlineData("0+ 480+ 480- 960-", "0+ 480- 480+ 960-")]
    [InlineData("0+ 480- 480+ 960-", "0+ 480- 480+ 960-")]
    [InlineData("0+ 480+ 480- 480- 960+ 960-", "0+ 480- 480+ 480- 960+ 960-")]
    [InlineData("0+ 0+ 480+ 480- 480- 960-", "0+ 0+ 480- 480- 480+ 960-")]
    [InlineData("0+ 0- 480+ 480- 960+", "0+ 0- 480+ 480- 960+")]
    [InlineData("0+ 480+ 480- 960+ 960- 1440-", "0+ 480- 480+ 960- 960+ 1440-")]
    public void A_note_off_ends_the_note_that_was_down_before_its_tick(string track, string played)
    {
        MidiEvent[] events = [.. track.Split(' ').Select(e => MidiEvent.FromMessage(long.Parse(e[..^1]),
            new MidiMessage((byte)(e[^1] == '+' ? 0x93 : 0x83), 60, 100)))];
        var song = new Song(new MidiFile(0, MidiDivision.Quarter(24_000), new MidiTrack(events, 2_000)));
        Assert.Equal(played, string.Join(' ', song.ToSequence(48_000).Events.ToArray()
            .Select(e => $"{e.Time}{(e.Kind == EventKind.NoteOn ? '+' : '-')}")));
    }

    [Fact]
    public void Tracks_of_format_2_play_one_after_the_other_with_their_own_tempos()
    {
        var slow = new MidiTrack([MidiEvent.FromTempo(0, Tempo.FromBeatsPerMinute(60)), MidiEvent.FromMessage(480, new(0x90, 1, 1))], 960);
        var plain = new MidiTrack([MidiEvent.FromMessage(480, new(0x90, 2, 1))], 480);
        var song = new Song(new MidiFile(2, MidiDivision.Quarter(480), slow, plain));
        Sequence sequence = song.ToSequence(48_000);
        Assert.Equal([48_000L, 96_000 + 24_000], sequence.Events.ToArray().Select(e => e.Time));
        Assert.Equal(TimeSpan.FromSeconds(2.5), song.Duration);
        Assert.Equal(120_000, sequence.Length);
        Assert.Equal(120_000, song.ToSequence(48_000, 1).Events[0].Time);
        Assert.Equal(960, song.Tracks[1].StartTick);
    }

    [Fact]
    public void Meta_events_say_what_they_hold()
    {
        Assert.True(MidiEvent.FromTempo(0, Tempo.FromMicrosecondsPerQuarter(123_456)).TryGetTempo(out Tempo tempo));
        Assert.Equal(123_456, tempo.MicrosecondsPerQuarter);
        Assert.True(MidiEvent.FromTimeSignature(0, new(6, 8)).TryGetTimeSignature(out MidiTimeSignature time));
        Assert.Equal(new MidiTimeSignature(6, 8), time);
        Assert.True(MidiEvent.FromKeySignature(0, new(-3, true)).TryGetKeySignature(out MidiKeySignature key));
        Assert.Equal(new MidiKeySignature(-3, true), key);
        Assert.Equal("Prélude", MidiEvent.FromText(0, MidiMetaType.TrackName, "Prélude").Text);
        Assert.Equal("Prélude", MidiEvent.Meta(0, MidiMetaType.Text, [0x50, 0x72, 0xE9, 0x6C, 0x75, 0x64, 0x65]).Text);
    }

    [Fact]
    public void Times_are_exact_after_thousands_of_tempos()
    {
        // 480 ticks to the quarter, a tempo of 333,333 + i microseconds for each tick: the sum has a closed form.
        var changes = new TempoChange[10_000];
        for (int i = 0; i < changes.Length; i++)
            changes[i] = new TempoChange(i, Tempo.FromMicrosecondsPerQuarter(333_333 + i));
        var map = new TempoMap(MidiDivision.Quarter(480), changes);
        decimal microseconds = (10_000m * 333_333 + 10_000m * 9_999 / 2) / 480;
        Assert.Equal((long)Math.Round(microseconds * 48_000 / 1_000_000, MidpointRounding.AwayFromZero), map.SampleAt(10_000, 48_000));
        Assert.Equal((double)(microseconds / 1_000_000), map.SecondsAt(10_000), 1e-12);
        for (long tick = 0; tick < 10_000; tick += 37)
            Assert.Equal(tick, map.TickAt(map.SampleAt(tick, 48_000), 48_000));
    }

    [Fact]
    public void Smpte_ticks_ignore_the_tempo()
    {
        var change = new TempoChange(0, Tempo.FromBeatsPerMinute(60));
        Assert.Equal(48_000, new TempoMap(MidiDivision.Smpte(25, 40), change).SampleAt(1_000, 48_000));
        Assert.Equal(48_048, new TempoMap(MidiDivision.Smpte(29, 100), change).SampleAt(3_000, 48_000));
        Assert.Equal(48_000, new TempoMap(MidiDivision.Smpte(30, 80), change).SampleAt(2_400, 48_000));
    }

    [Fact]
    public void Huge_times_saturate()
    {
        var track = new MidiTrack([MidiEvent.FromTempo(0, Tempo.Slowest), MidiEvent.FromMessage(MidiEvent.LastTick, new(0x90, 1, 1))]);
        var song = new Song(new MidiFile(2, MidiDivision.Quarter(1), track, track));
        Sequence sequence = song.ToSequence(192_000);
        Assert.Equal(1L << 52, sequence.Length);
        Assert.Equal(1L << 52, sequence.Events[^1].Time);
        Assert.True(sequence.Duration > TimeSpan.FromDays(1_000));
        Assert.True(sequence.WithSampleRate(8_000).Duration > TimeSpan.FromDays(1_000));
        Assert.Equal(TimeSpan.MaxValue, song.Duration);
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        string folder = Directory.CreateTempSubdirectory("cascade-midi-").FullName;
        try
        {
            string path = Path.Combine(folder, "song.mid");
            MidiSamples.File(1).Write(path);
            MidiSamples.File(2).Write(path);
            Assert.Equal(MidiSamples.File(2).ToArray(), File.ReadAllBytes(path));
            Assert.Equal(MidiSamples.File(2).ToArray(), MidiFile.Read(path).ToArray());
            Assert.ThrowsAny<IOException>(() => MidiSamples.File(1).Write(Path.Combine(folder, "missing", "song.mid")));
            string taken = Directory.CreateDirectory(Path.Combine(folder, "taken.mid")).FullName;
            Assert.ThrowsAny<SystemException>(() => MidiSamples.File(1).Write(taken));
            Assert.Equal([path], Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_to_its_end()
    {
        byte[] bytes = MidiSamples.File(5).ToArray();
        using var pipe =
            new System.IO.Compression.BrotliStream(new MemoryStream(Compressed(bytes)), System.IO.Compression.CompressionMode.Decompress);
        Assert.Equal(bytes, MidiFile.Read(pipe).ToArray());
    }

    private static byte[] Compressed(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var pipe = new System.IO.Compression.BrotliStream(target, System.IO.Compression.CompressionLevel.Fastest))
            pipe.Write(bytes);
        return target.ToArray();
    }
}

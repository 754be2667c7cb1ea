using Cascade.Dsp.Midi;
using Cascade.Dsp.Songs;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Songs;

public sealed class SongPositionTests
{
    [Fact]
    public void Without_a_metre_bars_have_four_quarters()
    {
        Song song = With(480);
        Assert.Equal([new MetreChange(0, 1, new(4, 4))], song.Metres);
        Assert.Equal(1, song.FirstBar);
        AssertPlaces(song, (0, new(1)), (479, new(1, 1, 479)), (480, new(1, 2)), (1919, new(1, 4, 479)), (1920, new(2)),
            (4 * 1920 + 960, new(5, 3)));
    }

    [Fact]
    public void Compound_metres_count_their_own_beats()
    {
        Song song = With(480, (0, 6, 8));
        AssertPlaces(song, (240, new(1, 2)), (1439, new(1, 6, 239)), (1440, new(2)));
    }

    [Fact]
    public void A_first_bar_that_is_cut_short_is_a_pickup()
    {
        // Two ways in which programs write it: a short metre of its own, and the metre said again after the pickup.
        foreach (Song song in new[] { With(480, (0, 1, 4), (480, 3, 4)), With(480, (0, 3, 4), (480, 3, 4)) })
        {
            Assert.Equal(0, song.FirstBar);
            AssertPlaces(song, (0, new(0)), (479, new(0, 1, 479)), (480, new(1)), (480 + 1440, new(2)), (480 + 1440 + 480, new(2, 2)));
            Assert.Throws<ArgumentOutOfRangeException>(() => song.TickAt(new SongPosition(-1)));
        }
        Assert.Equal(1, With(480, (0, 3, 4), (1440, 3, 4)).FirstBar);
        Assert.Equal(1, With(480, (0, 3, 4), (1440, 2, 4)).FirstBar);
        Assert.Equal(1, With(480, (0, 2, 4), (1440, 4, 4)).FirstBar);
    }

    [Fact]
    public void A_metre_in_mid_bar_starts_a_bar()
    {
        Song song = With(480, (0, 4, 4), (1920 + 960, 3, 4), (1920 + 960 + 1440 + 1, 2, 2));
        Assert.Equal([1, 3, 5], song.Metres.Select(m => m.Bar));
        AssertPlaces(song, (1920 + 959, new(2, 2, 479)), (1920 + 960, new(3)), (1920 + 960 + 1440, new(4)), (1920 + 960 + 1441, new(5)),
            (1920 + 960 + 1441 + 960, new(5, 2)));
    }

    [Fact]
    public void Of_metres_at_one_tick_the_last_counts() =>
        Assert.Equal([new MetreChange(0, 1, new(3, 4))], With(480, (0, 2, 4), (0, 3, 4)).Metres);

    [Fact]
    public void A_beat_may_be_no_whole_number_of_ticks()
    {
        // 10 ticks a quarter note: beats of 3/16 at 0, 2.5, 5, bars of 7.5.
        Song song = With(10, (0, 3, 16));
        Assert.Equal([0L, 3, 5, 8, 10, 13, 15], Enumerable.Range(0, 7).Select(i => song.TickAt(new SongPosition(1 + i / 3, 1 + i % 3))));
        Assert.Equal(new SongPosition(1001), song.PositionAt(7500));
    }

    [Fact]
    public void A_beat_past_the_bar_lies_in_those_that_follow()
    {
        Assert.Equal(1920 + 480, With(480).TickAt(new SongPosition(1, 6)));
        Assert.Throws<ArgumentOutOfRangeException>(() => With(480).TickAt(new SongPosition(1, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => With(480).TickAt(new SongPosition(1, 1, -1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => With(480).TickAt(new SongPosition(0)));
        Assert.Equal(MidiEvent.LastTick, With(32_767, (0, 255, 1)).TickAt(new SongPosition(int.MaxValue)));
    }

    [Fact]
    public void Parts_of_a_film_frame_have_quarters_of_half_a_second()
    {
        var song = new Song(new MidiFile(0, MidiDivision.Smpte(25, 40), new MidiTrack([])));
        AssertPlaces(song, (500, new(1, 2)), (2000, new(2)));
        Assert.Equal(96_000, song.SampleAt(new SongPosition(2), 48_000));
        song = new Song(new MidiFile(0, MidiDivision.Smpte(29, 100), new MidiTrack([])));
        Assert.Equal(96_000, song.SampleAt(new SongPosition(2), 48_000), 16.0);
    }

    [Fact]
    public void Bars_of_format_2_start_anew_with_each_track()
    {
        var first =
            new MidiTrack([MidiEvent.FromTimeSignature(0, new(3, 4)), MidiEvent.FromTempo(0, Tempo.FromBeatsPerMinute(60))], 2 * 1440);
        var second = new MidiTrack([], 1920);
        var song = new Song(new MidiFile(2, MidiDivision.Quarter(480), first, second));
        AssertPlaces(song, (1440, new(2)), (2880, new(3)), (2880 + 480, new(3, 2)), (2880 + 1920, new(4)));
        Assert.Equal(6, song.TempoMap.SecondsAt(2880), 1e-12);
        Assert.Equal(6.5, song.TempoMap.SecondsAt(2880 + 480), 1e-12);
    }

    [Fact]
    public void Bars_lie_in_time_by_the_tempo()
    {
        var track = new MidiTrack([MidiEvent.FromTempo(1920, Tempo.FromBeatsPerMinute(60))]);
        var song = new Song(new MidiFile(0, MidiDivision.Quarter(480), track));
        Assert.Equal([0L, 96_000, 96_000 + 4 * 48_000], Enumerable.Range(1, 3).Select(bar => song.SampleAt(new SongPosition(bar), 48_000)));
        Assert.Equal(1920 + 240, song.TempoMap.TickAtSeconds(2.5));
        Assert.Equal((0, 0, MidiEvent.LastTick),
            (song.TempoMap.TickAtSeconds(-1), song.TempoMap.TickAtSeconds(double.NaN),
            song.TempoMap.TickAtSeconds(double.PositiveInfinity)));
    }

    [Property(MaxTest = 200)]
    public void Ticks_and_places_are_each_others_inverse(int seed)
    {
        var random = new Random(seed);
        var metres = new (long, int, int)[random.Next(6)];
        for (int i = 0; i < metres.Length; i++)
            metres[i] = ((i == 0 ? 0 : metres[i - 1].Item1) + random.Next(20_000), random.Next(1, 20), 1 << random.Next(8));
        Song song = With(random.Next(1, 2000), metres);
        SongPosition last = default;
        long end = random.Next(40_000) + 50;
        for (long tick = Math.Max(0, end - 3000); tick < end; tick++)
        {
            SongPosition position = song.PositionAt(tick);
            Assert.Equal(tick, song.TickAt(position));
            Assert.True(tick == Math.Max(0, end - 3000) || (position.Bar, position.Beat, position.Tick)
                .CompareTo((last.Bar, last.Beat, last.Tick)) > 0);
            Assert.InRange(position.Beat, 1, song.Metres.Last(m => m.Tick <= tick).Metre.Numerator);
            last = position;
        }
        foreach (MetreChange change in song.Metres)
            Assert.Equal(new SongPosition(change.Bar), song.PositionAt(change.Tick));
    }

    [Property(MaxTest = 100)]
    public void Ticks_and_seconds_are_each_others_inverse(int seed)
    {
        Song song = new(MidiSamples.File(seed));
        var random = new Random(seed);
        for (int i = 0; i < 20; i++)
        {
            long tick = random.NextInt64(1 << 24);
            long back = song.TempoMap.TickAtSeconds(song.TempoMap.SecondsAt(tick));
            // A tick may be shorter than a double of so many seconds can tell.
            Assert.Equal(song.TempoMap.SecondsAt(tick), song.TempoMap.SecondsAt(back), 1e-12 + song.TempoMap.SecondsAt(tick) * 1e-14);
        }
    }

    private static void AssertPlaces(Song song, params (long Tick, SongPosition Position)[] places)
    {
        foreach ((long tick, SongPosition position) in places)
        {
            Assert.Equal(position, song.PositionAt(tick));
            Assert.Equal(tick, song.TickAt(position));
        }
    }

    private static Song With(int ticksPerQuarter, params (long Tick, int Numerator, int Denominator)[] metres) =>
        new(new MidiFile(0, MidiDivision.Quarter(ticksPerQuarter),
        new MidiTrack([.. metres.Select(m => MidiEvent.FromTimeSignature(m.Tick, new(m.Numerator, m.Denominator)))])));
}

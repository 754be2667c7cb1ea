using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Training;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class ContinuationTests
{
    [Property(MaxTest = 40)]
    public void It_ends_in_key_on_the_first_beat_of_the_last_bar(byte tune, byte seed, byte bars)
    {
        Song song = TestSongs.Tunes()[tune % 90].Song;
        int count = 1 + bars % 24;
        MusicalKey key = SongAnalysis.Of(song).Keys[0].Key;
        Song continued = Continuation.Of(song, new ContinuationOptions { Bars = count, Seed = seed });
        ImmutableArray<SongNote> notes = SongNotes.Of(continued);
        Assert.Contains((notes[^1].Key - key.Tonic + 132) % 12, (int[])[0, key.IsMinor ? 3 : 4, 7]);
        SongPosition place = continued.PositionAt(notes[^1].Tick);
        Assert.Equal((count, 1), (place.Bar, place.Beat));
        Assert.Equal(0, place.Tick);
        Assert.Equal(count, continued.PositionAt(continued.EndTick - 1).Bar);
    }

    [Theory]
    // The melody came to a leading tone whose tonic lies above the register.
    [InlineData(52, 10, 25)]
    [InlineData(52, 18, 0)]
    [InlineData(19, 4, 10)]
    [InlineData(19, 11, 145)]
    [InlineData(70, 4, 35)]
    [InlineData(70, 5, 190)]
    public void It_ends_in_key_from_a_leading_tone_at_the_edge_of_the_register(byte tune, byte bars, byte seed) =>
        It_ends_in_key_on_the_first_beat_of_the_last_bar(tune, seed, (byte)(bars - 1));

    [Theory]
    [InlineData(127)]
    [InlineData(126)]
    [InlineData(0)]
    public void It_ends_in_key_at_the_edges_of_the_keyboard(int key)
    {
        Song song = TestSongs.Line([key, key, key, key, key, key, key, key]);
        MusicalKey found = SongAnalysis.Of(song).Keys[0].Key;
        for (int seed = 0; seed < 20; seed++)
        {
            ImmutableArray<SongNote> notes = SongNotes.Of(Continuation.Of(song, new ContinuationOptions { Bars = 2, Seed = seed }));
            Assert.Contains((notes[^1].Key - found.Tonic + 132) % 12, (int[])[0, found.IsMinor ? 3 : 4, 7]);
        }
    }

    [Fact]
    public void The_same_song_and_seed_have_the_same_bars_and_others_have_others()
    {
        Song song = TestSongs.Tunes()[2].Song;
        byte[] Bytes(int seed) => Continuation.Of(song, new ContinuationOptions { Seed = seed }).ToArray();
        Assert.Equal(Bytes(5), Bytes(5));
        Assert.NotEqual(Bytes(5), Bytes(6));
    }

    [Fact]
    public void No_run_of_nine_notes_is_copied_from_what_was_trained_with()
    {
        static IEnumerable<string> Runs(ImmutableArray<SongNote> notes) => Enumerable.Range(0, Math.Max(0, notes.Length - 8))
            .Select(i => string.Join(',', Enumerable.Range(i, 8).Select(j => notes[j + 1].Key - notes[j].Key)));
        HashSet<string> trained = [.. TestSongs.Tunes().Concat(TestSongs.Tunes("lieder-melodies.txt"))
            .SelectMany(t => Runs(SongNotes.Of(t.Song)))];
        foreach (Tune tune in TestSongs.Tunes().Take(30))
            Assert.DoesNotContain(Runs(SongNotes.Of(Continuation.Of(tune.Song))), trained.Contains);
    }

    [Fact]
    public void A_song_with_accompaniment_is_accompanied_by_chords_that_close()
    {
        Song continued = Continuation.Of(TestSongs.Prelude(), new ContinuationOptions { Bars = 8 });
        Assert.Equal(3, continued.Tracks.Length);
        SongAnalysis analysis = SongAnalysis.Of(continued);
        Assert.Equal(0, analysis.Harmony[^1].Chord.Root);
        Assert.All(SongNotes.Of(continued), n => Assert.InRange(n.Key, 24, 100));
    }

    [Fact]
    public void Nothing_is_gone_on_from_too()
    {
        Assert.NotEqual(0, Continuation.Of(new SongBuilder().ToSong()).NoteCount);
        Assert.NotEqual(0, Continuation.Of(TestSongs.Line([127])).NoteCount);
        Assert.NotEqual(0, Continuation.Of(TestSongs.Line([0, 127, 0, 127])).NoteCount);
    }

    [Theory]
    [InlineData(0, 0.8)]
    [InlineData(257, 0.8)]
    [InlineData(8, 0.05)]
    [InlineData(8, double.NaN)]
    public void Options_out_of_range_are_refused(int bars, double temperature) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Continuation.Of(TestSongs.Prelude(), new ContinuationOptions { Bars = bars, Temperature = temperature }));
}

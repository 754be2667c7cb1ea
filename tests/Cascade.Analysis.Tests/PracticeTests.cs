using System.Collections.Immutable;
using Cascade.Dsp;
using Cascade.Samples.Analysis;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class PracticeTests
{
    private static readonly Song _prelude = TestSongs.Prelude();
    private static readonly ImmutableArray<SongNote> _notes = SongNotes.Of(_prelude);

    [Fact]
    public void What_is_played_as_written_has_no_error()
    {
        PracticeReport report = PracticeReport.Of(_prelude, _prelude);
        Assert.Equal((_notes.Length, 0, 0, 0), (report.Matched, report.Missing, report.Extra, report.Wrong));
        Assert.Null(report.NextBars);
        Assert.InRange(report.Score, 95, 100);
        Assert.Equal(1, report.Timing.TempoRatio, 1e-6);
    }

    [Property(MaxTest = 20)]
    public void Errors_are_found_at_any_tempo(byte tempo, ushort seed)
    {
        double slowness = 0.5 + tempo / 128.0;
        var random = new Random(seed);
        List<SongNote> played = [.. TestSongs.Played(_notes, slowness, 0.02, seed)];
        int missing = random.Next(50, played.Count - 50), wrong = (missing + 20) % (played.Count - 60) + 10,
            extra = (missing + 40) % (played.Count - 60);
        played[wrong] = played[wrong] with { Key = (byte)(played[wrong].Key + 1) };
        played.Add(played[extra] with { Key = 100, Start = played[extra].Start + 0.02 });
        played.RemoveAt(missing);
        NoteAlignment alignment = NoteAlignment.Of(_notes, [.. played.OrderBy(n => n.Start)]);
        Assert.Equal((1, 1, 1), (alignment.Missing.Length, alignment.Wrong.Length, alignment.Extra.Length));
        Assert.Equal(_notes.Length - 2, alignment.Matched.Length);
    }

    [Fact]
    public void A_chord_that_is_rolled_for_seconds_is_as_written()
    {
        // As pianists play a last chord: each of its notes half a second after the one below.
        ImmutableArray<SongNote> written =
            SongNotes.Of(TestSongs.Chords([60, 64, 67], [62, 65, 69], [59, 62, 67], [48, 55, 60, 64, 67, 72]));
        double last = written[^1].Start;
        ImmutableArray<SongNote> played = [.. written.Select((n, i) => n.Start < last ? n : n with { Start = last + 0.5 * (i - 9) })];
        NoteAlignment alignment = NoteAlignment.Of(written, played);
        Assert.Equal(Enumerable.Range(0, written.Length).Select(i => new NotePair(i, i)), alignment.Matched);
    }

    [Fact]
    public void A_key_struck_twice_too_early_is_extra_when_its_chord_follows()
    {
        ImmutableArray<SongNote> written = SongNotes.Of(TestSongs.Chords([60, 64, 67], [62, 65, 69], [59, 62, 67], [60, 64, 72]));
        SongNote[] chord = [.. written.Where(n => n.Start == written[6].Start)];
        SongNote[] early = [chord[1] with { Start = chord[1].Start - 0.2 }, chord[1] with { Start = chord[1].Start - 0.1 }];
        ImmutableArray<SongNote> played = [.. written.Concat(early).OrderBy(n => n.Start)];
        NoteAlignment alignment = NoteAlignment.Of(written, played);
        Assert.Equal(early.Select(e => played.IndexOf(e)), alignment.Extra);
        Assert.Empty(alignment.Missing);
    }

    [Fact]
    public void Every_note_is_in_one_list()
    {
        ImmutableArray<SongNote> other = SongNotes.Of(TestSongs.Tunes()[5].Song);
        NoteAlignment alignment = NoteAlignment.Of(_notes, other);
        Assert.Equal(Enumerable.Range(0, _notes.Length),
            alignment.Matched.Select(p => p.Reference).Concat(alignment.Wrong.Select(p => p.Reference)).Concat(alignment.Missing).Order());
        Assert.Equal(Enumerable.Range(0, other.Length),
            alignment.Matched.Select(p => p.Played).Concat(alignment.Wrong.Select(p => p.Played)).Concat(alignment.Extra).Order());
    }

    [Fact]
    public void The_two_bars_with_most_errors_are_next()
    {
        var builder = new SongBuilder(_prelude.Division.TicksPerQuarter);
        int track = builder.AddTrack();
        foreach (SongNote note in _notes)
            if (_prelude.PositionAt(note.Tick).Bar is not (12 or 13) || note.Tick % 4 != 0 || note.Key % 2 == 0)
                builder.AddNote(track, note.Tick, note.EndTick - note.Tick, note.Key, note.Velocity);
        PracticeReport report = PracticeReport.Of(_prelude, builder.ToSong());
        Assert.True(report.Missing > 5);
        Assert.Equal((12, 13), report.NextBars);
        Assert.All(report.Bars.Where(b => b.Missing > 0), b => Assert.InRange(b.Bar, 12, 13));
    }

    [Theory]
    [InlineData(0.005)]
    [InlineData(0.02)]
    public void The_deviation_is_that_of_the_jitter(double jitter)
    {
        Song song = TestSongs.Line(Enumerable.Range(0, 200).Select(i => 60 + i % 12), 0.5);
        var builder = new SongBuilder(TestSongs.Quarter * 10);
        int track = builder.AddTrack();
        foreach (SongNote note in TestSongs.Played(SongNotes.Of(song), 1.25, jitter, 4))
            builder.AddNote(track, Math.Max(0, (long)(note.Start * 9_600)), 1_000, note.Key);
        PracticeTiming timing = PracticeReport.Of(song, builder.ToSong()).Timing;
        // Of an even distribution, and of the line through neighbours that vary too.
        double expected = 1000 * jitter / Math.Sqrt(12);
        Assert.InRange(timing.DeviationMilliseconds, 0.85 * expected, 1.3 * expected);
        Assert.Equal(0.8, timing.TempoRatio, 0.01);
    }

    [Fact]
    public void A_performance_that_hurries_drifts()
    {
        Song song = TestSongs.Line(Enumerable.Range(0, 100).Select(i => 60 + i % 7));
        var builder = new SongBuilder(TestSongs.Quarter);
        int track = builder.AddTrack();
        double tick = 0;
        for (int i = 0; i < 100; i++, tick += 480 * (1 - 0.2 * i / 100))
            builder.AddNote(track, (long)tick, 200, 60 + i % 7);
        // From 1 to 0.8 beats: the quarters in the middle of the first and the last are 1/0.825 - 1/0.975 apart.
        Assert.InRange(PracticeReport.Of(song, builder.ToSong()).Timing.DriftPercent, 14, 22);
    }

    [Fact]
    public void Nothing_played_is_all_missing()
    {
        PracticeReport report = PracticeReport.Of(_prelude, new SongBuilder().ToSong());
        Assert.Equal((0, _notes.Length), (report.Matched, report.Missing));
        Assert.Equal(0, report.Score, 1e-9);
        Assert.Equal(100, PracticeReport.Of(new SongBuilder().ToSong(), new SongBuilder().ToSong()).Parts.Notes);
    }

    [Fact]
    public void A_follower_keeps_up_and_finds_its_way_after_a_jump()
    {
        var follower = new ScoreFollower(_notes);
        Assert.Equal(-1, follower.Position);
        int Follow(int from, int to, double shift)
        {
            int far = 0;
            for (int i = from; i < to; i++)
            {
                follower.Hear(_notes[i].Key, _notes[i].Start + shift);
                far += Math.Abs(follower.Seconds - _notes[i].Start) > 0.3 ? 1 : 0;
            }
            return far;
        }
        Assert.InRange(Follow(0, 150, 0), 0, 3);
        // Four bars of sixteen notes and two held: on to there, and within 16 notes it is where the player is.
        Assert.InRange(Follow(300, 400, _notes[150].Start - _notes[300].Start), 0, 16);
        Assert.Equal(_notes[399].Start, follower.Seconds, 0.3);
        follower.Reset();
        Assert.Equal(-1, follower.Position);
        Assert.Equal(-1, new ScoreFollower([]).Hear(60, 0));
    }

    [Fact]
    public void Following_allocates_nothing()
    {
        var follower = new ScoreFollower(_notes);
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 100; i++)
                follower.Hear(_notes[i].Key, _notes[i].Start);
        }));
    }
}

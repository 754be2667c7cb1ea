using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Training;

namespace Cascade.Analysis.Tests;

public class TuneFileTests
{
    [Fact]
    public void ABC_notes_have_the_signature_accidentals_octaves_and_lengths()
    {
        Tune tune = Read("= folk | A | G major | 3/4@0 | 1/4\nF =F F | F, f2 f'/ z _B3/2")[0];
        var notes = SongNotes.Of(tune.Song);
        Assert.Equal([66, 65, 65, 54, 78, 90, 70], notes.Select(n => (int)n.Key));
        Assert.Equal([0, 480, 960, 1440, 1920, 2880, 3600], notes.Select(n => n.Tick));
        Assert.Equal(720, notes[^1].EndTick - notes[^1].Tick);
        Assert.Equal(new MusicalKey(7, false), tune.Key);
    }

    [Fact]
    public void Numbers_have_onset_length_and_key_and_a_doubtful_key_is_none()
    {
        Tune tune = Read("# a comment\n= X | B | Ab major~ | 4/4@0\n0:1/2:60 7/3:1:127")[0];
        var notes = SongNotes.Of(tune.Song);
        Assert.Equal([(0L, 240L, 60), (1120L, 1600L, 127)], notes.Select(n => (n.Tick, n.EndTick, (int)n.Key)));
        Assert.Null(tune.Key);
    }

    [Theory]
    [InlineData("0:1:60", "Line 1")]
    [InlineData("= a | b | C major", "Line 1")]
    [InlineData("= a | b | C major | 4/4@0\n0:1", "Line 2")]
    [InlineData("= a | b | C major | 4/4@0\n0:1:128", "Line 2")]
    [InlineData("= a | b | C major | 4/4@0 | 1/4\nC D H", "H is no note")]
    public void A_wrong_line_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_shipped_tunes_fill_bars_of_many_styles()
    {
        IReadOnlyList<Tune> tunes = TestSongs.Tunes();
        Assert.InRange(tunes.Count, 60, 500);
        Assert.InRange(tunes.Select(t => t.Origin).Distinct().Count(), 6, 20);
        Assert.All(tunes, t => Assert.InRange(t.Song.NoteCount, 10, 500));
        Assert.All(tunes, t => Assert.NotNull(t.Key));
    }

    private static IReadOnlyList<Tune> Read(string text) => TuneFile.Read(new StringReader(text));
}

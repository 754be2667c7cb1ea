using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Analysis;
using FsCheck.Xunit;

namespace Cascade.Analysis.Tests;

public class ReportTests
{
    [Fact]
    public void A_report_comes_back_from_its_JSON()
    {
        AnalysisReport report = SongAnalysis.Of(TestSongs.Prelude()).ToReport();
        string json = report.ToJson();
        Assert.Equal(json, AnalysisReport.FromJson(json).ToJson());
        Assert.Equal(json, AnalysisReport.FromJson(report.ToJson(indented: true)).ToJson());
        Assert.Contains("\"version\":2", json, StringComparison.Ordinal);
        Assert.Contains("\"main\":\"C major\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":2,\"key\":{\"main\":\"X major\"}}")]
    public void What_is_no_report_of_this_version_is_refused(string json) =>
        Assert.Throws<FormatException>(() => AnalysisReport.FromJson(json));

    [Fact]
    public void The_report_of_ten_thousand_notes_fits_in_50_KB()
    {
        var random = new Random(3);
        var builder = new SongBuilder(480) { Title = new string('x', 100_000) };
        int track = builder.AddTrack();
        for (int i = 0; i < 10_000; i++)
            builder.AddNote(track, random.Next(2_500 * 480), random.Next(1, 2_000), random.Next(20, 110), random.Next(1, 128));
        Assert.InRange(Encoding.UTF8.GetByteCount(SongAnalysis.Of(builder.ToSong()).ToReport().ToJson()), 1_000, 50_000);
    }

    [Fact]
    public void An_empty_song_has_a_report()
    {
        AnalysisReport report = SongAnalysis.Of(new SongBuilder().ToSong()).ToReport();
        Assert.Null(report.Key.Main);
        Assert.Equal((0, 0, 0), (report.Song.Notes, report.Melody.Notes, report.Chords.Count));
    }

    [Fact]
    public void A_single_note_has_a_report()
    {
        AnalysisReport report = SongAnalysis.Of(TestSongs.Line([69])).ToReport();
        Assert.Equal((69, 69, 1), (report.Voices.Lowest, report.Voices.Highest, report.Song.Notes));
        Assert.NotNull(report.Key.Main);
    }

    [Fact]
    public void Absurd_songs_have_reports()
    {
        static MidiEvent On(long tick, int key) => MidiEvent.FromMessage(tick, new MidiMessage(0x90, (byte)key, 100));
        MidiEvent[] far = [On(0, 60), On(MidiEvent.LastTick, 127)];
        MidiEvent[] never = [.. Enumerable.Range(0, 5_000).Select(_ => On(7, 64))];
        MidiEvent[] trill = [.. Enumerable.Range(0, 20_000).Select(i => On(i, 60 + i % 2))];
        MidiEvent[] metres = [.. Enumerable.Range(0, 5_000).SelectMany(i =>
            (MidiEvent[])[MidiEvent.FromTimeSignature(i, new MidiTimeSignature(1 + i % 255, 1 << i % 8)),
            MidiEvent.FromTempo(i, i % 2 == 0 ? Tempo.Fastest : Tempo.Slowest), On(i, i % 128)])];
        foreach (MidiEvent[] events in (MidiEvent[][])[far, never, trill, metres])
            foreach (MidiDivision division in (MidiDivision[])[MidiDivision.Quarter(1), MidiDivision.Quarter(32_767),
                MidiDivision.Smpte(25, 40)])
            {
                AnalysisReport report = SongAnalysis.Of(new Song(new MidiFile(0, division, new MidiTrack(events, events[^1].Tick))))
                    .ToReport();
                Assert.Equal(report.ToJson(), AnalysisReport.FromJson(report.ToJson()).ToJson());
            }
    }

    [Property(MaxTest = 100)]
    public void Any_events_have_a_report(byte[] bytes, bool isPlayed)
    {
        var events = new List<MidiEvent>();
        long tick = 0;
        for (int i = 0; i + 3 < bytes.Length; i += 4)
            events.Add(MidiEvent.FromMessage(tick += isPlayed ? bytes[i] * 7 : bytes[i] / 32 * 60,
                new MidiMessage((byte)(0x80 | bytes[i + 1] & 0x1F), (byte)(bytes[i + 2] & 127), (byte)(bytes[i + 3] & 127))));
        Song song = new(new MidiFile(0, MidiDivision.Quarter(480), new MidiTrack(events.ToArray(), tick)));
        AnalysisReport report = SongAnalysis.Of(song).ToReport();
        Assert.Equal(song.NoteCount, report.Song.Notes);
        Assert.Equal(report.ToJson(), AnalysisReport.FromJson(report.ToJson()).ToJson());
    }

    [Fact]
    public void A_theme_is_found_in_another_key()
    {
        int[] theme = [60, 64, 67, 65, 62, 59, 60, 72];
        int[] filler = [61, 50, 63, 77, 54, 70, 58, 49, 66, 81, 60];
        int[] line = [.. theme, .. filler, .. theme.Select(k => k + 5), .. filler.Reverse(), .. theme.Select(k => k - 2)];
        Theme found = SongAnalysis.Of(TestSongs.Line(line)).Themes[0];
        Assert.Equal([0, 19, 38], found.Starts);
        Assert.Equal(theme, found.Keys.Take(8));
    }

    [Fact]
    public void Hands_are_split_where_they_are()
    {
        int[][] chords = [.. Enumerable.Range(0, 16).Select(i => (int[])[36 + i % 3, 43 + i % 3, 67 + i % 5, 72 + i % 5])];
        VoiceReport voices = SongAnalysis.Of(TestSongs.Chords(chords)).ToReport().Voices;
        Assert.Equal((32, 32, 4), (voices.LeftHand, voices.RightHand, voices.MostAtOnce));
    }

    [Fact]
    public void The_melody_is_the_line_on_top()
    {
        int[][] chords = [[48, 52, 72], [48, 55, 74], [48, 52, 76], [48, 55, 77]];
        SongAnalysis analysis = SongAnalysis.Of(TestSongs.Chords(chords));
        Assert.Equal([72, 74, 76, 77], analysis.Melody.Select(n => (int)n.Key));
        Assert.Equal([2, 2, 1], Enumerable.Range(0, 25).SelectMany(i => Enumerable.Repeat(i - 12, analysis.ToReport().Melody.Intervals[i]))
            .OrderDescending());
    }
}

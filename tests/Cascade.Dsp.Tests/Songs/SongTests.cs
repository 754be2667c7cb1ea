using System.Text;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Songs;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>What a song says of itself.</summary>
public sealed class SongTests
{
    // "Foot" in Katakana and "love song" in Kanji, as in a file of 1999.
    private static readonly byte[] ShiftJisTitle = [0x83, 0x74, 0x83, 0x42, 0x83, 0x41, 0x83, 0x67],
        ShiftJisLyric = [0x97, 0xF6, 0x89, 0xCC];

    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    [Fact]
    public void Tracks_know_their_names_channels_ports_and_programs()
    {
        var conductor =
            new MidiTrack([Text(0, MidiMetaType.TrackName, "Suite"), Text(0, MidiMetaType.Copyright, "1720"),
            MidiEvent.FromTempo(0, Tempo.FromBeatsPerMinute(90))]);
        var violin = new MidiTrack(
        [
            Text(0, MidiMetaType.TrackName, "Violin"), Text(0, MidiMetaType.InstrumentName, "Stradivari"),
                MidiEvent.Meta(0, MidiMetaType.Port, [1]), Text(0, MidiMetaType.DeviceName, "Box"),
            MidiEvent.FromMessage(0, new(0xC3, 40, 0)), MidiEvent.FromMessage(0, new(0x93, 72, 100)),
            MidiEvent.FromMessage(480, new(0x93, 72, 0)), MidiEvent.FromMessage(480, new(0xC3, 41, 0)),
        ]);
        var two = new MidiTrack([MidiEvent.FromMessage(0, new(0x99, 36, 1)), MidiEvent.FromMessage(0, new(0x90, 36, 1))], 960);
        var silent = new MidiTrack([MidiEvent.Meta(0, MidiMetaType.ChannelPrefix, [5]), Text(0, MidiMetaType.InstrumentName, "Oboe")]);
        var song = new Song(new MidiFile(1, MidiDivision.Quarter(480), conductor, violin, two, silent));
        Assert.Equal(("Suite", "1720", 3, 960L), (song.Title, song.Copyright, song.NoteCount, song.EndTick));
        SongTrack track = song.Tracks[1];
        Assert.Equal((1, "Violin", "Stradivari", "Box", 3, 1, 40, 1),
            (track.Number, track.Name, track.Instrument, track.Device, track.Channel, track.Port, track.Program, track.NoteCount));
        Assert.Equal((null, 0, null, 2), (song.Tracks[2].Channel, song.Tracks[2].Port, song.Tracks[2].Program, song.Tracks[2].NoteCount));
        Assert.Equal([0, 9], song.Tracks[2].Channels);
        Assert.Equal((5, "Oboe"), (song.Tracks[3].Channel, song.Tracks[3].Instrument));
        Assert.Equal(90, song.TempoMap.TempoAt(0).BeatsPerMinute, 1e-3);
    }

    [Fact]
    public void Texts_come_in_the_order_of_their_ticks()
    {
        var first = new MidiTrack([Text(0, MidiMetaType.TrackName, "T"), Text(10, MidiMetaType.Marker, "B")]);
        var second =
            new MidiTrack([Text(5, MidiMetaType.Lyric, "A"), Text(10, MidiMetaType.CuePoint, "C"),
            MidiEvent.Meta(10, (MidiMetaType)15, "D"u8)]);
        Song song = Of(first, second);
        Assert.Equal(
            [(0, MidiMetaType.TrackName, "T", 0), (5, MidiMetaType.Lyric, "A", 1), (10, MidiMetaType.Marker, "B", 0),
                (10, MidiMetaType.CuePoint, "C", 1), (10, (MidiMetaType)15, "D", 1)],
            song.Texts.Select(t => (t.Tick, t.Kind, t.Text, t.Track)));
    }

    [Fact]
    public void Karaoke_files_have_their_title_in_a_text() =>
        Assert.Equal("Annie Laurie",
        Of(new MidiTrack([Text(0, MidiMetaType.TrackName, "Soft Karaoke"), Text(0, MidiMetaType.Text, "@KMIDI KARAOKE FILE"),
        Text(0, MidiMetaType.Text, "@TAnnie Laurie")])).Title);

    [Fact]
    public void Text_is_utf8_or_latin_1_or_as_it_was_chosen()
    {
        Assert.Equal("Für Élise", Title("Für Élise"u8.ToArray()));
        Assert.Equal("Für Élise", Title(Encoding.Latin1.GetBytes("Für Élise")));
        Assert.Equal("Für Élise", Title("Für Élise"u8.ToArray(), ShiftJis));
        Assert.Equal("フィアト", Title(ShiftJisTitle, ShiftJis));
        Assert.Equal("Für", Title([0x46, 0xFC, 0x72], Encoding.UTF8));
        Assert.Equal("Дом", Title([0xC4, 0xEE, 0xEC], CodePagesEncodingProvider.Instance.GetEncoding(1251)));
    }

    [Fact]
    public void A_language_tag_counts_for_all_that_follows_and_the_first_for_what_stands_before_it_too()
    {
        var title = new MidiTrack([MidiEvent.Meta(0, MidiMetaType.TrackName, ShiftJisTitle)]);
        var words = new MidiTrack(
        [
            MidiEvent.Meta(0, MidiMetaType.Lyric, [.. "{@JP}"u8, .. ShiftJisLyric]), MidiEvent.Meta(10, MidiMetaType.Lyric, ShiftJisLyric),
            MidiEvent.Meta(20, MidiMetaType.Lyric, [.. "{@LATIN}"u8, 0xE9]), MidiEvent.Meta(30, MidiMetaType.Lyric, [0xC3, 0xA9]),
            Text(40, MidiMetaType.Lyric, "{@here} {}"),
        ]);
        Assert.Equal(["フィアト", "恋歌", "恋歌", "é", "Ã©", "{@here} {}"], Of(title, words).Texts.Select(t => t.Text));
    }

    [Theory]
    [InlineData("EF BB BF C3 A9", "é")]
    [InlineData("FF FE E9 00", "é")]
    [InlineData("FE FF 00 E9", "é")]
    [InlineData("FE FF E9", "þÿé")]
    [InlineData("", "")]
    public void A_byte_order_mark_says_the_encoding(string bytes, string text) =>
        Assert.Equal(text, Title(Convert.FromHexString(bytes.Replace(" ", ""))));

    [Fact]
    public void A_loop_is_found_however_it_is_written()
    {
        Assert.Equal((480, 960), Of(new MidiTrack([MidiEvent.FromMessage(480, new(0xB5, 111, 0))], 960)).Loop);
        foreach ((string start,
            string end) in new[] { ("loopStart", "loopEnd"), ("LOOP START", "loop_end"), ("Loop-Start", " loopend "), ("[", "]") })
            foreach (MidiMetaType kind in new[] { MidiMetaType.Marker, MidiMetaType.CuePoint, MidiMetaType.Text })
                Assert.Equal((480, 960),
                    Of(new MidiTrack([MidiEvent.FromMessage(10, new(0xB5, 111, 0)), Text(480, kind, start), Text(960, kind, end)],
                    2000)).Loop);
        Assert.Equal((480, 2000), Of(new MidiTrack([Text(480, MidiMetaType.Marker, "loopStart")], 2000)).Loop);
        Assert.Equal((0, 480), Of(new MidiTrack([Text(480, MidiMetaType.Marker, "loopEnd")], 2000)).Loop);
        Assert.Equal((10, 480),
            Of(new MidiTrack([MidiEvent.FromMessage(10, new(0xB5, 111, 0)), Text(480, MidiMetaType.Marker, "loopEnd")], 2000)).Loop);
        Assert.Null(Of(new MidiTrack([Text(480, MidiMetaType.Marker, "loopStart")], 480)).Loop);
        // Pairs of controllers, on whatever channels; half a pair, or one in the other order, is none.
        foreach ((byte start, byte end) in new[] { ((byte)116, (byte)117), ((byte)110, (byte)111) })
            Assert.Equal((480, 960), Of(new MidiTrack([MidiEvent.FromMessage(480, new(0xB5, start, 0)),
                MidiEvent.FromMessage(960, new(0xB2, end, 127))], 2000)).Loop);
        Assert.Null(Of(new MidiTrack([MidiEvent.FromMessage(480, new(0xB5, 116, 0))], 2000)).Loop);
        Assert.Null(Of(new MidiTrack([MidiEvent.FromMessage(480, new(0xB5, 117, 0)), MidiEvent.FromMessage(960, new(0xB5, 116, 0))], 2000))
            .Loop);
        Assert.Equal((480, 2000), Of(new MidiTrack([MidiEvent.FromMessage(480, new(0xB5, 111, 0)),
            MidiEvent.FromMessage(960, new(0xB5, 110, 0))], 2000)).Loop);
        Assert.Null(Of(new MidiTrack([Text(0, MidiMetaType.Lyric, "loopStart"), Text(1, MidiMetaType.Marker, "Verse")], 480)).Loop);
    }

    [Fact]
    public void Keys_have_names()
    {
        (int Sharps, string Major, string Minor)[] circle =
        [
            (-7, "C flat", "A flat"), (-6, "G flat", "E flat"), (-5, "D flat", "B flat"), (-4, "A flat", "F"), (-3, "E flat", "C"),
                (-2, "B flat", "G"), (-1, "F", "D"), (0, "C", "A"),
            (1, "G", "E"), (2, "D", "B"), (3, "A", "F sharp"), (4, "E", "C sharp"), (5, "B", "G sharp"), (6, "F sharp", "D sharp"),
                (7, "C sharp", "A sharp"),
        ];
        foreach ((int sharps, string major, string minor) in circle)
            Assert.Equal(($"{major} major", $"{minor} minor"),
                (new MidiKeySignature(sharps, false).ToString(), new MidiKeySignature(sharps, true).ToString()));
        var track = new MidiTrack([MidiEvent.FromKeySignature(0, new(2, false)), MidiEvent.FromKeySignature(960, new(-3, true))]);
        Assert.Equal([new KeyChange(0, new(2, false)), new KeyChange(960, new(-3, true))], Of(track).Keys);
    }

    [Fact]
    public void A_tempo_has_its_unit_in_its_name()
    {
        Assert.Equal(500_000, default(Tempo).MicrosecondsPerQuarter);
        Assert.Equal(default, Tempo.FromBeatsPerMinute(120));
        Assert.Equal((60e6 / 7, 1),
            (60e6 / Tempo.FromMicrosecondsPerQuarter(7).MicrosecondsPerQuarter, Tempo.Fastest.MicrosecondsPerQuarter));
        Assert.Equal(16_777_215, Tempo.Slowest.MicrosecondsPerQuarter);
        foreach (double wrong in new[] { 0, -1, 3.5, 2e8, double.NaN, double.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>(() => Tempo.FromBeatsPerMinute(wrong));
        foreach (int wrong in new[] { 0, -5, 0x100_0000 })
            Assert.Throws<ArgumentOutOfRangeException>(() => Tempo.FromMicrosecondsPerQuarter(wrong));
    }

    [Fact]
    public void Thousands_of_tracks_take_time_in_proportion()
    {
        // One name and one text for each track; a search through all texts for each track would take minutes.
        var tracks = new MidiTrack[65_000];
        for (int t = 0; t < tracks.Length; t++)
            tracks[t] = new MidiTrack([Text(0, MidiMetaType.TrackName, $"{t}")]);
        var song = new Song(new MidiFile(1, MidiDivision.Quarter(480), tracks));
        Assert.Equal("64999", song.Tracks[^1].Name);
        Assert.Equal(65_000, song.Texts.Length);
    }

    [Theory]
    [InlineData("00 FF 01 00")]
    [InlineData("00 FF 05 01 61")]
    [InlineData("00 C0 01")]
    [InlineData("00 F7 04 C0 01 02 03")]
    [InlineData("00 FF 51 03 01 00 00")]
    [InlineData("00 FF 58 04 04 02 18 08")]
    public void Memory_stays_in_proportion(string pattern)
    {
        byte[] repeated = Convert.FromHexString(pattern.Replace(" ", ""));
        foreach (int times in new[] { 100, 100_000 })
        {
            byte[] body = [.. Enumerable.Repeat(repeated, times).SelectMany(bytes => bytes), 0, 0xFF, 0x2F, 0];
            byte[] head = [.. "MThd"u8, 0, 0, 0, 6, 0, 1, 0, 1, 1, 0, .. "MTrk"u8, 0x7F, 0xFF, 0xFF, 0xFF];
            byte[] file = [.. head, .. body];
            Read();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Read();
            long used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used <= 96L * file.Length + 65_536, $"{used} bytes for {file.Length}");

            void Read() => Song.Read(file).ToSequence(48_000);
        }
    }

    [Fact]
    public void One_track_alone_keeps_its_times()
    {
        var first =
            new MidiTrack([MidiEvent.FromTempo(240, Tempo.FromBeatsPerMinute(60)), MidiEvent.FromMessage(480, new(0x90, 1, 1))], 960);
        var second = new MidiTrack([MidiEvent.FromMessage(960, new(0x91, 2, 1))]);
        Song song = Of(first, second);
        Sequence alone = song.ToSequence(48_000, 1);
        Assert.Equal([(12_000 + 72_000L, 2)], alone.Select(e => (e.Time, (int)e.Number)));
        Assert.Equal(song.ToSequence(48_000).Length, alone.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => song.ToSequence(48_000, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => song.ToSequence(48_000, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => song.ToSequence(7_999));
    }

    private static Song Of(params MidiTrack[] tracks) => new(new MidiFile(1, MidiDivision.Quarter(480), tracks));

    private static MidiEvent Text(long tick, MidiMetaType kind, string text) => MidiEvent.FromText(tick, kind, text);

    private static string? Title(byte[] bytes, Encoding? encoding = null) =>
        Song.Read(new MidiFile(0, MidiDivision.Quarter(480), new MidiTrack([MidiEvent.Meta(0, MidiMetaType.TrackName, bytes)])).ToArray(),
        null, encoding).Title;
}

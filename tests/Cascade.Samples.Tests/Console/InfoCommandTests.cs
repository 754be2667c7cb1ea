using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Console;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Tests.Console;

public sealed class InfoCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_song_is_described()
    {
        string path = _folder.File("a.mid");
        var conductor =
            new MidiTrack([MidiEvent.FromText(0, MidiMetaType.TrackName, "Two [bold] \u001b[2Jvoices"), MidiEvent.FromTempo(0, default),
            MidiEvent.FromTimeSignature(0, new MidiTimeSignature(3, 4)), MidiEvent.FromTempo(960, Tempo.FromBeatsPerMinute(100))]);
        var upper =
            new MidiTrack([MidiEvent.FromText(0, MidiMetaType.TrackName, "Upper"), MidiEvent.FromMessage(0, new MidiMessage(0xC3, 40, 0)),
            MidiEvent.FromMessage(0, new MidiMessage(0x93, 72, 100)), MidiEvent.FromMessage(1440, new MidiMessage(0x83, 72, 0))]);
        new MidiFile(1, MidiDivision.Quarter(480), conductor, upper).Write(path);
        CommandRun run = CommandRun.Of("info", path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        foreach (string text in (string[])["Two [bold]", "voices", "1, 2 tracks, 480 ticks per quarter note", "0:01.600",
            "120 per minute, 100 at 0:01.000", "3/4", "Upper", "C5 |@"])
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"2 +Upper +4 +41 +1\b", run.Output);
    }

    [Fact]
    public void Metres_keys_markers_lyrics_loop_ports_and_instruments_are_told()
    {
        var score = new SongBuilder { Title = "Suite" };
        score.AddMetre(0, new MidiTimeSignature(1, 4));
        score.AddMetre(480, new MidiTimeSignature(3, 4));
        score.AddKey(0, new MidiKeySignature(-3, true));
        score.AddText(0, MidiMetaType.Copyright, "1720");
        score.AddText(480, MidiMetaType.Marker, "loopStart");
        score.AddText(480 + 2880, MidiMetaType.Marker, "loopEnd");
        score.AddText(0, MidiMetaType.Lyric, "la ");
        int cello = score.AddTrack("Cello", channel: 1, program: 42, port: 1, instrument: "Goffriller");
        score.AddNote(cello, 0, 480 + 2880, 40);
        string path = _folder.File("a.mid");
        score.ToSong().Write(path);
        CommandRun run = CommandRun.Of("info", path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        foreach (string text in (string[])["1720", "2 bars and a pickup", "1/4, 3/4 at 0:00.500", "C minor", "loopStart at 0:00.500", "la",
            "bar 1.1 to 3.1"])
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
        Assert.Matches(@"2 +Cello +Goffriller +2 +2 +43 +1\b", run.Output);
    }

    [Fact]
    public void Texts_turn_no_direction_and_have_the_encoding_that_is_asked_for()
    {
        string path = _folder.File("a.mid");
        const string turned = "\u202Eanne\u2066na\u202C\u2069\u200B\u061C";
        new MidiFile(0, MidiDivision.Quarter(96), new MidiTrack([MidiEvent.FromText(0, MidiMetaType.TrackName, turned)])).Write(path);
        CommandRun run = CommandRun.Of("info", path);
        Assert.Contains("annena", run.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch("[\u202A-\u202E\u2066-\u2069\u200B-\u200F\u061C]", run.Output);
        new MidiFile(0, MidiDivision.Quarter(96), new MidiTrack([MidiEvent.Meta(0, MidiMetaType.TrackName, [0x83, 0x74, 0x83, 0x42])]))
            .Write(path);
        Assert.Contains("フィ", CommandRun.Of("info", path, "--encoding", "shift_jis").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("フィ", CommandRun.Of("info", path).Output, StringComparison.Ordinal);
        CommandRun.Of("info", path, "--encoding", "morse").AssertRefused("no encoding is called morse", _folder.Path, path);
    }

    [Fact]
    public void Faults_are_listed_with_their_bytes()
    {
        string path = CommandRun.WriteSong(_folder.File("a.mid"));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4]);
        CommandRun run = CommandRun.Of("info", path);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("[0-9]+ faults? in the file:\n  byte [0-9]+: ", run.Output);
    }

    [Fact]
    public void A_song_without_notes_is_described_too()
    {
        string path = _folder.File("a.mid");
        new MidiFile(0, MidiDivision.Quarter(96), new MidiTrack([])).Write(path);
        CommandRun run = CommandRun.Of("info", path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        CommandRun.Of("info", _folder.File("none.mid")).AssertRefused("no such file", _folder.Path);
        CommandRun.Of("info", _folder.Path).AssertRefused("cannot read", _folder.Path);
        CommandRun.Of("info").AssertRefused("argument missing for command: 'info'", _folder.Path);
        CommandRun.Of("sing").AssertRefused("sing is no command", _folder.Path);
    }

    [Fact]
    public void Help_needs_no_command()
    {
        foreach (CommandRun run in (CommandRun[])[CommandRun.Of(), CommandRun.Of("--help")])
        {
            Assert.Equal(CommandLine.Success, run.ExitCode);
            foreach (string command in (string[])["render", "note", "analyze-note", "info", "presets"])
                Assert.Contains($"  {command}", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Instruments_are_listed()
    {
        CommandRun run = CommandRun.Of("presets");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        foreach ((string name, string what) in InstrumentChoice.All)
        {
            Assert.Contains(name, run.Output, StringComparison.Ordinal);
            Assert.NotEmpty(what);
        }
    }
}

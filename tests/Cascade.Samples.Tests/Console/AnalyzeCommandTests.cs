using System.Text.Json;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console;

public sealed class AnalyzeCommandTests : IDisposable
{
    private static readonly string _demo = Path.Combine(AppContext.BaseDirectory, "Songs", "prelude-in-c.mid");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_song_is_told_in_tables_and_pictures()
    {
        CommandRun run = CommandRun.Of("analyze", _demo);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        foreach (string text in (string[])["C major", "4/4", "66 beats per minute", "key over time", "G7/B (V7)", "lengths in beats",
            "theme", "hands"])
            Assert.Contains(text, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_JSON()
    {
        CommandRun run = CommandRun.Of("analyze", _demo, "--json");
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("C major", report.GetProperty("key").GetProperty("main").GetString());
        Assert.Equal(549, report.GetProperty("song").GetProperty("notes").GetInt32());
    }

    [Fact]
    public void Pictures_are_drawn_into_a_folder()
    {
        string folder = _folder.File("pictures");
        Assert.Equal(0, CommandRun.Of("analyze", _demo, "--out", folder).ExitCode);
        Assert.Equal(["chords.svg", "histograms.svg", "keys.svg", "roll.svg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(folder), file => Assert.Contains("</svg>", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Many_songs_have_a_line_each_in_their_order_and_bad_ones_are_named()
    {
        string good = _folder.File("b.mid"), empty = _folder.File("a.mid"), bad = _folder.File("c.mid");
        File.Copy(_demo, good);
        CommandRun.WriteSong(empty);
        File.WriteAllText(bad, "no song");
        CommandRun run = CommandRun.Of("analyze", Path.GetDirectoryName(good)!, "--json");
        Assert.Equal(CommandLine.BadInput, run.ExitCode);
        Assert.Contains("c.mid", run.Error, StringComparison.Ordinal);
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal([empty, good], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("file").GetString()));
        CommandRun table = CommandRun.Of("analyze", good, empty);
        Assert.Equal(0, table.ExitCode);
        Assert.Matches("b.mid.*549.*C major.*4/4", table.Output);
    }

    [Fact]
    public void A_song_without_notes_is_told_too()
    {
        string path = _folder.File("a.mid");
        Cascade.Dsp.Song.FromSequence(Cascade.Dsp.Sequence.Empty(48_000)).Write(path);
        Assert.Equal(0, CommandRun.Of("analyze", path, "--out", _folder.Path).ExitCode);
    }

    [Fact]
    public void What_cannot_be_analysed_is_refused()
    {
        string path = _folder.File("a.mid");
        CommandRun.Of("analyze", path).AssertRefused("no such file", _folder.Path);
        CommandRun.Of("analyze", _demo, _demo, "--out", _folder.Path).AssertRefused("--out draws one song", _folder.File("."));
        CommandRun.Of("analyze", Directory.CreateDirectory(_folder.File("none")).FullName)
            .AssertRefused("no MIDI file", _folder.Path, _folder.File("none"));
    }
}

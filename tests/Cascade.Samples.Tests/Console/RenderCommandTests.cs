using System.Diagnostics;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;
using Cascade.Samples.Console;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Tests.Console;

public sealed class RenderCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _song;
    private readonly string _target;

    public RenderCommandTests()
    {
        _song = CommandRun.WriteSong(_folder.File("song.mid"));
        _target = _folder.File("song.wav");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("int16", 16, false)]
    [InlineData("int24", 24, false)]
    [InlineData("FLOAT", 32, true)]
    public void A_song_becomes_a_file(string format, int bits, bool isFloat)
    {
        CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", "--format", format, "--rate", "44100", "--instrument",
            "gm", "--dry");
        Assert.Equal("", run.Error);
        Assert.Equal(CommandLine.Success, run.ExitCode);
        using var reader = new WaveReader(_target);
        Assert.Equal((44_100, 2, bits, isFloat), (reader.SampleRate, reader.Channels, reader.BitsPerSample, reader.IsFloat));
        Assert.InRange(reader.Frames, 44_100, 5 * 44_100);
        foreach (string row in (string[])["length", "notes", "peak voices", "RMS", "times real time", " bytes while rendering",
            "beyond full scale", "0 dropped", _target])
            Assert.Contains(row, run.Output, StringComparison.Ordinal);
        Assert.Equal([_song, _target], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void The_demo_song_needs_no_file()
    {
        Assert.True(File.Exists(SongFile.DemoPath));
        CommandRun run = CommandRun.Of("info", SongFile.DemoPath);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("notes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_bars_alone_are_rendered_with_what_holds_there()
    {
        // Four bars of half a second each, a note at the start of each; the first bar also changes the program and turns the volume down.
        var score = new SongBuilder();
        score.AddTempo(0, Tempo.FromBeatsPerMinute(480));
        int track = score.AddTrack(program: 40);
        score.Add(track, MidiEvent.FromMessage(0, new MidiMessage(0xB0, 7, 60)));
        for (int bar = 0; bar < 4; bar++)
            score.AddNote(track, 1920 * bar, 480, 60 + bar);
        score.ToSong().Write(_song);
        string[] options = ["--format", "float", "--instrument", "gm", "--dry"];
        Assert.Equal(0, CommandRun.Of(["render", _song, "-o", _target, "--force", "--from", "3", "--to", "3", .. options]).ExitCode);
        WaveSound part = WaveFile.Read(_target);
        var alone = new SongBuilder { EndTick = 1920 };
        alone.AddTempo(0, Tempo.FromBeatsPerMinute(480));
        track = alone.AddTrack(program: 40);
        alone.Add(track, MidiEvent.FromMessage(0, new MidiMessage(0xB0, 7, 60)));
        alone.AddNote(track, 0, 480, 62);
        alone.ToSong().Write(_song);
        Assert.Equal(0, CommandRun.Of(["render", _song, "-o", _target, "--force", .. options]).ExitCode);
        Assert.Equal(WaveFile.Read(_target)[0].ToArray(), part[0].ToArray());
        foreach (string[] bars in (string[][])[["--from", "2"], ["--to", "0"], ["--from", "0"]])
            CommandRun.Of(["render", _song, "-o", _target, "--force", .. bars]).AssertRefused("the song has bars 1 to "
                + "1", _folder.Path, _song, _target);
    }

    [Fact]
    public void Speed_and_gain_count()
    {
        CommandRun.WriteSong(_song, seconds: 10);
        Assert.Equal(0,
            CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--instrument", "gm", "--dry").ExitCode);
        WaveSound plain = WaveFile.Read(_target);
        Assert.Equal(0,
            CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--speed", "2", "--gain", "-20", "--instrument",
                "gm",
            "--dry").ExitCode);
        WaveSound changed = WaveFile.Read(_target);
        Assert.Equal(480_000, plain.Frames);
        Assert.Equal(240_000, changed.Frames);
        // Up to the note-off, which comes sooner, they differ in gain alone.
        for (int i = 0; i < 10_000; i += 100)
            Assert.Equal(plain[0][i] * 0.1f, changed[0][i], 1e-6f);
    }

    [Fact]
    public void Every_width_of_this_processor_gives_the_same_sound()
    {
        Assert.Equal(0, CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--width", "1").ExitCode);
        float[] expected = WaveFile.Read(_target)[0].ToArray();
        Assert.Contains(expected, s => Math.Abs(s) > 0.01);
        foreach (string width in (string[])["auto", "128", "256", "512"])
        {
            CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--width", width);
            if (run.ExitCode == CommandLine.BadInput)
                Assert.Contains($"no vectors of {width} bits", run.Error, StringComparison.Ordinal);
            else
                Assert.Equal(expected, WaveFile.Read(_target)[0].ToArray(), (a, b) => Math.Abs(a - b) <= 1e-6f);
        }
    }

    [Fact]
    public void Peaks_beyond_full_scale_are_reported()
    {
        CommandRun.WriteSong(_song, velocity: 1);
        CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", "--gain", "24", "--instrument", "gm", "--dry");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning: peaks of +", run.Error, StringComparison.Ordinal);
        Assert.Contains("samples were clamped", run.Error, StringComparison.Ordinal);
        run = CommandRun.Of("render", _song, "-o", _target, "--force", "--gain", "24", "--format", "float", "--instrument", "gm", "--dry");
        Assert.Contains("the float file keeps them", run.Error, StringComparison.Ordinal);
        Assert.Contains(WaveFile.Read(_target)[0].ToArray(), s => s > 1);
    }

    [Fact]
    public void A_missing_song_is_refused() =>
        CommandRun.Of("render", _folder.File("none.mid"), "-o", _target).AssertRefused("no such file", _folder.Path, _song);

    [Fact]
    public void A_file_of_something_else_is_refused_with_the_byte()
    {
        string text = _folder.File("text.mid");
        File.WriteAllText(text, "These are words, not music.");
        CommandRun.Of("render", text, "-o", _target).AssertRefused("not a MIDI file: Byte 0", _folder.Path, _song, text);
    }

    [Fact]
    public void A_target_that_cannot_be_written_is_refused()
    {
        CommandRun.Of("render", _song, "-o", _folder.File("no/song.wav")).AssertRefused("no such folder", _folder.Path, _song);
        CommandRun.Of("render", _song, "-o", _song, "--force").AssertRefused("neither a folder nor a kind of file", _folder.Path, _song);
        string named = _folder.File("named.wav");
        File.Move(_song, named);
        CommandRun.Of("render", named, "-o", named, "--force").AssertRefused("the song itself", _folder.Path, named);
        Assert.Equal("MThd"u8, File.ReadAllBytes(named).AsSpan(0, 4));
    }

    [Theory]
    [InlineData("--rate", "7999", "8000 to 192000 Hz, not 7999")]
    [InlineData("--rate", "fast", "8000 to 192000 Hz, not fast")]
    [InlineData("--gain", "24.1", "-120 to 24 dB, not 24.1")]
    [InlineData("--gain", "NaN", "-120 to 24 dB, not NaN")]
    [InlineData("--speed", "0", "0.1 to 10 times, not 0")]
    [InlineData("--polyphony", "1025", "1 to 1024 voices, not 1025")]
    [InlineData("--seed", "-1", "0 to 4294967295, not -1")]
    [InlineData("--format", "mp3", "one of int16, int24, float, not mp3")]
    [InlineData("--width", "64", "one of auto, 512, 256, 128, 1, not 64")]
    [InlineData("--instrument", "kazoo-o-phone", "no instrument is called kazoo-o-phone")]
    [InlineData("--instrument", "electrik piano", "no instrument is called electrik piano; did you mean electric piano")]
    [InlineData("--instrument", "base", "did you mean bass")]
    [InlineData("--bogus", "1", "--bogus is no option of cascade render; see cascade render --help.")]
    public void A_value_out_of_range_is_refused_with_the_range(string option, string value, string message) =>
        CommandRun.Of("render", _song, "-o", _target, "--force", option, value).AssertRefused(message, _folder.Path, _song);

    [Fact]
    public void A_song_of_years_is_refused()
    {
        CommandRun.WriteSong(_song, seconds: 90_000);
        CommandRun.Of("render", _song, "-o", _target, "--force").AssertRefused("25 hours long", _folder.Path, _song);
    }

    [Fact]
    public void An_interrupted_rendering_leaves_what_was_there()
    {
        File.WriteAllText(_target, "before");
        CommandRun run = CommandRun.Of(new CancellationToken(canceled: true), "render", _song, "-o", _target, "--force");
        Assert.Equal(CommandLine.Interrupted, run.ExitCode);
        Assert.Equal("before", File.ReadAllText(_target));
        Assert.Equal([_song, _target], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void Interrupting_the_program_itself_removes_the_partial_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        CommandRun.WriteSong(_song, seconds: 12_000);
        // A shell in the background hands its children an ignored SIGINT, which a program keeps; env gives it back where it can.
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : dotnet)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (OperatingSystem.IsLinux())
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(dotnet);
        }
        foreach (string argument in (string[])["exec", typeof(CommandLine).Assembly.Location, "render", _song, "-o", _target, "--force"])
            start.ArgumentList.Add(argument);
        using Process program = Process.Start(start)!.Watched();
        while (Directory.GetFiles(_folder.Path, "*.partial") is not [string partial] || new FileInfo(partial).Length < 1 << 20)
        {
            Assert.False(program.HasExited, "it ended by itself");
            Thread.Sleep(10);
        }
        using (Process kill = Process.Start("kill", ["-INT", $"{program.Id}"]))
            kill.WaitForExit();
        program.WaitForExit();
        Assert.Equal(CommandLine.Interrupted, program.ExitCode);
        Assert.Contains("interrupted", program.StandardError.ReadToEnd(), StringComparison.Ordinal);
        Assert.Equal([_song], Directory.GetFiles(_folder.Path));
    }
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console.Live;

public sealed class PlayCommandTests(PulseServer server) : IClassFixture<PulseServer>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_sound_server_plays_is_the_file_sample_by_sample()
    {
        server.Require();
        string song = CommandRun.WriteSong(_folder.File("song.mid"));
        float[] expected = Offline(song);
        PulseServer.Recorder recorder = server.Record();
        using Process program = CascadeProcess.Start(server.Environment, "play", song, "--latency", "2000");
        (byte[] output, string error) = CascadeProcess.ReadToEnd(program);
        float[] heard = recorder.Stop();
        Assert.Equal(("", 0), (error, program.ExitCode));
        Assert.StartsWith("playing song.mid", System.Text.Encoding.UTF8.GetString(output), StringComparison.Ordinal);
        int first = FirstSound(expected), start = FirstSound(heard) - first;
        Assert.InRange(start, 0, heard.Length - expected.Length);
        int different = expected.AsSpan().CommonPrefixLength(heard.AsSpan(start, expected.Length));
        Assert.True(different == expected.Length, $"sample {different} of {expected.Length} differs");
        Assert.All(heard[..start], sample => Assert.Equal(0, sample));
        Assert.All(heard[(start + expected.Length)..], sample => Assert.Equal(0, sample));
    }

    [Theory]
    [InlineData("--block", "256")]
    [InlineData("--block", "17", "--instrument", "gm", "--dry")]
    [InlineData("--eq", "low-shelf:120:2", "--chorus", "chorus", "--reverb", "cathedral", "--rate", "44100")]
    public void Raw_samples_in_a_pipe_are_the_file_bit_by_bit(params string[] options)
    {
        string song = CommandRun.WriteSong(_folder.File("song.mid"));
        using Process program = CascadeProcess.Start(["play", song, "--raw", .. options]);
        (byte[] output, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(0, program.ExitCode);
        Assert.Single(error.TrimEnd().Split('\n'));
        float[] expected = Offline(song, [.. options.Where((_, i) => !options.Contains("--block") || i >= 2)]);
        Assert.True(MemoryMarshal.Cast<byte, float>(output).SequenceEqual(expected),
            $"{output.Length / 8} frames against {expected.Length / 2}");
    }

    [Fact]
    public void What_starts_at_a_bar_is_what_is_rendered_from_there()
    {
        var score = new SongBuilder();
        score.AddTempo(0, Tempo.FromBeatsPerMinute(480));
        int track = score.AddTrack(program: 40);
        for (int bar = 0; bar < 4; bar++)
            score.AddNote(track, 1920 * bar, 480, 60 + bar);
        string song = _folder.File("song.mid");
        score.ToSong().Write(song);
        using Process program = CascadeProcess.Start(["play", song, "--raw", "--dry", "--from", "3"]);
        (byte[] output, _) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(0, program.ExitCode);
        Assert.True(MemoryMarshal.Cast<byte, float>(output).SequenceEqual(Offline(song, "--dry", "--from", "3")));
        CommandRun.Of("play", song, "--loop", "3-9")
            .AssertRefused("the song has bars 1 to 4", _folder.Path, [.. Directory.GetFiles(_folder.Path)]);
        CommandRun.Of("play", song, "--loop", "song")
            .AssertRefused("the song names no loop", _folder.Path, [.. Directory.GetFiles(_folder.Path)]);
        CommandRun.Of("play", song, "--loop", "x").AssertRefused("--loop takes bars", _folder.Path, [.. Directory.GetFiles(_folder.Path)]);
    }

    [Fact]
    public void Raw_integers_are_the_file_but_for_their_dither()
    {
        string song = CommandRun.WriteSong(_folder.File("song.mid"));
        using Process program = CascadeProcess.Start("play", song, "--raw", "--format", "int16");
        (byte[] output, _) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(0, program.ExitCode);
        float[] expected = Offline(song);
        ReadOnlySpan<short> heard = MemoryMarshal.Cast<byte, short>(output);
        Assert.Equal(expected.Length, heard.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(heard[i] - 32_768 * expected[i], -1.51f, 1.51f);
    }

    [Fact]
    public void A_reader_who_has_had_enough_is_no_failure()
    {
        using Process program = CascadeProcess.Start("play", "--raw");
        var some = new byte[10_000];
        program.StandardOutput.BaseStream.ReadExactly(some);
        program.StandardOutput.Close();
        string error = program.StandardError.ReadToEnd();
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_full_disk_is_a_failure()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /dev/full.");
        using Process program =
            CascadeProcess.StartOther("sh", new Dictionary<string, string>(), "-c",
            $"exec '{CascadeProcess.Dotnet}' exec '{CascadeProcess.Program}' play --raw >/dev/full");
        (_, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(CommandLine.BadInput, program.ExitCode);
        Assert.Contains("error: ", error, StringComparison.Ordinal);
        Assert.Contains("space", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_server_one_line_says_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the library is missing, which is said likewise.");
        var environment = new Dictionary<string,
            string>
        { ["PULSE_SERVER"] = $"unix:{_folder.File("nobody")}", ["HOME"] = _folder.Path, ["XDG_RUNTIME_DIR"] = _folder.Path };
        using Process program = CascadeProcess.Start(environment, "play");
        (byte[] output, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal((CommandLine.BadInput, 0), (program.ExitCode, output.Length));
        Assert.StartsWith("error: ", error, StringComparison.Ordinal);
        Assert.Contains("--raw", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void When_the_server_dies_one_line_says_so()
    {
        using var mortal = new PulseServer();
        mortal.Require();
        using Process program = CascadeProcess.Start(mortal.Environment, "play");
        Assert.StartsWith("playing", program.StandardOutput.ReadLine(), StringComparison.Ordinal);
        mortal.Kill();
        (byte[] output, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal((CommandLine.BadInput, 0), (program.ExitCode, output.Length));
        Assert.StartsWith("error: the sound server took no more: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Underruns_are_the_gaps_that_a_recording_has()
    {
        server.Require();
        var score = new SongBuilder();
        score.AddTempo(0, Tempo.FromBeatsPerMinute(120));
        // An organ's note is as loud at its end as at its beginning: what is silent in between is a gap.
        score.AddNote(score.AddTrack(program: 16), 0, 480 * 12, 60);
        string song = _folder.File("song.mid");
        score.ToSong().Write(song);
        PulseServer.Recorder recorder = server.Record();
        using Process program = CascadeProcess.Start(server.Environment, "play", song, "--instrument", "gm", "--dry");
        Assert.StartsWith("playing", program.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Thread.Sleep(500);
        // Shorter than the buffer, as long and longer.
        foreach (int milliseconds in (int[])[300, 40, 300, 70, 150, 60, 300])
        {
            Signal("STOP");
            Thread.Sleep(milliseconds);
            Signal("CONT");
            Thread.Sleep(250);
        }
        (_, string error) = CascadeProcess.ReadToEnd(program);
        int gaps = Gaps(recorder.Stop());
        Assert.True(gaps >= 3, $"{gaps} gaps");
        Assert.Equal(($"warning: the sound was interrupted {gaps} times; a longer --latency helps.\n", 0), (error, program.ExitCode));

        void Signal(string name)
        {
            using Process kill = Process.Start("kill", [$"-{name}", $"{program.Id}"]);
            kill.WaitForExit();
        }
    }

    [Fact]
    public void A_sink_that_is_not_there_is_named()
    {
        server.Require();
        using Process program = CascadeProcess.Start(server.Environment, "play", "--device", "nowhere");
        (_, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(CommandLine.BadInput, program.ExitCode);
        Assert.Contains("gives no nowhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_fades_out()
    {
        server.Require();
        PulseServer.Recorder recorder = server.Record();
        // A shell in the background hands its children an ignored SIGINT, which a program keeps; env gives it back.
        using Process program =
            CascadeProcess.StartOther("env", server.Environment, "--default-signal=INT", CascadeProcess.Dotnet, "exec",
            CascadeProcess.Program, "play", "--latency", "200");
        Assert.StartsWith("playing", program.StandardOutput.ReadLine(), StringComparison.Ordinal);
        Thread.Sleep(1500);
        using (Process kill = Process.Start("kill", ["-INT", $"{program.Id}"]))
            kill.WaitForExit();
        program.WaitForExit();
        float[] heard = recorder.Stop();
        Assert.Equal(CommandLine.Interrupted, program.ExitCode);
        int end = Array.FindLastIndex(heard, sample => sample != 0);
        float largest = heard.Max(Math.Abs);
        Assert.InRange(largest, 0.01f, 1);
        Assert.True(heard[(end - 1000)..end].Max(Math.Abs) < largest / 20, "it was cut off");
    }

    private float[] Offline(string song, params string[] options)
    {
        string target = _folder.File("offline.wav");
        CommandRun run = CommandRun.Of(["render", song, "-o", target, "--force", "--format", "float", .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        WaveSound sound = WaveFile.Read(target);
        var frames = new float[2 * sound.Frames];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = sound[i % 2][i / 2];
        return frames;
    }

    // Silence between sounds: a server that gets more just then lacks a few frames alone.
    private static int Gaps(float[] heard)
    {
        int gaps = 0, last = -1;
        for (int frame = 0; frame < heard.Length / 2; frame++)
            if (heard[2 * frame] != 0 || heard[2 * frame + 1] != 0)
            {
                gaps += last >= 0 && frame - last > 1 ? 1 : 0;
                last = frame;
            }
        return gaps;
    }

    private static int FirstSound(float[] frames) => Array.FindIndex(frames, sample => sample != 0) & ~1;
}

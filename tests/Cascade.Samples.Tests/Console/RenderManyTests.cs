using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Output;
using Cascade.Samples.Console;
using Cascade.Samples.Tests.Console.Live;

namespace Cascade.Samples.Tests.Console;

/// <summary>Many songs at once, files of other kinds, standard input and output, and what of a song is rendered.</summary>
public sealed class RenderManyTests : IDisposable
{
    private const int Rate = 48_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_of_many_songs_becomes_what_it_becomes_alone()
    {
        string[] songs = [.. Enumerable.Range(0, 9).Select(i => CommandRun.WriteSong(_folder.File($"{i}.mid"), velocity: 0.1f * (i + 1)))];
        string alone = _folder.File("alone"), together = _folder.File("together");
        Directory.CreateDirectory(alone);
        Directory.CreateDirectory(together);
        CommandRun run = CommandRun.Of(["render", .. songs, "-o", together, "--instrument", "harpsichord", "--json"]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        JsonNode[] lines = [.. run.Output.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(songs, lines.Select(line => line["source"]!.GetValue<string>()));
        foreach (string song in songs)
        {
            Assert.Equal(0, CommandRun.Of("render", song, "-o", alone, "--instrument", "harpsichord", "-q").ExitCode);
            string name = Path.ChangeExtension(Path.GetFileName(song), ".wav");
            Assert.Equal(File.ReadAllBytes(Path.Combine(alone, name)), File.ReadAllBytes(Path.Combine(together, name)));
        }
        Assert.Equal(songs.Length, Directory.GetFileSystemEntries(together).Length);
    }

    [Fact]
    public void One_bad_song_keeps_no_other_from_being_rendered()
    {
        string good = CommandRun.WriteSong(_folder.File("good.mid")), bad = _folder.File("bad.mid");
        File.WriteAllText(bad, "no music");
        CommandRun run = CommandRun.Of("render", bad, good, "-o", _folder.Path, "--instrument", "gm", "--dry");
        Assert.Equal(CommandLine.BadInput, run.ExitCode);
        Assert.StartsWith($"error: {bad} is not a MIDI file", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal([bad, good, _folder.File("good.wav")], Directory.GetFiles(_folder.Path).Order());
    }

    [Fact]
    public void Nothing_is_told_quietly_and_all_in_JSON()
    {
        string song = CommandRun.WriteSong(_folder.File("a.mid")), target = _folder.File("a.wav");
        CommandRun quiet = CommandRun.Of("render", song, "-o", target, "-q", "--instrument", "gm", "--gain", "24", "--dry");
        Assert.Equal(("", "", 0), (quiet.Output, quiet.Error, quiet.ExitCode));
        JsonNode told = JsonNode.Parse(CommandRun.Of("note", "60", "-o", target, "-f", "--json", "--seconds", "0.5").Output)!;
        Assert.Equal((target, 24_000, 1),
            (told["file"]!.GetValue<string>(), told["frames"]!.GetValue<int>(), told["notes"]!.GetValue<int>()));
        Assert.InRange(told["loudness"]!.GetValue<double>(), -60, 0);
        told = JsonNode.Parse(CommandRun.Of("info", song, "--json").Output)!;
        Assert.Equal((1.0, 1), (told["seconds"]!.GetValue<double>(), told["notes"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("flac", "flac")]
    [InlineData("ogg", "vorbis")]
    [InlineData("opus", "opus")]
    [InlineData("mp3", "mp3")]
    public void The_name_says_the_kind_of_file(string kind, string codec)
    {
        RequireFfmpeg();
        string song = CommandRun.WriteSong(_folder.File("a.mid")), target = _folder.File($"a.{kind}"), wave = _folder.File("a.wav");
        string[] options = ["--instrument", "harpsichord", "--dry"];
        CommandRun run = CommandRun.Of(["render", song, "-o", target, .. options]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal(0, CommandRun.Of(["render", song, "-o", wave, .. options]).ExitCode);
        Assert.Equal(codec, Tool("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", target).Trim());
        Tool("ffmpeg", "-v", "error", "-i", target, "-ar", "48000", "-c:a", "pcm_f32le", _folder.File("back.wav"));
        WaveSound back = WaveFile.Read(_folder.File("back.wav")), plain = WaveFile.Read(wave);
        Assert.InRange(back.Frames, plain.Frames - 200, plain.Frames + 4_000);
        if (kind == "flac")
            Assert.Equal(plain[0].ToArray(), back[0].ToArray());
        Assert.Equal(Energy(plain), Energy(back), 0.05 * Energy(plain));
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => f.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void Standard_input_becomes_standard_output()
    {
        string song = CommandRun.WriteSong(_folder.File("a.mid")), wave = _folder.File("a.wav");
        Assert.Equal(0, CommandRun.Of("render", song, "-o", wave, "--instrument", "gm", "--dry").ExitCode);
        using Process program = CascadeProcess.Start("render", "-", "--instrument", "gm", "--dry");
        program.StandardInput.BaseStream.Write(File.ReadAllBytes(song));
        program.StandardInput.Close();
        (byte[] bytes, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(("", 0), (error, program.ExitCode));
        // A pipe's header cannot know the length; the samples are the same.
        byte[] expected = File.ReadAllBytes(wave);
        int start = expected.AsSpan().IndexOf("data"u8) + 8;
        Assert.Equal(expected.Length, bytes.Length);
        Assert.Equal(expected[start..], bytes[start..]);
    }

    [Fact]
    public void Tracks_and_channels_are_left_out_or_played_alone()
    {
        var score = new SongBuilder();
        int first = score.AddTrack("first", channel: 0), second = score.AddTrack("second", channel: 3),
            third = score.AddTrack("third", channel: 3);
        score.AddNote(first, 0, 480, 40);
        score.AddNote(second, 480, 480, 60);
        score.AddNote(third, 960, 480, 80);
        string song = _folder.File("a.mid");
        score.ToSong().Write(song);
        // The first track of the file holds tempo and metre.
        Assert.Equal([true, true, true], Heard(song));
        Assert.Equal([false, true, true], Heard(song, "--mute", "2"));
        Assert.Equal([true, false, false], Heard(song, "--mute", "ch4"));
        Assert.Equal([false, true, true], Heard(song, "--solo", "ch4"));
        Assert.Equal([true, false, true], Heard(song, "--solo", "2,4"));
        Assert.Equal([false, false, true], Heard(song, "--solo", "ch1-4", "--mute", "2-3"));
    }

    [Fact]
    public void A_loop_is_heard_so_often_and_then_goes_on()
    {
        // Four bars of half a second; a note at the start of each, an octave higher each time.
        var score = new SongBuilder { EndTick = 4 * 1920 };
        score.AddTempo(0, Tempo.FromBeatsPerMinute(480));
        int track = score.AddTrack();
        for (int bar = 0; bar < 4; bar++)
            score.AddNote(track, 1920 * bar, 1900, 48 + 12 * bar);
        string song = _folder.File("a.mid");
        score.ToSong().Write(song);
        Assert.Equal([0, 1, 2, 1, 2, 1, 2, 3], OctavesOf(Sound(song, "--loop", "2-3", "--repeat", "3", "--tail", "0")));
        Assert.Equal([2, 1, 2, 3], OctavesOf(Sound(song, "--from", "3", "--loop", "2-3", "--tail", "0")));
        Assert.Equal([1, 2, 1, 2], OctavesOf(Sound(song, "--from", "2", "--to", "3", "--loop", "2-3", "--tail", "0")));
        Assert.Equal([1, 2, 3, 4], OctavesOf(Sound(song, "--transpose", "12", "--tail", "0")));
    }

    [Fact]
    public void A_tail_ends_with_the_sound_and_is_no_longer_than_asked()
    {
        // A second of music, of which the last half is silent.
        string song = CommandRun.WriteSong(_folder.File("a.mid"), seconds: 10);
        float[] trimmed = Sound(song, "--tail", "30"), whole = Sound(song);
        Assert.Equal(10 * Rate, whole.Length);
        Assert.InRange(trimmed.Length, Rate / 2, 2 * Rate);
        Assert.Equal(whole[..trimmed.Length], trimmed);
        Assert.True(Math.Abs(trimmed[^1]) > 1f / 65_536 || whole[trimmed.Length..].All(s => Math.Abs(s) <= 1f / 65_536));
        CommandRun.WriteSong(song, seconds: 0.5);
        Assert.Equal(Rate / 2 + Rate / 100, Sound(song, "--tail", "0.01").Length);
    }

    [Fact]
    public void Keys_have_the_pitch_of_the_tuning()
    {
        string song = CommandRun.WriteSong(_folder.File("a.mid")), scale = _folder.File("a.scl"), mapping = _folder.File("a.kbm");
        double plain = Pitch(Sound(song));
        Assert.Equal(261.63, plain, 0.3);
        Assert.Equal(plain * 432 / 440, Pitch(Sound(song, "--a4", "432")), 0.3);
        // Steps of 100 cents, the first of which is middle C, an octave lower.
        File.WriteAllText(scale, "! a.scl\na\n 1\n!\n 100.0\n");
        File.WriteAllText(mapping, "0\n0\n127\n60\n60\n130.8128\n0\n");
        Assert.Equal(plain, Pitch(Sound(song, "--tuning", scale)), 0.3);
        Assert.Equal(plain / 2, Pitch(Sound(song, "--tuning", scale, "--mapping", mapping)), 0.3);
    }

    [Fact]
    public void Drums_play_on_every_channel()
    {
        var score = new SongBuilder();
        score.AddNote(score.AddTrack(channel: 2), 0, 480, 38);
        string song = _folder.File("a.mid"), drums = _folder.File("b.mid");
        score.ToSong().Write(song);
        var asDrums = new SongBuilder();
        asDrums.AddNote(asDrums.AddTrack(channel: 9), 0, 480, 38);
        asDrums.ToSong().Write(drums);
        string[] options = ["--instrument", "drums"];
        Assert.Equal(Sound(drums, options), Sound(song, options));
    }

    private static bool[] Heard(string song, params string[] options)
    {
        float[] sound = Sound(song, options);
        return [.. Enumerable.Range(0, 3)
            .Select(i => sound.AsSpan(i * Rate / 2 + Rate / 4, Rate / 8).ContainsAnyExceptInRange(-0.01f, 0.01f))];
    }

    private static int[] OctavesOf(float[] sound) =>
        [.. Enumerable.Range(0, (int)Math.Round(2.0 * sound.Length / Rate))
            .Select(half => Octave(sound.AsSpan(half * Rate / 2, Rate / 8)))];

    // Of a note that is C3 or some octaves above.
    private static int Octave(ReadOnlySpan<float> sound) => (int)Math.Round(Math.Log2(Pitch(sound) / 130.81));

    // The length of a period by the best of all delays.
    private static double Pitch(ReadOnlySpan<float> sound)
    {
        const int Window = 4_000;
        ReadOnlySpan<float> start = sound.Slice(1_000, Window);
        double best = 0;
        double[] match = new double[500];
        for (int delay = 10; delay < match.Length; delay++)
        {
            double sum = 0, norm = 1e-9;
            for (int i = 0; i < start.Length - match.Length; i++)
            {
                sum += start[i] * start[i + delay];
                norm += start[i + delay] * start[i + delay];
            }
            match[delay] = sum / Math.Sqrt(norm);
            best = Math.Max(best, match[delay]);
        }
        // Behind the first dip: next to no delay everything is like itself.
        int dip = Array.FindIndex(match, 10, m => m < 0.3 * best), at = Array.FindIndex(match, dip, m => m > 0.9 * best);
        while (match[at + 1] > match[at])
            at++;
        double curve = match[at - 1] - 2 * match[at] + match[at + 1];
        return Rate / (at + 0.5 * (match[at - 1] - match[at + 1]) / curve);
    }

    private static float[] Sound(string song, params string[] options)
    {
        string target = Path.ChangeExtension(song, ".wav");
        string[] instrument = options.Contains("--instrument") ? [] : ["--instrument", "reed"];
        CommandRun run = CommandRun.Of(["render", song, "-o", target, "-f", "--format", "float", "--dry", .. instrument, .. options]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        return WaveFile.Read(target)[0].ToArray();
    }

    private static double Energy(WaveSound sound) => sound[0].ToArray().Sum(s => (double)s * s);

    private static void RequireFfmpeg()
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder =>
            File.Exists(Path.Combine(folder, "ffmpeg")));
        Assert.SkipUnless(isThere || Environment.GetEnvironmentVariable("CI") == "true", "There is no ffmpeg.");
    }

    private static string Tool(string program, params string[] arguments)
    {
        using Process process = CascadeProcess.StartOther(program, new Dictionary<string, string>(), arguments);
        (byte[] output, string error) = CascadeProcess.ReadToEnd(process);
        Assert.Equal(("", 0), (error, process.ExitCode));
        return Encoding.UTF8.GetString(output);
    }
}

using System.Globalization;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console;

public sealed class EffectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _song, _target;

    public EffectCommandTests()
    {
        _song = CommandRun.WriteSong(_folder.File("song.mid"));
        _target = _folder.File("song.wav");
    }

    public void Dispose() => _folder.Dispose();

    // -12 LUFS cannot be had without the limiter: a few struck keys have high peaks and little in between.
    [Theory]
    [InlineData("-30LUFS")]
    [InlineData("-23 lufs")]
    [InlineData("-12LUFS")]
    public void A_song_becomes_as_loud_as_wanted(string level)
    {
        CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--normalize", level);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        WaveSound sound = WaveFile.Read(_target);
        Loudness loudness = Loudness.Measure(sound[0], sound[1], sound.SampleRate);
        Assert.Equal(double.Parse(level[..3], CultureInfo.InvariantCulture), loudness.Integrated, 0.1);
        Assert.InRange(loudness.TruePeak, -60, -0.8);
        Assert.Contains("LUFS", run.Output, StringComparison.Ordinal);
    }

    // Far below the ceiling the limiter changes nothing: the louder file is the plain one times a gain, its noises included.
    [Fact]
    public void A_wanted_loudness_changes_the_gain_alone()
    {
        Assert.Equal(0, CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float").ExitCode);
        float[] plain = WaveFile.Read(_target)[0].ToArray();
        Assert.Equal(0, CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--normalize", "-35LUFS").ExitCode);
        float[] louder = WaveFile.Read(_target)[0].ToArray();
        int peak = Array.IndexOf(plain, plain.MaxBy(Math.Abs));
        float gain = louder[peak] / plain[peak];
        Assert.NotEqual(1, gain, 0.01f);
        for (int i = 0; i < Math.Min(plain.Length, louder.Length); i++)
            Assert.Equal(plain[i] * gain, louder[i], 1e-4f * Math.Abs(louder[peak]));
    }

    [Theory]
    [InlineData("--chorus")]
    [InlineData("--limiter")]
    [InlineData("--dry")]
    public void The_response_takes_no_option_that_it_does_not_show(string option) =>
        Assert.Equal(CommandLine.BadInput, CommandRun.Of("effects", "response", option).ExitCode);

    [Fact]
    public void A_song_peaks_where_wanted()
    {
        CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", "--format", "float", "--normalize", "-3dB",
            "--instrument", "felt");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        WaveSound sound = WaveFile.Read(_target);
        Assert.Equal(-3, Loudness.Measure(sound[0], sound[1], sound.SampleRate).TruePeak, 0.05);
    }

    [Fact]
    public void Each_effect_changes_the_sound_and_dry_is_without_any()
    {
        float[] Played(params string[] options)
        {
            CommandRun run = CommandRun.Of(["note", "60", "-o", _target, "--force", "--seconds", "1", "--format", "float", .. options]);
            Assert.Equal(("", 0), (run.Error, run.ExitCode));
            return WaveFile.Read(_target)[0].ToArray();
        }
        float[] dry = Played("--dry");
        Assert.Equal(dry, Played("--reverb", "off", "--limiter", "off"));
        Assert.Equal(dry, Played("--reverb", "off"));
        float[][] others =
            [Played(), Played("--reverb", "cathedral"), Played("--reverb", "off", "--eq", "bright"),
            Played("--reverb", "off", "--eq", "peak:1000:6:2,notch:3000"),
            Played("--reverb", "off", "--chorus", "chorus"), Played("--reverb", "off", "--chorus", "ensemble")];
        for (int i = 0; i < others.Length; i++)
            for (int j = -1; j < i; j++)
                Assert.NotEqual(j < 0 ? dry : others[j], others[i]);
    }

    [Theory]
    [InlineData("--normalize", "-16", "such as -16LUFS")]
    [InlineData("--normalize", "3dB", "such as -16LUFS")]
    [InlineData("--normalize", "xLUFS", "such as -16LUFS")]
    [InlineData("--reverb", "halll", "hall, room, plate, cathedral")]
    [InlineData("--chorus", "choir", "chorus, ensemble, on and off")]
    [InlineData("--limiter", "maybe", "limiter, loud, on and off")]
    [InlineData("--eq", "brigth", "flat, warm, bright")]
    [InlineData("--eq", "peak:1000", "peak:1000 is no band")]
    [InlineData("--eq", "bump:1000:3", "bump:1000:3 is no band")]
    [InlineData("--eq", "peak:10:3", "10 in peak:10:3 is not within 20 to 20000 Hz")]
    [InlineData("--eq", "notch:1000:99", "99 in notch:1000:99 is not within 0.1 to 20 of Q")]
    [InlineData("--eq",
        "peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1,peak:100:1",
        "11 bands are more than the 10")]
    public void What_cannot_be_is_said(string option, string value, string reason)
    {
        CommandRun run = CommandRun.Of("render", _song, "-o", _target, "--force", option, value);
        Assert.Equal(CommandLine.BadInput, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_target));
    }

    [Fact]
    public void Dry_and_effects_exclude_each_other()
    {
        CommandRun run = CommandRun.Of("note", "60", "-o", _target, "--force", "--dry", "--reverb", "hall");
        Assert.Equal(CommandLine.BadInput, run.ExitCode);
        Assert.Contains("--dry and --reverb exclude each other", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripts_get_the_response_as_a_line_of_JSON_for_each_octave()
    {
        CommandRun run = CommandRun.Of("effects", "response", "--eq", "peak:1000:6:1", "--reverb", "room", "--json");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        JsonElement[] octaves = [.. run.Output.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal([125, 250, 500, 1_000, 2_000, 4_000, 8_000], octaves.Select(o => o.GetProperty("octaveHz").GetDouble()));
        Assert.Equal(6, octaves[3].GetProperty("equalizerDb").GetDouble(), 0.01);
        Assert.All(octaves, o => Assert.Equal(o.GetProperty("setT60").GetDouble(), o.GetProperty("reverbT60").GetDouble(),
            0.1 * o.GetProperty("setT60").GetDouble()));
    }

    [Fact]
    public void The_response_is_measured_and_drawn()
    {
        CommandRun run =
            CommandRun.Of("effects", "response", "--eq", "peak:1000:6:1", "--reverb", "room", "--out", _folder.File("pictures"));
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("+6.00", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.50", run.Output, StringComparison.Ordinal);
        foreach (string picture in (string[])["equalizer.svg", "reverb.svg", "limiter.svg"])
            Assert.StartsWith("<?xml", File.ReadAllText(Path.Combine(_folder.File("pictures"), picture)), StringComparison.Ordinal);
    }
}

using Cascade.Dsp;
using Cascade.Samples.Console;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Tests.Console;

public sealed class PresetsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--instrument", "piano")]
    [InlineData("--instrument", "honky-tonk")]
    [InlineData("--instrument", "electric piano")]
    [InlineData("--reverb", "plate")]
    [InlineData("--eq", "bright")]
    public void A_preset_as_a_file_sounds_as_the_preset(string option, string name)
    {
        string song = CommandRun.WriteSong(_folder.File("song.mid")), preset = _folder.File("own.json");
        CommandRun run = CommandRun.Of("presets", option, name);
        Assert.Equal(("", CommandLine.Success), (run.Error, run.ExitCode));
        File.WriteAllText(preset, run.Output);
        Assert.Equal(Render(song, option, name), Render(song, option, preset));
        Assert.NotEqual(Render(song, "--chorus", "off"), Render(song, option, option == "--instrument" ? "harpsichord" : name));
    }

    [Fact]
    public void Every_preset_has_a_text()
    {
        IEnumerable<(string Option, string Name)> all = InstrumentChoice.All
            .Where(i => i.Name is not (InstrumentChoice.GeneralMidi or InstrumentChoice.Drums))
            .Select(i => ("--instrument", i.Name))
            .Concat(EffectKind.Find("reverb")!.Presets.Select(p => ("--reverb", p.Name)))
                .Concat(EffectKind.Find("equalizer")!.Presets.Select(p => ("--eq", p.Name)));
        Assert.All(all, preset =>
            Assert.StartsWith("{", CommandRun.Of("presets", preset.Option, preset.Name).Output, StringComparison.Ordinal));
        CommandRun.Of("presets", "--instrument", "theremin").AssertRefused("called theremin", _folder.Path);
        CommandRun.Of("presets", "--instrument", "organ", "--eq", "bright").AssertRefused("--instrument and --eq", _folder.Path);
    }

    [Theory]
    [InlineData("--instrument", "{ \"hardnes\": 1 }", "$.hardnes")]
    [InlineData("--instrument", "{ \"velocityCurve\": [], \"filter\": {} }", "$.filter")]
    [InlineData("--instrument", "[]", "Line 1")]
    [InlineData("--reverb", "{ \"effect\": \"reverb\", \"values\": { \"decay\": \"long\" } }", "$.values.decay")]
    [InlineData("--eq", "{ \"values\": [", "Line 1")]
    [InlineData("--eq", null, "no such file")]
    public void What_is_no_preset_is_refused_in_a_line(string option, string? json, string message)
    {
        string song = CommandRun.WriteSong(_folder.File("song.mid")), preset = _folder.File("own.json");
        if (json is not null)
            File.WriteAllText(preset, json);
        CommandRun run = CommandRun.Of("render", song, "-o", _folder.File("song.wav"), "--force", option, preset);
        run.AssertRefused(message, _folder.Path, json is null ? [song] : [song, preset]);
        Assert.Contains(preset, run.Error, StringComparison.Ordinal);
    }

    private byte[] Render(string song, string option, string value)
    {
        string wave = _folder.File("song.wav");
        CommandRun run = CommandRun.Of("render", song, "-o", wave, "--force", option, value);
        Assert.Equal(("", CommandLine.Success), (run.Error, run.ExitCode));
        return File.ReadAllBytes(wave);
    }
}

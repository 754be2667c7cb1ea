using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Samples.Tests.Console;

public sealed class AnalyzeNoteCommandTests : IDisposable
{
    private static readonly string[] _pictures = ["decay.svg", "partials.svg", "spectrogram.svg"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_instrument_is_measured_and_drawn()
    {
        string folder = _folder.File("new/pictures");
        CommandRun run = CommandRun.Of("analyze-note", "A4", "--seconds", "1.5", "--velocity", "90", "--out", folder);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Contains("A4 (key 69), piano at velocity 90", run.Output, StringComparison.Ordinal);
        Assert.Contains("against 440.000 Hz", run.Output, StringComparison.Ordinal);
        Assert.Equal(_pictures, Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        foreach (string picture in _pictures)
            AssertReadable(Path.Combine(folder, picture));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_recording_is_measured(int channels)
    {
        string wave = Record(channels, 2, 0.5);
        CommandRun run = CommandRun.Of("analyze-note", "60", "--wav", wave, "--out", _folder.Path);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        // Silence before the note is no part of it.
        Assert.Contains("B 2.900e-04", run.Output, StringComparison.Ordinal);
        Assert.Contains("261.626 Hz, 0.00 cents against 261.626 Hz", run.Output, StringComparison.Ordinal);
        Assert.Contains("level at 0.5 s", run.Output, StringComparison.Ordinal);
        AssertReadable(_folder.File("spectrogram.svg"));
    }

    [Fact]
    public void Scripts_get_the_figures_as_one_line_of_JSON()
    {
        CommandRun run = CommandRun.Of("analyze-note", "60", "--wav", Record(1, 2, 0.5), "--json");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        JsonElement note = JsonElement.Parse(Assert.Single(run.Output.TrimEnd('\n').Split('\n')));
        Assert.Equal((60, "C4"), (note.GetProperty("key").GetInt32(), note.GetProperty("note").GetString()));
        Assert.Equal(2.9e-4, note.GetProperty("inharmonicity").GetProperty("b").GetDouble(), 1e-6);
        Assert.Equal(261.626, note.GetProperty("fundamentalHz").GetDouble(), 0.01);
        JsonElement[] partials = [.. note.GetProperty("partials").EnumerateArray()];
        Assert.Equal(Enumerable.Range(1, partials.Length), partials.Select(p => p.GetProperty("number").GetInt32()));
        Assert.Equal(0, partials.Max(p => p.GetProperty("decibels").GetDouble()));
        // The recording has ended before.
        Assert.Equal(JsonValueKind.Null, note.GetProperty("levels").EnumerateArray().Last().GetProperty("decibels").ValueKind);
    }

    [Fact]
    public void Without_a_folder_nothing_is_written()
    {
        string wave = Record(1, 1, 0);
        CommandRun run = CommandRun.Of("analyze-note", "C4", "--wav", wave);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Equal([wave], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("a key is 0 to 127 or C-1 to G9, not H4", "H4")]
    [InlineData("--velocity takes 1 to 127, not 0", "C4", "--velocity", "0")]
    [InlineData("--seconds takes 0.3 to 120 s, not 0.1", "C4", "--seconds", "0.1")]
    [InlineData("no instrument is called kazooo", "C4", "--instrument", "kazooo")]
    [InlineData("no such file: none.wav", "C4", "--wav", "none.wav")]
    [InlineData("--wav and --instrument exclude each other", "C4", "--wav", "none.wav", "--instrument", "gm")]
    public void Bad_input_is_refused(string message, params string[] args) =>
        CommandRun.Of(["analyze-note", .. args]).AssertRefused(message, _folder.Path);

    [Fact]
    public void Files_that_hold_no_note_are_refused()
    {
        string text = _folder.File("text.wav"), brief = Record(1, 0.1, 0), silent = _folder.File("silent.wav");
        File.WriteAllText(text, "no sound");
        WaveFile.Write(silent, new float[48_000], new float[48_000], 48_000, WaveFormat.Float32);
        string[] files = [text, brief, silent];
        CommandRun.Of("analyze-note", "C4", "--wav", text).AssertRefused("is not a WAV file", _folder.Path, files);
        CommandRun.Of("analyze-note", "C4", "--wav", brief).AssertRefused("too short to measure", _folder.Path, files);
        CommandRun.Of("analyze-note", "C4", "--wav", silent).AssertRefused("is silent", _folder.Path, files);
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        string wave = Record(1, 1, 0);
        CommandRun.Of("analyze-note", "C4", "--wav", wave, "--out", wave).AssertRefused("cannot write", _folder.Path, wave);
    }

    private string Record(int channels, double seconds, double silence)
    {
        string path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"note-{channels}-{seconds}.wav"));
        float[] note = [.. new float[(int)(silence * SyntheticNote.SampleRate)], .. new SyntheticNote(261.6256, 2.9e-4).Render(seconds)];
        using var writer = new WaveWriter(path, SyntheticNote.SampleRate, channels, WaveFormat.Float32);
        writer.WriteInterleaved(note.SelectMany(s => Enumerable.Repeat(s, channels)).ToArray());
        writer.Complete();
        return path;
    }

    private static void AssertReadable(string path)
    {
        XElement svg = XDocument.Load(path).Root!;
        Assert.Equal("svg", svg.Name.LocalName);
        string[] texts = [.. svg.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Contains(texts, t => t.Contains("(key ", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains("(dB)", StringComparison.Ordinal));
        // The text of an embedded picture may hold any letters.
        Assert.DoesNotContain(svg.Elements().Where(e => e.Name.LocalName != "image"), e =>
            e.ToString().Contains("NaN", StringComparison.Ordinal));
        foreach (XElement image in svg.Elements().Where(e => e.Name.LocalName == "image"))
        {
            byte[] png = Convert.FromBase64String(image.Attribute("href")!.Value.Split(',')[1]);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cascade.Dsp.Output;
using Loudness = Cascade.Dsp.Output.Loudness;

namespace Cascade.Dsp.Tests.Output;

/// <summary>Five pieces measured by this meter and by ffmpeg's ebur128 filter. Without ffmpeg they are skipped on a laptop and fail in
/// CI.</summary>
public sealed partial class LoudnessReferenceTests
{
    [Theory]
    [InlineData("piano", 44_100, 60, 64, 67, 72, 76)]
    [InlineData("piano", 48_000, 28, 40, 52, 100, 108)]
    [InlineData("synth", 44_100, 36, 48, 60, 67, 72)]
    [InlineData("synth", 48_000, 60, 72, 84, 96, 100)]
    [InlineData("synth", 96_000, 45, 57, 61, 64, 69)]
    public void Five_pieces_agree_with_ffmpeg(string name, int rate, params int[] keys)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("piece.wav");
        Instrument instrument = name == "piano" ? new PianoInstrument() : new SynthInstrument();
        var engine = new VoiceEngine(instrument, new EngineOptions { SampleRate = rate });
        using (var writer = new WaveWriter(file, rate, format: WaveFormat.Float32))
        {
            OfflineRenderer.Render(engine, Piece(keys, rate), writer, cancellationToken: TestContext.Current.CancellationToken);
            writer.Complete();
        }
        WaveSound sound = WaveFile.Read(file);
        Loudness loudness = Loudness.Measure(sound[0], sound[1], rate);
        string report = Report(file);
        Assert.Equal(Last(report, "I"), loudness.Integrated, 0.1);
        // Percentiles of few values: ffmpeg ranks the lower one a place off the published order.
        Assert.Equal(Last(report, "LRA"), loudness.Range, 0.25);
        Assert.Equal(Highest(report, "true_peaks_ch0", "true_peaks_ch1"), Math.Pow(10, loudness.TruePeak / 20),
            0.01 * Math.Pow(10, loudness.TruePeak / 20));
        Assert.Equal(Highest(report, "sample_peaks_ch0", "sample_peaks_ch1"), Math.Pow(10, loudness.SamplePeak / 20), 0.001);
        Assert.Equal(Highest(report, "M"), loudness.MaximumMomentary, 0.1);
        Assert.Equal(Highest(report, "S"), loudness.MaximumShortTerm, 0.1);
    }

    // Half a minute of chords, louder and softer again. The range of a short piece would hang on single values.
    private static Sequence Piece(int[] keys, int rate)
    {
        var events = new List<EngineEvent>();
        for (int chord = 0; chord < 60; chord++)
        {
            float velocity = 0.3f + 0.5f * MathF.Sin(MathF.PI * chord / 60);
            for (int voice = 0; voice < 3; voice++)
            {
                int key = keys[(chord + voice) % keys.Length];
                events.Add(EngineEvent.NoteOn(chord * rate / 2, key, velocity));
                events.Add(EngineEvent.NoteOff(chord * rate / 2 + rate * 2 / 5, key));
            }
        }
        return new Sequence([.. events.OrderBy(e => e.Time)], rate);
    }

    private static string Report(string file)
    {
        try
        {
            var start =
                new ProcessStartInfo("ffmpeg",
                ["-hide_banner", "-nostats", "-i", file, "-af",
                "ebur128=peak=sample+true:metadata=1:framelog=verbose,ametadata=print:file=-", "-f", "null", "-"])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                };
            using Process process = Process.Start(start)!.Watched();
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
            return output;
        }
        catch (Win32Exception) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip("There is no ffmpeg to compare with; install it, for instance by 'apt-get install ffmpeg'.");
            throw;
        }
    }

    private static double Last(string report, string key) => Values(report, key)[^1];

    private static double Highest(string report, params string[] keys) => keys.SelectMany(key => Values(report, key)).Max();

    private static double[] Values(string report, string key) =>
        [.. Value().Matches(report).Where(match => match.Groups[1].Value == key)
            .Select(match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)).Where(double.IsFinite)];

    [GeneratedRegex(@"^lavfi\.r128\.(\w+)=(\S+)", RegexOptions.Multiline)]
    private static partial Regex Value();
}

using System.Diagnostics;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Aot.Smoke;

/// <summary>Renders one song and says what that took.</summary>
internal static class Smoke
{
    private const int SampleRate = 48_000;

    public static int Run(Arguments arguments, TextWriter output)
    {
        TimeSpan begun = Stopwatch.GetElapsedTime(arguments.Started);
        Instrument instrument = arguments.IsPiano ? new PianoInstrument() : new SynthInstrument();
        var engine = new VoiceEngine(instrument, new EngineOptions { SampleRate = SampleRate, Width = arguments.Width },
            new Equalizer(), new Reverb(), new Limiter());
        TimeSpan made = Stopwatch.GetElapsedTime(arguments.Started);
        Span<float> first = stackalloc float[2 * VoiceEngine.BlockSize];
        engine.NoteOn(60, 0.8f);
        engine.RenderInterleaved(first);
        TimeSpan sounded = Stopwatch.GetElapsedTime(arguments.Started);
        engine.Reset();

        using WaveWriter? file = arguments.Out is null ? null : new WaveWriter(arguments.Out, SampleRate, format: WaveFormat.Float32);
        var hash = new SampleHash(file);
        RenderResult result = OfflineRenderer.Render(engine, Read(arguments.Song), hash);
        file?.Complete();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"width {(int)engine.Width}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frames {result.Frames}"));
        output.WriteLine($"hash {hash.Text}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start-to-main-ms {begun.TotalMilliseconds:F2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start-to-engine-ms {made.TotalMilliseconds:F2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"start-to-first-sample-ms {sounded.TotalMilliseconds:F2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"render-ms {result.Elapsed.TotalMilliseconds:F0}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak-resident-bytes {PeakResident()}"));
        return 0;
    }

    private static Sequence Read(string? path)
    {
        using Stream stream = path is null ? typeof(Smoke).Assembly.GetManifestResourceStream("prelude-in-c.mid")! : File.OpenRead(path);
        return Song.Read(stream).ToSequence(SampleRate);
    }

    private static long PeakResident()
    {
        const string Peak = "VmHWM:";
        if (!OperatingSystem.IsLinux())
            return Environment.WorkingSet;
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith(Peak, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(Peak.Length).TrimEnd("kB"), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture);
    }
}

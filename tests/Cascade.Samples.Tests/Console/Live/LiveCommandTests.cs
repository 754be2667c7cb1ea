using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Cascade.Samples.Console;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Samples.Tests.Console.Live;

public sealed class LiveCommandTests : IDisposable
{
    private const int Rate = 48_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_from_a_fifo_sound()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This makes a FIFO by mkfifo.");
        string fifo = _folder.File("midi");
        using (Process make = Process.Start("mkfifo", [fifo]))
            make.WaitForExit();
        using Process program = CascadeProcess.Start("live", "--midi", fifo, "--raw", "--dry");
        program.StandardInput.Close();
        Stream sound = program.StandardOutput.BaseStream;
        // Once one writer has gone another may come.
        foreach (byte key in (byte[])[69, 81])
        {
            Write(fifo, 0x90, key, 100);
            float[] heard = HearNote(sound);
            // A piano's octaves are a little wide.
            Assert.Equal(1, Pitch(heard) / (440 * Math.Pow(2, (key - 69) / 12.0)), 0.006);
            Write(fifo, 0x80, key, 64);
            HearSilence(sound);
        }
        sound.Dispose();
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public void Bytes_on_standard_input_sound_until_it_ends()
    {
        using Process program = CascadeProcess.Start("live", "--midi", "-", "--raw", "--instrument", "gm");
        program.StandardInput.BaseStream.Write([0x90, 69, 100]);
        program.StandardInput.BaseStream.Flush();
        HearNote(program.StandardOutput.BaseStream);
        program.StandardInput.Close();
        (byte[] rest, _) = CascadeProcess.ReadToEnd(program);
        Assert.Equal(0, program.ExitCode);
        ReadOnlySpan<float> last = MemoryMarshal.Cast<byte, float>(rest)[^2..];
        Assert.True(last[0] is < 1e-3f and > -1e-3f, "it was cut off");
    }

    [Fact]
    public void Nothing_to_play_on_is_refused()
    {
        CommandRun.Of("live", "--midi", _folder.File("none")).AssertRefused("--midi: there is no", _folder.Path);
        using Process program = CascadeProcess.Start("live", "--raw");
        (byte[] output, string error) = CascadeProcess.ReadToEnd(program);
        Assert.Equal((CommandLine.BadInput, 0), (program.ExitCode, output.Length));
        Assert.Contains("nothing to play on", error, StringComparison.Ordinal);
    }

    private static void Write(string fifo, params byte[] bytes)
    {
        // Without a lock, as other programs write.
        using var writer = new FileStream(fifo, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        writer.Write(bytes);
    }

    // A third of a second from the first loud sample on, left.
    private static float[] HearNote(Stream stream)
    {
        var frame = new float[2];
        do
            stream.ReadExactly(MemoryMarshal.AsBytes(frame.AsSpan()));
        while (Math.Abs(frame[0]) < 0.01f);
        var frames = new float[2 * 16_384];
        stream.ReadExactly(MemoryMarshal.AsBytes(frames.AsSpan()));
        return [.. frames.Where((_, i) => i % 2 == 0)];
    }

    private static void HearSilence(Stream stream)
    {
        var piece = new float[2 * 4_800];
        do
            stream.ReadExactly(MemoryMarshal.AsBytes(piece.AsSpan()));
        while (piece.Max(Math.Abs) > 1e-4f);
    }

    private static double Pitch(float[] samples)
    {
        Complex[] spectrum = [.. samples.Select((s, i) => new Complex(s * (0.5 - 0.5 * Math.Cos(2 * Math.PI * i / samples.Length)), 0))];
        Fourier.Forward(spectrum);
        int highest = Enumerable.Range(1, samples.Length / 2 - 2).MaxBy(i => spectrum[i].Magnitude);
        (double before, double at, double after) = (Level(highest - 1), Level(highest), Level(highest + 1));
        return (highest + (before - after) / (2 * (before - 2 * at + after))) * Rate / samples.Length;

        double Level(int bin) => Math.Log(spectrum[bin].Magnitude);
    }
}

using Cascade.Dsp;
using Cascade.Dsp.Output;
using NAudio.Wave;
using WaveFormat = Cascade.Dsp.Output.WaveFormat;
using WaveFormatOfNAudio = NAudio.Wave.WaveFormat;

namespace Cascade.Package.Tests.NAudio;

/// <summary>NAudio reads our WAV files as we do, and we read NAudio's as it does: every bit.</summary>
public sealed class WaveRoundTripTests : IDisposable
{
    private const int Frames = 1_001;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<WaveFormat, int, int> Written =>
        [.. from format in Enum.GetValues<WaveFormat>() from channels in (int[])[1, 2, 6] from rate in (int[])[8_000, 44_100,
            192_000] select (format, channels, rate)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Written))]
    public void What_we_write_is_read(WaveFormat format, int channels, int rate)
    {
        string path = _folder.File("ours.wav");
        float[] samples = Noise(channels * Frames);
        using (var writer = new WaveWriter(path, rate, channels, format))
        {
            writer.WriteInterleaved(samples);
            writer.Complete();
        }
        using var theirs = new WaveFileReader(path);
        Assert.Equal((rate, channels, Frames), (theirs.WaveFormat.SampleRate, theirs.WaveFormat.Channels, (int)theirs.SampleCount));
        Assert.Equal(format switch { WaveFormat.Int16 => 16, WaveFormat.Int24 => 24, _ => 32 }, theirs.WaveFormat.BitsPerSample);
        float[] read = Read(theirs.ToSampleProvider(), samples.Length);
        Assert.Equal(ReadOurs(path, samples.Length), read);
        // Triangular dither of one step either way, and half a step of rounding.
        float steps = format switch { WaveFormat.Int16 => 1.5f / 32_768, WaveFormat.Int24 => 1.5f / 8_388_608, _ => 0 };
        Assert.All(samples.Zip(read), pair => Assert.InRange(pair.Second - pair.First, -steps, steps));
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(16, false)]
    [InlineData(24, false)]
    [InlineData(32, false)]
    [InlineData(32, true)]
    [InlineData(64, true)]
    public void What_NAudio_writes_is_read(int bits, bool isFloat)
    {
        string path = _folder.File("theirs.wav");
        var format =
            WaveFormatOfNAudio.CreateCustomFormat(isFloat ? WaveFormatEncoding.IeeeFloat : WaveFormatEncoding.Pcm, 48_000, 2,
            48_000 * bits / 4, bits / 4, bits);
        var bytes = new byte[Frames * bits / 4];
        var random = new Random(1);
        if (bits == 64)
            for (int i = 0; i < 2 * Frames; i++)
                BitConverter.TryWriteBytes(bytes.AsSpan(8 * i), 2 * random.NextDouble() - 1);
        else if (isFloat)
            Buffer.BlockCopy(Noise(2 * Frames), 0, bytes, 0, bytes.Length);
        else
            random.NextBytes(bytes);
        using (var writer = new WaveFileWriter(path, format))
            writer.Write(bytes, 0, bytes.Length);
        using var reader = new WaveFileReader(path);
        float[] read = ReadOurs(path, 2 * Frames);
        Assert.Equal(Read(reader.ToSampleProvider(), 2 * Frames), read);
        Assert.Contains(read, sample => sample > 0.5f);
    }

    [Fact]
    public void Sound_passes_both_ways_unchanged()
    {
        string ours = _folder.File("ours.wav"), theirs = _folder.File("theirs.wav");
        float[] left = Noise(Frames), right = Noise(Frames, seed: 2);
        WaveFile.Write(ours, left, right, 48_000, WaveFormat.Float32);
        using (var reader = new WaveFileReader(ours))
            WaveFileWriter.CreateWaveFile(theirs, reader);
        WaveSound back = WaveFile.Read(theirs);
        Assert.Equal(left, back[0]);
        Assert.Equal(right, back[1]);
    }

    private static float[] Noise(int length, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => 1.9f * random.NextSingle() - 0.95f)];
    }

    private static float[] Read(ISampleProvider source, int length)
    {
        var samples = new float[length];
        int done = 0;
        for (int read; done < length && (read = source.Read(samples.AsSpan(done))) > 0;)
            done += read;
        Assert.Equal(length, done);
        Assert.Equal(0, source.Read(new float[source.WaveFormat.Channels]));
        return samples;
    }

    private static float[] ReadOurs(string path, int length)
    {
        using var reader = new WaveReader(path);
        var samples = new float[length];
        Assert.Equal(reader.Frames, reader.Read(samples));
        Assert.Equal(length, reader.Frames * reader.Channels);
        return samples;
    }
}

using System.Text;
using Cascade.Dsp.Output;

namespace Cascade.Dsp.Tests.Output;

public sealed class WaveWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_16_bit_stereo_file_has_just_these_bytes()
    {
        string path = _folder.File("a.wav");
        using (var writer = new WaveWriter(path, 48_000))
        {
            writer.Write([0, 0.5f], [-1, 0]);
            writer.Complete();
        }
        byte[] expected =
        [
            .. "RIFF"u8, 80, 0, 0, 0, .. "WAVE"u8, .. "JUNK"u8, 28, 0, 0, 0, .. new byte[28],
            .. "fmt "u8, 16, 0, 0, 0, 1, 0, 2, 0, 0x80, 0xBB, 0, 0, 0, 0xEE, 2, 0, 4, 0, 16, 0, .. "data"u8, 8, 0, 0, 0,
        ];
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(expected, bytes[..expected.Length]);
        Assert.Equal(88, bytes.Length);
        // Dither moves each sample by one step and a half at most.
        Assert.Equal([0, -32_768, 16_384, 0], Enumerable.Range(0, 4).Select(i => (double)BitConverter.ToInt16(bytes, 80 + 2 * i)), (a, b) =>
            Math.Abs(a - b) <= 1.5);
    }

    [Fact]
    public void A_float_file_has_format_3_and_a_fact_chunk()
    {
        string path = _folder.File("a.wav");
        Assert.Equal(0, WaveFile.Write(path, [0.25f, 2], [-3, float.Epsilon], 44_100, WaveFormat.Float32));
        byte[] expected =
        [
            .. "RIFF"u8, 102, 0, 0, 0, .. "WAVE"u8, .. "JUNK"u8, 28, 0, 0, 0, .. new byte[28],
            .. "fmt "u8, 18, 0, 0, 0, 3, 0, 2, 0, 0x44, 0xAC, 0, 0, 0x20, 0x62, 5, 0, 8, 0, 32, 0, 0, 0, .. "fact"u8, 4, 0, 0, 0, 2, 0, 0,
            0, .. "data"u8, 16, 0, 0, 0,
            0, 0, 0x80, 0x3E, 0, 0, 0x40, 0xC0, 0, 0, 0, 0x40, 1, 0, 0, 0,
        ];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_stream_gets_the_bytes_that_a_file_gets_and_stands_at_their_end()
    {
        string path = _folder.File("a.wav");
        float[] left = [.. Enumerable.Range(0, 3001).Select(i => MathF.Sin(i * 0.1f))], right = [.. left.Select(s => -1.5f * s)];
        using var stream = new MemoryStream();
        stream.Write([1, 2, 3]);
        Assert.Equal(WaveFile.Write(path, left, right, 44_100, WaveFormat.Int24),
            WaveFile.Write(stream, left, right, 44_100, WaveFormat.Int24));
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal([1, 2, 3, .. File.ReadAllBytes(path)], stream.ToArray());
    }

    [Fact]
    public void A_stream_is_closed_unless_it_is_to_be_left_open()
    {
        var stream = new MemoryStream();
        using (var writer = new WaveWriter(stream, 48_000, leaveOpen: true))
            Assert.Equal("", writer.Path);
        Assert.True(stream.CanWrite);
        using (var writer = new WaveWriter(stream, 48_000))
            writer.Complete();
        Assert.False(stream.CanWrite);
        Assert.Throws<ArgumentException>(() => new WaveWriter(stream, 48_000));
        Assert.Throws<ArgumentNullException>(() => new WaveWriter((Stream)null!, 48_000));
    }

    [Fact]
    public void A_24_bit_mono_file_is_padded_to_an_even_length()
    {
        string path = _folder.File("a.wav");
        using (var writer = new WaveWriter(path, 8_000, 1, WaveFormat.Int24))
        {
            writer.WriteInterleaved([0.5f]);
            Assert.Throws<InvalidOperationException>(() => writer.Write([1], [1]));
            writer.Complete();
        }
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(84, bytes.Length);
        Assert.Equal([1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0xC0, 0x5D, 0, 0, 3, 0, 24, 0, .. "data"u8, 3, 0, 0, 0], bytes[56..80]);
        Assert.Equal(76, BitConverter.ToInt32(bytes, 4));
        Assert.Equal(0, bytes[83]);
    }

    [Fact]
    public void More_than_two_channels_make_an_extensible_file()
    {
        string path = _folder.File("a.wav");
        using (var writer = new WaveWriter(path, 48_000, 6))
        {
            writer.WriteInterleaved(new float[60]);
            Assert.Throws<ArgumentException>(() => writer.WriteInterleaved(new float[61]));
            writer.Complete();
        }
        byte[] bytes = File.ReadAllBytes(path);
        byte[] format = [0xFE, 0xFF, 6, 0, 0x80, 0xBB, 0, 0, 0, 0xCA, 8, 0, 12, 0, 16, 0, 22, 0, 16, 0, 0, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        Assert.Equal(format, bytes[56..96]);
        Assert.Equal(104 + 120, bytes.Length);
    }

    [Theory]
    [InlineData(WaveFormat.Int16, 1)]
    [InlineData(WaveFormat.Int24, 3)]
    [InlineData(WaveFormat.Float32, 2)]
    public void Beyond_the_32_bit_sizes_the_file_is_RF64(WaveFormat format, int channels)
    {
        string path = _folder.File("a.wav");
        float[] samples = [.. Enumerable.Range(0, 999 * channels).Select(i => MathF.Sin(i))];
        using (var writer = new WaveWriter(path, 48_000, channels, format, 1, riffLimit: 1500))
        {
            writer.WriteInterleaved(samples);
            writer.Complete();
        }
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal("RF64", Encoding.ASCII.GetString(bytes, 0, 4));
        Assert.Equal(uint.MaxValue, BitConverter.ToUInt32(bytes, 4));
        Assert.Equal("ds64", Encoding.ASCII.GetString(bytes, 12, 4));
        Assert.Equal(28u, BitConverter.ToUInt32(bytes, 16));
        Assert.Equal(bytes.Length - 8, BitConverter.ToInt64(bytes, 20));
        int size = format == WaveFormat.Int16 ? 2 : format == WaveFormat.Int24 ? 3 : 4;
        Assert.Equal(samples.Length * size, BitConverter.ToInt64(bytes, 28));
        Assert.Equal(999, BitConverter.ToInt64(bytes, 36));
        Assert.Equal(0, BitConverter.ToInt32(bytes, 44));
        WaveSound sound = WaveFile.Read(path);
        Assert.Equal((999, channels), (sound.Frames, sound.Channels));
        Assert.Equal(samples[^1], sound[channels - 1][998], 1e-4f);
    }

    [Fact]
    public void A_header_of_more_than_4_GiB_has_sizes_of_64_bits()
    {
        var bytes = new byte[WaveHeader.MaximumLength];
        const long largest = (uint.MaxValue - 72) / 4;
        new WaveHeader(48_000, 2, WaveFormat.Int16).Write(bytes, largest, uint.MaxValue);
        Assert.Equal("RIFF", Encoding.ASCII.GetString(bytes, 0, 4));
        Assert.Equal(uint.MaxValue - 3, BitConverter.ToUInt32(bytes, 4));
        new WaveHeader(48_000, 2, WaveFormat.Int16).Write(bytes, largest + 1, uint.MaxValue);
        Assert.Equal("RF64", Encoding.ASCII.GetString(bytes, 0, 4));
        Assert.Equal(uint.MaxValue + 1L, BitConverter.ToInt64(bytes, 20));
        Assert.Equal(4 * (largest + 1), BitConverter.ToInt64(bytes, 28));
    }

    [Fact]
    public void Any_split_of_the_calls_gives_the_same_bytes()
    {
        float[] left = [.. Enumerable.Range(0, 5000).Select(i => MathF.Sin(i))],
            right = [.. Enumerable.Range(0, 5000).Select(i => MathF.Cos(i))];
        foreach (WaveFormat format in Enum.GetValues<WaveFormat>())
        {
            WaveFile.Write(_folder.File("whole.wav"), left, right, 48_000, format);
            using (var writer = new WaveWriter(_folder.File("split.wav"), 48_000, format: format))
            {
                for (int done = 0, count = 1; done < left.Length; done += count, count = Math.Min(done + 2, left.Length - done))
                    writer.Write(left.AsSpan(done, count), right.AsSpan(done, count));
                writer.Complete();
            }
            using (var writer = new WaveWriter(_folder.File("turns.wav"), 48_000, format: format))
            {
                writer.WriteInterleaved([.. left.Zip(right, (l, r) => new[] { l, r }).SelectMany(f => f)]);
                writer.Complete();
            }
            Assert.Equal(File.ReadAllBytes(_folder.File("whole.wav")), File.ReadAllBytes(_folder.File("split.wav")));
            Assert.Equal(File.ReadAllBytes(_folder.File("whole.wav")), File.ReadAllBytes(_folder.File("turns.wav")));
        }
    }

    [Fact]
    public void Clamped_samples_are_counted_in_integers_and_kept_in_floats()
    {
        float[] left = [0, 1.5f, -2, 1], right = [float.NaN, 0, 0, -1.1f];
        Assert.Equal(4, WaveFile.Write(_folder.File("a.wav"), left, right, 48_000));
        Assert.Equal(4, WaveFile.Write(_folder.File("b.wav"), left, right, 48_000, WaveFormat.Int24));
        Assert.Equal(0, WaveFile.Write(_folder.File("c.wav"), left, right, 48_000, WaveFormat.Float32));
        Assert.Equal(left, WaveFile.Read(_folder.File("c.wav"))[0]);
        Assert.Equal(right, WaveFile.Read(_folder.File("c.wav"))[1]);
    }

    [Fact]
    public void The_target_changes_only_when_the_file_is_complete()
    {
        string path = _folder.File("a.wav");
        File.WriteAllText(path, "before");
        using (var writer = new WaveWriter(path, 48_000))
        {
            writer.Write(new float[10_000], new float[10_000]);
            Assert.Equal("before", File.ReadAllText(path));
            Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        }
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        using (var writer = new WaveWriter(path, 48_000))
        {
            writer.Complete();
            Assert.Equal([path], Directory.GetFiles(_folder.Path));
            Assert.Throws<ObjectDisposedException>(writer.Complete);
            Assert.Throws<ObjectDisposedException>(() => writer.Write([], []));
        }
        Assert.Equal(80, File.ReadAllBytes(path).Length);
    }

    [Fact]
    public void A_target_that_cannot_be_replaced_leaves_nothing()
    {
        string path = _folder.File("a.wav");
        Assert.Throws<IOException>(() => new WaveWriter(_folder.Path, 48_000));
        Assert.Throws<DirectoryNotFoundException>(() => new WaveWriter(_folder.File("no/a.wav"), 48_000));
        if (!OperatingSystem.IsWindows())
            Assert.Throws<IOException>(() => new WaveWriter("/dev/null", 48_000));
        using (var writer = new WaveWriter(path, 48_000))
        {
            Directory.CreateDirectory(path);
            Assert.ThrowsAny<Exception>(writer.Complete);
        }
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows())
            return;
        string link = _folder.File("link.wav"), target = _folder.File("target.wav");
        File.CreateSymbolicLink(link, target);
        WaveFile.Write(link, [0], [0], 48_000);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal(84, new FileInfo(target).Length);
    }

    [Theory]
    [InlineData(WaveFormat.Int16)]
    [InlineData(WaveFormat.Int24)]
    [InlineData(WaveFormat.Float32)]
    public void A_pipe_gets_the_same_sound_to_its_end(WaveFormat format)
    {
        float[] sound = [.. Enumerable.Range(0, 3_001).Select(i => MathF.Sin(i * 0.1f))];
        using MemoryStream whole = new(), piped = new();
        using (var writer = new WaveWriter(whole, 48_000, 1, format, leaveOpen: true))
        {
            writer.WriteInterleaved(sound);
            writer.Complete();
        }
        using (var gzip = new System.IO.Compression.GZipStream(piped, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new WaveWriter(gzip, 48_000, 1, format))
        {
            writer.WriteInterleaved(sound);
            writer.Complete();
        }
        piped.Position = 0;
        using var unpacked = new MemoryStream();
        new System.IO.Compression.GZipStream(piped, System.IO.Compression.CompressionMode.Decompress).CopyTo(unpacked);
        byte[] expected = whole.ToArray(), written = unpacked.ToArray();
        int data = expected.AsSpan().IndexOf("data"u8) + 8;
        Assert.Equal(expected[data..(data + sound.Length * expected[68])], written[data..]);
        // "To the end", as players know it: the largest number.
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF], written[4..8]);
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF], written[(data - 4)..data]);
        unpacked.Position = 0;
        Assert.Equal(WaveFile.Read(new MemoryStream(expected))[0].ToArray(), WaveFile.Read(unpacked)[0].ToArray());
    }

    [Fact]
    public void Setup_throws_with_the_range()
    {
        string path = _folder.File("a.wav");
        Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => new WaveWriter(path, 7_999));
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => new WaveWriter(path, 48_000, 0));
        Assert.Throws<ArgumentOutOfRangeException>("channels", () => new WaveWriter(path, 48_000, 65));
        Assert.Throws<ArgumentOutOfRangeException>("format", () => new WaveWriter(path, 48_000, 2, (WaveFormat)3));
        Assert.Throws<ArgumentException>("path", () => new WaveWriter("", 48_000));
        Assert.Throws<ArgumentException>("right", () => WaveFile.Write(path, [0], [], 48_000));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}

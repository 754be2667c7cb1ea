using Cascade.Dsp.Output;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Output;

public sealed class WaveReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property]
    public void What_is_written_as_floats_is_read(float[] samples, byte byteOfChannels)
    {
        string path = _folder.File("a.wav");
        int channels = 1 + byteOfChannels % 64;
        float[] whole = samples[..(samples.Length / channels * channels)];
        using (var writer = new WaveWriter(path, 96_000, channels, WaveFormat.Float32))
        {
            writer.WriteInterleaved(whole);
            writer.Complete();
        }
        using var reader = new WaveReader(path);
        var read = new float[whole.Length];
        Assert.Equal((96_000, true, 32, channels), (reader.SampleRate, reader.IsFloat, reader.BitsPerSample, reader.Channels));
        Assert.Equal(whole.Length / channels, reader.Read(read));
        Assert.Equal(whole, read);
        Assert.Equal(0, reader.Read(new float[channels]));
    }

    [Property]
    public void What_is_written_as_integers_is_read_within_the_dither(short[] values, bool fine)
    {
        string path = _folder.File("a.wav");
        float[] left = [.. values.Select(v => v / 32_768f)], right = [.. left.Select(v => -v)];
        WaveFile.Write(path, left, right, 22_050, fine ? WaveFormat.Int24 : WaveFormat.Int16);
        WaveSound sound = WaveFile.Read(path);
        float steps = fine ? 1.5f / 8_388_608 : 1.5f / 32_768;
        Assert.Equal((left.Length, 2, 22_050), ((int)sound.Frames, sound.Channels, sound.SampleRate));
        for (int i = 0; i < left.Length; i++)
        {
            Assert.InRange(sound[0][i] - left[i], -steps, steps);
            Assert.InRange(sound[1][i] - right[i], -steps, steps);
        }
    }

    public static TheoryData<byte[], byte[], float[]> Samples() => new()
    {
        { Format(1, 8), [0, 128, 255], [-1, 0, 127f / 128] },
        { Format(1, 16), [0, 0x80, 0xFF, 0x7F], [-1, 32_767f / 32_768] },
        { Format(1, 24), [0, 0, 0x80, 1, 0, 0], [-1, 1f / 8_388_608] },
        { Format(1, 32), [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1, 0.5f] },
        { Format(3, 32), [0, 0, 0x80, 0x3F], [1] },
        { Format(3, 64), [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], [-1.5f] },
        { Extensible(1, 24), [0, 0, 0x40], [0.5f] },
        { Extensible(3, 32), [0, 0, 0, 0x40], [2] },
        { [.. Format(1, 16)[..16], 0, 0], [0, 0x40], [0.5f] },
        // Bits that do not fill their bytes are the highest of them.
        { Format(1, 4), [0, 0x80, 0xC0], [-1, 0, 0.5f] },
        { Format(1, 12), [0, 0x80, 0xF0, 0x7F], [-1, 2_047f / 2_048] },
        { Format(1, 20), [0, 0, 0x80, 0x10, 0, 0x40], [-1, 0.5f + 1f / 524_288] },
        { Format(1, 24, 4), [0, 0, 0, 0x80, 0, 1, 0, 0], [-1, 1f / 8_388_608] },
        // The codes of the largest, the smallest and the middle steps in G.711.
        { Format(6, 8), [0xAA, 0x2A, 0xD5, 0x55], [32_256f / 32_768, -32_256f / 32_768, 8f / 32_768, -8f / 32_768] },
        { Format(7, 8), [0x80, 0x00, 0xFF, 0x7F, 0xF0], [32_124f / 32_768, -32_124f / 32_768, 0, 0, 120f / 32_768] },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_known_format_is_read(byte[] format, byte[] data, float[] expected) =>
        Assert.Equal(expected, Read(Riff(Chunk("fmt ", format), Chunk("data", data))));

    [Fact]
    public void Unknown_and_odd_chunks_are_skipped() => Assert.Equal([0.5f], Read(Riff(
        Chunk("LIST", [1, 2, 3]), Chunk("fmt ", Format(1, 16)), Chunk("bext", new byte[601]), Chunk("    ", []), Chunk("data", [0, 0x40]),
        Chunk("LIST", [1, 2]))));

    [Theory]
    [InlineData(0u, 0u, 2)]
    [InlineData(uint.MaxValue, uint.MaxValue, 2)]
    [InlineData(uint.MaxValue, 0u, 2)]
    [InlineData(0u, 0x7FFF_0000u, 2)]
    [InlineData(36u, 0u, 2)]
    [InlineData(8u, 0u, 2)]
    [InlineData(0x7FFF_FFFFu, 0u, 2)]
    [InlineData(39u, 0u, 0)]
    [InlineData(39u, 2u, 1)]
    [InlineData(39u, 3u, 1)]
    public void Sizes_that_were_never_filled_in_mean_to_the_end_of_the_file(uint riffSize, uint dataSize, int frames)
    {
        byte[] bytes = Riff(Chunk("fmt ", Format(1, 16)), Chunk("data", [0, 0x40, 0, 0x40, 9]));
        bytes = bytes[..^1];
        BitConverter.TryWriteBytes(bytes.AsSpan(4), riffSize);
        BitConverter.TryWriteBytes(bytes.AsSpan(40), dataSize);
        Assert.Equal(frames, Read(bytes).Length);
    }

    [Theory]
    [InlineData(16, false, false, 100)]
    [InlineData(16, true, false, 100)]
    [InlineData(24, false, true, 100)]
    [InlineData(24, true, true, 100)]
    public void A_recording_that_was_never_closed_ends_before_the_chunks_behind_it(byte bits, bool before, bool behind, int frames)
    {
        byte[] sound = [.. Enumerable.Range(0, frames * bits / 8).Select(i => (byte)(i * 37))],
            list = Chunk("LIST", [.. "INFOIART\u0003\0\0\0abc"u8]);
        byte[] bytes = [.. Riff(Chunk("fmt ", Format(1, bits)), before ? list : [], Chunk("data", [])), .. sound, .. behind ? list : []];
        Assert.Equal(frames, Read(bytes).Length);
        // Without a frame the same chunk behind it means that there is none.
        Assert.Empty(Read(Riff(Chunk("fmt ", Format(1, bits)), Chunk("data", []), list)));
        Assert.Empty(Read([.. Riff(Chunk("fmt ", Format(1, bits)), Chunk("data", [])), .. list]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(15)]
    public void The_byte_after_an_odd_chunk_may_be_missing(int length)
    {
        foreach (string odd in new[] { "LIST", "bext", "abcd" })
            foreach (int padding in new[] { -1, 0, 'Q' })
                foreach (bool behind in new[] { false, true })
                {
                    byte[] chunk = [.. Chunk(odd, [.. Enumerable.Repeat((byte)'x', length)])[..(8 + length)],
                        .. padding < 0 ? [] : new[] { (byte)padding }];
                    byte[] format = Chunk("fmt ", Format(1, 16)), data = Chunk("data", [0, 0x40, 0, 0xC0]);
                    Assert.Equal([0.5f, -0.5f], Read(behind ? Riff(format, chunk, data) : Riff(chunk, format, data)));
                }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Chunks_beyond_4_GiB_have_their_sizes_in_the_table(int others)
    {
        byte[] table = [.. BitConverter.GetBytes(others + 2)];
        for (int i = 0; i < others; i++)
            table = [.. table, .. "abcd"u8, .. BitConverter.GetBytes(9L)];
        table = [.. table, .. "JUNK"u8, .. BitConverter.GetBytes(16L), .. "JUNK"u8, .. BitConverter.GetBytes(3L)];
        byte[] sizes = [.. new byte[8], .. BitConverter.GetBytes(4L), .. new byte[8], .. table];
        byte[] large = [.. "JUNK"u8, 255, 255, 255, 255, .. new byte[16]], small = [.. "JUNK"u8, 255, 255, 255, 255, .. new byte[4]];
        byte[] bytes = Riff(Chunk("ds64", sizes), large, Chunk("fmt ", Format(1, 16)), small,
            [.. "data"u8, 255, 255, 255, 255, 0, 0x40, 0, 0xC0, 9, 9]);
        "RF64"u8.CopyTo(bytes);
        Assert.Equal([0.5f, -0.5f], Read(bytes));
    }

    [Theory]
    [InlineData(2, 4, "Microsoft ADPCM")]
    [InlineData(0x11, 4, "IMA ADPCM")]
    [InlineData(0x31, 0, "GSM")]
    [InlineData(0x55, 0, "MP3")]
    [InlineData(3, 16, "format 3 of 16 bits")]
    [InlineData(1, 40, "format 1 of 40 bits")]
    public void What_is_packed_is_refused_by_its_name(byte tag, byte bits, string name) =>
        Assert.Contains(name, Assert.Throws<WaveFormatException>(
            () => Read(Riff(Chunk("fmt ", Format(tag, bits)), Chunk("data", [0, 0])))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_too_long_for_the_memory_is_refused()
    {
        string path = _folder.File("long.wav");
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            // One byte becomes four; what is not written takes no room on the disk.
            byte[] format = Format(1, 8);
            (format[2], format[12]) = (32, 32);
            file.Write(Riff(Chunk("fmt ", format), Chunk("data", [])));
            file.SetLength(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 + 1_000_000);
        }
        WaveFormatException refused = Assert.Throws<WaveFormatException>(() => WaveFile.Read(path));
        Assert.Contains("piece by piece", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RF64_takes_its_size_from_ds64()
    {
        byte[] sizes = [.. BitConverter.GetBytes(0L), .. BitConverter.GetBytes(4L), .. BitConverter.GetBytes(2L), 0, 0, 0, 0];
        byte[] bytes = Riff(Chunk("ds64", sizes), Chunk("fmt ", Format(1, 16)), Chunk("data", [0, 0x40, 0, 0x40, 0, 0, 0, 0]));
        "RF64"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(4), uint.MaxValue);
        BitConverter.TryWriteBytes(bytes.AsSpan(76), uint.MaxValue);
        Assert.Equal([0.5f, 0.5f], Read(bytes));
    }

    [Theory]
    [InlineData("", 0, "12 bytes")]
    [InlineData("MThd", 0, "12 bytes")]
    [InlineData("MThd....WAVE", 0, "found \"MThd\"")]
    [InlineData("RIFX....WAVE", 0, "found \"RIFX\": this is a RIFX file")]
    [InlineData("fLaC\0\0\0\u0022....", 0, "this is a FLAC sound file")]
    [InlineData("ID3\u0003........", 0, "this is an MP3 file")]
    [InlineData("FORM....AIFF", 0, "this is an AIFF sound file")]
    [InlineData("OggS........", 0, "this is an Ogg sound file")]
    [InlineData("RIFF....RMIDdata", 8, "this is an RMI file")]
    [InlineData("<!DOCTYPE html>", 0, "this is a web page")]
    [InlineData("RIFF....AVI ", 8, "expected \"WAVE\"")]
    [InlineData("RIFF....WAVE", 12, "expected a \"fmt \" chunk")]
    [InlineData("RIFF....WAVEdata\x02\0\0\0..", 12, "before the \"data\" chunk")]
    [InlineData("RIFF....WAVEfmt \x0E\0\0\0", 16, "16 bytes or more, found 14")]
    [InlineData("RIFF....WAVEfmt \x10\0\0\0....", 20, "expected a format")]
    public void A_bad_file_says_where_and_what_was_expected(string text, long offset, string message)
    {
        WaveFormatException e = Assert.Throws<WaveFormatException>(() => Read([.. text.Select(c => (byte)c)]));
        Assert.Equal(offset, e.Offset);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains($"at byte {offset}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 85, 20, "found format 85 of 16 bits")]
    [InlineData(2, 0, 22, "at least one channel")]
    [InlineData(12, 3, 32, "a frame of 2 bytes")]
    [InlineData(14, 33, 20, "found format 1 of 33 bits")]
    public void A_bad_format_says_which_field(int field, byte value, long offset, string message)
    {
        byte[] format = Format(1, 16);
        format[field] = value;
        WaveFormatException e = Assert.Throws<WaveFormatException>(() => Read(Riff(Chunk("fmt ", format), Chunk("data", [0, 0]))));
        Assert.Equal(offset, e.Offset);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_bytes_give_sound_or_the_one_exception()
    {
        byte[] good =
            Riff(Chunk("ds64", new byte[28]), Chunk("fmt ", Extensible(1, 16)), Chunk("fact", new byte[4]), Chunk("data", new byte[64]));
        var random = new Random(1);
        int sounds = 0, refused = 0;
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = [.. good];
            for (int changes = random.Next(12); changes > 0; changes--)
                bytes[random.Next(good.Length)] = (byte)random.Next(256);
            if (round % 3 == 0)
                bytes = bytes[..random.Next(good.Length + 1)];
            try
            {
                Assert.InRange(Read(bytes).Length, 0, 64);
                sounds++;
            }
            catch (WaveFormatException e)
            {
                Assert.InRange(e.Offset, 0, bytes.Length);
                refused++;
            }
        }
        Assert.True(sounds > 100 && refused > 100, $"{sounds} sounds, {refused} refused");
    }

    [Property(MaxTest = 2000)]
    public void Random_bytes_after_a_good_header_are_no_trouble(byte[] tail)
    {
        try
        {
            Read([.. "RIFF....WAVE"u8, .. tail]);
        }
        catch (WaveFormatException)
        {
        }
    }

    [Fact]
    public void Position_moves_to_any_frame_and_reading_allocates_nothing()
    {
        string path = _folder.File("a.wav");
        float[] left = [.. Enumerable.Range(0, 20_000).Select(i => i / 20_000f)];
        WaveFile.Write(path, left, left, 48_000, WaveFormat.Float32);
        using var reader = new WaveReader(path);
        var piece = new float[2000];
        int read = 0;
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            reader.Position = 12_345;
            read = reader.Read(piece);
        }));
        Assert.Equal((1000, 13_345L), (read, reader.Position));
        Assert.Equal(left[12_345], piece[0]);
        Assert.Equal(left[13_344], piece[1999]);
        reader.Position = reader.Frames;
        Assert.Equal(0, reader.Read(piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Position = reader.Frames + 1);
        Assert.Throws<ArgumentException>(() => reader.Read(new float[3]));
    }

    [Fact]
    public void A_missing_file_is_missing()
    {
        Assert.Throws<FileNotFoundException>(() => WaveFile.Read(_folder.File("none.wav")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sound([.. Riff(Chunk("fmt ", Format(1, 8)), Chunk("data", []))])[1].Length);
    }

    [Fact]
    public void A_stream_is_read_from_its_start_and_left_open()
    {
        using var stream = new MemoryStream();
        WaveFile.Write(stream, [0.5f, -1], [0.25f, 2], 44_100, WaveFormat.Float32);
        WaveSound sound = WaveFile.Read(stream);
        Assert.Equal([0.5f, -1], sound[0]);
        Assert.Equal([0.25f, 2], sound[1]);
        Assert.True(stream.CanRead);
        Assert.Throws<ArgumentNullException>(() => WaveFile.Read((Stream)null!));
        stream.SetLength(3);
        Assert.Throws<WaveFormatException>(() => WaveFile.Read(stream));
        Assert.True(stream.CanRead);
        stream.Dispose();
        Assert.Throws<ArgumentException>(() => WaveFile.Read(stream));
    }

    private static WaveSound Sound(byte[] bytes) => WaveFile.Read(new MemoryStream(bytes));

    private static float[] Read(byte[] bytes) => Sound(bytes)[0].ToArray();

    private static byte[] Riff(params byte[][] chunks) =>
        [.. "RIFF"u8, .. BitConverter.GetBytes(4 + chunks.Sum(c => c.Length)), .. "WAVE"u8, .. chunks.SelectMany(c => c)];

    private static byte[] Chunk(string id, byte[] content) =>
        [.. id.Select(c => (byte)c), .. BitConverter.GetBytes(content.Length), .. content, .. new byte[content.Length & 1]];

    private static byte[] Format(byte tag, byte bits, int bytes = 0)
    {
        bytes = bytes > 0 ? bytes : (bits + 7) / 8;
        return [tag, 0, 1, 0, 0x80, 0xBB, 0, 0, .. BitConverter.GetBytes(48_000 * bytes), (byte)bytes, 0, bits, 0];
    }

    private static byte[] Extensible(byte tag, byte bits) =>
        [0xFE, 0xFF, .. Format(tag, bits)[2..], 22, 0, bits, 0, 4, 0, 0, 0, tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B,
            0x71];
}

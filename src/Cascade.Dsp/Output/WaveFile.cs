using System;
using System.IO;
using Cascade.Dsp.Output;

namespace Cascade.Dsp;

/// <summary>Whole WAV files at once. For sound that comes or goes piece by piece see <see cref="WaveWriter"/> and
/// <see cref="WaveReader"/>.</summary>
public static class WaveFile
{
    /// <summary>Writes a stereo file; an existing one is replaced only when the new one is complete.</summary>
    /// <param name="path">The file. Its folder must exist.</param>
    /// <param name="left">Samples; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <param name="format">How a sample is held; 16-bit integers by default.</param>
    /// <returns>How many samples an integer format has clamped because they lay beyond full scale or were NaN.</returns>
    /// <exception cref="ArgumentException">The path is empty or the channels differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate or the format is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or folder may not be written to.</exception>
    public static long Write(string path, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int sampleRate,
        WaveFormat format = WaveFormat.Int16)
    {
        using var writer = new WaveWriter(path, sampleRate, 2, format);
        writer.Write(left, right);
        writer.Complete();
        return writer.ClippedSamples;
    }

    /// <summary>Writes a stereo file into a stream, at its present position, and leaves it open at the end of the file.</summary>
    /// <param name="stream">Where the file goes; it must be writable.</param>
    /// <param name="left">Samples; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <param name="format">How a sample is held; 16-bit integers by default.</param>
    /// <returns>How many samples an integer format has clamped because they lay beyond full scale or were NaN.</returns>
    /// <exception cref="ArgumentException">The stream is not writable, or the channels differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate or the format is out of range.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static long Write(Stream stream, ReadOnlySpan<float> left, ReadOnlySpan<float> right, int sampleRate,
        WaveFormat format = WaveFormat.Int16)
    {
        using var writer = new WaveWriter(stream, sampleRate, 2, format, leaveOpen: true);
        writer.Write(left, right);
        writer.Complete();
        return writer.ClippedSamples;
    }

    /// <summary>Reads a whole file into memory, four bytes for each sample.</summary>
    /// <param name="path">The file, of any format that <see cref="WaveReader"/> knows.</param>
    /// <exception cref="WaveFormatException">The file is not a WAV file of a known format, or longer than 2,147,483,591
    /// frames or the memory there is.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static WaveSound Read(string path)
    {
        using var reader = new WaveReader(path);
        return Read(reader);
    }

    /// <summary>Reads a whole file from a stream into memory, four bytes for each sample, and leaves the stream open.</summary>
    /// <param name="stream">A stream that can seek; the file, of any format that <see cref="WaveReader"/> knows, starts at its position
    /// 0.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="WaveFormatException">The stream is not a WAV file of a known format, or longer than 2,147,483,591
    /// frames or the memory there is.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static WaveSound Read(Stream stream)
    {
        using var reader = new WaveReader(stream, leaveOpen: true);
        return Read(reader);
    }

    private static WaveSound Read(WaveReader reader)
    {
        if (reader.Frames > Array.MaxLength)
            throw TooLong($"{Array.MaxLength} frames", reader.Frames);
        long bytes = reader.Frames * reader.Channels * sizeof(float);
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw TooLong($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes} bytes of samples", bytes);
        var channels = new float[reader.Channels][];
        for (int i = 0; i < channels.Length; i++)
            channels[i] = new float[reader.Frames];
        int room = Math.Max(1, 4096 / channels.Length);
        var piece = new float[room * channels.Length];
        for (int done = 0, read; (read = reader.Read(piece)) > 0; done += read)
            for (int i = 0; i < read * channels.Length; i++)
                channels[i % channels.Length][done + i / channels.Length] = piece[i];
        return new WaveSound(channels, reader.SampleRate);
    }

    private static WaveFormatException TooLong(string most, long found) =>
        new(0, $"expected at most {most} to hold in memory, found {found}; a WaveReader reads them piece by piece.");
}

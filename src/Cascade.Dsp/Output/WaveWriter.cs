using System;
using System.IO;
using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Output;

/// <summary>Writes a WAV file piece by piece, in memory that does not grow.</summary>
/// <remarks>
/// The sound goes to a file beside the target that takes the target's place in <see cref="Complete"/>. Until then, and if it never comes to
/// that, the target is
/// as it was; <see cref="Dispose"/> removes the partial file. Files beyond 4 GiB become RF64. A stream is written to directly; one that
/// cannot be sought, as a pipe or the answer to a request, gets the lengths that stand for "to the end" (4,294,967,295), which players
/// understand.
/// <para>After construction writing allocates nothing. Not for several threads at once.</para>
/// </remarks>
/// <example><code>
/// using var writer = new WaveWriter("song.wav", 48_000, format: WaveFormat.Int24);
/// OfflineRenderer.Render(engine, sequence, writer);
/// writer.Complete();
/// </code></example>
public sealed class WaveWriter : IAudioSink, IDisposable
{
    /// <summary>The most channels a file may have.</summary>
    public const int MaximumChannels = 64;

    private const int PieceFrames = 1024;

    private readonly WaveFormat _format;
    private readonly long _riffLimit;
    private readonly int _frameBytes;
    private readonly string _partialPath = "";
    private readonly Stream _stream;
    private readonly long _start;
    private readonly bool _leaveOpen;
    private readonly Dither?[] _dither;
    private readonly float[] _channel = new float[PieceFrames];
    private readonly byte[] _channelBytes = new byte[4 * PieceFrames];
    private readonly byte[] _bytes;
    private bool _isOpen = true;

    /// <summary>Starts a file.</summary>
    /// <param name="path">The target; it is replaced by <see cref="Complete"/>. Its folder must exist.</param>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <param name="channels">1 to 64; 2 by default.</param>
    /// <param name="format">How a sample is held; 16-bit integers by default.</param>
    /// <param name="seed">The start of the dither noise of integer formats: the same seed and sound give the same bytes.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate, the number of channels or the format is out of range.</exception>
    /// <exception cref="IOException">The file cannot be made, or the target is a folder or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public WaveWriter(string path, int sampleRate, int channels = 2, WaveFormat format = WaveFormat.Int16, uint seed = 1)
        : this(path, sampleRate, channels, format, seed, uint.MaxValue)
    {
    }

    /// <summary>Starts a file in a stream, at its present position.</summary>
    /// <param name="stream">Where the file goes; it must be writable. In one that can be sought <see cref="Complete"/> goes back to fill in
    /// the lengths; afterwards it stands at its end.</param>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <param name="channels">1 to 64; 2 by default.</param>
    /// <param name="format">How a sample is held; 16-bit integers by default.</param>
    /// <param name="seed">The start of the dither noise of integer formats: the same seed and sound give the same bytes.</param>
    /// <param name="leaveOpen">True if the stream outlives the writer.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentException">The stream is not writable.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate, the number of channels or the format is out of range.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public WaveWriter(Stream stream, int sampleRate, int channels = 2, WaveFormat format = WaveFormat.Int16, uint seed = 1,
        bool leaveOpen = false)
        : this(sampleRate, channels, format, seed, uint.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("The stream must be writable.", nameof(stream));
        _stream = stream;
        _start = stream.CanSeek ? stream.Position : 0;
        _leaveOpen = leaveOpen;
        WriteHeader(stream.CanSeek ? 0 : WaveHeader.UnknownFrames);
    }

    internal WaveWriter(string path, int sampleRate, int channels, WaveFormat format, uint seed, long riffLimit)
        : this(sampleRate, channels, format, seed, riffLimit)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = Target(path);
        _partialPath = $"{Path}.{System.IO.Path.GetRandomFileName()}.partial";
        _stream = new FileStream(_partialPath, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        WriteHeader(0);
    }

    private WaveWriter(int sampleRate, int channels, WaveFormat format, uint seed, long riffLimit)
    {
        SampleRate = SampleRates.Check(sampleRate);
        if (channels is < 1 or > MaximumChannels)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A file must have 1 to 64 channels.");
        if (format is < WaveFormat.Int16 or > WaveFormat.Float32)
            throw new ArgumentOutOfRangeException(nameof(format), format, "The format must be Int16, Int24 or Float32.");
        Channels = channels;
        _format = format;
        _riffLimit = riffLimit;
        _frameBytes = channels * WaveHeader.BytesPerSample(format);
        _bytes = new byte[PieceFrames * _frameBytes];
        _dither = new Dither?[channels];
        for (int i = 0; i < channels && format != WaveFormat.Float32; i++)
            _dither[i] = new Dither(seed * MaximumChannels + (uint)i);
        _stream = Stream.Null;
    }

    /// <summary>The target, as a full path; empty if it is a stream.</summary>
    public string Path { get; } = "";

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>Samples per frame.</summary>
    public int Channels { get; }

    /// <summary>How many frames were written.</summary>
    public long Frames { get; private set; }

    /// <summary>How many samples an integer format has clamped because they lay beyond full scale or were NaN; a float format keeps them
    /// and counts none.</summary>
    public long ClippedSamples { get; private set; }

    /// <summary>Writes the next frames of a stereo file.</summary>
    /// <param name="left">Any number of samples; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    /// <exception cref="InvalidOperationException">The file is not stereo.</exception>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    /// <exception cref="ObjectDisposedException">The file was completed or disposed.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Write(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ObjectDisposedException.ThrowIf(!_isOpen, this);
        if (Channels != 2)
            throw new InvalidOperationException("Left and right need a file of two channels.");
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        for (int done = 0; done < left.Length; done += PieceFrames)
        {
            int frames = Math.Min(PieceFrames, left.Length - done);
            PutChannel(0, left.Slice(done, frames));
            PutChannel(1, right.Slice(done, frames));
            WritePiece(frames);
        }
    }

    /// <summary>Writes the next frames of a file of any number of channels.</summary>
    /// <param name="samples">Frame by frame, the channels of each in turn; whole frames only. For one channel simply its samples.</param>
    /// <exception cref="ArgumentException">The last frame is not whole.</exception>
    /// <exception cref="ObjectDisposedException">The file was completed or disposed.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void WriteInterleaved(ReadOnlySpan<float> samples)
    {
        ObjectDisposedException.ThrowIf(!_isOpen, this);
        if (samples.Length % Channels != 0)
            throw new ArgumentException($"{samples.Length} samples are not whole frames of {Channels} channels.", nameof(samples));
        for (int total = samples.Length / Channels, done = 0; done < total; done += PieceFrames)
        {
            int frames = Math.Min(PieceFrames, total - done);
            Span<float> one = _channel.AsSpan(0, frames);
            for (int channel = 0; channel < Channels; channel++)
            {
                for (int i = 0; i < one.Length; i++)
                    one[i] = samples[(done + i) * Channels + channel];
                PutChannel(channel, one);
            }
            WritePiece(frames);
        }
    }

    /// <summary>Finishes the file and puts it in the place of the target; a stream then stands at the end of the file.</summary>
    /// <exception cref="ObjectDisposedException">The file was completed or disposed.</exception>
    /// <exception cref="IOException">The disk is full or fails, or the target is a folder now; the target is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The target may not be replaced; it is as it was.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(!_isOpen, this);
        if (_stream.CanSeek)
        {
            if ((Frames * _frameBytes & 1) != 0)
                _stream.Write([0]);
            long end = _stream.Position;
            _stream.Position = _start;
            WriteHeader(Frames);
            _stream.Position = end;
        }
        _stream.Flush();
        Close();
        if (Path.Length > 0)
            File.Move(_partialPath, Path, overwrite: true);
        _isOpen = false;
    }

    /// <summary>Ends writing; without <see cref="Complete"/> the partial file is removed and the target is as it was. What a stream has
    /// stays in it.</summary>
    public void Dispose()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        Close();
        if (Path.Length > 0)
            File.Delete(_partialPath);
    }

    private void Close()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    private void WriteHeader(long frames)
    {
        var header = new WaveHeader(SampleRate, Channels, _format);
        Span<byte> bytes = stackalloc byte[WaveHeader.MaximumLength];
        header.Write(bytes, frames, _riffLimit);
        _stream.Write(bytes[..header.Length]);
    }

    private void PutChannel(int channel, ReadOnlySpan<float> samples)
    {
        int size = _frameBytes / Channels;
        Span<byte> source = _channelBytes.AsSpan(0, size * samples.Length), frames = _bytes.AsSpan(0, _frameBytes * samples.Length);
        switch (_format)
        {
            case WaveFormat.Int16:
                Span<short> integers = MemoryMarshal.Cast<byte, short>(source);
                ClippedSamples += Pcm.ToInt16(samples, integers, _dither[channel]);
                Pcm.ToLittleEndian(integers);
                Interleave<short>(integers, MemoryMarshal.Cast<byte, short>(frames), channel);
                break;
            case WaveFormat.Int24:
                ClippedSamples += Pcm.ToInt24(samples, source, _dither[channel]);
                for (int i = 0; i < size; i++)
                    for (int from = i, to = channel * size + i; from < source.Length; from += size, to += _frameBytes)
                        frames[to] = source[from];
                break;
            default:
                Pcm.ToFloat32(samples, source);
                Interleave<int>(MemoryMarshal.Cast<byte, int>(source), MemoryMarshal.Cast<byte, int>(frames), channel);
                break;
        }
    }

    private void Interleave<T>(ReadOnlySpan<T> samples, Span<T> frames, int channel)
    {
        for (int from = 0, to = channel; from < samples.Length; from++, to += Channels)
            frames[to] = samples[from];
    }

    private void WritePiece(int frames)
    {
        _stream.Write(_bytes, 0, frames * _frameBytes);
        Frames += frames;
    }

    private static string Target(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        // A link stays a link: what it points to is replaced.
        if (new FileInfo(full).LinkTarget is not null)
            full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (Directory.Exists(full))
            throw new IOException($"The target is a folder: {path}");
        // Replacing a device by a file would break more than this recording.
        if (System.IO.Path.GetDirectoryName(full) is "/dev")
            throw new IOException($"The target is a device: {path}");
        return full;
    }
}

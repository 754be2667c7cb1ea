using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;

namespace Cascade.Dsp.Output;

/// <summary>Reads a WAV file piece by piece, in memory that does not grow.</summary>
/// <remarks>
/// Knows integers of 1 to 32 bits (12 and 20 among them), floats of 32 and 64, A-law and mu-law, plain or extensible, of any number of
/// channels, in RIFF, RF64 and BW64. What it does not know is refused by its name. Chunks it does not know are skipped, also where the byte
/// after an odd one is missing. Where the size of the sound was never filled in, or the file is cut off, the sound ends with the file.
/// <para>After construction reading allocates nothing. Not for several threads at once.</para>
/// </remarks>
public sealed class WaveReader : IDisposable
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly WaveLayout _layout;
    private readonly byte[] _bytes = new byte[1 << 14];
    private long _position;

    /// <summary>Opens a file and reads up to its first sample.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WaveFormatException">The file is not a WAV file of a known format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public WaveReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read), leaveOpen: false)
    {
    }

    /// <summary>Reads a stream up to its first sample.</summary>
    /// <param name="stream">A stream that can seek; the file starts at its position 0.</param>
    /// <param name="leaveOpen">True to leave the stream open when the reader is disposed.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="WaveFormatException">The stream is not a WAV file of a known format.</exception>
    public WaveReader(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek)
            throw new ArgumentException("The stream must be readable and able to seek.", nameof(stream));
        _stream = stream;
        _leaveOpen = leaveOpen;
        try
        {
            _layout = WaveLayout.Read(stream);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate => _layout.SampleRate;

    /// <summary>Samples per frame.</summary>
    public int Channels => _layout.Channels;

    /// <summary>1 to 32 for integers, 32 or 64 for floats, 8 for A-law and mu-law.</summary>
    public int BitsPerSample => _layout.BitsPerSample;

    /// <summary>True if the samples are floats, which may lie beyond full scale.</summary>
    public bool IsFloat => _layout.Coding == WaveCoding.Float;

    /// <summary>The whole frames in the file.</summary>
    public long Frames => _layout.Frames;

    /// <summary>The next frame to be read; may be set anywhere within the file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is outside 0 to <see cref="Frames"/>.</exception>
    public long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Frames);
            _position = value;
        }
    }

    /// <summary>Reads the next frames.</summary>
    /// <param name="samples">Overwritten frame by frame, the channels of each in turn; room for whole frames. Integers become -1 to 1,
    /// floats stay as they are.</param>
    /// <returns>How many frames were read: fewer than there is room for only at the end, then 0.</returns>
    /// <exception cref="ArgumentException">The room is not whole frames.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Read(Span<float> samples)
    {
        if (samples.Length % Channels != 0)
            throw new ArgumentException($"{samples.Length} samples are not whole frames of {Channels} channels.", nameof(samples));
        int size = _layout.SampleBytes;
        int wanted = (int)Math.Min(samples.Length / Channels, Frames - _position) * Channels;
        _stream.Position = _layout.DataStart + _position * _layout.FrameBytes;
        int done = 0;
        while (done < wanted)
        {
            Span<byte> bytes = _bytes.AsSpan(0, Math.Min(_bytes.Length / 24 * 24, (wanted - done) * size));
            int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / size;
            Decode(bytes[..(read * size)], samples[done..]);
            done += read;
            // The file has become shorter since it was opened.
            if (read * size < bytes.Length)
                break;
        }
        _position += done / Channels;
        return done / Channels;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    private void Decode(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        switch ((_layout.Coding, _layout.SampleBytes))
        {
            case (WaveCoding.ALaw or WaveCoding.MuLaw, _):
                ReadOnlySpan<short> steps = _layout.Coding == WaveCoding.ALaw ? Companding.ALaw : Companding.MuLaw;
                for (int i = 0; i < bytes.Length; i++)
                    target[i] = steps[bytes[i]] * (1f / 32_768);
                break;
            case (_, 1):
                for (int i = 0; i < bytes.Length; i++)
                    target[i] = (bytes[i] - 128) * (1f / 128);
                break;
            case (_, 2):
                DecodeInt16(bytes, target);
                break;
            case (_, 3):
                Pcm.FromInt24(bytes, target);
                break;
            case (WaveCoding.Float, 4):
                Pcm.FromFloat32(bytes, target);
                break;
            case (_, 4):
                for (int i = 0; i < bytes.Length / 4; i++)
                    target[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) * (1f / 2_147_483_648);
                break;
            default:
                for (int i = 0; i < bytes.Length / 8; i++)
                    target[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                break;
        }
    }

    private static void DecodeInt16(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            Pcm.FromInt16(MemoryMarshal.Cast<byte, short>(bytes), target);
            return;
        }
        for (int i = 0; i < bytes.Length / 2; i++)
            target[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) * (1f / 32_768);
    }
}

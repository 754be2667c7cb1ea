using System.Runtime.InteropServices;
using Cascade.Dsp.Output;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Sound;

/// <summary>Writes bare samples to a pipe or a file, without a header.</summary>
/// <remarks>The other side's reading paces it. With a pace of its own it also never runs ahead of real time, for what is played by
/// hand.</remarks>
public sealed class RawOutput : IAudioOutput
{
    private readonly Stream _target;
    private readonly RawFormat _format;
    private readonly Dither? _left, _right;
    private readonly float[] _channel;
    private readonly short[] _rounded, _interleaved;
    private readonly byte[] _bytes;
    private readonly bool _isPaced;
    private PaceClock _pace;

    /// <summary>Begins to write.</summary>
    /// <param name="target">A pipe or a file; its owner closes it.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="format">How samples are held.</param>
    /// <param name="mostFrames">The most frames of one write.</param>
    /// <param name="isPaced">True to wait for the clock before each write.</param>
    /// <param name="seed">Starts the dither.</param>
    public RawOutput(Stream target, int sampleRate, RawFormat format, int mostFrames, bool isPaced, uint seed = 1)
    {
        _target = target;
        SampleRate = sampleRate;
        _format = format;
        _isPaced = isPaced;
        _pace = new PaceClock(sampleRate);
        if (format == RawFormat.Integers)
            (_left, _right) = (new Dither(seed), new Dither(seed + 1));
        _channel = new float[mostFrames];
        _rounded = new short[mostFrames];
        _interleaved = new short[2 * mostFrames];
        _bytes = new byte[2 * mostFrames * sizeof(float)];
    }

    /// <inheritdoc/>
    public string Description => _format == RawFormat.Floats ? "raw, 32-bit float" : "raw, 16-bit integer";

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public TimeSpan Latency => TimeSpan.Zero;

    /// <inheritdoc/>
    public long Underruns => 0;

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<float> frames)
    {
        if (_isPaced)
            _pace.Wait(frames.Length / 2);
        try
        {
            _target.Write(Bytes(frames));
            return true;
        }
        catch (IOException e)
        {
            // A reader who has had enough is no failure; a full disk is.
            Failure = InputFile.IsReaderGone(e) ? null : e.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Rest() => false;

    /// <inheritdoc/>
    public void Drain()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private ReadOnlySpan<byte> Bytes(ReadOnlySpan<float> frames)
    {
        if (_format == RawFormat.Floats)
        {
            Pcm.ToFloat32(frames, _bytes);
            return _bytes.AsSpan(0, frames.Length * sizeof(float));
        }
        Round(frames, 0, _left!);
        Round(frames, 1, _right!);
        Span<short> samples = _interleaved.AsSpan(0, frames.Length);
        if (!BitConverter.IsLittleEndian)
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(samples, samples);
        return MemoryMarshal.AsBytes(samples);
    }

    private void Round(ReadOnlySpan<float> frames, int channel, Dither dither)
    {
        Span<float> samples = _channel.AsSpan(0, frames.Length / 2);
        for (int i = 0; i < samples.Length; i++)
            samples[i] = frames[2 * i + channel];
        Pcm.ToInt16(samples, _rounded, dither);
        for (int i = 0; i < samples.Length; i++)
            _interleaved[2 * i + channel] = _rounded[i];
    }
}

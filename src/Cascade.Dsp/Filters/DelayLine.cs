using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Filters;

/// <summary>Delays a signal by any number of samples, whole or not; the delay may move without a click.</summary>
/// <remarks>
/// A ring whose length is a power of two, read by third-order Lagrange interpolation: exact at whole samples and for every cubic; for a
/// sine of w radians per sample the error is at most 0.0235 w^4 (-103 dB at 1 kHz, 48 kHz). A whole delay that stands still is copied
/// exactly.
/// <para>For feedback and several taps use <see cref="Write"/> and <see cref="Read(int)"/>, one sample at a time, instead of
/// <see cref="Process"/>.</para>
/// <para>Source: T. I. Laakso et al., "Splitting the unit delay", IEEE Signal Processing Magazine, 1996.</para>
/// </remarks>
public sealed class DelayLine : IFilter
{
    /// <summary>The longest delay a line can be made for, in seconds.</summary>
    public const double LongestTime = 60;

    private const float GlideTime = 0.02f;
    private const int Margin = 4;

    private readonly double _seconds;
    private readonly Ramp _delay = new(1, GlideTime);
    private float[] _ring = [];
    private int _mask, _write;
    private bool _isFresh;

    /// <summary>Makes a line with a delay of 1 sample, ready at 48 kHz.</summary>
    /// <param name="maximumTime">The longest delay in seconds, above 0 to 60.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public DelayLine(double maximumTime = 1)
    {
        if (!(maximumTime is > 0 and <= LongestTime))
            throw new ArgumentOutOfRangeException(nameof(maximumTime), maximumTime, "The longest delay must lie above 0 to 60 s.");
        _seconds = maximumTime;
        Prepare(SampleRates.Default);
    }

    /// <summary>The longest delay, in samples.</summary>
    public int MaximumDelay { get; private set; }

    /// <summary>The delay of <see cref="Process"/> in samples, 1 to <see cref="MaximumDelay"/>; clamped, NaN is ignored. It glides there in
    /// 20 ms, as a tape does, but jumps before the first sample.</summary>
    public float Delay
    {
        get => _delay.Target;
        set
        {
            _delay.MoveTo(Math.Clamp(value, 1, MaximumDelay));
            if (_isFresh)
                _delay.Reset();
        }
    }

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        MaximumDelay = Math.Max(1, (int)Math.Ceiling(_seconds * SampleRates.Check(sampleRate)));
        _ring = new float[BitOperations.RoundUpToPowerOf2((uint)(MaximumDelay + Margin))];
        _mask = _ring.Length - 1;
        Delay = _delay.Target;
        _delay.Prepare(sampleRate);
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(_ring);
        _write = 0;
        _isFresh = true;
        _delay.Reset();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        FilterTick.CheckLengths(input, output);
        for (int i = 0; i < input.Length; i++)
        {
            Write(input[i]);
            output[i] = Read(_delay.Next());
        }
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="sample">It is read by a delay of 0 until the next is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(float sample)
    {
        _isFresh = false;
        _write = (_write + 1) & _mask;
        _ring[_write] = sample;
    }

    /// <summary>The sample added a whole number of samples ago.</summary>
    /// <param name="delay">0, the last one, to <see cref="MaximumDelay"/>; clamped.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Read(int delay) => _ring[(_write - Math.Clamp(delay, 0, MaximumDelay)) & _mask];

    /// <summary>The signal any number of samples ago.</summary>
    /// <param name="delay">In samples, 1 to <see cref="MaximumDelay"/>; clamped, NaN becomes 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Read(float delay)
    {
        float clamped = delay >= 1 ? Math.Min(delay, MaximumDelay) : 1;
        int whole = (int)clamped;
        float d = clamped - whole;
        int at = _write - whole;
        float before = _ring[(at + 1) & _mask], a = _ring[at & _mask], b = _ring[(at - 1) & _mask], after = _ring[(at - 2) & _mask];
        float left = d + 1, right = d - 1, far = d - 2, outer = left * far, inner = d * right;
        return inner * (left * after - far * before) * (1f / 6) + outer * (right * a - d * b) * 0.5f;
    }
}

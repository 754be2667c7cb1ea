using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Parameters;

/// <summary>A value that moves to its target in a straight line, so that nothing audible moves in a step.</summary>
/// <remarks><code>
/// value  target ........________
///              .       /
/// start  _____.___...'
///             |--time--|
/// </code></remarks>
public sealed class Ramp
{
    private readonly float _seconds;
    private float _value, _start, _target, _step;
    private int _length, _elapsed;

    /// <summary>Makes a ramp that stands still.</summary>
    /// <param name="value">The value at the start, in any unit; finite.</param>
    /// <param name="seconds">The time of each move, 0 to 60 s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or the time out of range.</exception>
    public Ramp(float value = 0, float seconds = 0.005f)
    {
        if (!float.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be finite.");
        if (!(seconds is >= 0 and <= 60))
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "The time must lie within 0 to 60 s.");
        _seconds = seconds;
        _value = _start = _target = value;
        Prepare(SampleRates.Default);
    }

    /// <summary>The present value.</summary>
    public float Value => _value;

    /// <summary>The value it moves to.</summary>
    public float Target => _target;

    /// <summary>True while the value moves.</summary>
    public bool IsMoving => _elapsed < _length;

    /// <summary>Whether it rests at 1 and so leaves what it scales as it is.</summary>
    internal bool IsUnity => _value == 1 && _elapsed >= _length;

    /// <summary>Sets the sample rate; a move under way ends at once.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public void Prepare(int sampleRate)
    {
        _length = Math.Max(1, (int)MathF.Round(SampleRates.Check(sampleRate) * _seconds));
        Reset();
    }

    /// <summary>Jumps to the target.</summary>
    public void Reset()
    {
        _value = _start = _target;
        _elapsed = _length;
    }

    /// <summary>Starts a move from the present value.</summary>
    /// <param name="target">Where to; a value that is not finite is ignored.</param>
    public void MoveTo(float target)
    {
        if (!float.IsFinite(target) || target == _target)
            return;
        _start = _value;
        _target = target;
        _step = (target - _start) / _length;
        _elapsed = 0;
    }

    /// <summary>Moves one sample on.</summary>
    /// <returns>The value of that sample.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Next()
    {
        if (_elapsed < _length)
            _value = ++_elapsed == _length ? _target : _start + _step * _elapsed;
        return _value;
    }

    /// <summary>Writes the value of every sample.</summary>
    /// <param name="output">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> output)
    {
        int moving = Math.Min(output.Length, _length - _elapsed);
        for (int i = 0; i < moving; i++)
            output[i] = Next();
        output[moving..].Fill(_value);
    }

    /// <summary>Multiplies two channels by the value of every sample.</summary>
    /// <param name="left">Scaled in place.</param>
    /// <param name="right">As many samples, scaled in place.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scale(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        int moving = Math.Min(left.Length, _length - _elapsed);
        for (int i = 0; i < moving; i++)
        {
            float gain = Next();
            left[i] *= gain;
            right[i] *= gain;
        }
        if (_value == 1 || moving == left.Length)
            return;
        Scale(left[moving..], _value);
        Scale(right[moving..], _value);
    }

    // Hand-written: TensorPrimitives has a separate path per short length, each compiled at its first use.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(Span<float> samples, float gain)
    {
        ref float first = ref MemoryMarshal.GetReference(samples);
        int i = 0;
        for (; i <= samples.Length - Vector128<float>.Count; i += Vector128<float>.Count)
            (Vector128.LoadUnsafe(ref first, (nuint)i) * gain).StoreUnsafe(ref first, (nuint)i);
        for (; i < samples.Length; i++)
            samples[i] *= gain;
    }
}

using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Filters;

/// <summary>First-order low-pass or high-pass filter, -3 dB exactly at its cutoff, which may move every block without a click.</summary>
/// <remarks>Trapezoidal integrator with zero-delay feedback. Both modes of one cutoff add up to the input.
/// <para>Source: V. Zavalishin, "The Art of VA Filter Design", 2.1.2, 2018, chapter 3. Letters as there: g, and G = g / (1 +
/// g).</para></remarks>
public sealed class OnePole : IFilter
{
    private const float DefaultCutoff = 1000;

    private int _sampleRate, _tick;
    private bool _isFresh;
    private float _gain, _step, _target, _state;

    /// <summary>Makes a filter of 1 kHz, ready at 48 kHz.</summary>
    /// <param name="mode">Which side of the cutoff passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is not one of the enumeration.</exception>
    public OnePole(OnePoleMode mode = OnePoleMode.LowPass)
    {
        if (mode is not (OnePoleMode.LowPass or OnePoleMode.HighPass))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "The mode must be low-pass or high-pass.");
        Mode = mode;
        Prepare(SampleRates.Default);
    }

    /// <summary>Which side of the cutoff passes.</summary>
    public OnePoleMode Mode { get; }

    /// <summary>The -3 dB point in Hz, 10 Hz to 0.49 of the sample rate; clamped, NaN becomes 1,000. Reached within 64 samples.</summary>
    public float Cutoff { get; set => field = float.IsNaN(value) ? DefaultCutoff : value; } = DefaultCutoff;

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _state = 0;
        _tick = 0;
        _isFresh = true;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        FilterTick.CheckLengths(input, output);
        for (int done = 0; done < input.Length;)
        {
            if (_tick == 0)
                Update();
            int count = Math.Min(input.Length - done, FilterTick.Samples - _tick);
            Run(input.Slice(done, count), output.Slice(done, count));
            _tick = (_tick + count) % FilterTick.Samples;
            done += count;
        }
    }

    private void Update()
    {
        _gain = _target;
        double g = FilterTick.Gain(Cutoff, _sampleRate);
        _target = (float)(g / (1 + g));
        if (_isFresh)
            _gain = _target;
        _isFresh = false;
        _step = (_target - _gain) / FilterTick.Samples;
        _state = Subnormals.Flush(_state);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        float s = _state, gain = _gain, step = _step;
        bool isHigh = Mode == OnePoleMode.HighPass;
        for (int i = 0; i < input.Length; i++)
        {
            float x = input[i];
            float v = (x - s) * gain;
            float low = v + s;
            s = low + v;
            gain += step;
            output[i] = isHigh ? x - low : low;
        }
        _state = s;
        _gain = gain;
    }
}

using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Oscillators;

/// <summary>A slow oscillator that moves other parameters: seven shapes, a delay and a fade-in.</summary>
/// <remarks><code>
///  1           .--.
///        ..   /    \    /
///  0 ___/  \_/      \  /
///                    --
/// -1
///   |delay|fade-in|
/// </code>
/// The phase is a 64-bit integer, so that the slowest rate is exact and never drifts; random values are hashes of the seed and the number
/// of the cycle.
/// Saws, square and sample-and-hold jump: smooth what they move.
/// </remarks>
public sealed class Lfo : IGenerator
{
    /// <summary>The slowest rate, in Hz.</summary>
    public const float MinimumRate = 0.001f;

    /// <summary>The fastest rate, in Hz.</summary>
    public const float MaximumRate = 100;

    /// <summary>The longest delay and fade-in, in seconds.</summary>
    public const float MaximumTime = 60;

    private const float DefaultRate = 1;

    private readonly uint _seed;
    private int _sampleRate;
    private ulong _phase, _increment, _startPhase;
    private uint _cycle;
    private long _elapsed;

    /// <summary>Makes an oscillator of 1 Hz, ready at 48 kHz.</summary>
    /// <param name="shape">The curve.</param>
    /// <param name="seed">Equal seeds give equal random values.</param>
    public Lfo(LfoShape shape = LfoShape.Sine, uint seed = 1)
    {
        Shape = shape;
        _seed = Noise.Hash(seed);
        Prepare(SampleRates.Default);
    }

    /// <summary>The curve; an unknown one becomes a sine.</summary>
    public LfoShape Shape { get; set => field = value is >= LfoShape.Sine and <= LfoShape.SmoothRandom ? value : LfoShape.Sine; }

    /// <summary>Cycles per second, 0.001 to 100 Hz; clamped, NaN becomes 1. The phase goes on from where it is.</summary>
    public float Rate
    {
        get;
        set
        {
            field = float.IsNaN(value) ? DefaultRate : Math.Clamp(value, MinimumRate, MaximumRate);
            _increment = Increment();
        }
    } = DefaultRate;

    /// <summary>Where in the cycle <see cref="Sync"/> starts, 0 to 1; the whole part is dropped, NaN becomes 0.</summary>
    public float Phase
    {
        get;
        set
        {
            field = float.IsFinite(value) ? value - MathF.Floor(value) : 0;
            _startPhase = (ulong)(field * (double)(1ul << 32)) << 32;
            if (_elapsed == 0)
                _phase = _startPhase;
        }
    }

    /// <summary>How long the output stays 0 after <see cref="Sync"/>, in seconds, 0 to 60; clamped, NaN becomes 0.</summary>
    public float Delay { get; set => field = ClampTime(value); }

    /// <summary>How long the output grows after the delay, in seconds, 0 to 60; clamped, NaN becomes 0.</summary>
    public float FadeIn { get; set => field = ClampTime(value); }

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _increment = Increment();
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _cycle = 0;
        Sync();
    }

    /// <summary>Starts the cycle at <see cref="Phase"/> and the delay anew, as a new note does; random values go on.</summary>
    public void Sync()
    {
        _phase = _startPhase;
        _elapsed = 0;
        _cycle++;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> output)
    {
        ulong phase = _phase, increment = _increment;
        uint cycle = _cycle;
        LfoShape shape = Shape;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = ValueAt(shape, phase, cycle);
            ulong next = phase + increment;
            if (next < phase)
                cycle++;
            phase = next;
        }
        _phase = phase;
        _cycle = cycle;
        Fade(output);
    }

    private void Fade(Span<float> output)
    {
        double delay = (double)Delay * _sampleRate, fade = Math.Max(1e-9, (double)FadeIn * _sampleRate);
        for (int i = 0; i < output.Length && _elapsed + i < delay + fade; i++)
            output[i] *= (float)Math.Clamp((_elapsed + i + 1 - delay) / fade, 0, 1);
        _elapsed += output.Length;
    }

    private float ValueAt(LfoShape shape, ulong phase, uint cycle)
    {
        float t = (phase >> 40) * (1f / (1 << 24));
        switch (shape)
        {
            case LfoShape.Triangle: return t < 0.25f ? 4 * t : t < 0.75f ? 2 - 4 * t : 4 * t - 4;
            case LfoShape.SawUp: return 2 * t - 1;
            case LfoShape.SawDown: return 1 - 2 * t;
            case LfoShape.Square: return t < 0.5f ? 1 : -1;
            case LfoShape.SampleAndHold: return RandomAt(cycle);
            case LfoShape.SmoothRandom:
                float from = RandomAt(cycle), to = RandomAt(cycle + 1);
                return from + (to - from) * (t * t * (3 - 2 * t));
            default: return SineAt(t);
        }
    }

    // The Taylor series to the eleventh degree over a quarter cycle: 6e-8 at most, and the same bits on every processor.
    private static float SineAt(float t)
    {
        double x = 2 * Math.PI * (t < 0.25f ? t : t < 0.75f ? 0.5 - t : t - 1.0), s = x * x;
        return (float)(x * (1 + s * (-1 / 6.0 + s * (1 / 120.0 + s * (-1 / 5040.0 + s * (1 / 362_880.0 - s / 39_916_800.0))))));
    }

    private float RandomAt(uint cycle) => (int)Noise.Hash(_seed + cycle) * (1f / 0x8000_0000u);

    private ulong Increment() => (ulong)(Rate / (double)_sampleRate * 18_446_744_073_709_551_616.0);

    private static float ClampTime(float seconds) => float.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, MaximumTime);
}

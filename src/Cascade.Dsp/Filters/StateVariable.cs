using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Filters;

/// <summary>Second-order filter of six modes whose cutoff, Q, gain and mode may move every block without a click.</summary>
/// <remarks>
/// Trapezoidal state-variable form, 12 dB per octave, equal to the analog filter with its frequency axis bent so that the cutoff is exact.
/// <para>Coefficients are computed every 32 samples and move in a straight line between. That is stable however fast they move: for any g
/// and k above 0 the step from one state to the next is a contraction, its matrix is linear in a1, a2 and a3, and a mixture of contractions
/// is a contraction.</para>
/// <para>Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic, 2013.
/// Letters as there.</para>
/// </remarks>
public sealed class StateVariable : IFilter
{
    private const float DefaultCutoff = 1000;
    private const float DefaultQ = 0.70710678f;

    private int _sampleRate, _tick;
    private bool _isFresh;
    private Coefficients _now, _step, _target;
    private float _ic1, _ic2;

    /// <summary>Makes a filter of 1 kHz, Q 0.7071 and 0 dB, ready at 48 kHz.</summary>
    /// <param name="mode">What passes.</param>
    public StateVariable(StateVariableMode mode = StateVariableMode.LowPass)
    {
        Mode = mode;
        Prepare(SampleRates.Default);
    }

    /// <summary>What passes; an unknown mode becomes low-pass. A change fades over within 64 samples, as those of the other properties
    /// do.</summary>
    public StateVariableMode Mode
    {
        get;
        set => field = value is >= StateVariableMode.LowPass and <= StateVariableMode.AllPass ? value : StateVariableMode.LowPass;
    }

    /// <summary>The cutoff or centre in Hz, 10 Hz to 0.49 of the sample rate; clamped, NaN becomes 1,000.</summary>
    public float Cutoff { get; set => field = float.IsNaN(value) ? DefaultCutoff : value; } = DefaultCutoff;

    /// <summary>The gain at the cutoff of a low-pass or high-pass, 0.1 to 100; for the others the centre over the bandwidth. Clamped, NaN
    /// becomes 0.7071.</summary>
    public float Q { get; set => field = float.IsNaN(value) ? DefaultQ : Math.Clamp(value, 0.1f, 100); } = DefaultQ;

    /// <summary>The gain at the centre of <see cref="StateVariableMode.Peak"/> in dB, -40 to 40; clamped, NaN becomes 0.</summary>
    public float GainDecibels { get; set => field = float.IsNaN(value) ? 0 : Math.Clamp(value, -40, 40); }

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _ic1 = _ic2 = 0;
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
        _now = _target;
        _target = Design();
        if (_isFresh)
            _now = _target;
        _isFresh = false;
        _step = Coefficients.Step(_now, _target);
        _ic1 = Subnormals.Flush(_ic1);
        _ic2 = Subnormals.Flush(_ic2);
    }

    private Coefficients Design()
    {
        double g = FilterTick.Gain(Cutoff, _sampleRate);
        double a = Math.Pow(10, GainDecibels / 40), k = Mode == StateVariableMode.Peak ? 1 / (Q * a) : 1 / Q;
        double a1 = 1 / (1 + g * (g + k));
        (double m0, double m1, double m2) = Mode switch
        {
            StateVariableMode.BandPass => (0.0, k, 0.0),
            StateVariableMode.HighPass => (1, -k, -1),
            StateVariableMode.Notch => (1, -k, 0),
            StateVariableMode.Peak => (1, k * (a * a - 1), 0),
            StateVariableMode.AllPass => (1, -2 * k, 0),
            _ => (0, 0, 1),
        };
        return new Coefficients((float)a1, (float)(g * a1), (float)(g * g * a1), (float)m0, (float)m1, (float)m2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        float ic1 = _ic1, ic2 = _ic2;
        Coefficients c = _now, step = _step;
        for (int i = 0; i < input.Length; i++)
        {
            float x = input[i];
            float v3 = x - ic2;
            float v1 = c.A1 * ic1 + c.A2 * v3;
            float v2 = ic2 + c.A2 * ic1 + c.A3 * v3;
            ic1 = 2 * v1 - ic1;
            ic2 = 2 * v2 - ic2;
            output[i] = c.M0 * x + c.M1 * v1 + c.M2 * v2;
            c.Advance(step);
        }
        (_ic1, _ic2, _now) = (ic1, ic2, c);
    }

    private struct Coefficients(float a1, float a2, float a3, float m0, float m1, float m2)
    {
        public float A1 = a1, A2 = a2, A3 = a3, M0 = m0, M1 = m1, M2 = m2;

        public static Coefficients Step(in Coefficients from, in Coefficients to)
        {
            const float share = 1f / FilterTick.Samples;
            return new((to.A1 - from.A1) * share, (to.A2 - from.A2) * share, (to.A3 - from.A3) * share,
                (to.M0 - from.M0) * share, (to.M1 - from.M1) * share, (to.M2 - from.M2) * share);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Advance(in Coefficients step)
        {
            A1 += step.A1;
            A2 += step.A2;
            A3 += step.A3;
            M0 += step.M0;
            M1 += step.M1;
            M2 += step.M2;
        }
    }
}

using System;
using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Oscillators;

/// <summary>One band-limited oscillator: sine, saw, square of any pulse width, or triangle.</summary>
/// <remarks>
/// Aliasing below 20 kHz at 48 kHz, saw and square: under -90 dB at C2 and under -110 dB from C3 up with
/// <see cref="OscillatorMode.Wavetable"/>. Peaks are near 1. A change of frequency keeps the phase, so it does not click.
/// <para>Lanes are consecutive samples; the phase of each is an integer, so any split of a block gives the same bits.</para>
/// </remarks>
public sealed class Oscillator : IGenerator
{
    private const double Cycle = 4294967296.0;

    private readonly float[] _phases = new float[16];
    private WaveTables _tables = null!;
    private readonly LaneChoice _lanes;
    private uint _phase, _startPhase, _increment, _pulsePhase;
    private int _sampleRate;
    private bool _started;

    /// <summary>Makes an oscillator at 48 kHz and 440 Hz.</summary>
    /// <param name="waveform">The shape of the cycle.</param>
    /// <param name="mode">How aliasing is kept away.</param>
    /// <param name="width">The register width; the widest by default.</param>
    /// <param name="arithmetic">How kernels multiply and add; as the processor does it fastest by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The waveform or mode is unknown, or the width not accelerated here.</exception>
    public Oscillator(Waveform waveform = Waveform.Sine, OscillatorMode mode = OscillatorMode.Wavetable, LaneWidth width = LaneWidth.Auto,
        LaneArithmetic arithmetic = LaneArithmetic.Auto)
    {
        if (waveform is < Waveform.Sine or > Waveform.Triangle)
            throw new ArgumentOutOfRangeException(nameof(waveform), waveform, "Unknown waveform.");
        if (mode is < OscillatorMode.Wavetable or > OscillatorMode.Economical)
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown oscillator mode.");
        Waveform = waveform;
        Mode = mode;
        _lanes = LaneWidths.Resolve(width, arithmetic);
        PulseWidth = 0.5f;
        Frequency = 440;
        Prepare(SampleRates.Default);
    }

    /// <summary>The shape of the cycle.</summary>
    public Waveform Waveform { get; }

    /// <summary>How aliasing is kept away.</summary>
    public OscillatorMode Mode { get; }

    /// <summary>The frequency in Hz, 0 to 0.49 of the sample rate; others are clamped, NaN becomes 440. It moves at once; the phase goes
    /// on.</summary>
    public double Frequency
    {
        get;
        set
        {
            field = double.IsNaN(value) ? 440 : Math.Max(0, value);
            SetIncrement();
        }
    }

    /// <summary>The share of the cycle a square is high, 0.01 to 0.99; others are clamped, NaN becomes 0.5.</summary>
    public float PulseWidth
    {
        get;
        set
        {
            field = float.IsNaN(value) ? 0.5f : Math.Clamp(value, 0.01f, 0.99f);
            _pulsePhase = (uint)(field * Cycle);
        }
    }

    /// <summary>Where in its cycle the oscillator starts, at first and after <see cref="Reset"/>: 0 to 1, 0 being the rise through zero;
    /// the whole part is ignored.</summary>
    public double StartPhase
    {
        get;
        set
        {
            field = double.IsFinite(value) ? value - Math.Floor(value) : 0;
            _startPhase = unchecked((uint)(long)(field * Cycle));
            if (!_started)
                _phase = _startPhase;
        }
    }

    /// <summary>Sets the sample rate and resets. Makes the tables if this rate has none yet.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _tables = WaveTables.For(sampleRate);
        SetIncrement();
        Reset();
    }

    /// <summary>Back to the start phase.</summary>
    public void Reset()
    {
        _phase = _startPhase;
        _started = false;
    }

    /// <summary>Writes the next samples.</summary>
    /// <param name="output">Overwritten; any length.</param>
    public void Process(Span<float> output)
    {
        _started |= output.Length > 0;
        LaneDispatch.Run(_lanes, new Processing(this, output));
    }

    private void Process<TLanes>(Span<float> output) where TLanes : struct, ILanes<TLanes>
    {
        int whole = output.Length / TLanes.Count;
        if (whole > 0)
            Add<TLanes>(ref MemoryMarshal.GetReference(output), whole);
        Span<float> rest = output[(whole * TLanes.Count)..];
        if (rest.Length > 0)
        {
            if (TLanes.IsFused)
                Add<Lanes1<Fused>>(ref MemoryMarshal.GetReference(rest), rest.Length);
            else
                Add<Lanes1<Separate>>(ref MemoryMarshal.GetReference(rest), rest.Length);
        }
    }

    private void Add<TLanes>(ref float output, int steps) where TLanes : struct, ILanes<TLanes>
    {
        int lanes = TLanes.Count;
        uint increment = _increment;
        for (uint lane = 0; lane < lanes; lane++)
            _phases[lane] = BitConverter.UInt32BitsToSingle(unchecked(_phase + (lane + 1 - (uint)lanes) * increment));
        TLanes phase = TLanes.Load(ref _phases[0], 0);
        TLanes step = TLanes.SplatInt32(unchecked((int)(increment * (uint)lanes)));
        TLanes one = TLanes.Splat(1), pulse = TLanes.SplatInt32((int)_pulsePhase);
        bool square = Waveform == Waveform.Square;
        if (Mode == OscillatorMode.Economical && Waveform is (Waveform.Saw or Waveform.Square))
        {
            TLanes slope = TLanes.Splat((float)(Cycle / (2.0 * Math.Max(1u, increment))));
            if (square)
                OscillatorKernel.AddBlepPulse(ref OscillatorKernel.Silence, 0, ref output, lanes, steps, phase, step, slope, one, one,
                    pulse);
            else
                OscillatorKernel.AddBlep(ref OscillatorKernel.Silence, 0, ref output, lanes, steps, phase, step, slope, one);
        }
        else
        {
            TLanes table =
                WaveTables.Select(TLanes.Splat(Math.Max(1u, increment)), TLanes.Splat(WaveTables.Start(Waveform)),
                TLanes.Splat(WaveTables.BandStride(Waveform)));
            if (square)
                OscillatorKernel.AddTablePulse(ref OscillatorKernel.Silence, 0, ref output, lanes, steps, ref _tables.First, phase, step,
                    table, one, one, pulse);
            else
                OscillatorKernel.AddTable(ref OscillatorKernel.Silence, 0, ref output, lanes, steps, ref _tables.First, phase, step, table,
                one);
        }
        _phase = unchecked(_phase + increment * (uint)(steps * lanes));
    }

    private void SetIncrement()
    {
        if (_sampleRate > 0)
            _increment = (uint)Math.Round(Math.Min(Frequency / _sampleRate, 0.49) * Cycle);
    }

    private readonly ref struct Processing(Oscillator oscillator, Span<float> output) : ILaneKernel
    {
        private readonly Span<float> _output = output;
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => oscillator.Process<TLanes>(_output);
    }
}

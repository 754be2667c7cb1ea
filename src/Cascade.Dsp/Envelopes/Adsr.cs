using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Envelopes;

/// <summary>An envelope of attack, decay, sustain and release: exact to the sample, and without a click from any stage to any
/// other.</summary>
/// <remarks><code>
///  1         /\
///           /  \
/// sustain  /    `-.________
///         /                \
///  0 ____/                  `-.____
///       |att|dec |         |release|
///     NoteOn()           NoteOff()
/// </code>
/// Every segment is known in closed form. It is computed anew from that form every 32 samples, so it never drifts, and its length is known
/// when it starts.
/// A note-on in any stage rises on from the present level. The first sample after <see cref="NoteOn"/> is already above 0.
/// </remarks>
public sealed class Adsr : IGenerator
{
    private const int Tick = 32;

    private readonly LaneChoice _lanes = LaneWidth.Auto;
    private readonly AlignedBuffer _curve = new(Tick);
    private EnvelopeSegment _segment;
    private double _end;
    private int _position;
    private float _base, _span;
    private int _sampleRate;

    /// <summary>Makes an envelope at rest, ready at 48 kHz.</summary>
    /// <param name="settings">Times, level and curve; clamped.</param>
    public Adsr(AdsrSettings settings)
    {
        Settings = settings;
        Prepare(SampleRates.Default);
    }

    /// <summary>Makes an envelope of <see cref="AdsrSettings.Default"/>.</summary>
    public Adsr() : this(AdsrSettings.Default)
    {
    }

    /// <summary>Times, level and curve; clamped, NaN becomes the default. A stage under way goes on from the present level by the new
    /// settings.</summary>
    public AdsrSettings Settings
    {
        get;
        set
        {
            AdsrSettings settings = value.Clamped();
            if (settings == field)
                return;
            field = settings;
            Enter(Stage == EnvelopeStage.Sustain ? EnvelopeStage.Decay : Stage);
        }
    }

    /// <summary>Where the envelope is.</summary>
    public EnvelopeStage Stage { get; private set; }

    /// <summary>The level of the last sample, 0 to 1.</summary>
    public float Level => (float)_segment.LevelAt(_position);

    /// <summary>True from <see cref="NoteOn"/> to the end of the release.</summary>
    public bool IsActive => Stage != EnvelopeStage.Idle;

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _segment = EnvelopeSegment.Hold(0);
        _position = 0;
        Stage = EnvelopeStage.Idle;
    }

    /// <summary>A key goes down: the level rises from where it is.</summary>
    public void NoteOn() => Enter(EnvelopeStage.Attack);

    /// <summary>The key comes up: the level falls to 0 from where it is. Without effect when idle or already falling.</summary>
    public void NoteOff()
    {
        if (Stage is not (EnvelopeStage.Idle or EnvelopeStage.Release))
            Enter(EnvelopeStage.Release);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> output)
    {
        for (int done = 0; done < output.Length;)
        {
            if (_segment.Length == EnvelopeSegment.Endless)
            {
                output[done..].Fill((float)_segment.Start);
                return;
            }
            int place = _position % Tick;
            if (place == 0)
                Seed();
            int count = Math.Min(output.Length - done, Math.Min(Tick - place, _segment.Length - _position));
            LaneDispatch.Run(_lanes, new Drawing(this, output.Slice(done, count), place));
            done += count;
            _position += count;
            if (_position == _segment.Length)
            {
                output[done - 1] = (float)_end;
                Start(Next(Stage), _end);
            }
        }
    }

    private void Enter(EnvelopeStage stage) => Start(stage, _segment.LevelAt(_position));

    private void Start(EnvelopeStage stage, double level)
    {
        for (; ; stage = Next(stage), level = _end)
        {
            Stage = stage;
            AdsrSettings settings = Settings;
            _end = stage switch { EnvelopeStage.Attack => 1, EnvelopeStage.Decay or EnvelopeStage.Sustain => settings.Sustain, _ => 0 };
            _segment = stage switch
            {
                EnvelopeStage.Attack => EnvelopeSegment.Attack(settings, level, _sampleRate),
                EnvelopeStage.Decay => EnvelopeSegment.Decay(settings, level, _sampleRate),
                EnvelopeStage.Release => EnvelopeSegment.Release(settings, level, _sampleRate),
                _ => EnvelopeSegment.Hold(_end),
            };
            if (_segment.Length > 0)
                break;
        }
        _position = 0;
        if (_segment.Length != EnvelopeSegment.Endless)
            ShapeCurve();
    }

    private static EnvelopeStage Next(EnvelopeStage stage) => stage switch
    {
        EnvelopeStage.Attack => EnvelopeStage.Decay,
        EnvelopeStage.Decay => EnvelopeStage.Sustain,
        _ => EnvelopeStage.Idle,
    };

    // Within a tick the level is base + span * curve: a straight line's curve counts the steps, an exponential's is the share of the way to
    // its goal.
    private void ShapeCurve()
    {
        Span<float> curve = _curve.Span;
        double left = 1;
        for (int i = 0; i < curve.Length; i++)
        {
            left *= 1 - _segment.Rate;
            curve[i] = (float)(_segment.Rate == 0 ? i + 1 : 1 - left);
        }
    }

    private void Seed()
    {
        double level = _segment.LevelAt(_position);
        _base = (float)level;
        _span = (float)(_segment.Rate == 0 ? _segment.Slope : _segment.Goal - level);
    }

    // Rounding must not take the last samples of a segment past its end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Draw<TLanes>(Span<float> output, int place) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(place, 0, Tick - output.Length);
        ref float curve = ref Unsafe.Add(ref _curve.First, place), first = ref MemoryMarshal.GetReference(output);
        int i = 0;
        for (; i <= output.Length - TLanes.Count; i += TLanes.Count)
            TLanes.Store(TLanes.Min(TLanes.Max(TLanes.MultiplyAdd(TLanes.Splat(_span), TLanes.Load(ref curve, i), TLanes.Splat(_base)),
                TLanes.Splat(0)), TLanes.Splat(1)), ref first, i);
        for (; i < output.Length; i++)
            Unsafe.Add(ref first, i) = Math.Clamp(LaneMath.MultiplyAdd<TLanes>(_span, Unsafe.Add(ref curve, i), _base), 0, 1);
    }

    private readonly ref struct Drawing(Adsr envelope, Span<float> output, int place) : ILaneKernel
    {
        private readonly Span<float> _output = output;
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => envelope.Draw<TLanes>(_output, place);
    }
}

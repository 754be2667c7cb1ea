using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.EqualizerField;

namespace Cascade.Dsp;

public sealed partial class Equalizer
{
    private const int Coefficients = 6;

    private readonly AlignedBuffer _fields = new((int)Count * EqualizerKernel.Row);

    // Left and right in turn: the frames of a call, and what each register but the last wrote last in the call before.
    private readonly AlignedBuffer _frames = new(2 * (FilterTick.Samples + MaximumBands));
    private int _tick;

    // An odd number of frames came so far.
    private bool _isOdd;

    // No signal is in the filters: parameters may jump.
    private bool _isAtRest;

    // Something came in since the last tick.
    private bool _isFed;

    // Some setting is on its way; the coefficients move until the next tick.
    private bool _isSet, _isMoving;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _lanes = settings.Lanes;
        _match = new AnalogMatch(settings.SampleRate);
        _glideTicks = Math.Max(1, (int)Math.Round(GlideSeconds * settings.SampleRate / FilterTick.Samples));
        LayLanes();
        for (int i = 0; i < _bands.Length; i++)
            _bands[i] = new EqualizerBandMotion();
        JumpAll();
    }

    /// <inheritdoc/>
    protected override void Silence()
    {
        Forget();
        JumpAll();
        _tick = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Span<float> left, Span<float> right)
    {
        for (int done = 0; done < left.Length;)
        {
            if (_tick == 0)
                Tick();
            int count = Math.Min(left.Length - done, FilterTick.Samples - _tick);
            RunPart(left.Slice(done, count), right.Slice(done, count));
            _tick = (_tick + count) % FilterTick.Samples;
            done += count;
        }
    }

    private void RunPart(Span<float> left, Span<float> right)
    {
        if (!_isFed)
        {
            int silent = Silent(left, right);
            _isFed = silent < left.Length;
            if (_isAtRest)
            {
                left[..silent].Clear();
                right[..silent].Clear();
                left = left[silent..];
                right = right[silent..];
                _isAtRest = !_isFed;
            }
        }
        if (left.Length == 0)
            return;
        LaneDispatch.Run(_lanes, new Filtering(this, left, right));
    }

    // How many frames pass before the first that is no silence.
    private static int Silent(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        int frame = 0;
        while (frame < left.Length && Math.Abs(left[frame]) <= Subnormals.Threshold && Math.Abs(right[frame]) <= Subnormals.Threshold)
            frame++;
        return frame;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Filter<TLanes>(Span<float> left, Span<float> right) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Alike(left, right);
        int stride = EqualizerKernel.Stride<TLanes>(), last = (2 * _bands.Length - 1) / stride, sides = TLanes.Count == 1 ? 2 : 1;
        // Each register takes what the one before it wrote a frame ago, so that the first writes farthest behind and the last at the front.
        Pairs.Join(left, right, _frames.Span.Slice(2 * last, 2 * left.Length));
        for (int register = last; register >= 0; register -= EqualizerKernel.Together)
            for (int side = 0; side < sides; side++)
                Filter<TLanes>(ref Unsafe.Add(ref _fields.First, register * stride + side),
                    Math.Min(register + 1, EqualizerKernel.Together), ref Unsafe.Add(ref _frames.First, 2 * register + side), left.Length);
        Pairs.Part(_frames.Span[..(2 * left.Length)], left, right);
        _frames.Span.Slice(2 * left.Length, 2 * last).CopyTo(_frames.Span);
        _isOdd ^= left.Length % 2 != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Filter<TLanes>(ref float lane, int registers, ref float frame, int frames) where TLanes : struct, ILanes<TLanes>
    {
        if (_isMoving)
            EqualizerKernel.Render<TLanes, EqualizerKernel.Moving>(ref lane, registers, ref frame, frames, _isOdd);
        else
            EqualizerKernel.Render<TLanes, EqualizerKernel.Still>(ref lane, registers, ref frame, frames, _isOdd);
    }

    private void Tick()
    {
        // While something comes in no state dies away.
        if (!_isFed && !_isAtRest && !Settle())
            Forget();
        _isFed = false;
        if (_isMoving)
            Rows(Target).CopyTo(Rows(Damped));
        _isMoving = false;
        if (_isSet)
            Aim();
    }

    private bool Settle() => LaneDispatch.Run(_lanes, new Settling(this)).IsHeard;

    private bool Settle<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        bool isHeard = false;
        for (int lane = 0; lane < 2 * _bands.Length; lane += TLanes.Count)
            isHeard |= EqualizerKernel.Settle<TLanes>(ref Unsafe.Add(ref _fields.First, lane));
        return isHeard;
    }

    // Where the coefficients are at the next tick, and the steps on the way there.
    private void Aim()
    {
        bool isGainMoving = _outputGain.IsMoving;
        if (_isAtRest)
            _outputGain.Jump();
        else
            _outputGain.Advance();
        _isSet = _outputGain.IsMoving;
        for (int i = 0; i < _bands.Length; i++)
        {
            EqualizerBandMotion band = _bands[i];
            if (!band.IsMoving && !(isGainMoving && i == _bands.Length - 1))
                continue;
            if (_isAtRest)
            {
                band.Jump();
                Set(i);
                continue;
            }
            if (!_isMoving)
                Rows(Step).Clear();
            _isMoving = true;
            band.Advance();
            SetSteps(i);
            _isSet |= band.IsMoving;
        }
    }

    // Brings a band's coefficients to its present settings at once.
    private void Set(int band)
    {
        SetTargets(band);
        Span<float> now = Rows(Damped), target = Rows(Target);
        for (int place = Lane(band); place < now.Length; place += EqualizerKernel.Row)
            target.Slice(place, 2).CopyTo(now[place..]);
    }

    private void SetSteps(int band)
    {
        SetTargets(band);
        Span<float> now = Rows(Damped), step = Rows(Step), target = Rows(Target);
        for (int place = Lane(band); place < now.Length; place += EqualizerKernel.Row)
            step.Slice(place, 2).Fill((target[place] - now[place]) * (1f / FilterTick.Samples));
    }

    private void SetTargets(int band)
    {
        EqualizerCoefficients c = _bands[band].Coefficients(_match);
        // The last band has the output gain in its output.
        double gain = band == _bands.Length - 1 ? Gain(_outputGain.Value) : 1;
        Span<float> lane = Rows(Target)[Lane(band)..];
        ReadOnlySpan<double> coefficients =
            [c.Damped, c.Warped, c.Squared, gain * c.OfInput, gain * c.OfBand, gain * c.OfLow];
        for (int i = 0; i < coefficients.Length; i++)
            lane.Slice(i * EqualizerKernel.Row, 2).Fill((float)coefficients[i]);
    }

    // A band's lane of the left side; the right one's is the next.
    private int Lane(int band) => 2 * (_bands.Length - 1 - band);

    private Span<float> Rows(EqualizerField first) =>
        _fields.Span.Slice((int)first * EqualizerKernel.Row, Coefficients * EqualizerKernel.Row);

    // The input enters at the first band, and in every register below at the last lanes.
    private void LayLanes()
    {
        Span<float> entry = _fields.Span.Slice((int)Entry * EqualizerKernel.Row, EqualizerKernel.Row);
        entry.Clear();
        int stride = Math.Max(2, (int)_lanes.Width / 32);
        for (int lane = 0; lane < 2 * _bands.Length; lane += 2)
            if (lane == Lane(0) || (lane + 2) % stride == 0)
                entry.Slice(lane, 2).Fill(BitConverter.Int32BitsToSingle(-1));
    }

    private void JumpAll()
    {
        MoveAll(1);
        _outputGain.Jump();
        for (int i = 0; i < _bands.Length; i++)
        {
            _bands[i].Jump();
            Set(i);
        }
        _isSet = _isMoving = false;
    }

    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Span<float> left = stackalloc float[FilterTick.Samples], right = stackalloc float[FilterTick.Samples];
        for (int round = 0; round < 3; round++)
        {
            left.Fill(round % 2);
            right.Fill(round % 2);
            _isSet = true;
            Run(left, right);
            _isMoving = round == 1;
            RunPart(left, right);
        }
    }

    private void Forget()
    {
        _fields.Span[((int)Band * EqualizerKernel.Row)..].Clear();
        _frames.Span.Clear();
        _isAtRest = true;
        _isFed = false;
    }

    private readonly ref struct Filtering(Equalizer equalizer, Span<float> left, Span<float> right) : ILaneKernel
    {
        private readonly Span<float> _left = left, _right = right;
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => equalizer.Filter<TLanes>(_left, _right);
    }

    private struct Settling(Equalizer equalizer) : ILaneKernel
    {
        public bool IsHeard;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => IsHeard = equalizer.Settle<TLanes>();
    }
}

using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly AlignedBuffer _left = new(FilterTick.Samples + EqualizerKernel.Delay * MaximumBands);
    private readonly AlignedBuffer _right = new(FilterTick.Samples + EqualizerKernel.Delay * MaximumBands);
    private int _tick;

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
        ref float l = ref MemoryMarshal.GetReference(left), r = ref MemoryMarshal.GetReference(right);
        int last = (_bands.Length - 1) / TLanes.Count, frames = left.Length;
        if (last == 0)
        {
            Filter<TLanes>(ref _fields.First, ref l, ref r, ref l, ref r, frames);
            return;
        }
        // Register i writes from place 2 i on and reads from there too: what the register before it gave off two frames ago.
        ref float leftWay = ref _left.First, rightWay = ref _right.First;
        Filter<TLanes>(ref Unsafe.Add(ref _fields.First, last * TLanes.Count), ref l, ref r,
            ref Unsafe.Add(ref leftWay, last * EqualizerKernel.Delay), ref Unsafe.Add(ref rightWay, last * EqualizerKernel.Delay), frames);
        for (int i = last - 1; i >= 0; i--)
        {
            ref float leftBlock = ref Unsafe.Add(ref leftWay, i * EqualizerKernel.Delay),
                rightBlock = ref Unsafe.Add(ref rightWay, i * EqualizerKernel.Delay);
            Filter<TLanes>(ref Unsafe.Add(ref _fields.First, i * TLanes.Count), ref leftBlock, ref rightBlock, ref leftBlock,
                ref rightBlock, frames);
        }
        _left.Span[..frames].CopyTo(left);
        _right.Span[..frames].CopyTo(right);
        // The last outputs of each register but the first lie behind the others', which they are to come before.
        _left.Span.Slice(frames, last * EqualizerKernel.Delay).CopyTo(_left.Span);
        _right.Span.Slice(frames, last * EqualizerKernel.Delay).CopyTo(_right.Span);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Filter<TLanes>(ref float lane, ref float leftInput, ref float rightInput, ref float leftOutput, ref float rightOutput,
        int frames) where TLanes : struct, ILanes<TLanes>
    {
        if (_isMoving)
            EqualizerKernel.Render<TLanes, EqualizerKernel.Moving>(ref lane, ref leftInput, ref rightInput, ref leftOutput,
                ref rightOutput, frames);
        else
            EqualizerKernel.Render<TLanes, EqualizerKernel.Still>(ref lane, ref leftInput, ref rightInput, ref leftOutput,
                ref rightOutput, frames);
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
        for (int lane = 0; lane < _bands.Length; lane += TLanes.Count)
        {
            isHeard |= EqualizerKernel.Settle<TLanes>(ref Unsafe.Add(ref _fields.First, (int)Left * EqualizerKernel.Row + lane));
            isHeard |= EqualizerKernel.Settle<TLanes>(ref Unsafe.Add(ref _fields.First, (int)Right * EqualizerKernel.Row + lane));
        }
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
            now[place] = target[place];
    }

    private void SetSteps(int band)
    {
        SetTargets(band);
        Span<float> now = Rows(Damped), step = Rows(Step), target = Rows(Target);
        for (int place = Lane(band); place < now.Length; place += EqualizerKernel.Row)
            step[place] = (target[place] - now[place]) * (1f / FilterTick.Samples);
    }

    private void SetTargets(int band)
    {
        EqualizerCoefficients c = _bands[band].Coefficients(_match);
        // The last band has the output gain in its output.
        double gain = band == _bands.Length - 1 ? Gain(_outputGain.Value) : 1;
        Span<float> lane = Rows(Target)[Lane(band)..];
        lane[0] = (float)c.Damped;
        lane[EqualizerKernel.Row] = (float)c.Warped;
        lane[2 * EqualizerKernel.Row] = (float)c.Squared;
        lane[3 * EqualizerKernel.Row] = (float)(gain * c.OfInput);
        lane[4 * EqualizerKernel.Row] = (float)(gain * c.OfBand);
        lane[5 * EqualizerKernel.Row] = (float)(gain * c.OfLow);
    }

    private int Lane(int band) => _bands.Length - 1 - band;

    private Span<float> Rows(EqualizerField first) =>
        _fields.Span.Slice((int)first * EqualizerKernel.Row, Coefficients * EqualizerKernel.Row);

    // The input enters at the first band, and in every register below at the last lane.
    private void LayLanes()
    {
        Span<float> entry = _fields.Span.Slice((int)Entry * EqualizerKernel.Row, EqualizerKernel.Row);
        entry.Clear();
        int lanes = Math.Max(1, (int)_lanes.Width / 32);
        for (int lane = 0; lane < _bands.Length; lane++)
            if (lane == Lane(0) || (lane + 1) % lanes == 0)
                entry[lane] = BitConverter.Int32BitsToSingle(-1);
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
        _fields.Span.Slice((int)Left * EqualizerKernel.Row, 2 * EqualizerState.Count * EqualizerKernel.Row).Clear();
        _left.Span.Clear();
        _right.Span.Clear();
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

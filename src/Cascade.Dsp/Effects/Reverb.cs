using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>A stereo reverb: a feedback delay network of sixteen lines behind four steps of diffusion.</summary>
/// <remarks>
/// <code>
/// in -> pre-delay -> 16 channels -> 4 steps of delays and mixing -+-> early sound -------------------+-> width -> mix -> out
///                                                                 '-> 16 lines -> absorption -+-> late '
///                                                                       '------ mixing &lt;-----'
/// </code>
/// The network has no latency; it begins to sound after its shortest delays, 160 samples. Every octave decays as <see cref="DecayTime"/> says.
/// Any split of the sound into calls gives the same samples, and so does any register width. When nothing has been audible for as long as the delays hold, the reverb forgets it and sleeps:
/// its output is then the sound itself, times a gain, and nothing else.
/// <para>Sources: J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991; the steps of diffusion after G. Luff, "Let's write a reverb", 2021.</para>
/// </remarks>
public sealed class Reverb : IEffect
{
    /// <summary>The amplitude that stands for silence: -180 dB of full scale.</summary>
    internal const float Inaudible = 1e-9f;

    private const float RampTime = 0.03f;

    private readonly ParameterInfo[] _infos;
    private readonly float[] _values;
    private readonly LaneChoice _lanes;
    private ReverbTank _tank = null!;
    private ReverbGains _gains;
    private int _rate, _rampBlocks, _offset, _quiet, _hold;
    private bool _isAwake, _isFresh, _gainsMoved, _isLoud;

    /// <summary>Makes a reverb, ready at 48 kHz.</summary>
    /// <param name="patch">The space; null is the hall. Values out of range are moved into it.</param>
    /// <param name="width">The register width; <see cref="LaneWidth.Auto"/>, the default, is the widest this processor accelerates.</param>
    /// <exception cref="ArgumentOutOfRangeException">This processor does not accelerate that width.</exception>
    public Reverb(ReverbPatch? patch = null, LaneWidth width = LaneWidth.Auto)
    {
        _lanes = width;
        _infos = ReverbParameters.Of(patch ?? ReverbPatch.Hall);
        _values = new float[_infos.Length];
        for (int i = 0; i < _infos.Length; i++)
            _values[i] = _infos[i].Default;
        Prepare(SampleRates.Default);
    }

    /// <summary>The parameters, by the numbers of <see cref="ReverbParameters"/>.</summary>
    public ReadOnlySpan<ParameterInfo> Parameters => _infos;

    /// <summary>0: the sound itself is not delayed.</summary>
    public int LatencySamples => 0;

    /// <summary>The longest time after which all that sounded has fallen by 120 dB, at the present parameters; <see cref="int.MaxValue"/> while frozen.</summary>
    public int TailSamples => IsFrozen ? int.MaxValue : (int)(_values[ReverbParameters.PreDelay] * _rate + 2 * Curve.Longest * _rate) + _tank.Reach(_values[ReverbParameters.Size]);

    private bool IsFrozen => _values[ReverbParameters.Freeze] >= 0.5f;

    private ReverbDecay Curve => new(_values[ReverbParameters.Decay], _values[ReverbParameters.LowRatio], _values[ReverbParameters.HighRatio],
        _values[ReverbParameters.LowCrossover], _values[ReverbParameters.HighCrossover]);

    /// <summary>The time of a decay by 60 dB at a frequency, at the present parameters: the curve to draw.</summary>
    /// <remarks>1 / T(f) = (1 / T) (1 + (1 / low ratio - 1) / (1 + (f / low crossover)^2) + (1 / high ratio - 1) / (1 + (high crossover / f)^2)).</remarks>
    /// <param name="frequency">In Hz, 0 or more.</param>
    /// <returns>In seconds; infinite while frozen.</returns>
    public double DecayTime(double frequency) => IsFrozen ? double.PositiveInfinity : Curve.Time(frequency);

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _rate = SampleRates.Check(sampleRate);
        _rampBlocks = Math.Max(1, (int)(RampTime * _rate / ReverbKernel.Block));
        _tank = new ReverbTank(_rate, _lanes, _rampBlocks);
        _hold = _tank.Reach(ReverbParameters.LargestSize) + (int)(ReverbParameters.LongestPreDelay * _rate);
        Warm();
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _tank.Clear();
        _isAwake = _isLoud = false;
        _isFresh = true;
        _offset = _quiet = 0;
        _gainsMoved = true;
    }

    /// <inheritdoc/>
    public void SetParameter(int index, float value)
    {
        if ((uint)index >= (uint)_infos.Length)
            return;
        value = _infos[index].Clamp(value);
        if (value == _values[index])
            return;
        _values[index] = value;
        if (index is ReverbParameters.Width or ReverbParameters.EarlyLevel or ReverbParameters.Mix or ReverbParameters.Freeze)
            _gainsMoved = true;
        _tank.Touch(index);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        for (int done = 0; done < left.Length;)
        {
            if (_offset == 0)
                BeginBlock();
            int count = Math.Min(left.Length - done, ReverbKernel.Block - _offset);
            ProcessPart(left.Slice(done, count), right.Slice(done, count));
            done += count;
            _offset += count;
            if (_offset == ReverbKernel.Block)
                EndBlock();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BeginBlock()
    {
        if (_gainsMoved)
            MoveGains(_isFresh ? 0 : _rampBlocks);
        _gainsMoved = _isFresh = false;
        _gains.Dry.Advance();
        _gains.Direct.Advance();
        _gains.Cross.Advance();
        _gains.Early.Advance();
        _gains.Input.Advance();
        if (_isAwake)
            _tank.BeginBlock(_values, Curve, IsFrozen);
        else
            _tank.Rest();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ProcessPart(Span<float> left, Span<float> right)
    {
        if (!_isAwake && !IsAudible(left) && !IsAudible(right))
        {
            ScaleDry(left);
            ScaleDry(right);
            return;
        }
        if (!_isAwake)
        {
            _isAwake = true;
            _quiet = 0;
            _tank.Wake(_values, Curve, IsFrozen);
        }
        _isLoud |= _tank.Process(left, right, _gains, _offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EndBlock()
    {
        _offset = 0;
        if (!_isAwake)
            return;
        _quiet = _isLoud ? 0 : _quiet + ReverbKernel.Block;
        _isLoud = false;
        if (_quiet < _hold)
            return;
        _isAwake = false;
        _tank.Sleep();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveGains(int blocks)
    {
        float mix = _values[ReverbParameters.Mix], width = _values[ReverbParameters.Width], wet = Math.Min(1, 2 * mix);
        // Two independent sides keep their power when they are turned into each other: to the middle at width 0.
        float direct = 1 + width, cross = 1 - width, scale = wet / MathF.Sqrt(direct * direct + cross * cross);
        _gains.Dry.MoveTo(Math.Min(1, 2 * (1 - mix)), blocks);
        _gains.Direct.MoveTo(direct * scale, blocks);
        _gains.Cross.MoveTo(cross * scale, blocks);
        _gains.Early.MoveTo(ReverbParameters.Linear(_values[ReverbParameters.EarlyLevel]), blocks);
        _gains.Input.MoveTo(IsFrozen ? 0 : ReverbTank.InputGain, blocks);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsAudible(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
            if (Math.Abs(sample) > Inaudible)
                return true;
        return false;
    }

    // With the kernel's operations, so that a sound just above silence gives the same.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScaleDry(Span<float> samples)
    {
        if (_gains.Dry is { Start: 1, Step: 0 })
            return;
        for (int i = 0; i < samples.Length; i++)
            samples[i] *= _lanes.Arithmetic == LaneArithmetic.Fused
                ? MathF.FusedMultiplyAdd(_offset + i, _gains.Dry.Step, _gains.Dry.Start)
                : (_offset + i) * _gains.Dry.Step + _gains.Dry.Start;
    }

    // Runs every loop once, in both widths it may be called with.
    private void Warm()
    {
        Span<float> left = stackalloc float[ReverbKernel.Block], right = stackalloc float[ReverbKernel.Block];
        float[] values = [.. _values];
        for (int round = 0; round < 60; round++)
        {
            left.Clear();
            right.Fill(1);
            for (int i = 0; i < _infos.Length && round is > 0 and < 33; i++)
                SetParameter(i, (round >> i % 5 & 1) == 0 ? _infos[i].Minimum : _infos[i].Maximum);
            int first = round % 3;
            Process(left[..first], right[..first]);
            Process(left[first..], right[first..]);
        }
        // Asleep, and awake with nothing moving: how long the moves above last depends on the rate.
        _isAwake = false;
        for (int round = 0; round < 3; round++)
        {
            left.Clear();
            right.Fill(round);
            Process(left[..round], right[..round]);
            Process(left[round..], right[round..]);
        }
        _tank.Sleep();
        values.CopyTo(_values, 0);
    }
}

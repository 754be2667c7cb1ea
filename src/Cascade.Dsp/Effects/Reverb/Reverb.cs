using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>A stereo reverb: a feedback delay network of sixteen lines behind four steps of diffusion.</summary>
/// <remarks>
/// <code>
/// in -> pre-delay -> 16 channels -> 4 steps of delays and mixing -+-> early sound -------------------+-> width -> mix -> out
///                                                                 '-> 16 lines -> absorption -+-> late '
///                                                                       '------ mixing &lt;-----'
/// </code>
/// The network has no latency; it begins to sound after its shortest delays, 160 samples. Every octave decays as <see cref="DecayTime"/>
/// says.
/// Any split of the sound into calls gives the same samples, and so does any register width. When nothing has been audible for as long as
/// the delays hold, the reverb forgets it and sleeps:
/// its output is then the sound itself, times a gain, and nothing else.
/// <para>Sources: J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991; the steps of
/// diffusion after G. Luff, "Let's write a reverb", 2021.</para>
/// </remarks>
public sealed class Reverb : Effect
{
    /// <summary>The amplitude that stands for silence: -180 dB of full scale.</summary>
    internal const float Inaudible = 1e-9f;

    /// <summary>The largest <see cref="Size"/>.</summary>
    internal const float LargestSize = 1.5f;

    /// <summary>The longest <see cref="PreDelay"/>, in seconds.</summary>
    internal const float LongestPreDelay = 0.25f;

    /// <summary>The largest <see cref="ModulationDepth"/>, in seconds.</summary>
    internal const float DeepestModulation = 0.00025f;

    private const float RampTime = 0.03f;

    private LaneChoice _lanes = LaneWidth.Scalar;
    private ReverbTank _tank = null!;
    private ReverbGains _gains;
    private int _rate, _rampBlocks, _offset, _quiet, _hold;
    private bool _isAwake, _isFresh, _gainsMoved, _isLoud;

    /// <summary>Makes a reverb.</summary>
    /// <param name="patch">The space; null for the hall.</param>
    /// <exception cref="ArgumentException">The patch is not one of a reverb.</exception>
    public Reverb(EffectPatch? patch = null)
        : base("reverb", patch, 0.5f, PreDelay, Size, Decay, LowRatio, HighRatio, LowCrossover, HighCrossover, Width, ModulationDepth,
            ModulationRate, EarlyLevel, Freeze)
    {
    }

    /// <summary>Time between the sound and its reverberation, in seconds, 0 to 0.25. A change cross-fades the two for 30 ms.</summary>
    public static Parameter PreDelay { get; } = new("pre-delay", Unit.Seconds, 0, LongestPreDelay, 0.012f, Taper.Square);

    /// <summary>Size, a factor on the delays of the network, 0.25 to 1.5; at 1 its lines are 55 to 230 ms long. A change cross-fades the
    /// delays for 30 ms; the tail goes on.</summary>
    public static Parameter Size { get; } = new("size", Unit.Ratio, 0.25f, LargestSize, 1, Taper.Logarithmic);

    /// <summary>Time of a decay by 60 dB between the crossovers, in seconds, 0.1 to 20.</summary>
    public static Parameter Decay { get; } = new("decay", Unit.Seconds, 0.1f, 20, 2, Taper.Logarithmic);

    /// <summary>Decay time of the lowest frequencies as a factor on that between the crossovers, 0.25 to 4.</summary>
    public static Parameter LowRatio { get; } = new("low ratio", Unit.Ratio, 0.25f, 4, 1.15f, Taper.Logarithmic);

    /// <summary>Decay time of the highest frequencies as a factor, 0.1 to 2.</summary>
    public static Parameter HighRatio { get; } = new("high ratio", Unit.Ratio, 0.1f, 2, 0.4f, Taper.Logarithmic);

    /// <summary>Where half of the low change of the decay rate has come about, in Hz, 50 to 1,000.</summary>
    public static Parameter LowCrossover { get; } = new("low crossover", Unit.Hertz, 50, 1_000, 200, Taper.Logarithmic);

    /// <summary>Where half of the high change, the damping, has come about, in Hz, 1,500 to 20,000.</summary>
    public static Parameter HighCrossover { get; } = new("high crossover", Unit.Hertz, 1_500, 20_000, 6_000, Taper.Logarithmic);

    /// <summary>Stereo width of the reverberation, 0 (the same on both sides) to 1 (both sides independent). Its power stays.</summary>
    public static Parameter Width { get; } = new("width", Unit.Ratio, 0, 1, 1);

    /// <summary>How far four of the lines are lengthened and shortened, in seconds, 0 to 0.00025; 0 is off.</summary>
    public static Parameter ModulationDepth { get; } = new("modulation depth", Unit.Seconds, 0, DeepestModulation, 0);

    /// <summary>How often, in Hz, 0.05 to 5.</summary>
    public static Parameter ModulationRate { get; } = new("modulation rate", Unit.Hertz, 0.05f, 5, 0.5f, Taper.Logarithmic);

    /// <summary>Level of the diffused sound before the network, in dB, -60 (off) to 6.</summary>
    public static Parameter EarlyLevel { get; } = new("early level", Unit.Decibels, -60, 6, -6.5f);

    /// <summary>On keeps what sounds for ever, unmodulated, and takes in no more; off lets it decay.</summary>
    public static Parameter Freeze { get; } = Parameter.Switch("freeze");

    /// <summary>0: the sound itself is not delayed.</summary>
    public override int LatencyFrames => 0;

    /// <summary>The longest time after which all that sounded has fallen by 120 dB, at the present parameters; <see cref="int.MaxValue"/>
    /// while frozen.</summary>
    public override int TailFrames => IsFrozen
        ? int.MaxValue
        : (int)(Parameters[PreDelay] * _rate + 2 * ReverbDecay.Of(Parameters).Longest * _rate) + _tank.Reach(Parameters[Size]);

    /// <inheritdoc/>
    /// <remarks>Up to 0.5 the sound is whole and the reverberation rises to full; above, the sound falls.</remarks>
    protected override bool MixesItself => true;

    private bool IsFrozen => Parameters[Freeze] != 0;

    /// <summary>The time of a decay by 60 dB at a frequency, at the present parameters: the curve to draw.</summary>
    /// <remarks>1 / T(f) = (1 / T) (1 + (1 / low ratio - 1) / (1 + (f / low crossover)^2) + (1 / high ratio - 1) / (1 + (high crossover /
    /// f)^2)).</remarks>
    /// <param name="frequency">In Hz, 0 or more.</param>
    /// <returns>In seconds; infinite while frozen.</returns>
    public double DecayTime(double frequency) => IsFrozen ? double.PositiveInfinity : ReverbDecay.Of(Parameters).Time(frequency);

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _rate = settings.SampleRate;
        _rampBlocks = Math.Max(1, (int)(RampTime * _rate / ReverbKernel.Block));
        _lanes = settings.Lanes;
        _tank = new ReverbTank(_rate, _lanes, _rampBlocks);
        _hold = _tank.Reach(LargestSize) + (int)(LongestPreDelay * _rate);
    }

    /// <inheritdoc/>
    protected override void Silence()
    {
        _tank.Clear();
        _isAwake = _isLoud = false;
        _isFresh = true;
        _offset = _quiet = 0;
        _gainsMoved = true;
    }

    /// <inheritdoc/>
    protected override void ParameterMoved(Parameter parameter)
    {
        if (parameter == Width || parameter == EarlyLevel || parameter == Mix || parameter == Freeze)
            _gainsMoved = true;
        _tank.Touch(parameter);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Span<float> left, Span<float> right)
    {
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
            _tank.BeginBlock(Parameters);
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
            _tank.Wake(Parameters);
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
        float mix = Parameters[Mix], width = Parameters[Width], wet = Math.Min(1, 2 * mix);
        // Two independent sides keep their power when they are turned into each other: to the middle at width 0.
        float direct = 1 + width, cross = 1 - width, scale = wet / MathF.Sqrt(direct * direct + cross * cross);
        _gains.Dry.MoveTo(Math.Min(1, 2 * (1 - mix)), blocks);
        _gains.Direct.MoveTo(direct * scale, blocks);
        _gains.Cross.MoveTo(cross * scale, blocks);
        _gains.Early.MoveTo(Decibels.ToGain(Parameters[EarlyLevel], EarlyLevel.Minimum), blocks);
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

    // Asleep, and awake with nothing moving: how long moves last depends on the rate.
    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Span<float> left = stackalloc float[ReverbKernel.Block], right = stackalloc float[ReverbKernel.Block];
        for (int round = 0; round < 6; round++)
        {
            _isAwake &= round != 3;
            left.Clear();
            right.Fill(round % 3);
            Run(left[..round], right[..round]);
            Run(left[round..], right[round..]);
        }
        _tank.Sleep();
    }
}

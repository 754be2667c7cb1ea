using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>How far the modulated lines are from their delays: sines a quarter of a turn apart, in straight lines over a block.</summary>
internal sealed class ReverbModulation
{
    /// <summary>How many lines are modulated.</summary>
    public const int Voices = 4;

    // Every fifth line, so that both outputs have two.
    private const int Every = 5;

    private readonly int _rate;
    private readonly bool _isFused;
    private readonly float[] _start = new float[Voices], _end = new float[Voices];
    private BlockRamp _depth;
    private uint _phase;

    /// <summary>Makes it stand still.</summary>
    /// <param name="rate">The sample rate in Hz.</param>
    /// <param name="arithmetic">How it multiplies and adds; never Auto.</param>
    public ReverbModulation(int rate, LaneArithmetic arithmetic)
    {
        _rate = rate;
        _isFused = arithmetic == LaneArithmetic.Fused;
    }

    /// <summary>Whether any line is away from its delay in this block.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>The tap of <see cref="ReverbDelays"/> that a voice moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TapOf(int voice) => ReverbDelays.Lines + voice * Every;

    /// <summary>Which voice moves a tap; -1 if none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int VoiceOf(int tap) =>
        tap is >= ReverbDelays.Lines and < ReverbDelays.PreDelay && (tap - ReverbDelays.Lines) % Every == 0
        ? (tap - ReverbDelays.Lines) / Every : -1;

    /// <summary>The whole samples that a voice adds to its delay in this block, rounded down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Whole(int voice) => (int)MathF.Floor(_start[voice]);

    /// <summary>What it adds more at the block's first frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Rest(int voice) => _start[voice] - MathF.Floor(_start[voice]);

    /// <summary>What every further frame adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Step(int voice) => (_end[voice] - _start[voice]) / ReverbKernel.Block;

    /// <summary>Begins anew.</summary>
    /// <param name="depth">In seconds.</param>
    /// <param name="frequency">In Hz.</param>
    public void Start(float depth, float frequency)
    {
        _depth = new BlockRamp(depth * _rate);
        _phase = 0;
        Turn(_end, _depth.Start);
        Advance(depth, frequency, 0);
    }

    /// <summary>Goes on to the next block.</summary>
    /// <param name="depth">In seconds.</param>
    /// <param name="frequency">In Hz.</param>
    /// <param name="blocks">In how many blocks a new depth is reached.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(float depth, float frequency, int blocks)
    {
        _depth.MoveTo(depth * _rate, blocks);
        _depth.Advance();
        float next = _depth.Start + ReverbKernel.Block * _depth.Step;
        IsMoving = _depth.Start > 0 || next > 0;
        if (!IsMoving)
            return;
        _end.CopyTo(_start, 0);
        _phase += (uint)(frequency * ReverbKernel.Block / _rate * 4294967296.0);
        Turn(_end, next);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(float[] offsets, float depth)
    {
        for (int voice = 0; voice < Voices; voice++)
        {
            uint phase = _phase + ((uint)voice << 30);
            offsets[voice] = depth * (_isFused ? Sine<Lanes1<Fused>>(phase) : Sine<Lanes1<Separate>>(phase));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sine<TLanes>(uint phase) where TLanes : struct, ILanes<TLanes>
    {
        float sine = 0;
        TLanes.StoreFirst(LaneMath.Sine(TLanes.SplatInt32((int)phase)), ref sine, 0);
        return sine;
    }
}

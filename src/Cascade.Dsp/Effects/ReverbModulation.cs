using System;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>How far the modulated lines are from their delays: sines a quarter of a turn apart, in straight lines over a block.</summary>
internal sealed class ReverbModulation
{
    private const int Voices = 4;

    private readonly int _rate;
    private readonly float[] _start = new float[Voices], _end = new float[Voices];
    private BlockRamp _depth;
    private uint _phase;

    /// <summary>Makes it stand still.</summary>
    /// <param name="rate">The sample rate in Hz.</param>
    public ReverbModulation(int rate) => _rate = rate;

    /// <summary>Whether any line is away from its delay in this block.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Which voice moves a tap; -1 if none does. Every fifth line, so that both outputs have two.</summary>
    /// <param name="tap">A tap of <see cref="ReverbDelays"/>.</param>
    public static int VoiceOf(int tap) => tap is >= ReverbDelays.Lines and < ReverbDelays.PreDelay && (tap - ReverbDelays.Lines) % 5 == 0 ? (tap - ReverbDelays.Lines) / 5 : -1;

    /// <summary>The whole samples that a voice adds to its delay in this block, rounded down.</summary>
    public int Whole(int voice) => (int)MathF.Floor(_start[voice]);

    /// <summary>What it adds more at the block's first frame.</summary>
    public float Rest(int voice) => _start[voice] - MathF.Floor(_start[voice]);

    /// <summary>What every further frame adds.</summary>
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

    private void Turn(float[] offsets, float depth)
    {
        for (int voice = 0; voice < Voices; voice++)
        {
            float sine = 0;
            uint phase = _phase + ((uint)voice << 30);
            Lanes1.Store(LaneMath.Sine(Lanes1.SplatInt32((int)phase)), ref sine, 0);
            offsets[voice] = depth * sine;
        }
    }
}

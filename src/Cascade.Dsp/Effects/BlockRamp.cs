using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Effects;

/// <summary>A control value that moves in straight lines, given block by block as a start and a step for each frame.</summary>
/// <param name="value">The value at the start.</param>
internal struct BlockRamp(float value)
{
    private float _next = value, _target = value;
    private int _blocks;

    /// <summary>The value at the block's first frame.</summary>
    public float Start = value;

    /// <summary>What every further frame adds.</summary>
    public float Step;

    /// <summary>Where it moves to.</summary>
    public readonly float Target => _target;

    /// <summary>Starts a move from the present value.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="blocks">In how many blocks; 0 jumps.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveTo(float target, int blocks)
    {
        if (target == _target && blocks > 0)
            return;
        _target = target;
        _blocks = blocks;
        if (blocks == 0)
            (_next, Start, Step) = (target, target, 0);
    }

    /// <summary>Goes on to the next block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance()
    {
        Start = _next;
        if (_blocks > 0)
        {
            _next += (_target - _next) / _blocks;
            if (--_blocks == 0)
                _next = _target;
        }
        Step = (_next - Start) / ReverbKernel.Block;
    }
}

using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>How a delay is read while it changes: into a row of its own, which stands for it.</summary>
internal static class ReverbTaps
{
    /// <summary>Writes the gains of a cross-fade of constant power between uncorrelated sounds.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="falling">Where the gains of the old sound are written.</param>
    /// <param name="rising">Where those of the next are written.</param>
    /// <param name="progress">From 0, all old, to 1, all new, over several blocks.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cross<TLanes>(ref float memory, int falling, int rising, in BlockRamp progress, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, ReverbKernel.Block, TLanes.Count);
        TLanes half = TLanes.Splat(0.5f), step = TLanes.Splat(progress.Step * 0.5f), start = TLanes.Splat(progress.Start * 0.5f);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            TLanes x = TLanes.MultiplyAdd(ReverbKernel.Frame<TLanes>(i), step, start);
            TLanes.Store(LaneMath.SinPi(half - x), ref memory, falling + i);
            TLanes.Store(LaneMath.SinPi(x), ref memory, rising + i);
        }
    }

    /// <summary>Cross-fades two delays.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="old">Where the old delay's block is.</param>
    /// <param name="next">Where the next one's is.</param>
    /// <param name="row">Where the result is written.</param>
    /// <param name="falling">Where the gains of the old one are.</param>
    /// <param name="rising">Where those of the next are.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fade<TLanes>(ref float memory, int old, int next, int row, int falling, int rising, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, ReverbKernel.Block, TLanes.Count);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            TLanes y = TLanes.Load(ref memory, old + i) * TLanes.Load(ref memory, falling + i);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(ref memory, next + i), TLanes.Load(ref memory, rising + i), y), ref memory,
                row + i);
        }
    }

    /// <summary>Reads a delay that moves, by third-order Lagrange interpolation.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="source">Where the block lies that is one sample later than the whole part of the delay; three samples before it belong
    /// to it.</param>
    /// <param name="row">Where the result is written.</param>
    /// <param name="start">The rest of the delay at the block's first frame, about 0 to 1.</param>
    /// <param name="step">What a frame adds.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Bend<TLanes>(ref float memory, int source, int row, float start, float step, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, ReverbKernel.Block, TLanes.Count);
        TLanes one = TLanes.Splat(1), two = TLanes.Splat(2), half = TLanes.Splat(0.5f), sixth = TLanes.Splat(1f / 6);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            TLanes d = TLanes.MultiplyAdd(ReverbKernel.Frame<TLanes>(i), TLanes.Splat(step), TLanes.Splat(start));
            TLanes before = TLanes.Load(ref memory, source + i), a = TLanes.Load(ref memory, source + i - 1);
            TLanes b = TLanes.Load(ref memory, source + i - 2), after = TLanes.Load(ref memory, source + i - 3);
            TLanes left = d + one, right = d - one, far = d - two;
            TLanes outer = left * far * half, inner = d * right * sixth;
            TLanes.Store(TLanes.MultiplyAdd(inner, left * after - far * before, outer * (right * a - d * b)), ref memory, row + i);
        }
    }
}

using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Oscillators;

/// <summary>The inner loops of all oscillators. A lane is a voice in a bank, and a sample in time in a stand-alone oscillator.</summary>
/// <remarks>
/// Phases, increments and widths are 32-bit integers, a cycle being 2^32: they never drift. Every step moves the phase on by the increment
/// and writes gain times the wave plus a register of the input; steps lie <c>stride</c> floats apart. The input may be the output itself,
/// or <see cref="Silence"/> with a stride of 0, which saves clearing the output. The phase after the last step is returned.
/// <para>A pulse is a saw less the same saw further on by <c>width</c>; <c>pulse</c> is the gain of that second saw, 0 in lanes that are no
/// pulse. <c>slope</c> is 1 / (2 x increment in cycles): it turns the distance from a saw's jump into samples.</para>
/// </remarks>
internal static class OscillatorKernel
{
    private static readonly AlignedBuffer s_silence = new(16);

    private const float PhaseToSaw = 1f / 2147483648f;
    private const float FractionScale = 1f / (1 << WaveTables.IndexShift);

    /// <summary>A register of zeros.</summary>
    public static ref float Silence => ref s_silence.First;

    /// <summary>Adds waves read from tables; <c>table</c> is where each lane's table starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes AddTable<TLanes>(ref float input, nint inputStride, ref float output, nint stride, int steps, ref float tables,
        TLanes phase, TLanes increment, TLanes table, TLanes gain)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(steps, 1, int.MaxValue / stride);
        nint end = steps * stride;
        for (nint i = 0, j = 0; i < end; i += stride, j += inputStride)
        {
            phase = TLanes.AddInt32(phase, increment);
            TLanes y = Interpolate(ref tables, phase, table);
            TLanes.Store(TLanes.MultiplyAdd(y, gain, TLanes.Load(ref input, j)), ref output, i);
        }
        return phase;
    }

    /// <summary>Adds waves read from tables, some of them pulses.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes AddTablePulse<TLanes>(ref float input, nint inputStride, ref float output, nint stride, int steps,
        ref float tables, TLanes phase, TLanes increment, TLanes table, TLanes gain, TLanes pulse, TLanes width)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(steps, 1, int.MaxValue / stride);
        nint end = steps * stride;
        for (nint i = 0, j = 0; i < end; i += stride, j += inputStride)
        {
            phase = TLanes.AddInt32(phase, increment);
            TLanes first = Interpolate(ref tables, phase, table);
            TLanes second = Interpolate(ref tables, TLanes.AddInt32(phase, width), table);
            TLanes sum = TLanes.MultiplyAdd(first, gain, TLanes.Load(ref input, j));
            TLanes.Store(TLanes.NegatedMultiplyAdd(second, pulse, sum), ref output, i);
        }
        return phase;
    }

    /// <summary>Adds polyBLEP saws.</summary>
    /// <remarks>Source: V. Valimaki, A. Huovilainen, "Antialiasing oscillators in subtractive synthesis", IEEE Signal Processing Magazine
    /// 24(2), 2007: the two-point polynomial residual.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes AddBlep<TLanes>(ref float input, nint inputStride, ref float output, nint stride, int steps, TLanes phase,
        TLanes increment, TLanes slope, TLanes gain)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(steps, 1, int.MaxValue / stride);
        TLanes reach = TLanes.Splat(1) - slope;
        nint end = steps * stride;
        for (nint i = 0, j = 0; i < end; i += stride, j += inputStride)
        {
            phase = TLanes.AddInt32(phase, increment);
            TLanes.Store(TLanes.MultiplyAdd(BlepSaw(phase, slope, reach), gain, TLanes.Load(ref input, j)), ref output, i);
        }
        return phase;
    }

    /// <summary>Adds polyBLEP pulses of any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TLanes AddBlepPulse<TLanes>(ref float input, nint inputStride, ref float output, nint stride, int steps, TLanes phase,
        TLanes increment, TLanes slope, TLanes gain, TLanes pulse, TLanes width)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(steps, 1, int.MaxValue / stride);
        TLanes reach = TLanes.Splat(1) - slope;
        nint end = steps * stride;
        for (nint i = 0, j = 0; i < end; i += stride, j += inputStride)
        {
            phase = TLanes.AddInt32(phase, increment);
            TLanes sum = TLanes.MultiplyAdd(BlepSaw(phase, slope, reach), gain, TLanes.Load(ref input, j));
            TLanes.Store(TLanes.NegatedMultiplyAdd(BlepSaw(TLanes.AddInt32(phase, width), slope, reach), pulse, sum), ref output, i);
        }
        return phase;
    }

    // The cubic B-spline through the four samples around the phase.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Interpolate<TLanes>(ref float tables, TLanes phase, TLanes table) where TLanes : struct, ILanes<TLanes>
    {
        TLanes index = TLanes.AddInt32(table, TLanes.ShiftRightInt32(phase, WaveTables.IndexShift));
        TLanes f = TLanes.FromInt32(phase & TLanes.SplatInt32((1 << WaveTables.IndexShift) - 1)) * TLanes.Splat(FractionScale);
        TLanes.LoadQuads(ref tables, index, out TLanes a, out TLanes b, out TLanes c, out TLanes d);
        TLanes three = TLanes.Splat(3);
        TLanes outer = a + c;
        TLanes c3 = TLanes.MultiplyAdd(three, b - c, d - a);
        TLanes c2 = TLanes.NegatedMultiplyAdd(TLanes.Splat(2), b, outer);
        TLanes c1 = c - a;
        TLanes c0 = TLanes.MultiplyAdd(TLanes.Splat(4), b, outer);
        TLanes y = TLanes.MultiplyAdd(c3, f, c2 * three);
        y = TLanes.MultiplyAdd(y, f, c1 * three);
        return TLanes.MultiplyAdd(y, f, c0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes BlepSaw<TLanes>(TLanes phase, TLanes slope, TLanes reach) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = TLanes.FromInt32(phase) * TLanes.Splat(PhaseToSaw);
        TLanes after = TLanes.Max(TLanes.Splat(0), TLanes.NegatedMultiplyAdd(slope, x, reach));
        TLanes before = TLanes.Max(TLanes.Splat(0), TLanes.MultiplyAdd(slope, x, reach));
        return TLanes.NegatedMultiplyAdd(before, before, TLanes.MultiplyAdd(after, after, x));
    }
}

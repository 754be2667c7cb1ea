using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The loops of a note's start. Lanes are partials, then modes.</summary>
internal static class BlowKernel
{
    /// <summary>The hammer's force spectrum at many frequencies; see <see cref="Hammer"/>.</summary>
    /// <param name="logFrequency">Binary logarithms of the frequencies in Hz, room for a whole number of the widest registers.</param>
    /// <param name="spectrum">Receives the spectrum; likewise.</param>
    /// <param name="count">How many.</param>
    /// <param name="hammer">The blow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spectrum<TLanes>(ref float logFrequency, ref float spectrum, int count, in Hammer hammer)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 0, StringModel.MostPartials);
        TLanes first = TLanes.Splat(hammer.FirstCorner), second = TLanes.Splat(hammer.SecondCorner), one = TLanes.Splat(1);
        TLanes steepness = TLanes.Splat(hammer.FirstSlope), secondSteepness = TLanes.Splat(Hammer.SecondSlope);
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TLanes x = TLanes.Load(ref logFrequency, i);
            TLanes fall = LaneMath.Exp2((x - first) * steepness), further = LaneMath.Exp2((x - second) * secondSteepness);
            TLanes.Store(one / TLanes.Sqrt((one + fall) * (one + further)), ref spectrum, i);
        }
    }

    /// <summary>Phasors from amplitudes and phases, in place: real parts where the amplitudes were, imaginary parts where the phases
    /// were.</summary>
    /// <param name="amplitude">Amplitudes, room for a whole number of the widest registers.</param>
    /// <param name="phase">Phases as 32-bit integers, a cycle being 2^32; likewise.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Phasors<TLanes>(ref float amplitude, ref float phase, int count) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 0, KeyModes.MostModes);
        TLanes quarter = TLanes.SplatInt32(1 << 30);
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TLanes a = TLanes.Load(ref amplitude, i), p = TLanes.Load(ref phase, i);
            TLanes.Store(a * LaneMath.Sine(TLanes.AddInt32(p, quarter)), ref amplitude, i);
            TLanes.Store(a * LaneMath.Sine(p), ref phase, i);
        }
    }
}

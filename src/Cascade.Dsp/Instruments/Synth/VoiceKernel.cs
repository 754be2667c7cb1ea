using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Synth.VoiceControl;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The per-sample loops of a register of voices: oscillators, noise, filter, amplitude. Lanes are voices.</summary>
/// <remarks>A frame of a buffer is 16 floats, one for each voice of a group, so that the sum over voices has the same order at every width.</remarks>
internal static class VoiceKernel
{
    private const nint Frame = VoiceBank.GroupSize;

    /// <summary>Renders a register of voices and adds them to the buses.</summary>
    /// <param name="lane">The first lane of the first field.</param>
    /// <param name="features">The loops to run.</param>
    /// <param name="tables">The first float of the oscillators' tables.</param>
    /// <param name="scratch">The register's lane of the first frame of a buffer of that many frames.</param>
    /// <param name="left">The register's lane of the first frame of the left bus.</param>
    /// <param name="right">Likewise of the right bus.</param>
    /// <param name="frames">The number of frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float lane, VoiceFeatures features, ref float tables, ref float scratch, ref float left, ref float right, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        Clear<TLanes>(ref scratch, frames);
        if ((features & (VoiceFeatures.Table1 | VoiceFeatures.Blep1)) != 0)
            AddOscillator<TLanes>(ref lane, Phase1, (features & VoiceFeatures.Table1) != 0, (features & VoiceFeatures.Blep1) != 0, (features & VoiceFeatures.Pulse1) != 0, ref tables, ref scratch, frames);
        if ((features & (VoiceFeatures.Table2 | VoiceFeatures.Blep2)) != 0)
            AddOscillator<TLanes>(ref lane, Phase2, (features & VoiceFeatures.Table2) != 0, (features & VoiceFeatures.Blep2) != 0, (features & VoiceFeatures.Pulse2) != 0, ref tables, ref scratch, frames);
        if ((features & VoiceFeatures.Noise) != 0)
            AddNoise<TLanes>(ref lane, ref scratch, frames);
        if ((features & VoiceFeatures.Filter) != 0)
            Filter<TLanes>(ref lane, ref scratch, frames);
        Amplify<TLanes>(ref lane, ref scratch, ref left, ref right, frames);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear<TLanes>(ref float scratch, int frames) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < frames * Frame; i += Frame)
            TLanes.Store(TLanes.Splat(0), ref scratch, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOscillator<TLanes>(ref float lane, VoiceField first, bool table, bool blep, bool pulse, ref float tables, ref float scratch, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes start = Load<TLanes>(ref lane, first), increment = Load<TLanes>(ref lane, first + 1), phase = start;
        TLanes width = Load<TLanes>(ref lane, first + 8);
        if (table)
        {
            TLanes place = Load<TLanes>(ref lane, first + 2), gain = Load<TLanes>(ref lane, first + 4), second = Load<TLanes>(ref lane, first + 5);
            phase = pulse
                ? OscillatorKernel.AddTablePulse(ref scratch, Frame, frames, ref tables, start, increment, place, gain, second, width)
                : OscillatorKernel.AddTable(ref scratch, Frame, frames, ref tables, start, increment, place, gain);
        }
        if (blep)
        {
            TLanes slope = Load<TLanes>(ref lane, first + 3), gain = Load<TLanes>(ref lane, first + 6), second = Load<TLanes>(ref lane, first + 7);
            phase = pulse
                ? OscillatorKernel.AddBlepPulse(ref scratch, Frame, frames, start, increment, slope, gain, second, width)
                : OscillatorKernel.AddBlep(ref scratch, Frame, frames, start, increment, slope, gain);
        }
        Store(phase, ref lane, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNoise<TLanes>(ref float lane, ref float scratch, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes counter = Load<TLanes>(ref lane, NoiseCounter), gain = Load<TLanes>(ref lane, NoiseGain), one = TLanes.SplatInt32(1);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            counter = TLanes.AddInt32(counter, one);
            TLanes.Store(TLanes.MultiplyAdd(Noise.White(counter), gain, TLanes.Load(ref scratch, i)), ref scratch, i);
        }
        Store(counter, ref lane, NoiseCounter);
    }

    /// <remarks>
    /// The trapezoidal state-variable filter, its two steps multiplied out so that a sample waits for the last one as little as can be:
    /// damped = 2 a1 - 1, warped = 2 a2, squared = 2 a3; v1 = (old + new ic1) / 2 and v2 likewise, the halves being in the mix.
    /// <para>Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic, 2013. Coefficients move in a
    /// straight line: every step's state matrix is a contraction, and so is every mixture of two.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter<TLanes>(ref float lane, ref float scratch, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes ic1 = Load<TLanes>(ref lane, Integrator1), ic2 = Load<TLanes>(ref lane, Integrator2);
        TLanes damped = Load<TLanes>(ref lane, Damped), warped = Load<TLanes>(ref lane, Warped), squared = Load<TLanes>(ref lane, Squared);
        TLanes dampedStep = Load<TLanes>(ref lane, DampedStep), warpedStep = Load<TLanes>(ref lane, WarpedStep), squaredStep = Load<TLanes>(ref lane, SquaredStep);
        TLanes m0 = Load<TLanes>(ref lane, MixInput), m1 = Load<TLanes>(ref lane, MixBand), m2 = Load<TLanes>(ref lane, MixLow);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            damped += dampedStep;
            warped += warpedStep;
            squared += squaredStep;
            TLanes v0 = TLanes.Load(ref scratch, i);
            TLanes next1 = TLanes.MultiplyAdd(damped, ic1, TLanes.NegatedMultiplyAdd(warped, ic2, warped * v0));
            TLanes next2 = ic2 + TLanes.NegatedMultiplyAdd(squared, ic2, TLanes.MultiplyAdd(warped, ic1, squared * v0));
            TLanes band = ic1 + next1, low = ic2 + next2;
            ic1 = next1;
            ic2 = next2;
            TLanes.Store(TLanes.MultiplyAdd(m0, v0, TLanes.MultiplyAdd(m1, band, m2 * low)), ref scratch, i);
        }
        Store(ic1, ref lane, Integrator1);
        Store(ic2, ref lane, Integrator2);
        Store(damped, ref lane, Damped);
        Store(warped, ref lane, Warped);
        Store(squared, ref lane, Squared);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Amplify<TLanes>(ref float lane, ref float scratch, ref float leftBus, ref float rightBus, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes level = Load<TLanes>(ref lane, Level), slope = Load<TLanes>(ref lane, LevelSlope), keep = Load<TLanes>(ref lane, LevelKeep);
        TLanes left = Load<TLanes>(ref lane, Left), right = Load<TLanes>(ref lane, Right);
        TLanes leftStep = Load<TLanes>(ref lane, LeftStep), rightStep = Load<TLanes>(ref lane, RightStep);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            level = TLanes.MultiplyAdd(keep, level, slope);
            left += leftStep;
            right += rightStep;
            TLanes y = TLanes.Load(ref scratch, i) * level;
            TLanes.Store(TLanes.MultiplyAdd(y, left, TLanes.Load(ref leftBus, i)), ref leftBus, i);
            TLanes.Store(TLanes.MultiplyAdd(y, right, TLanes.Load(ref rightBus, i)), ref rightBus, i);
        }
        Store(level, ref lane, Level);
        Store(left, ref lane, Left);
        Store(right, ref lane, Right);
    }
}

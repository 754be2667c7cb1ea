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
    /// Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic, 2013. Coefficients move in a
    /// straight line: every step's state matrix is a contraction, and so is every mixture of two.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter<TLanes>(ref float lane, ref float scratch, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes ic1 = Load<TLanes>(ref lane, Integrator1), ic2 = Load<TLanes>(ref lane, Integrator2);
        TLanes a1 = Load<TLanes>(ref lane, A1), a2 = Load<TLanes>(ref lane, A2), a3 = Load<TLanes>(ref lane, A3);
        TLanes a1Step = Load<TLanes>(ref lane, A1Step), a2Step = Load<TLanes>(ref lane, A2Step), a3Step = Load<TLanes>(ref lane, A3Step);
        TLanes m0 = Load<TLanes>(ref lane, MixInput), m1 = Load<TLanes>(ref lane, MixBand), m2 = Load<TLanes>(ref lane, MixLow);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            a1 += a1Step;
            a2 += a2Step;
            a3 += a3Step;
            TLanes v0 = TLanes.Load(ref scratch, i);
            TLanes v3 = v0 - ic2;
            TLanes v1 = TLanes.MultiplyAdd(a1, ic1, a2 * v3);
            TLanes v2 = TLanes.MultiplyAdd(a2, ic1, TLanes.MultiplyAdd(a3, v3, ic2));
            ic1 = v1 + v1 - ic1;
            ic2 = v2 + v2 - ic2;
            TLanes.Store(TLanes.MultiplyAdd(m0, v0, TLanes.MultiplyAdd(m1, v1, m2 * v2)), ref scratch, i);
        }
        Store(ic1, ref lane, Integrator1);
        Store(ic2, ref lane, Integrator2);
        Store(a1, ref lane, A1);
        Store(a2, ref lane, A2);
        Store(a3, ref lane, A3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Amplify<TLanes>(ref float lane, ref float scratch, ref float leftBus, ref float rightBus, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes level = Load<TLanes>(ref lane, Level), slope = Load<TLanes>(ref lane, LevelSlope), rate = Load<TLanes>(ref lane, LevelRate);
        TLanes left = Load<TLanes>(ref lane, Left), right = Load<TLanes>(ref lane, Right);
        TLanes leftStep = Load<TLanes>(ref lane, LeftStep), rightStep = Load<TLanes>(ref lane, RightStep);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            level += TLanes.NegatedMultiplyAdd(rate, level, slope);
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

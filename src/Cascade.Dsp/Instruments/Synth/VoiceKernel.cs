using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Synth.VoiceControl;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The per-sample loops of a register of voices: oscillators, noise, filter, amplitude. Lanes are voices.</summary>
/// <remarks>A frame of a buffer is 16 floats, one for each voice of a group, so that the sum over voices has the same order at every
/// width.</remarks>
internal static class VoiceKernel
{
    private const nint Frame = VoiceBank.GroupSize;
    private const int SecondShift = 3;

    /// <summary>Renders a register of voices and adds them to the buses.</summary>
    /// <param name="lane">The first lane of the first field.</param>
    /// <param name="features">The loops to run.</param>
    /// <param name="tables">The first float of the oscillators' tables.</param>
    /// <param name="scratch">The register's lane of the first frame of a buffer of that many frames.</param>
    /// <param name="left">The register's lane of the first frame of the left bus.</param>
    /// <param name="right">Likewise of the right bus.</param>
    /// <param name="frames">The number of frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float lane, VoiceFeatures features, ref float tables, ref float scratch, ref float left,
        ref float right, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(frames, 1, Instrument.BlockSize);
        // The first loop overwrites the scratch, the others add to it.
        nint stride = 0;
        if ((features & (VoiceFeatures.Table1 | VoiceFeatures.Blep1)) != 0)
            AddOscillator<TLanes>(ref lane, Phase1, (int)features, ref stride, ref tables, ref scratch, frames);
        if ((features & (VoiceFeatures.Table2 | VoiceFeatures.Blep2)) != 0)
            AddOscillator<TLanes>(ref lane, Phase2, (int)features >> SecondShift, ref stride, ref tables, ref scratch, frames);
        if ((features & VoiceFeatures.Noise) != 0 || stride == 0)
            AddNoise<TLanes>(ref lane, ref stride, ref scratch, frames);
        if ((features & VoiceFeatures.Filter) != 0)
            Filter<TLanes>(ref lane, ref scratch, frames);
        Amplify<TLanes>(ref lane, ref scratch, ref left, ref right, frames);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOscillator<TLanes>(ref float lane, VoiceField first, int features, ref nint stride, ref float tables,
        ref float scratch, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes start = Load<TLanes>(ref lane, first), increment = Load<TLanes>(ref lane, first + 1), phase = start;
        TLanes width = Load<TLanes>(ref lane, first + 8);
        bool pulse = (features & (int)VoiceFeatures.Pulse1) != 0;
        if ((features & (int)VoiceFeatures.Table1) != 0)
        {
            TLanes place = Load<TLanes>(ref lane, first + 2), gain = Load<TLanes>(ref lane, first + 4),
                second = Load<TLanes>(ref lane, first + 5);
            ref float input = ref Input(ref scratch, stride);
            phase = pulse
                ? OscillatorKernel.AddTablePulse(ref input, stride, ref scratch, Frame, frames, ref tables, start, increment, place, gain,
                second, width)
                : OscillatorKernel.AddTable(ref input, stride, ref scratch, Frame, frames, ref tables, start, increment, place, gain);
            stride = Frame;
        }
        if ((features & (int)VoiceFeatures.Blep1) != 0)
        {
            TLanes slope = Load<TLanes>(ref lane, first + 3), gain = Load<TLanes>(ref lane, first + 6),
                second = Load<TLanes>(ref lane, first + 7);
            ref float input = ref Input(ref scratch, stride);
            phase = pulse
                ? OscillatorKernel.AddBlepPulse(ref input, stride, ref scratch, Frame, frames, start, increment, slope, gain, second, width)
                : OscillatorKernel.AddBlep(ref input, stride, ref scratch, Frame, frames, start, increment, slope, gain);
            stride = Frame;
        }
        Store(phase, ref lane, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Input(ref float scratch, nint stride) => ref stride == 0 ? ref OscillatorKernel.Silence : ref scratch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNoise<TLanes>(ref float lane, ref nint stride, ref float scratch, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes counter = Load<TLanes>(ref lane, NoiseCounter), gain = Load<TLanes>(ref lane, NoiseGain), one = TLanes.SplatInt32(1);
        ref float input = ref Input(ref scratch, stride);
        for (nint i = 0, j = 0; i < frames * Frame; i += Frame, j += stride)
        {
            counter = TLanes.AddInt32(counter, one);
            TLanes.Store(TLanes.MultiplyAdd(Noise.White(counter), gain, TLanes.Load(ref input, j)), ref scratch, i);
        }
        stride = Frame;
        Store(counter, ref lane, NoiseCounter);
    }

    /// <remarks>
    /// The trapezoidal state-variable filter, its two steps multiplied out so that a sample waits for the last one as little as can be:
    /// damped = 2 a1 - 1, warped = 2 a2, squared = 2 a3; v1 = (old + new ic1) / 2 and v2 likewise, the halves being in the mix.
    /// <para>Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic,
    /// 2013. Coefficients move in a straight line: every step's state matrix is a contraction, and so is every mixture of two.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter<TLanes>(ref float lane, ref float scratch, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes ic1 = Load<TLanes>(ref lane, Integrator1), ic2 = Load<TLanes>(ref lane, Integrator2);
        TLanes damped = Load<TLanes>(ref lane, Damped), warped = Load<TLanes>(ref lane, Warped), squared = Load<TLanes>(ref lane, Squared);
        TLanes dampedStep = Load<TLanes>(ref lane, DampedStep), warpedStep = Load<TLanes>(ref lane, WarpedStep),
            squaredStep = Load<TLanes>(ref lane, SquaredStep);
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
    private static void Amplify<TLanes>(ref float lane, ref float scratch, ref float leftBus, ref float rightBus, int frames)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes level = Load<TLanes>(ref lane, Level), slope = Load<TLanes>(ref lane, LevelSlope), keep = Load<TLanes>(ref lane, LevelKeep);
        TLanes left = Load<TLanes>(ref lane, Left), right = Load<TLanes>(ref lane, Right);
        TLanes leftStep = Load<TLanes>(ref lane, LeftStep), rightStep = Load<TLanes>(ref lane, RightStep);
        nint end = frames * Frame, i = 0;
        if ((frames & 1) != 0)
        {
            Mix(ref scratch, ref leftBus, ref rightBus, 0, TLanes.MultiplyAdd(keep, level, slope), left + leftStep, right + rightStep);
            level = TLanes.MultiplyAdd(keep, level, slope);
            left += leftStep;
            right += rightStep;
            i = Frame;
        }
        // Two frames per iteration halve the latency of the recurrence.
        TLanes keep2 = keep * keep, slope2 = TLanes.MultiplyAdd(keep, slope, slope), leftStep2 = leftStep + leftStep,
            rightStep2 = rightStep + rightStep;
        for (; i < end; i += 2 * Frame)
        {
            Mix(ref scratch, ref leftBus, ref rightBus, i, TLanes.MultiplyAdd(keep, level, slope), left + leftStep, right + rightStep);
            level = TLanes.MultiplyAdd(keep2, level, slope2);
            left += leftStep2;
            right += rightStep2;
            Mix(ref scratch, ref leftBus, ref rightBus, i + Frame, level, left, right);
        }
        Store(level, ref lane, Level);
        Store(left, ref lane, Left);
        Store(right, ref lane, Right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix<TLanes>(ref float scratch, ref float leftBus, ref float rightBus, nint i, TLanes level, TLanes left,
        TLanes right) where TLanes : struct, ILanes<TLanes>
    {
        TLanes y = TLanes.Load(ref scratch, i) * level;
        TLanes.Store(TLanes.MultiplyAdd(y, left, TLanes.Load(ref leftBus, i)), ref leftBus, i);
        TLanes.Store(TLanes.MultiplyAdd(y, right, TLanes.Load(ref rightBus, i)), ref rightBus, i);
    }
}

using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>What moves slowly, computed once a block for a register of voices: envelopes, low-frequency oscillators, pitch, cutoff and gains.</summary>
/// <remarks>Filter coefficients and gains then move in straight lines over the block; pitch steps at block boundaries, where phases go on.</remarks>
internal static class VoiceControl
{
    private const float BlockSize = Instrument.BlockSize;
    private const float HighestIncrement = 0.49f * 4294967296f;
    private const float GainSmoothing = 0.15f;

    /// <summary>Moves a register of voices to the next block.</summary>
    /// <param name="lane">The first lane of the first field.</param>
    /// <param name="inverseRate">1 / sample rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tick<TLanes>(ref float lane, float inverseRate) where TLanes : struct, ILanes<TLanes>
    {
        SeedAmplitude<TLanes>(ref lane);
        TLanes age = Load<TLanes>(ref lane, ModulationAge) + TLanes.Splat(BlockSize);
        Store(age, ref lane, ModulationAge);
        MoveControls<TLanes>(ref lane, inverseRate, age, TLanes.Splat(BlockSize));
        Ramp<TLanes>(ref lane, A1, A1Step, A1Target);
        Ramp<TLanes>(ref lane, A2, A2Step, A2Target);
        Ramp<TLanes>(ref lane, A3, A3Step, A3Target);
        SmoothGains<TLanes>(ref lane);
        Store(Subnormals.Flush(Load<TLanes>(ref lane, Integrator1)), ref lane, Integrator1);
        Store(Subnormals.Flush(Load<TLanes>(ref lane, Integrator2)), ref lane, Integrator2);
    }

    /// <summary>Sets one new voice: everything at its value at the start of the note, nothing moving.</summary>
    /// <param name="lane">The voice's lane of the first field.</param>
    /// <param name="inverseRate">1 / sample rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start(ref float lane, float inverseRate)
    {
        Lanes1 zero = Lanes1.Splat(0);
        MoveControls<Lanes1>(ref lane, inverseRate, zero, zero);
        Hold(ref lane, A1, A1Step, A1Target);
        Hold(ref lane, A2, A2Step, A2Target);
        Hold(ref lane, A3, A3Step, A3Target);
        Hold(ref lane, Left, LeftStep, LeftTarget);
        Hold(ref lane, Right, RightStep, RightTarget);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Load<TLanes>(ref float lane, VoiceField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * VoiceBank.GroupSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<TLanes>(TLanes value, ref float lane, VoiceField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref lane, (nint)field * VoiceBank.GroupSize);

    // The level is set anew from the closed form, so that rounding never adds up over a long segment.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SeedAmplitude<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes age = Load<TLanes>(ref lane, AmplitudeAge) + TLanes.Splat(BlockSize);
        Store(age, ref lane, AmplitudeAge);
        Store(Envelope<TLanes>(ref lane, AmplitudeGoal, age), ref lane, Level);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Envelope<TLanes>(ref float lane, VoiceField goal, TLanes age) where TLanes : struct, ILanes<TLanes>
    {
        TLanes fall = LaneMath.Exp2(age * Load<TLanes>(ref lane, goal + 2));
        TLanes level = TLanes.MultiplyAdd(Load<TLanes>(ref lane, goal + 1), fall, Load<TLanes>(ref lane, goal));
        return TLanes.MultiplyAdd(Load<TLanes>(ref lane, goal + 3), age, level);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MoveControls<TLanes>(ref float lane, float inverseRate, TLanes age, TLanes step) where TLanes : struct, ILanes<TLanes>
    {
        TLanes envelope = Envelope<TLanes>(ref lane, ModulationGoal, age);
        TLanes lfo1 = Lfo(ref lane, Lfo1Phase, step, out TLanes wave1);
        TLanes lfo2 = Lfo(ref lane, Lfo2Phase, step, out _);
        TLanes tremolo = Tremolo(ref lane, lfo1, Lfo1Tremolo) * Tremolo(ref lane, lfo2, Lfo2Tremolo) * Load<TLanes>(ref lane, ChannelGain);
        Store(Load<TLanes>(ref lane, LeftLevel) * tremolo, ref lane, LeftTarget);
        Store(Load<TLanes>(ref lane, RightLevel) * tremolo, ref lane, RightTarget);
        MovePitch(ref lane, envelope, lfo1, lfo2, wave1, step);
        MoveWidths(ref lane, lfo1, lfo2);
        MoveFilter(ref lane, inverseRate, envelope, lfo1, lfo2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Tremolo<TLanes>(ref float lane, TLanes lfo, VoiceField depth) where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(Load<TLanes>(ref lane, depth) * TLanes.Splat(0.5f), lfo - TLanes.Splat(1), TLanes.Splat(1));

    // Returns the oscillator faded in; wave is the same without delay and fade, for the wheel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Lfo<TLanes>(ref float lane, VoiceField first, TLanes step, out TLanes wave) where TLanes : struct, ILanes<TLanes>
    {
        TLanes moving = TLanes.GreaterThan(step, TLanes.Splat(0));
        TLanes old = Load<TLanes>(ref lane, first);
        TLanes phase = TLanes.AddInt32(old, Load<TLanes>(ref lane, first + 1) & moving);
        TLanes wrapped = TLanes.ShiftRightInt32(old & (phase ^ TLanes.SplatInt32(-1)), 31);
        TLanes cycle = TLanes.AddInt32(Load<TLanes>(ref lane, first + 2), wrapped);
        Store(phase, ref lane, first);
        Store(cycle, ref lane, first + 2);
        wave = LfoWave(phase, cycle, Load<TLanes>(ref lane, first + 3));
        TLanes age = Load<TLanes>(ref lane, first + 4) + step;
        Store(age, ref lane, first + 4);
        TLanes faded = (age - Load<TLanes>(ref lane, first + 5)) * Load<TLanes>(ref lane, first + 6);
        return wave * TLanes.Max(TLanes.Splat(0), TLanes.Min(TLanes.Splat(1), faded));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LfoWave<TLanes>(TLanes phase, TLanes cycle, TLanes shape) where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Splat(1);
        TLanes saw = TLanes.FromInt32(phase ^ TLanes.SplatInt32(int.MinValue)) * TLanes.Splat(1f / 2147483648f);
        TLanes square = one | (phase & TLanes.SplatInt32(int.MinValue));
        TLanes held = Noise.White(cycle), next = Noise.White(TLanes.AddInt32(cycle, TLanes.SplatInt32(1)));
        TLanes t = TLanes.MultiplyAdd(saw, TLanes.Splat(0.5f), TLanes.Splat(0.5f));
        TLanes smooth = TLanes.MultiplyAdd(next - held, t * t * TLanes.NegatedMultiplyAdd(TLanes.Splat(2), t, TLanes.Splat(3)), held);
        TLanes wave = LaneMath.Sine(phase);
        wave = Choose(shape, LfoShape.Triangle, LaneMath.Triangle(phase), wave);
        wave = Choose(shape, LfoShape.SawUp, saw, wave);
        wave = Choose(shape, LfoShape.SawDown, TLanes.Splat(0) - saw, wave);
        wave = Choose(shape, LfoShape.Square, square, wave);
        wave = Choose(shape, LfoShape.SampleAndHold, held, wave);
        return Choose(shape, LfoShape.SmoothRandom, smooth, wave);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Choose<TLanes>(TLanes shape, LfoShape wanted, TLanes wave, TLanes otherwise) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Select(TLanes.EqualInt32(shape, TLanes.SplatInt32((int)wanted)), wave, otherwise);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MovePitch<TLanes>(ref float lane, TLanes envelope, TLanes lfo1, TLanes lfo2, TLanes wave1, TLanes step) where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Splat(0);
        TLanes glide = Load<TLanes>(ref lane, Glide);
        TLanes sign = glide & TLanes.SplatInt32(int.MinValue);
        TLanes left = TLanes.NegatedMultiplyAdd(Load<TLanes>(ref lane, GlideStep), step, TLanes.Abs(glide));
        glide = TLanes.Max(zero, left) | sign;
        Store(glide, ref lane, Glide);
        TLanes pitch = Load<TLanes>(ref lane, Bend) + Load<TLanes>(ref lane, Detune) + glide;
        pitch = TLanes.MultiplyAdd(envelope, Load<TLanes>(ref lane, EnvelopePitch), pitch);
        pitch = TLanes.MultiplyAdd(lfo1, Load<TLanes>(ref lane, Lfo1Pitch), pitch);
        pitch = TLanes.MultiplyAdd(lfo2, Load<TLanes>(ref lane, Lfo2Pitch), pitch);
        pitch = TLanes.MultiplyAdd(wave1, Load<TLanes>(ref lane, Vibrato), pitch);
        TLanes ratio = LaneMath.Exp2(pitch * TLanes.Splat(1f / 12));
        SetOscillator(ref lane, Phase1, Load<TLanes>(ref lane, Base1) * ratio, OscillatorStart1, TableLevel1);
        SetOscillator(ref lane, Phase2, Load<TLanes>(ref lane, Base2) * ratio, OscillatorStart2, TableLevel2);
    }

    // What would sound above half the sample rate is silent.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetOscillator<TLanes>(ref float lane, VoiceField first, TLanes increment, VoiceField start, VoiceField levels) where TLanes : struct, ILanes<TLanes>
    {
        TLanes highest = TLanes.Splat(HighestIncrement);
        TLanes audible = TLanes.GreaterThanOrEqual(highest, increment);
        increment = TLanes.Max(TLanes.Splat(1), TLanes.Min(highest, increment));
        Store(TLanes.ToInt32(increment), ref lane, first + 1);
        Store(WaveTables.Select(increment, Load<TLanes>(ref lane, start), Load<TLanes>(ref lane, start + 1)), ref lane, first + 2);
        Store(TLanes.Splat(2147483648f) / increment, ref lane, first + 3);
        for (int i = 0; i < 4; i++)
            Store(Load<TLanes>(ref lane, levels + i) & audible, ref lane, first + 4 + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MoveWidths<TLanes>(ref float lane, TLanes lfo1, TLanes lfo2) where TLanes : struct, ILanes<TLanes>
    {
        TLanes moved = TLanes.MultiplyAdd(lfo1, Load<TLanes>(ref lane, Lfo1Width), lfo2 * Load<TLanes>(ref lane, Lfo2Width));
        Store(Width(Load<TLanes>(ref lane, PulseWidth1) + moved), ref lane, Width1);
        Store(Width(Load<TLanes>(ref lane, PulseWidth2) + moved), ref lane, Width2);
    }

    // Half a cycle away from the middle the integer would not fit, so the middle is added afterwards.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Width<TLanes>(TLanes width) where TLanes : struct, ILanes<TLanes>
    {
        width = TLanes.Max(TLanes.Splat(0.02f), TLanes.Min(TLanes.Splat(0.98f), width));
        return TLanes.ToInt32((width - TLanes.Splat(0.5f)) * TLanes.Splat(4294967296f)) ^ TLanes.SplatInt32(int.MinValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MoveFilter<TLanes>(ref float lane, float inverseRate, TLanes envelope, TLanes lfo1, TLanes lfo2) where TLanes : struct, ILanes<TLanes>
    {
        TLanes octaves = Load<TLanes>(ref lane, Cutoff) + Load<TLanes>(ref lane, CutoffControl);
        octaves = TLanes.MultiplyAdd(envelope, Load<TLanes>(ref lane, EnvelopeCutoff), octaves);
        octaves = TLanes.MultiplyAdd(lfo1, Load<TLanes>(ref lane, Lfo1Cutoff), octaves);
        octaves = TLanes.MultiplyAdd(lfo2, Load<TLanes>(ref lane, Lfo2Cutoff), octaves);
        TLanes relative = LaneMath.Exp2(octaves) * TLanes.Splat(inverseRate);
        TLanes g = LaneMath.TanPi(TLanes.Max(TLanes.Splat(10 * inverseRate), TLanes.Min(TLanes.Splat(0.49f), relative)));
        TLanes k = Load<TLanes>(ref lane, Damping);
        TLanes a1 = TLanes.Splat(1) / TLanes.MultiplyAdd(g, g + k, TLanes.Splat(1));
        TLanes a2 = g * a1;
        Store(a1, ref lane, A1Target);
        Store(a2, ref lane, A2Target);
        Store(g * a2, ref lane, A3Target);
        Store(Load<TLanes>(ref lane, DampedMixBand) * k, ref lane, MixBand);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ramp<TLanes>(ref float lane, VoiceField value, VoiceField step, VoiceField target) where TLanes : struct, ILanes<TLanes> =>
        Store((Load<TLanes>(ref lane, target) - Load<TLanes>(ref lane, value)) * TLanes.Splat(1 / BlockSize), ref lane, step);

    // A jump of a controller reaches the gains with a time constant of six blocks, 4 ms.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SmoothGains<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes part = TLanes.Splat(GainSmoothing / BlockSize);
        Store((Load<TLanes>(ref lane, LeftTarget) - Load<TLanes>(ref lane, Left)) * part, ref lane, LeftStep);
        Store((Load<TLanes>(ref lane, RightTarget) - Load<TLanes>(ref lane, Right)) * part, ref lane, RightStep);
    }

    private static void Hold(ref float lane, VoiceField value, VoiceField step, VoiceField target)
    {
        Store(Load<Lanes1>(ref lane, target), ref lane, value);
        Store(Lanes1.Splat(0), ref lane, step);
    }
}

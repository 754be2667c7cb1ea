using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>What moves slowly, computed once a block for a register of voices: envelopes, low-frequency oscillators, pitch, cutoff and
/// gains.</summary>
/// <remarks>
/// Filter coefficients and gains then move in straight lines over the block; pitch steps at block boundaries, where phases go on.
/// <para>Each part is a method of its own that reads and writes fields: one large method would exceed what the compiler inlines.</para>
/// </remarks>
internal static class VoiceControl
{
    private const float BlockSize = Instrument.BlockSize;
    private const float HighestIncrement = 0.49f * 4294967296f;
    private const float GainSmoothing = 0.15f;
    private const MethodImplOptions Part = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>Moves a register of voices to the next block.</summary>
    /// <param name="lane">The first lane of the first field.</param>
    /// <param name="features">What any of the voices needs.</param>
    /// <param name="inverseRate">1 / sample rate.</param>
    [MethodImpl(Part)]
    public static void Tick<TLanes>(ref float lane, VoiceFeatures features, float inverseRate) where TLanes : struct, ILanes<TLanes>
    {
        Move<TLanes>(ref lane, features, inverseRate, BlockSize);
        if ((features & VoiceFeatures.Filter) != 0)
        {
            Ramp<TLanes>(ref lane, Damped, 1);
            Ramp<TLanes>(ref lane, Warped, 1);
            Ramp<TLanes>(ref lane, Squared, 1);
            Store(Subnormals.Flush(Load<TLanes>(ref lane, Integrator1)), ref lane, Integrator1);
            Store(Subnormals.Flush(Load<TLanes>(ref lane, Integrator2)), ref lane, Integrator2);
        }
        // A jump of a controller reaches the gains with a time constant of six blocks, 4 ms.
        Ramp<TLanes>(ref lane, Left, GainSmoothing, apart: 2);
        Ramp<TLanes>(ref lane, Right, GainSmoothing, apart: 2);
    }

    /// <summary>Sets one new voice: everything at its value at the start of the note, nothing moving.</summary>
    /// <param name="lane">The voice's lane of the first field.</param>
    /// <param name="inverseRate">1 / sample rate.</param>
    /// <param name="arithmetic">How it multiplies and adds; never Auto.</param>
    public static void Start(ref float lane, float inverseRate, LaneArithmetic arithmetic)
    {
        if (arithmetic == LaneArithmetic.Fused)
            Move<Lanes1<Fused>>(ref lane, (VoiceFeatures)0xFFFF, inverseRate, 0);
        else
            Move<Lanes1<Separate>>(ref lane, (VoiceFeatures)0xFFFF, inverseRate, 0);
        Hold(ref lane, Damped, 3);
        Hold(ref lane, Warped, 3);
        Hold(ref lane, Squared, 3);
        Hold(ref lane, Left, 2);
        Hold(ref lane, Right, 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Load<TLanes>(ref float lane, VoiceField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * VoiceBank.GroupSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<TLanes>(TLanes value, ref float lane, VoiceField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref lane, (nint)field * VoiceBank.GroupSize);

    // Moves by a number of samples: a block, or none for the values at the start of a note.
    [MethodImpl(Part)]
    private static void Move<TLanes>(ref float lane, VoiceFeatures features, float inverseRate, float samples)
        where TLanes : struct, ILanes<TLanes>
    {
        MoveAmplitude<TLanes>(ref lane, samples);
        if ((features & VoiceFeatures.Modulation) != 0)
            MoveModulation<TLanes>(ref lane, samples);
        if ((features & VoiceFeatures.Lfo1) != 0)
            MoveLfo<TLanes>(ref lane, Lfo1Phase, samples);
        if ((features & VoiceFeatures.Lfo2) != 0)
            MoveLfo<TLanes>(ref lane, Lfo2Phase, samples);
        MovePitch<TLanes>(ref lane, samples);
        if ((features & (VoiceFeatures.Table2 | VoiceFeatures.Blep2)) != 0)
            MoveOscillator<TLanes>(ref lane, Phase2, Base2, OscillatorStart2, TableLevel2);
        MoveOscillator<TLanes>(ref lane, Phase1, Base1, OscillatorStart1, TableLevel1);
        if ((features & (VoiceFeatures.Pulse1 | VoiceFeatures.Pulse2)) != 0)
            MoveWidths<TLanes>(ref lane);
        if ((features & VoiceFeatures.Filter) != 0)
            MoveFilter<TLanes>(ref lane, inverseRate);
        MoveGains<TLanes>(ref lane);
    }

    // The level is set anew from the closed form at every block, so that rounding never adds up over a long segment.
    [MethodImpl(Part)]
    private static void MoveAmplitude<TLanes>(ref float lane, float samples) where TLanes : struct, ILanes<TLanes>
    {
        TLanes age = Load<TLanes>(ref lane, AmplitudeAge) + TLanes.Splat(samples);
        if (samples > 0)
            Store(Envelope<TLanes>(ref lane, AmplitudeGoal, age), ref lane, Level);
        Store(age, ref lane, AmplitudeAge);
    }

    // A new note's modulation envelope is at its start, whatever frame of the block that is.
    [MethodImpl(Part)]
    private static void MoveModulation<TLanes>(ref float lane, float samples) where TLanes : struct, ILanes<TLanes>
    {
        TLanes age = Load<TLanes>(ref lane, ModulationAge) + TLanes.Splat(samples);
        Store(age, ref lane, ModulationAge);
        Store(Envelope<TLanes>(ref lane, ModulationGoal, samples > 0 ? age : TLanes.Splat(0)), ref lane, ModulationLevel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Envelope<TLanes>(ref float lane, VoiceField goal, TLanes age) where TLanes : struct, ILanes<TLanes>
    {
        TLanes fall = LaneMath.Exp2(age * Load<TLanes>(ref lane, goal + 2));
        TLanes level = TLanes.MultiplyAdd(Load<TLanes>(ref lane, goal + 1), fall, Load<TLanes>(ref lane, goal));
        return TLanes.MultiplyAdd(Load<TLanes>(ref lane, goal + 3), age, level);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Tremolo<TLanes>(ref float lane, VoiceField value, VoiceField depth) where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(Load<TLanes>(ref lane, depth) * TLanes.Splat(0.5f), Load<TLanes>(ref lane, value) - TLanes.Splat(1),
        TLanes.Splat(1));

    [MethodImpl(Part)]
    private static void MoveGains<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes gain =
            Tremolo<TLanes>(ref lane, Lfo1Value, Lfo1Tremolo) * Tremolo<TLanes>(ref lane, Lfo2Value, Lfo2Tremolo) * Load<TLanes>(ref lane,
            ChannelGain);
        Store(Load<TLanes>(ref lane, LeftLevel) * gain, ref lane, LeftTarget);
        Store(Load<TLanes>(ref lane, RightLevel) * gain, ref lane, RightTarget);
    }

    // Wave is the oscillator without delay and fade, for the wheel; value is faded in.
    [MethodImpl(Part)]
    private static void MoveLfo<TLanes>(ref float lane, VoiceField first, float samples) where TLanes : struct, ILanes<TLanes>
    {
        TLanes old = Load<TLanes>(ref lane, first), phase = old;
        if (samples > 0)
            phase = TLanes.AddInt32(old, Load<TLanes>(ref lane, first + 1));
        TLanes wrapped = TLanes.ShiftRightInt32(old & (phase ^ TLanes.SplatInt32(-1)), 31);
        TLanes cycle = TLanes.AddInt32(Load<TLanes>(ref lane, first + 2), wrapped);
        Store(phase, ref lane, first);
        Store(cycle, ref lane, first + 2);
        TLanes age = Load<TLanes>(ref lane, first + 4) + TLanes.Splat(samples);
        Store(age, ref lane, first + 4);
        TLanes faded = (age - Load<TLanes>(ref lane, first + 5)) * Load<TLanes>(ref lane, first + 6);
        TLanes wave = LfoWave(phase, cycle, Load<TLanes>(ref lane, first + 3));
        Store(wave, ref lane, first + 11);
        Store(wave * TLanes.Max(TLanes.Splat(0), TLanes.Min(TLanes.Splat(1), faded)), ref lane, first + 12);
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
    private static TLanes Choose<TLanes>(TLanes shape, LfoShape wanted, TLanes wave, TLanes otherwise)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Select(TLanes.EqualInt32(shape, TLanes.SplatInt32((int)wanted)), wave, otherwise);

    [MethodImpl(Part)]
    private static void MovePitch<TLanes>(ref float lane, float samples) where TLanes : struct, ILanes<TLanes>
    {
        TLanes glide = Load<TLanes>(ref lane, Glide);
        TLanes sign = glide & TLanes.SplatInt32(int.MinValue);
        TLanes left = TLanes.NegatedMultiplyAdd(Load<TLanes>(ref lane, GlideStep), TLanes.Splat(samples), TLanes.Abs(glide));
        glide = TLanes.Max(TLanes.Splat(0), left) | sign;
        Store(glide, ref lane, Glide);
        TLanes pitch = Load<TLanes>(ref lane, Bend) + Load<TLanes>(ref lane, Detune) + glide;
        pitch = Modulate(ref lane, pitch, ModulationLevel, EnvelopePitch);
        pitch = Modulate(ref lane, pitch, Lfo1Value, Lfo1Pitch);
        pitch = Modulate(ref lane, pitch, Lfo2Value, Lfo2Pitch);
        pitch = Modulate(ref lane, pitch, Lfo1Wave, Vibrato);
        Store(LaneMath.Exp2(pitch * TLanes.Splat(1f / 12)), ref lane, PitchRatio);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Modulate<TLanes>(ref float lane, TLanes value, VoiceField source, VoiceField depth)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(Load<TLanes>(ref lane, source), Load<TLanes>(ref lane, depth), value);

    // What would sound above half the sample rate is silent.
    [MethodImpl(Part)]
    private static void MoveOscillator<TLanes>(ref float lane, VoiceField first, VoiceField frequency, VoiceField start, VoiceField levels)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes highest = TLanes.Splat(HighestIncrement);
        TLanes increment = Load<TLanes>(ref lane, frequency) * Load<TLanes>(ref lane, PitchRatio);
        TLanes audible = TLanes.GreaterThanOrEqual(highest, increment);
        increment = TLanes.Max(TLanes.Splat(1), TLanes.Min(highest, increment));
        Store(TLanes.ToInt32(increment), ref lane, first + 1);
        Store(WaveTables.Select(increment, Load<TLanes>(ref lane, start), Load<TLanes>(ref lane, start + 1)), ref lane, first + 2);
        Store(TLanes.Splat(2147483648f) / increment, ref lane, first + 3);
        Store(Load<TLanes>(ref lane, levels) & audible, ref lane, first + 4);
        Store(Load<TLanes>(ref lane, levels + 1) & audible, ref lane, first + 5);
        Store(Load<TLanes>(ref lane, levels + 2) & audible, ref lane, first + 6);
        Store(Load<TLanes>(ref lane, levels + 3) & audible, ref lane, first + 7);
    }

    [MethodImpl(Part)]
    private static void MoveWidths<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes moved = Load<TLanes>(ref lane, Lfo1Value) * Load<TLanes>(ref lane, Lfo1Width);
        moved = Modulate(ref lane, moved, Lfo2Value, Lfo2Width);
        Store(Width(Load<TLanes>(ref lane, PulseWidth1) + moved), ref lane, Width1);
        Store(Width(Load<TLanes>(ref lane, PulseWidth2) + moved), ref lane, Width2);
    }

    // A whole cycle does not fit a signed integer, so the width is taken from its middle, which is then added.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Width<TLanes>(TLanes width) where TLanes : struct, ILanes<TLanes>
    {
        width = TLanes.Max(TLanes.Splat(0.02f), TLanes.Min(TLanes.Splat(0.98f), width));
        return TLanes.ToInt32((width - TLanes.Splat(0.5f)) * TLanes.Splat(4294967296f)) ^ TLanes.SplatInt32(int.MinValue);
    }

    [MethodImpl(Part)]
    private static void MoveFilter<TLanes>(ref float lane, float inverseRate) where TLanes : struct, ILanes<TLanes>
    {
        TLanes octaves = Load<TLanes>(ref lane, Cutoff) + Load<TLanes>(ref lane, CutoffControl);
        octaves = Modulate(ref lane, octaves, ModulationLevel, EnvelopeCutoff);
        octaves = Modulate(ref lane, octaves, Lfo1Value, Lfo1Cutoff);
        octaves = Modulate(ref lane, octaves, Lfo2Value, Lfo2Cutoff);
        TLanes relative = LaneMath.Exp2(octaves) * TLanes.Splat(inverseRate);
        TLanes g = LaneMath.TanPi(TLanes.Max(TLanes.Splat(10 * inverseRate), TLanes.Min(TLanes.Splat(0.49f), relative)));
        TLanes k = Load<TLanes>(ref lane, Damping);
        TLanes twice = TLanes.Splat(2) / TLanes.MultiplyAdd(g, g + k, TLanes.Splat(1));
        TLanes warped = g * twice;
        Store(twice - TLanes.Splat(1), ref lane, DampedTarget);
        Store(warped, ref lane, WarpedTarget);
        Store(g * warped, ref lane, SquaredTarget);
        Store(Load<TLanes>(ref lane, DampedMixBand) * k, ref lane, MixBand);
    }

    // A value, its step and its target lie three fields apart, those of the gains two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ramp<TLanes>(ref float lane, VoiceField value, float part, int apart = 3) where TLanes : struct, ILanes<TLanes> =>
        Store((Load<TLanes>(ref lane, value + 2 * apart) - Load<TLanes>(ref lane, value)) * TLanes.Splat(part / BlockSize), ref lane,
        value + apart);

    private static void Hold(ref float lane, VoiceField value, int apart)
    {
        Store(Load<Lanes1<Separate>>(ref lane, value + 2 * apart), ref lane, value);
        Store(Lanes1<Separate>.Splat(0), ref lane, value + apart);
    }
}

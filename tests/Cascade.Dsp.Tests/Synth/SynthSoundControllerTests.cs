using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Dsp.Tests.Synth;

/// <summary>What the controllers of a sound move, in which direction and how far.</summary>
public sealed class SynthSoundControllerTests
{
    private const float Middle = 64 / 127f;

    private static SynthPatch Slow => SynthRig.Sine with { Amplitude = new AdsrSettings(0.4f, 0.001f, 1, 0.4f, EnvelopeShape.Linear) };

    private static SynthPatch Still => SynthRig.Sine with { Lfo1 = new LfoSettings { Rate = 0.5f } };

    [Theory]
    [InlineData(1 / 127f, 0.1)]
    [InlineData(1, 10)]
    public void Attack_time_goes_from_a_tenth_to_ten_times(float value, double factor) =>
        Assert.Equal(factor, TimeToHalf(73, value) / TimeToHalf(73, Middle), 0.06 * factor);

    [Theory]
    [InlineData(1 / 127f, 0.1)]
    [InlineData(1, 10)]
    public void Release_time_goes_from_a_tenth_to_ten_times(float value, double factor) =>
        Assert.Equal(factor, TimeOfRelease(72, value) / TimeOfRelease(72, Middle), 0.06 * factor);

    [Fact]
    public void Decay_time_goes_to_ten_times()
    {
        double Level(float value)
        {
            var rig = new SynthRig(SynthRig.Sine with { Amplitude = new AdsrSettings(0.001f, 0.1f, 0.25f, 0.1f, EnvelopeShape.Linear) });
            rig.Engine.Control(75, value);
            rig.Engine.NoteOn(93, 1);
            rig.Left(4_896);
            return SynthRig.Peak(rig.Left(480));
        }
        // A tenth of a second after the attack the decay has ended, or has gone a tenth of the way from 1 to 0.
        Assert.Equal(0.25, Level(Middle), 0.01);
        Assert.Equal(0.9, Level(1), 0.01);
    }

    [Fact]
    public void Hold_2_makes_a_release_four_times_as_long() =>
        Assert.Equal(4, TimeOfRelease(69, 1) / TimeOfRelease(69, 0), 0.2);

    [Theory]
    [InlineData(Middle, 0)]
    [InlineData(1, 50)]
    public void Vibrato_depth_adds_up_to_50_cents(float value, double cents)
    {
        var rig = new SynthRig(Still);
        rig.Engine.Control(77, value);
        rig.Engine.NoteOn(93, 1);
        // A quarter of the cycle of 2 s: the sine's peak.
        rig.Left(22_800);
        Assert.Equal(cents, Cents(SynthRig.Frequency(rig.Left(2_400)), 1_760), 1.0);
    }

    [Fact]
    public void Vibrato_depth_takes_the_patchs_own_away()
    {
        var rig = new SynthRig(Still with { Lfo1 = new LfoSettings { Rate = 0.5f, PitchCents = 80 } });
        rig.Engine.Control(77, 1 / 127f);
        rig.Engine.NoteOn(93, 1);
        rig.Left(22_800);
        Assert.Equal(0, Cents(SynthRig.Frequency(rig.Left(2_400)), 1_760), 1.0);
    }

    [Fact]
    public void Vibrato_delay_adds_up_to_a_second()
    {
        var rig = new SynthRig(Still);
        rig.Engine.Control(77, 1);
        rig.Engine.Control(78, 1);
        rig.Engine.NoteOn(93, 1);
        rig.Left(22_800);
        Assert.Equal(0, Cents(SynthRig.Frequency(rig.Left(2_400)), 1_760), 1.0);
        // Two seconds later, a cycle on.
        rig.Left(96_000 - 2_400);
        Assert.Equal(50, Cents(SynthRig.Frequency(rig.Left(2_400)), 1_760), 1.0);
    }

    [Theory]
    [InlineData(1 / 127f, 0.25)]
    [InlineData(1, 4)]
    public void Vibrato_rate_goes_from_a_quarter_to_four_times(float value, double factor)
    {
        var rig = new SynthRig(SynthRig.Sine with { Lfo1 = new LfoSettings { Rate = 4, Tremolo = 1 } });
        rig.Engine.Control(76, value);
        rig.Engine.NoteOn(105, 1);
        int dips = 0;
        bool isLow = false;
        for (int piece = 0; piece < 800; piece++)
        {
            double level = SynthRig.Peak(rig.Left(240));
            dips += level < 0.3 && !isLow ? 1 : 0;
            isLow = level < 0.3 || (isLow && level < 0.6);
        }
        Assert.InRange(dips, 16 * factor - 1, 16 * factor + 1);
    }

    // At the cutoff the low-pass has its Q; far above, the square of the cutoff's share.
    [Theory]
    [InlineData(71, 1 / 127f, 2 * 0.2512)]
    [InlineData(71, Middle, 2)]
    [InlineData(71, 1, 2 * 3.9811)]
    [InlineData(74, 1 / 127f, 1 / 63.13)]
    [InlineData(74, 1, 1.0118)]
    public void Resonance_goes_by_12_dB_and_brightness_by_3_octaves(int controller, float value, double level)
    {
        var rig = new SynthRig(SynthRig.Sine with { Filter = new FilterSettings { Mode = FilterMode.LowPass, Cutoff = 440, Q = 2 } });
        rig.Engine.Control(controller, value);
        rig.Engine.NoteOn(69, 1);
        rig.Left(9_600);
        Assert.Equal(level, SynthRig.Peak(rig.Left(4_800)), 0.01 * level);
    }

    [Fact]
    public void The_next_note_glides_from_the_key_named_and_no_other_does()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(5, 0.5f);
        rig.Engine.Control(84, 81 / 127f);
        rig.Engine.NoteOn(93, 1);
        Assert.Equal(880, SynthRig.Frequency(rig.Left(1_200)), 40.0);
        rig.Left(48_000);
        Assert.Equal(1_760, SynthRig.Frequency(rig.Left(4_800)), 0.5);
        rig.Engine.NoteOff(93);
        rig.Left(4_800);
        rig.Engine.NoteOn(93, 1);
        rig.Left(480);
        Assert.Equal(1_760, SynthRig.Frequency(rig.Left(4_800)), 0.5);
    }

    [Fact]
    public void A_note_of_one_voice_glides_from_the_key_named_too()
    {
        var rig = new SynthRig(SynthRig.Sine with { Mode = VoiceMode.Legato });
        rig.Engine.NoteOn(57, 1);
        rig.Left(4_800);
        rig.Engine.Control(84, 81 / 127f);
        rig.Engine.NoteOn(93, 1);
        // It takes a tenth of a second where nothing says how long: from 880 Hz an octave up.
        Assert.InRange(SynthRig.Frequency(rig.Left(1_200)), 900, 1_150);
        rig.Left(9_600);
        Assert.Equal(1_760, SynthRig.Frequency(rig.Left(4_800)), 0.5);
        rig.Engine.NoteOff(93);
        rig.Left(4_800);
        Assert.Equal(220, SynthRig.Frequency(rig.Left(9_600)), 0.5);
    }

    [Fact]
    public void Hold_2_lengthens_a_voice_that_is_struck_again_once()
    {
        double Time(int strikes)
        {
            var rig = new SynthRig(Slow with { Mode = VoiceMode.Mono });
            rig.Engine.Control(69, 1);
            for (int i = 0; i < strikes; i++)
            {
                rig.Engine.NoteOn(105, 1);
                rig.Left(48_000);
                rig.Engine.NoteOff(105);
                if (i < strikes - 1)
                    rig.Left(4_800);
            }
            return FramesUntil(rig, level => level < 0.5);
        }
        Assert.Equal(Time(1), Time(3), 100.0);
    }

    [Fact]
    public void A_finer_velocity_counts_once()
    {
        double Level(SynthRig rig)
        {
            rig.Engine.NoteOn(93, 64 / 127f);
            rig.Left(4_800);
            double level = SynthRig.Peak(rig.Left(4_800));
            rig.Engine.NoteOff(93);
            rig.Left(4_800);
            return level;
        }
        var rig = new SynthRig(SynthRig.Sine with { VelocitySensitivity = 1 });
        double plain = Level(rig);
        rig.Engine.Control(88, 1);
        double fine = Level(rig), after = Level(rig);
        Assert.Equal(Math.Pow((64 / 127.0 + 1 / 128.0) / (64 / 127.0), 2), fine / plain, 1e-3);
        Assert.Equal(plain, after, 1e-4);
    }

    [Theory]
    [InlineData(96, 3, 500)]
    [InlineData(96, 10, 1_200)]
    [InlineData(97, 1, 100)]
    [InlineData(97, 3, 0)]
    public void The_bend_range_steps_by_semitones(int controller, int times, double cents)
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(101, 0);
        rig.Engine.Control(100, 0);
        for (int i = 0; i < times; i++)
            rig.Engine.Control(controller, 0);
        rig.At(0, EventKind.PitchBend, 0, 1);
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        Assert.Equal(cents, Cents(SynthRig.Frequency(rig.Left(48_000)), 440), 0.1);
    }

    [Fact]
    public void A_fine_half_adds_to_the_coarse_one_which_clears_it()
    {
        double Level(params (int Number, float Value)[] moves)
        {
            var rig = new SynthRig(SynthRig.Sine);
            foreach ((int number, float value) in moves)
                rig.Engine.Control(number, value);
            rig.Engine.NoteOn(93, 1);
            rig.Left(9_600);
            return SynthRig.Peak(rig.Left(4_800));
        }
        double coarse = Level((7, Middle)), fine = Level((7, Middle), (39, Middle));
        Assert.Equal(Math.Pow((Middle + Middle / 128) / Middle, 2), fine / coarse, 1e-3);
        Assert.Equal(coarse, Level((39, 1), (7, Middle)), 1e-5);
    }

    private static double Cents(double frequency, double reference) => 1_200 * Math.Log2(frequency / reference);

    private static double TimeToHalf(int controller, float value)
    {
        var rig = new SynthRig(Slow);
        rig.Engine.Control(controller, value);
        rig.Engine.NoteOn(105, 1);
        return FramesUntil(rig, level => level >= 0.5);
    }

    private static double TimeOfRelease(int controller, float value)
    {
        var rig = new SynthRig(Slow);
        rig.Engine.Control(controller, value);
        rig.Engine.NoteOn(105, 1);
        rig.Left(48_000);
        rig.Engine.NoteOff(105);
        return FramesUntil(rig, level => level < 0.5);
    }

    // The peaks of 16 frames, about a cycle, tell the level to a hundredth.
    private static double FramesUntil(SynthRig rig, Func<double, bool> isReached)
    {
        for (int frames = 0; frames < 480_000; frames += 16)
            if (isReached(SynthRig.Peak(rig.Left(16))))
                return frames;
        return double.NaN;
    }
}

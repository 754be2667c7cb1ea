using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Synth;

public class SynthControlTests
{
    private static double Cents(double frequency, double reference) => 1_200 * Math.Log2(frequency / reference);

    [Theory]
    [InlineData(1, 2, 0, 200)]
    [InlineData(-1, 2, 0, -200)]
    [InlineData(0.5, 12, 0, 600)]
    [InlineData(1, 1, 50, 150)]
    public void The_wheel_bends_by_its_range(double bend, int semitones, int cents, double expected)
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(101, 0);
        rig.Engine.Control(100, 0);
        rig.Engine.Control(6, semitones / 127f);
        rig.Engine.Control(38, cents / 127f);
        rig.At(0, EventKind.PitchBend, 0, (float)bend);
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        Assert.Equal(expected, Cents(SynthRig.Frequency(rig.Left(48_000)), 440), 0.05);
    }

    // Fine, 1/8192 of a semitone about the middle of 14 bits; coarse, a semitone about 64.
    [Theory]
    [InlineData(1, 96, 0, 50)]
    [InlineData(1, 32, 0, -50)]
    [InlineData(1, 64, 127, 127 / 81.92)]
    [InlineData(2, 76, 0, 1_200)]
    [InlineData(2, 57, 0, -700)]
    public void Registered_parameters_tune_the_channel(int parameter, int coarse, int fine, double expected)
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(101, 0);
        rig.Engine.Control(100, parameter / 127f);
        rig.Engine.Control(6, coarse / 127f);
        rig.Engine.Control(38, fine / 127f);
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        Assert.Equal(expected, Cents(SynthRig.Frequency(rig.Left(48_000)), 440), 0.05);
    }

    [Theory]
    [InlineData(7, 64 / 127.0, 40)]
    [InlineData(11, 32 / 127.0, 40)]
    public void Volume_and_expression_count_40_log(int controller, double value, double slope)
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.NoteOn(69, 1);
        double before = SynthRig.Peak(rig.Left(9_600));
        rig.Engine.Control(controller, (float)value);
        rig.Left(4_800);
        Assert.Equal(slope * Math.Log10(value), 20 * Math.Log10(SynthRig.Peak(rig.Left(9_600)) / before), 0.05);
    }

    [Fact]
    public void A_jump_of_volume_does_not_click()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.NoteOn(45, 1);
        rig.Left(9_600);
        rig.Engine.Control(7, 0);
        float[] sound = rig.Left(4_800);
        double steepest = 2 * Math.PI * 110 / 48_000;
        for (int n = 1; n < sound.Length; n++)
            Assert.True(Math.Abs(sound[n] - sound[n - 1]) < steepest + 0.006);
        Assert.True(SynthRig.Peak(sound.AsSpan(4_000)) < 1e-5);
    }

    [Fact]
    public void Pan_keeps_the_power()
    {
        foreach (float pan in new[] { 0, 32 / 127f, 64 / 127f, 100 / 127f, 1 })
        {
            var rig = new SynthRig(SynthRig.Sine);
            rig.Engine.Control(10, pan);
            rig.Engine.NoteOn(69, 1);
            (float[] left, float[] right) = rig.Both(9_600);
            double l = SynthRig.Peak(left), r = SynthRig.Peak(right);
            Assert.Equal(2, l * l + r * r, 0.001);
            double position = Math.Clamp((pan * 127 - 64) / 63, -1, 1);
            Assert.Equal(Math.Sqrt(2) * Math.Cos((position + 1) * Math.PI / 4), l, 0.001);
        }
    }

    [Fact]
    public void Sustain_holds_what_is_let_go_and_lets_go_when_it_rises()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(64, 1);
        rig.Engine.NoteOn(60, 1);
        rig.Left(480);
        rig.Engine.NoteOff(60);
        rig.Left(4_800);
        Assert.Equal(1, rig.Engine.ActiveVoices);
        rig.Engine.Control(64, 0);
        rig.Left(480);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void Sostenuto_holds_only_what_was_down_when_it_fell()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.NoteOn(60, 1);
        rig.Engine.Control(66, 1);
        rig.Engine.NoteOn(64, 1);
        rig.Left(480);
        rig.Engine.NoteOff(60);
        rig.Engine.NoteOff(64);
        rig.Left(4_800);
        Assert.Equal(1, rig.Engine.ActiveVoices);
        rig.Engine.Control(66, 0);
        rig.Left(480);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Theory]
    [InlineData(123, 1)]
    [InlineData(120, 0)]
    public void All_notes_off_minds_the_pedal_and_all_sound_off_does_not(int controller, int left)
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.Control(64, 1);
        rig.Engine.NoteOn(60, 1);
        rig.Left(480);
        rig.Engine.Control(controller, 0);
        rig.Left(4_800);
        Assert.Equal(left, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void Reset_controllers_lifts_the_pedal_and_centres_the_wheel()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.At(0, EventKind.PitchBend, 0, 1);
        rig.Engine.Control(64, 1);
        rig.Engine.NoteOn(60, 1);
        rig.Left(480);
        rig.Engine.NoteOff(60);
        rig.Engine.NoteOn(69, 1);
        rig.Engine.Control(121, 0);
        rig.Left(4_800);
        Assert.Equal(1, rig.Engine.ActiveVoices);
        Assert.Equal(0, Cents(SynthRig.Frequency(rig.Left(48_000)), 440), 0.05);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_modulation_wheel_adds_vibrato_of_its_depth(bool isUpBefore)
    {
        var rig = new SynthRig(SynthRig.Sine with { WheelVibratoCents = 50, Lfo1 = new LfoSettings { Rate = 5 } });
        if (isUpBefore)
            rig.Engine.Control(1, 1);
        rig.Left(480);
        rig.Engine.NoteOn(93, 1);
        rig.Engine.Control(1, 1);
        rig.Left(9_600);
        double highest = -1e9, lowest = 1e9;
        for (int i = 0; i < 200; i++)
        {
            double cents = Cents(SynthRig.Frequency(rig.Left(240)), 1_760);
            highest = Math.Max(highest, cents);
            lowest = Math.Min(lowest, cents);
        }
        Assert.Equal(50, highest, 2.0);
        Assert.Equal(-50, lowest, 2.0);
    }

    [Fact]
    public void Mono_plays_the_last_key_and_goes_back_to_the_one_still_down()
    {
        var rig = new SynthRig(SynthRig.Sine with { Mode = VoiceMode.Mono });
        rig.Engine.NoteOn(69, 1);
        rig.Left(480);
        rig.Engine.NoteOn(81, 1);
        rig.Left(480);
        Assert.Equal(1, rig.Engine.ActiveVoices);
        Assert.Equal(880, SynthRig.Frequency(rig.Left(9_600)), 0.05);
        rig.Engine.NoteOff(81);
        rig.Left(480);
        Assert.Equal(440, SynthRig.Frequency(rig.Left(9_600)), 0.05);
        rig.Engine.NoteOff(69);
        rig.Left(480);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Theory]
    [InlineData(VoiceMode.Poly, 126, 1)]
    [InlineData(VoiceMode.Poly, 127, 2)]
    [InlineData(VoiceMode.Mono, 126, 1)]
    [InlineData(VoiceMode.Mono, 127, 2)]
    public void Controllers_126_and_127_end_the_notes_and_choose_mono_or_poly(VoiceMode mode, int controller, int voices)
    {
        var rig = new SynthRig(SynthRig.Sine with { Mode = mode });
        rig.Engine.NoteOn(57, 1);
        rig.Left(480);
        rig.Engine.Control(controller, 1 / 127f);
        rig.Left(480);
        Assert.Equal(0, rig.Engine.ActiveVoices);
        rig.Engine.NoteOn(69, 1);
        rig.Engine.NoteOn(81, 1);
        rig.Left(480);
        Assert.Equal(voices, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void A_key_pressed_twice_is_let_go_once()
    {
        var notes = new MonoNotes();
        for (int time = 0; time < 200; time++)
        {
            notes.Press(60);
            notes.Press(64);
        }
        notes.Press(60);
        Assert.Equal(60, notes.Last);
        notes.Release(60);
        Assert.Equal(64, notes.Last);
        notes.Release(64);
        Assert.Equal(-1, notes.Last);
    }

    [Fact]
    public void Legato_does_not_start_the_envelope_again_and_mono_does()
    {
        double LevelAfterSecondKey(VoiceMode mode)
        {
            var rig = new SynthRig(
                SynthRig.Sine with { Mode = mode, Amplitude = new AdsrSettings(0.001f, 0.2f, 0.25f, 0.1f, EnvelopeShape.Linear) });
            rig.Engine.NoteOn(69, 1);
            rig.Left(24_000);
            rig.Engine.NoteOn(81, 1);
            return SynthRig.Peak(rig.Left(960));
        }
        Assert.Equal(0.25, LevelAfterSecondKey(VoiceMode.Legato), 0.01);
        Assert.True(LevelAfterSecondKey(VoiceMode.Mono) > 0.9);
    }

    [Fact]
    public void Glide_takes_its_time_and_arrives()
    {
        var rig = new SynthRig(SynthRig.Sine with { Mode = VoiceMode.Legato, Glide = 0.5f });
        rig.Engine.NoteOn(69, 1);
        rig.Left(480);
        rig.Engine.NoteOn(81, 1);
        rig.Left(12_000 - 480);
        Assert.Equal(600, Cents(SynthRig.Frequency(rig.Left(960)), 440), 30.0);
        rig.Left(13_000);
        Assert.Equal(880, SynthRig.Frequency(rig.Left(9_600)), 0.05);
    }

    // Controller 5 is the root of its part of two seconds; the switch chooses whether, over a patch that glides or not.
    [Theory]
    [InlineData(0.5f, null, 0.5f, 0.5)]
    [InlineData(0.5f, 0f, 0.5f, 0)]
    [InlineData(0.5f, null, -1, 0.5)]
    [InlineData(0.25f, null, 1, 2)]
    [InlineData(0, 1f, 1, 2)]
    [InlineData(0, null, 1, 0)]
    [InlineData(0, 1f, 0.75f, 1.125)]
    [InlineData(0.25f, 0f, -1, 0)]
    public void A_glide_takes_the_time_that_controller_5_says(float patch, float? isOn, float controller, double seconds)
    {
        var rig = new SynthRig(SynthRig.Sine with { Glide = patch });
        if (controller >= 0)
            rig.Engine.Control(5, controller);
        if (isOn is { } value)
            rig.Engine.Control(65, value);
        rig.Engine.NoteOn(69, 1);
        rig.Left(480);
        rig.Engine.NoteOff(69);
        rig.Left(480);
        rig.Engine.NoteOn(81, 1);
        int half = (int)(24_000 * seconds);
        rig.Left(half);
        Assert.Equal(half == 0 ? 1_200 : 600 + 1_200 * 0.01 / seconds, Cents(SynthRig.Frequency(rig.Left(960)), 440), 30.0);
        rig.Left(half);
        Assert.Equal(880, SynthRig.Frequency(rig.Left(9_600)), 0.05);
    }

    [Fact]
    public void Channels_keep_to_themselves()
    {
        var rig = new SynthRig(SynthRig.Sine);
        for (int channel = 0; channel < 16; channel++)
            rig.Engine.NoteOn(60, 1, channel);
        rig.Left(480);
        Assert.Equal(16, rig.Engine.ActiveVoices);
        for (int channel = 0; channel < 16; channel++)
        {
            rig.Engine.NoteOff(60, channel);
            rig.Left(480);
            Assert.Equal(15 - channel, rig.Engine.ActiveVoices);
        }
    }

    [Fact]
    public void Parameters_move_every_patch()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.NoteOn(69, 1);
        double before = SynthRig.Peak(rig.Left(9_600));
        rig.Engine.Set(rig.Engine.Instrument, SynthInstrument.Level, -6);
        rig.Engine.Set(rig.Engine.Instrument, SynthInstrument.Tune, 100);
        rig.Left(4_800);
        float[] sound = rig.Left(48_000);
        Assert.Equal(-6, 20 * Math.Log10(SynthRig.Peak(sound) / before), 0.05);
        Assert.Equal(100, Cents(SynthRig.Frequency(sound), 440), 0.05);
    }

    [Fact]
    public void Pressure_opens_the_filter()
    {
        double Brightness(float pressure)
        {
            var rig = new SynthRig(SynthRig.Sine with
            {
                Oscillator1 = new OscillatorSettings { Waveform = Waveform.Saw },
                Filter = new FilterSettings { Mode = FilterMode.LowPass, Cutoff = 500 },
                WheelVibratoCents = 0,
                PressureOctaves = 2,
            });
            rig.At(0, EventKind.NoteOn, 45, 1);
            rig.At(0, EventKind.KeyPressure, 45, pressure);
            rig.Left(9_600);
            double[] levels = Spectrum.MagnitudeDb(rig.Left(48_000));
            return levels[2_200] - levels[110];
        }
        // Two octaves of cutoff at 12 dB an octave, well above both cutoffs.
        Assert.InRange(Brightness(1) - Brightness(0), 17, 25);
    }

    [Fact]
    public void What_is_unknown_is_counted_and_changes_nothing()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.At(0, EventKind.Control, 93, 1);
        rig.At(0, EventKind.NoteOn, 200, 1);
        rig.At(0, EventKind.Parameter, 99, 1);
        rig.At(0, EventKind.NoteOn, 60, 1, channel: 77);
        rig.At(0, (EventKind)99, 60, 1);
        Assert.False(rig.Engine.NoteOn(128, 1));
        rig.Left(4_800);
        Assert.Equal(6, rig.Engine.IgnoredEvents);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }
}

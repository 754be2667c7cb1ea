using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Synth;

public class SynthNoteTests
{
    // Time already rendered counts as now, so the rig's first block is its earliest frame: offsets start at 31.
    [Theory]
    [InlineData(31, 500)]
    [InlineData(45, 333)]
    [InlineData(64, 1_000)]
    public void A_note_is_its_oscillator_times_its_envelope_sample_by_sample(int start, int length)
    {
        var settings = new AdsrSettings(0.004f, 0.01f, 0.6f, 0.012f);
        var rig = new SynthRig(SynthRig.Sine with { Amplitude = settings });
        rig.At(start, EventKind.NoteOn, 69, 1);
        rig.At(start + length, EventKind.NoteOff, 69, 0);
        float[] sound = rig.Left(2_000);

        double level = 0, increment = Math.Round(440 / 48_000.0 * 4294967296.0) / 4294967296.0;
        EnvelopeStage stage = EnvelopeStage.Attack;
        double attack = Math.Log(1.3 / 0.3) / (0.004 * 48_000), fall = Math.Log(1.0001 / 0.0001) / 48_000;
        for (int n = 0; n < sound.Length; n++)
        {
            double expected = 0;
            if (n >= start && stage != EnvelopeStage.Idle)
            {
                if (n == start + length)
                    stage = EnvelopeStage.Release;
                level = stage switch
                {
                    EnvelopeStage.Attack => 1.3 + (level - 1.3) * Math.Exp(-attack),
                    EnvelopeStage.Decay => 0.5999 + (level - 0.5999) * Math.Exp(-fall / 0.01),
                    EnvelopeStage.Release => -0.0001 + (level + 0.0001) * Math.Exp(-fall / 0.012),
                    _ => level,
                };
                expected = Math.Max(0, level) * Math.Sin(2 * Math.PI * increment * (n - start + 1));
                if (stage == EnvelopeStage.Attack && level >= 1 - 1e-9)
                    (stage, level) = (EnvelopeStage.Decay, 1);
                else if (stage == EnvelopeStage.Decay && level <= 0.6)
                    (stage, level) = (EnvelopeStage.Sustain, 0.6);
                else if (stage == EnvelopeStage.Release && level <= 0)
                    stage = EnvelopeStage.Idle;
            }
            Assert.Equal(expected, sound[n], 2e-5);
        }
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    // Overlapped, repeated and glided to by controllers 5, 65 and 84: what is fixed stays.
    [Theory]
    [InlineData(VoiceMode.Poly, 60, 261.626, 9_600)]
    [InlineData(VoiceMode.Mono, 60, 261.626, 9_600)]
    [InlineData(VoiceMode.Legato, 60, 261.626, 9_600)]
    [InlineData(VoiceMode.Poly, 0, 8.1758, 48_000)]
    [InlineData(VoiceMode.Legato, 0, 8.1758, 48_000)]
    public void A_fixed_key_stays_whatever_is_played(VoiceMode mode, int fixedKey, double frequency, int frames)
    {
        var rig = new SynthRig(SynthRig.Sine with
        {
            Mode = mode,
            FixedKey = fixedKey,
            Glide = 0.5f,
            Layers = [SynthRig.Sine with { FixedKey = fixedKey }],
        });
        rig.Engine.Control(5, 0.5f);
        rig.Engine.Control(65, 1);
        foreach (int key in new[] { 60, 72, 72, 48 })
        {
            rig.Engine.Control(84, 30 / 127f);
            rig.Engine.NoteOn(key, 0.8f);
            rig.Left(480);
            Assert.Equal(frequency, SynthRig.Frequency(rig.Left(frames)), frequency * 1.9e-4);
        }
        rig.Engine.NoteOff(48);
        rig.Left(480);
        Assert.Equal(frequency, SynthRig.Frequency(rig.Left(frames)), frequency * 1.9e-4);
    }

    // A patch in one mode with its layers in another: the whole glides, ends and is struck again as one.
    [Theory]
    [InlineData(VoiceMode.Mono)]
    [InlineData(VoiceMode.Legato)]
    public void Layers_follow_the_one_note_of_their_whole(VoiceMode mode)
    {
        SynthPatch octave = SynthRig.Sine with { Oscillator1 = new OscillatorSettings { Waveform = Waveform.Sine, Semitones = 12 } };
        var rig = new SynthRig(SynthRig.Sine with { Mode = mode, Layers = [octave] });
        rig.Engine.NoteOn(60, 0.8f);
        rig.Left(4_800);
        rig.Engine.NoteOn(69, 0.8f);
        rig.Left(4_800);
        float[] sound = rig.Left(48_000);
        Assert.Equal(2, rig.Engine.ActiveVoices);
        double[] levels = Spectrum.MagnitudeDb(sound);
        Assert.Equal(0, levels[440], 0.1);
        Assert.Equal(0, levels[880], 0.1);
        Assert.InRange(levels[523], -200, -60);
        rig.Engine.NoteOff(69);
        rig.Engine.NoteOff(60);
        rig.Left(480);
        Assert.Equal(0, rig.Engine.ActiveVoices);
    }

    [Fact]
    public void A_master_tuning_that_is_no_number_is_none()
    {
        foreach (int number in new[] { 0, 1 })
        {
            var rig = new SynthRig(SynthRig.Sine);
            rig.Engine.Events.TryEnqueue(new EngineEvent(0, EventKind.MasterTuning, 0, (ushort)number, 2));
            rig.Engine.Events.TryEnqueue(new EngineEvent(0, EventKind.MasterTuning, 0, (ushort)number, float.NaN));
            rig.At(0, EventKind.NoteOn, 69, 1);
            Assert.Equal(440, SynthRig.Frequency(rig.Left(24_000).AsSpan(2_400)), 0.05);
        }
    }

    [Fact]
    public void The_next_key_of_a_voice_alone_is_as_loud_as_it_is_struck()
    {
        foreach ((float first, float second) in new[] { (0.25f, 1f), (1f, 0.25f) })
        {
            var rig = new SynthRig(SynthRig.Sine with { Mode = VoiceMode.Mono, VelocitySensitivity = 1 });
            rig.At(0, EventKind.NoteOn, 60, first);
            rig.At(9_600, EventKind.NoteOn, 64, second);
            float[] sound = rig.Left(19_200);
            var alone = new SynthRig(SynthRig.Sine with { VelocitySensitivity = 1 });
            alone.At(0, EventKind.NoteOn, 64, second);
            Assert.Equal(SynthRig.Peak(alone.Left(9_600).AsSpan(4_800)), SynthRig.Peak(sound.AsSpan(14_400)), 1e-3);
        }
    }

    [Fact]
    public void The_first_sample_of_a_note_sounds_at_exactly_its_time()
    {
        for (int start = 31; start < 100; start++)
        {
            var rig = new SynthRig(SynthRig.Sine);
            rig.At(start, EventKind.NoteOn, 60, 1);
            float[] sound = rig.Left(200);
            Assert.Equal(start, Array.FindIndex(sound, sample => sample != 0));
        }
    }

    [Theory]
    [InlineData(Waveform.Saw)]
    [InlineData(Waveform.Square)]
    public void A_voice_aliases_no_more_than_its_oscillator(Waveform waveform)
    {
        foreach ((int key, double limit) in new[] { (36, -80.0), (48, -100), (60, -100), (72, -100), (84, -110), (96, -110), (108, -110) })
        {
            int k = Spectrum.OddBin(440 * Math.Pow(2, (key - 69) / 12.0));
            double[] frequencies = KeyTuning.Default.Frequencies.ToArray();
            frequencies[key] = Spectrum.BinFrequency(k);
            var rig =
                new SynthRig(SynthRig.Sine with { Oscillator1 = new OscillatorSettings { Waveform = waveform } },
                tuning: KeyTuning.FromFrequencies(frequencies));
            rig.Engine.NoteOn(key, 1);
            rig.Left(9_600);
            Assert.True(Spectrum.WorstAliasDb(rig.Left(Spectrum.AliasLength), k) <= limit);
        }
    }

    // The filter of a voice against the analytic response of the trapezoidal low-pass, by the harmonics of a saw.
    [Theory]
    [InlineData(800, 0.7071)]
    [InlineData(2_500, 4)]
    [InlineData(9_000, 0.5)]
    public void The_filter_has_its_analytic_response(double cutoff, double q)
    {
        int k = Spectrum.OddBin(220);
        double[] frequencies = KeyTuning.Default.Frequencies.ToArray();
        frequencies[60] = Spectrum.BinFrequency(k);
        float[] Saw(FilterMode mode)
        {
            var rig = new SynthRig(SynthRig.Sine with
            {
                Oscillator1 = new OscillatorSettings { Waveform = Waveform.Saw },
                Filter = new FilterSettings { Mode = mode, Cutoff = (float)cutoff, Q = (float)q },
            }, tuning: KeyTuning.FromFrequencies(frequencies));
            rig.Engine.NoteOn(60, 1);
            rig.Left(48_000);
            return rig.Left(Spectrum.AliasLength);
        }
        double[] open = Spectrum.MagnitudeDb(Saw(FilterMode.Off));
        double g = Math.Tan(Math.PI * cutoff / 48_000);
        foreach (FilterMode mode in new[] { FilterMode.LowPass, FilterMode.BandPass, FilterMode.HighPass, FilterMode.Notch })
        {
            double[] filtered = Spectrum.MagnitudeDb(Saw(mode));
            for (int n = 1; n * Spectrum.BinFrequency(k) < 18_000; n++)
            {
                double w = Math.Tan(Math.PI * n * k / Spectrum.AliasLength) / g;
                var denominator = new System.Numerics.Complex(1 - w * w, w / q);
                System.Numerics.Complex response = mode switch
                {
                    FilterMode.LowPass => 1 / denominator,
                    FilterMode.BandPass => new System.Numerics.Complex(0, w / q) / denominator,
                    FilterMode.HighPass => -w * w / denominator,
                    _ => (1 - w * w) / denominator,
                };
                double expected = Spectrum.Decibels(response.Magnitude);
                if (expected > -60)
                    Assert.Equal(expected, filtered[n * k] - open[n * k], 0.05);
            }
        }
    }

    [Fact]
    public void Equal_seeds_give_equal_noise_and_other_seeds_other()
    {
        float[] Noise(uint seed)
        {
            var engine =
                new VoiceEngine(new SynthInstrument(SynthRig.Sine with { Noise = 1, Oscillator1 = new OscillatorSettings { Level = 0 } }),
                new EngineOptions { Seed = seed });
            engine.NoteOn(60, 1);
            var left = new float[1_000];
            engine.Render(left, new float[1_000]);
            return left;
        }
        Assert.Equal(Noise(5), Noise(5));
        Assert.NotEqual(Noise(5), Noise(6));
        Assert.Contains(Noise(5), sample => sample != 0);
    }

    [Fact]
    public void Velocity_moves_the_level_by_40_log_at_full_sensitivity()
    {
        double Level(float velocity)
        {
            var rig = new SynthRig(SynthRig.Sine with { VelocitySensitivity = 1 });
            rig.Engine.NoteOn(69, velocity);
            return SynthRig.Peak(rig.Left(9_600));
        }
        Assert.Equal(40 * Math.Log10(0.25), 20 * Math.Log10(Level(0.25f) / Level(1)), 0.01);
    }

    [Fact]
    public void Unison_spreads_in_pitch_and_place_and_keeps_its_power()
    {
        var rig = new SynthRig(SynthRig.Sine with { Unison = 5, UnisonCents = 20, UnisonWidth = 1 });
        rig.Engine.NoteOn(69, 1);
        (float[] left, float[] right) = rig.Both(Spectrum.AliasLength * 16);
        Assert.Equal(5, rig.Engine.ActiveVoices);
        double power = 0;
        for (int n = 0; n < left.Length; n++)
            power += (double)left[n] * left[n] + (double)right[n] * right[n];
        Assert.Equal(1, power / left.Length, 0.15);
        double[] levels = Spectrum.MagnitudeDb(left, Window.BlackmanHarris);
        double bin = 48_000.0 / left.Length;
        foreach (double cents in new[] { -10.0, -5, 0, 5 })
        {
            int place = (int)Math.Round(440 * Math.Pow(2, cents / 1_200) / bin);
            Assert.True(levels[place] > levels[place - 12] + 20 && levels[place] > levels[place + 12] + 20, $"no voice at {cents} cents");
        }
    }
}

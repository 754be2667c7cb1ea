using System.Reflection;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Synth;

/// <summary>What each field of a patch, each of its choices and each parameter moves, and how far: closed forms. None is left
/// out.</summary>
public sealed class SynthPatchTests
{
    private const double A4 = 440;

    private static readonly SynthPatch s_sine = SynthRig.Sine;
    private static readonly AdsrSettings s_held = new(0.0005f, 0.4f, 1, 0.0005f, EnvelopeShape.Linear);

    // At the cutoff of a low-pass filter a sine has the filter's Q; two octaves below it, nearly 1.
    private static readonly SynthPatch s_filtered = s_sine with { Filter = new FilterSettings { Mode = FilterMode.LowPass, Cutoff = 440 } };
    private static readonly SynthPatch s_swept = s_sine with { ModulationSemitones = 12, Modulation = s_held };
    private static readonly LfoSettings s_square = new() { Shape = LfoShape.Square, Rate = 1 };

    private static readonly Dictionary<string,
        Row[]> s_fields = Fields().GroupBy(row => row.Field).ToDictionary(g => g.Key, g => g.ToArray());

    public static TheoryData<string> Names => [.. s_fields.Keys];

    public static TheoryData<string, float, Func<SynthRig, double>, double> Moves => new()
    {
        { "level", -6.0206f, Level(0.3), 0.5 },
        { "tune", 100, Pitch(0.3), A4 * Math.Pow(2, 1 / 12.0) },
        { "vibrato", 100, Pitch(0.3), A4 * Math.Pow(2, 1 / 12.0) },
        { "cutoff", 1, Level(0.3), Pass(0.5, 0.7071) },
        { "resonance", 12.0412f, Level(0.3), 4 * 0.7071 },
        { "attack", 10, Level(0.2), 0.2 / 0.4 },
        { "decay", 2, Level(0.45), 1 - 0.41 / 0.8 },
        { "release", 10, Level(0.55), 0.5 - 0.05 / 0.2 },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_moves_what_it_says(string field)
    {
        foreach (Row row in s_fields[field])
        {
            Assert.Equal(row.Before, row.Measure(new SynthRig(row.From)), row.Tolerance);
            Assert.Equal(row.After, row.Measure(new SynthRig(row.To)), row.Tolerance);
        }
    }

    [Fact]
    public void No_field_is_left_out()
    {
        // Words are for people.
        string[] fields = [.. Properties(typeof(SynthPatch), "").Except(["Name", "Description"]).Order()];
        Assert.Equal(fields, s_fields.Keys.Order());
    }

    [Theory]
    [InlineData(typeof(SynthPatch))]
    [InlineData(typeof(OscillatorSettings))]
    [InlineData(typeof(FilterSettings))]
    [InlineData(typeof(LfoSettings))]
    public void What_is_no_number_becomes_the_default(Type settings)
    {
        foreach (PropertyInfo property in settings.GetProperties().Where(property => property.PropertyType == typeof(float)))
        {
            object odd = Activator.CreateInstance(settings)!;
            object? expected = property.GetValue(odd);
            property.SetValue(odd, float.NaN);
            Assert.Equal(expected, property.GetValue(settings.GetMethod("Clamped")!.Invoke(odd, null)));
        }
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void A_parameter_moves_what_it_says(string id, float value, Func<SynthRig, double> measure, double expected)
    {
        SynthPatch patch = id switch
        {
            "vibrato" => s_sine with { Lfo1 = s_square },
            "cutoff" or "resonance" => s_filtered,
            "attack" => s_sine with { Amplitude = s_held with { Attack = 0.04f } },
            "decay" => s_sine with { Amplitude = s_held with { Attack = 0.04f, Sustain = 0 } },
            "release" => s_sine with { Amplitude = s_held with { Sustain = 0.5f, Release = 0.02f } },
            _ => s_sine,
        };
        Assert.NotEqual(expected, measure(new SynthRig(patch)), expected * 0.05);
        var moved = new SynthRig(patch);
        moved.Engine.Set(moved.Engine.Instrument, moved.Engine.Instrument.Parameters.Find(id)!, value);
        moved.Left(480);
        Assert.Equal(expected, measure(moved), expected * 0.02 + 0.005);
    }

    [Fact]
    public void No_parameter_is_left_out() =>
        Assert.Equal(new SynthInstrument().Parameters.Select(p => p.Id).Order(), Moves.Select(row => row.Data.Item1).Order());

    [Theory]
    [InlineData(Waveform.Sine, 0, 0)]
    [InlineData(Waveform.Saw, 1 / 2.0, 1 / 3.0)]
    [InlineData(Waveform.Square, 0, 1 / 3.0)]
    [InlineData(Waveform.Triangle, 0, 1 / 9.0)]
    public void Every_waveform_has_its_partials(Waveform waveform, double second, double third)
    {
        var patch = s_sine with { Oscillator1 = new OscillatorSettings { Waveform = waveform } };
        Assert.Equal(second, Partial(2)(new SynthRig(patch)), 0.01);
        Assert.Equal(third, Partial(3)(new SynthRig(patch)), 0.01);
    }

    // H(x) of the analog filter at the cutoff and two octaves below, with Q = 2.
    [Theory]
    [InlineData(FilterMode.Off, 1, 1)]
    [InlineData(FilterMode.LowPass, 2, 1.0573)]
    [InlineData(FilterMode.BandPass, 1, 0.1322)]
    [InlineData(FilterMode.HighPass, 2, 0.0661)]
    [InlineData(FilterMode.Notch, 0, 0.9912)]
    public void Every_filter_lets_pass_what_it_says(FilterMode mode, double atCutoff, double below)
    {
        Assert.Equal(atCutoff, Gain(440), 0.02);
        Assert.Equal(below, Gain(1_760), 0.02);

        double Gain(float cutoff) =>
            Level(0.3)(new SynthRig(s_sine with { Filter = new FilterSettings { Mode = mode, Cutoff = cutoff, Q = 2 } }));
    }

    // In octaves of pitch at a sixteenth and three sixteenths of the cycle.
    [Theory]
    [InlineData(LfoShape.Sine, 0.3827, 0.9239)]
    [InlineData(LfoShape.Triangle, 0.25, 0.75)]
    [InlineData(LfoShape.SawUp, -0.875, -0.625)]
    [InlineData(LfoShape.SawDown, 0.875, 0.625)]
    [InlineData(LfoShape.Square, 1, 1)]
    public void Every_slow_wave_has_its_curve(LfoShape shape, double first, double second)
    {
        Assert.Equal(first, Octaves(shape, 1 / 16.0), 0.02);
        Assert.Equal(second, Octaves(shape, 3 / 16.0), 0.02);
    }

    [Fact]
    public void Random_slow_waves_are_held_or_smooth()
    {
        double held = Octaves(LfoShape.SampleAndHold, 1 / 16.0), smooth = Octaves(LfoShape.SmoothRandom, 1 / 16.0);
        Assert.Equal(held, Octaves(LfoShape.SampleAndHold, 7 / 16.0), 0.002);
        Assert.InRange(Math.Abs(held), 0.01, 1);
        Assert.Equal(held, smooth, 0.1);
        Assert.NotEqual(smooth, Octaves(LfoShape.SmoothRandom, 7 / 16.0), 0.02);
    }

    // Half way through a fall of 0.4 s: 80 dB and 100 dB in that time, or a straight line.
    [Theory]
    [InlineData(EnvelopeShape.Analog, 0.01)]
    [InlineData(EnvelopeShape.LinearDb, 0.00316)]
    [InlineData(EnvelopeShape.Linear, 0.5)]
    public void Every_envelope_falls_as_it_says(EnvelopeShape shape, double level)
    {
        var envelope = s_held with { Sustain = 0, Shape = shape };
        Assert.Equal(level, Level(0.2)(new SynthRig(s_sine with { Amplitude = envelope })), level * 0.05);
        double octaves = Math.Log2(Pitch(0.2)(new SynthRig(s_swept with { Modulation = envelope })) / A4);
        Assert.Equal(level, octaves, 0.003);
    }

    [Theory]
    [InlineData(VoiceMode.Poly, 2, 0.95)]
    [InlineData(VoiceMode.Mono, 1, 0.95)]
    [InlineData(VoiceMode.Legato, 1, 0.45)]
    public void Every_mode_shares_the_voices_as_it_says(VoiceMode mode, int voices, double level)
    {
        var rig = new SynthRig(s_sine with { Mode = mode, Amplitude = s_held with { Decay = 1, Sustain = 0 } });
        rig.At(0, EventKind.NoteOn, 57, 1);
        rig.At(24_000, EventKind.NoteOn, 81, 1);
        rig.Left(24_000 + 2_160);
        float[] sound = rig.Left(480);
        Assert.Equal(voices, rig.Engine.ActiveVoices);
        Assert.Equal(level, Tone(sound, 880), 0.06);
    }

    [Fact]
    public void The_economical_mode_aliases_and_the_other_does_not()
    {
        double best = Alias(OscillatorMode.Wavetable), economical = Alias(OscillatorMode.Economical);
        Assert.InRange(best, -200, -90);
        Assert.InRange(economical, -80, -30);

        static double Alias(OscillatorMode mode)
        {
            var rig = new SynthRig(s_sine with { Oscillator1 = new OscillatorSettings { Mode = mode, Semitones = 36 } });
            rig.At(0, EventKind.NoteOn, 69, 1);
            rig.Left(4_800);
            float[] sound = rig.Left(48_000);
            // Of 3,520 Hz the 12th partial, at 42,240 Hz, folds to 5,760 Hz.
            return 20 * Math.Log10(Tone(sound, 5_760) / Tone(sound, 3_520) + 1e-12);
        }
    }

    private static IEnumerable<Row> Fields()
    {
        foreach (Row row in Oscillator("Oscillator1", (p, o) => p with { Oscillator1 = o }))
            yield return row;
        foreach (Row row in Oscillator("Oscillator2", (p, o) => p with { Oscillator1 = p.Oscillator1 with { Level = 0 }, Oscillator2 = o }))
            yield return row;
        foreach (Row row in Lfo("Lfo1", (p, l) => p with { Lfo1 = l }).Concat(Lfo("Lfo2", (p, l) => p with { Lfo2 = l })))
            yield return row;
        foreach (Row row in Envelope("Amplitude", s_sine, (p, e) => p with { Amplitude = e }, Level, level => level))
            yield return row;
        SynthPatch swept = s_swept with { Amplitude = s_held with { Release = 60 } };
        foreach (Row row in Envelope("Modulation", swept, (p, e) => p with { Modulation = e }, Pitch, octaves => A4 * Math.Pow(2, octaves)))
            yield return row;

        FilterSettings filter = s_filtered.Filter;
        yield return new("Filter.Mode", s_filtered, s_filtered with { Filter = filter with { Mode = FilterMode.Off } }, Level(0.3), 0.7071,
            1);
        yield return Filtered("Filter.Cutoff", f => f with { Cutoff = 880 }, Pass(0.5, 0.7071));
        yield return Filtered("Filter.Q", f => f with { Q = 4 }, 4);
        yield return Filtered("Filter.KeyTracking", f => f with { KeyTracking = 1 }, Pass(Math.Pow(2, -9 / 12.0), 0.7071));
        yield return new("Filter.EnvelopeOctaves", s_filtered with { Modulation = s_held },
            s_filtered with { Modulation = s_held, Filter = filter with { EnvelopeOctaves = 2 } }, Level(0.3), 0.7071, Pass(0.25, 0.7071));
        yield return new("Filter.VelocityOctaves", s_filtered, s_filtered with { Filter = filter with { VelocityOctaves = 2 } },
            Level(0.3, velocity: 0.5f), 0.7071, Pass(2, 0.7071));

        yield return new("Mode", s_sine, s_sine with { Mode = VoiceMode.Mono }, Voices, 2, 1);
        yield return new("Glide", s_sine, s_sine with { Glide = 0.4f }, Pitch(0.2, before: 57), A4, A4 * Math.Pow(2, -0.5), 1);
        yield return new("Unison", s_sine, s_sine with { Unison = 3 }, Voices, 2, 6);
        SynthPatch two = s_sine with { Unison = 2, UnisonCents = 0, UnisonWidth = 0 };
        yield return new("UnisonCents", two, two with { UnisonCents = 100 }, Strength(A4 * Math.Pow(2, 50 / 1200.0)), 0, 0.7071, 0.03);
        yield return new("UnisonWidth", two with { UnisonCents = 100 }, two with { UnisonCents = 100, UnisonWidth = 1 },
            Strength(A4 * Math.Pow(2, 50 / 1200.0)), 0.7071, 0, 0.03);
        SynthPatch mute = s_sine with { Oscillator1 = s_sine.Oscillator1 with { Level = 0 } };
        yield return new("Noise", mute, mute with { Noise = 1 }, Power, 0, 1 / Math.Sqrt(3), 0.02);
        SynthPatch octave = s_sine with { Oscillator1 = s_sine.Oscillator1 with { Semitones = -12 }, LevelDecibels = -6.0206f };
        yield return new("Layers", s_sine, s_sine with { Layers = [octave] }, Strength(A4 / 2), 0, 0.5);
        SynthPatch falling = s_sine with { Amplitude = s_held with { Sustain = 0 } };
        yield return new("DecayTracking", falling, falling with { DecayTracking = 1 }, Level(0.2), 0.5,
            1 - 0.1995 / (0.4 * Math.Pow(2, -9 / 12.0)));
        yield return new("ModulationSemitones", s_swept with { ModulationSemitones = 0 }, s_swept, Pitch(0.3), A4, 2 * A4);
        yield return new("LevelDecibels", s_sine, s_sine with { LevelDecibels = -20 }, Level(0.3), 1, 0.1);
        yield return new("VelocitySensitivity", s_sine, s_sine with { VelocitySensitivity = 1 }, Level(0.3, velocity: 0.5f), 1, 0.25);
        yield return new("Pan", s_sine, s_sine with { Pan = -1 }, Level(0.3), 1, Math.Sqrt(2));
        SynthPatch wheel = s_sine with { Lfo1 = s_square, WheelVibratoCents = 0 };
        yield return new("WheelVibratoCents", wheel, wheel with { WheelVibratoCents = 100 }, Pitch(0.3, control: 1), A4,
            A4 * Math.Pow(2, 1 / 12.0));
        SynthPatch pressed = s_filtered with { WheelVibratoCents = 0, PressureOctaves = 0 };
        yield return new("PressureOctaves", pressed, pressed with { PressureOctaves = 1 }, Level(0.3, pressure: 1), 0.7071,
            Pass(0.5, 0.7071));
        yield return new("FixedKey", s_sine, s_sine with { FixedKey = 57 }, Pitch(0.3), A4, A4 / 2);
        yield return new("ExclusiveClass", s_sine, s_sine with { ExclusiveClass = 1 }, Voices, 2, 1);
        SynthPatch dying = s_sine with { Amplitude = s_held with { Decay = 1, Sustain = 0 } };
        yield return new("OneShot", dying, dying with { OneShot = true }, Level(0.7), 0, 0.3);
    }

    private static IEnumerable<Row> Oscillator(string name, Func<SynthPatch, OscillatorSettings, SynthPatch> with)
    {
        OscillatorSettings sine = new() { Waveform = Waveform.Sine }, square = new() { Waveform = Waveform.Square };
        SynthPatch plain = with(s_sine, sine);
        yield return new($"{name}.Waveform", plain, with(s_sine, square), Partial(3), 0, 1 / 3.0);
        yield return new($"{name}.Level", plain, with(s_sine, sine with { Level = 0.25f }), Level(0.3), 1, 0.25);
        yield return new($"{name}.Semitones", plain, with(s_sine, sine with { Semitones = -12 }), Pitch(0.3), A4, A4 / 2);
        yield return new($"{name}.Cents", plain, with(s_sine, sine with { Cents = 50 }), Pitch(0.3), A4, A4 * Math.Pow(2, 50 / 1200.0));
        yield return new($"{name}.PulseWidth", with(s_sine, square), with(s_sine, square with { PulseWidth = 0.25f }), Partial(2), 0,
            Math.Sqrt(0.5));
        yield return new($"{name}.Phase", plain, with(s_sine, sine with { Phase = 0.25f }), Phase, 0, 0.25, 0.01);
        OscillatorSettings high = new() { Semitones = 36 };
        yield return new($"{name}.Mode", with(s_sine, high), with(s_sine, high with { Mode = OscillatorMode.Economical }),
            rig => Strength(5_760)(rig) > 1e-4 ? 1 : 0, 0, 1);
    }

    private static IEnumerable<Row> Lfo(string name, Func<SynthPatch, LfoSettings, SynthPatch> with)
    {
        double up = A4 * Math.Pow(2, 1 / 12.0), down = A4 * Math.Pow(2, -1 / 12.0);
        LfoSettings vibrato = s_square with { PitchCents = 100 };
        SynthPatch moving = with(s_sine, vibrato);
        yield return new($"{name}.PitchCents", with(s_sine, s_square), moving, Pitch(0.3), A4, up);
        yield return new($"{name}.Shape", moving, with(s_sine, vibrato with { Shape = LfoShape.SawUp }), Pitch(0.25), up,
            A4 * Math.Pow(2, -0.5 / 12), 1);
        yield return new($"{name}.Rate", moving, with(s_sine, vibrato with { Rate = 2 }), Pitch(0.3), up, down);
        yield return new($"{name}.Delay", moving, with(s_sine, vibrato with { Delay = 0.2f }), Pitch(0.1), up, A4);
        yield return new($"{name}.FadeIn", moving, with(s_sine, vibrato with { FadeIn = 0.4f }), Pitch(0.2), up, A4 * Math.Pow(2, 0.5 / 12),
            1);
        yield return new($"{name}.CutoffOctaves", with(s_filtered, s_square), with(s_filtered, s_square with { CutoffOctaves = 2 }),
            Level(0.3), 0.7071, Pass(0.25, 0.7071));
        yield return new($"{name}.Tremolo", with(s_sine, s_square with { Rate = 2 }),
            with(s_sine, s_square with { Rate = 2, Tremolo = 0.75f }),
            Level(0.35), 1, 0.25);
        SynthPatch pulse = s_sine with { Oscillator1 = new OscillatorSettings { Waveform = Waveform.Square } };
        yield return new($"{name}.PulseWidth", with(pulse, s_square), with(pulse, s_square with { PulseWidth = 0.25f }), Partial(2), 0,
            Math.Sqrt(0.5));
    }

    private static IEnumerable<Row> Envelope(string name, SynthPatch patch, Func<SynthPatch, AdsrSettings, SynthPatch> with,
        Func<double, Func<SynthRig, double>> at, Func<double, double> of)
    {
        double near = 0.02 * of(0.5);
        SynthPatch held = with(patch, s_held);
        yield return new($"{name}.Attack", held, with(patch, s_held with { Attack = 0.4f }), at(0.2), of(1), of(0.5), near);
        yield return new($"{name}.Decay", with(patch, s_held with { Sustain = 0, Decay = 0.05f }), with(patch, s_held with { Sustain = 0 }),
            at(0.2), of(0),
            of(0.5), near);
        yield return new($"{name}.Sustain", held, with(patch, s_held with { Sustain = 0.5f, Decay = 0.05f }), at(0.3), of(1), of(0.5),
            near);
        yield return new($"{name}.Release", held, with(patch, s_held with { Release = 0.2f }), at(0.6), of(0), of(0.5), near);
        yield return new($"{name}.Shape", with(patch, s_held with { Sustain = 0 }),
            with(patch, s_held with { Sustain = 0, Shape = EnvelopeShape.Analog }), at(0.2), of(0.5), of(0.01), near);
    }

    private static Row Filtered(string name, Func<FilterSettings, FilterSettings> change, double after) =>
        new(name, s_filtered, s_filtered with { Filter = change(s_filtered.Filter) }, Level(0.3), 0.7071, after);

    // The analog low-pass at a frequency relative to its cutoff.
    private static double Pass(double x, double q) => 1 / Math.Sqrt(Math.Pow(1 - x * x, 2) + x * x / (q * q));

    // A4 from 0 to 0.5 s, and what is left until 1 s.
    private static float[] Sound(SynthRig rig, float velocity = 1, int before = -1, float control = 0, float pressure = 0)
    {
        if (before >= 0)
        {
            rig.At(0, EventKind.NoteOn, before, 1);
            rig.At(4_000, EventKind.NoteOff, before, 0);
            rig.Left(9_600);
        }
        rig.At(0, EventKind.Control, 1, control);
        rig.At(0, EventKind.ChannelPressure, 0, pressure);
        rig.At(0, EventKind.NoteOn, 69, velocity);
        rig.At(24_000, EventKind.NoteOff, 69, 0);
        return rig.Left(48_000);
    }

    private static Func<SynthRig, double> Level(double seconds) => Level(seconds, 1);

    // The largest of a cycle and a bit about a time.
    private static Func<SynthRig, double> Level(double seconds, float velocity = 1, float pressure = 0) => rig =>
        SynthRig.Peak(Sound(rig, velocity, pressure: pressure).AsSpan((int)(seconds * 48_000) - 60, 120));

    private static Func<SynthRig, double> Pitch(double seconds) => Pitch(seconds, -1);

    private static Func<SynthRig, double> Pitch(double seconds, int before = -1, float control = 0) => rig =>
        SynthRig.Frequency(Sound(rig, before: before, control: control).AsSpan((int)(seconds * 48_000) - 480, 960));

    private static double Octaves(LfoShape shape, double seconds) =>
        Math.Log2(Pitch(seconds)(new SynthRig(s_sine with { Lfo1 = s_square with { Shape = shape, PitchCents = 1_200 } })) / A4);

    private static Func<SynthRig, double> Strength(double frequency) => rig =>
        Tone(Sound(rig).AsSpan(4_800, 14_400), frequency);

    private static Func<SynthRig, double> Partial(int number) => rig =>
    {
        float[] sound = Sound(rig);
        return Tone(sound.AsSpan(4_800, 14_400), number * A4) / Tone(sound.AsSpan(4_800, 14_400), A4);
    };

    private static double Phase(SynthRig rig)
    {
        ReadOnlySpan<float> sound = Sound(rig).AsSpan(4_800, 4_800);
        double cosine = 0, sine = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double angle = 2 * Math.PI * A4 * (i + 4_800) / 48_000;
            cosine += sound[i] * Math.Cos(angle);
            sine += sound[i] * Math.Sin(angle);
        }
        return Math.Atan2(cosine, sine) / (2 * Math.PI);
    }

    private static double Power(SynthRig rig)
    {
        double sum = 0;
        ReadOnlySpan<float> sound = Sound(rig).AsSpan(4_800, 14_400);
        foreach (float sample in sound)
            sum += sample * sample;
        return Math.Sqrt(sum / sound.Length);
    }

    private static double Voices(SynthRig rig)
    {
        rig.At(0, EventKind.NoteOn, 57, 1);
        rig.At(0, EventKind.NoteOn, 69, 1);
        rig.Left(4_800);
        return rig.Engine.ActiveVoices;
    }

    // The amplitude of a sine, by a Hann window.
    private static double Tone(ReadOnlySpan<float> sound, double frequency)
    {
        double cosine = 0, sine = 0, window = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double weight = 1 - Math.Cos(2 * Math.PI * i / sound.Length), angle = 2 * Math.PI * frequency * i / 48_000;
            cosine += weight * sound[i] * Math.Cos(angle);
            sine += weight * sound[i] * Math.Sin(angle);
            window += weight;
        }
        return 2 * Math.Sqrt(cosine * cosine + sine * sine) / window;
    }

    private static IEnumerable<string> Properties(Type type, string path)
    {
        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null))
            if (property.PropertyType.Namespace!.StartsWith("Cascade", StringComparison.Ordinal) && !property.PropertyType.IsEnum)
                foreach (string inner in Properties(property.PropertyType, $"{path}{property.Name}."))
                    yield return inner;
            else
                yield return path + property.Name;
    }

    private sealed record Row(string Field, SynthPatch From, SynthPatch To, Func<SynthRig, double> Measure, double Before, double After,
        double Tolerance = 0.01)
    {
        // Hertz and factors alike: a hundredth, of what is larger.
        public double Tolerance { get; } = Tolerance * (Tolerance == 0.01 ? Math.Max(1, Math.Max(Before, After) / 5) : 1);
    }
}

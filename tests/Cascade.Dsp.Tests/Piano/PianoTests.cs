using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Piano;

public class PianoTests
{
    private readonly VoiceEngine _engine = new(new PianoInstrument());

    public PianoTests() => Begin();

    // The strings alone, at full volume.
    private void Begin()
    {
        _engine.Reset();
        _engine.Control(7, 1);
        Noises(-60);
        Sound(0.05);
    }

    // The aftersound is up to a quarter of a cycle ahead, and takes over: within a second or so that is a fraction of a Hz. Strings that
    // beat move their partials by a little more.
    [Theory]
    [InlineData(0, 2.5, 6)]
    [InlineData(1, 8, 16)]
    public void Pitch_and_partials_follow_the_tables(float detune, double most, double mostOfPartials)
    {
        foreach (int key in new[] { 33, 45, 57, 69, 81, 93 })
        {
            Begin();
            Parameter(PianoInstrument.Detune, detune);
            double f1 = StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key);
            var strings = new StringModel(PianoTables.Grand, key, f1, 48_000);
            float[] sound = Note(key, 100, 1.5);
            Assert.True(Math.Abs(Cents(Frequency(sound, f1), f1)) < most, $"key {key}: {Cents(Frequency(sound, f1), f1):F3} cents");
            for (int n = 2; n <= Math.Min(20, strings.Frequencies.Length); n++)
            {
                double f = strings.Frequencies[n - 1];
                if (Math.Abs(strings.Strengths[n - 1]) > 0.01 * Math.Abs(strings.Strengths[0]) && strings.PromptLoss[n - 1] < 10)
                    Assert.True(Math.Abs(Cents(Frequency(sound, f), f)) < mostOfPartials,
                        $"key {key}, partial {n}: {Cents(Frequency(sound, f), f):F3} cents");
            }
        }
    }

    // Without width a key stands in the middle.
    [Theory]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(96)]
    public void Without_width_both_sides_are_as_loud(int key)
    {
        var engine = new VoiceEngine(new PianoInstrument(PianoPatch.Default.With(PianoInstrument.Width, 0)));
        engine.NoteOn(key, 0.7f);
        float[] left = new float[24_000], right = new float[24_000];
        engine.Render(left, right);
        Assert.Equal(Samples.LevelDb(left), Samples.LevelDb(right), 1.5);
    }

    // A side's gain is sqrt(2) times the cosine or sine of the place, from 0 to a quarter of a turn; in the middle both are 1.
    [Theory]
    [InlineData(-1)]
    [InlineData(-0.5f)]
    [InlineData(0.25f)]
    [InlineData(1)]
    public void A_piano_obeys_pan(float pan)
    {
        ((double left, double right), (double panned, double pannedRight)) = (Power(0), Power(pan));
        double angle = (pan + 1) * Math.PI / 4;
        Assert.Equal(2 * Math.Pow(Math.Cos(angle), 2), panned / left, 1e-3);
        Assert.Equal(2 * Math.Pow(Math.Sin(angle), 2), pannedRight / right, 1e-3);

        static (double Left, double Right) Power(float pan)
        {
            PianoPatch strings = PianoPatch.Default.With(PianoInstrument.Sympathetic, -60).With(PianoInstrument.Body, -60)
                .With(PianoInstrument.Knock, -60).With(PianoInstrument.Burst, -60).With(PianoInstrument.Thump, -60);
            var engine = new VoiceEngine(new PianoInstrument(strings));
            engine.Control(10, (64 + 63 * pan) / 127);
            engine.NoteOn(60, 0.7f);
            float[] left = new float[24_000], right = new float[24_000];
            engine.Render(left, right);
            return (left.Sum(sample => (double)sample * sample), right.Sum(sample => (double)sample * sample));
        }
    }

    [Fact]
    public void A4_is_damped_by_60_dB_in_0_2_to_0_4_s()
    {
        double before = Samples.LevelDb(Note(69, 100, 0.5).AsSpan(20_000));
        _engine.NoteOff(69);
        float[] release = Sound(0.6);
        Assert.True(Samples.LevelDb(release.AsSpan(9_600 - 480, 480)) > before - 60);
        Assert.True(Samples.LevelDb(release.AsSpan(19_200, 480)) < before - 60);
    }

    // 720 frames later, at the start of one of the blocks that follow; up to then every bit is that of a key held.
    [Fact]
    public void The_damper_touches_15_ms_after_the_key_comes_up()
    {
        Note(69, 100, 0.5);
        float[] held = Sound(0.05);
        Begin();
        Note(69, 100, 0.5);
        _engine.NoteOff(69);
        float[] released = Sound(0.05);
        int touched = held.AsSpan().CommonPrefixLength(released) - _engine.LatencyFrames;
        Assert.InRange(touched, 720, 720 + 2 * VoiceEngine.BlockSize);
    }

    [Fact]
    public void Half_pedal_lies_between_open_and_damped_and_moves_one_way()
    {
        double last = double.NegativeInfinity;
        foreach (int pedal in new[] { 0, 30, 45, 52, 58, 64, 75, 127 })
        {
            Begin();
            _engine.Control(64, pedal / 127f);
            Note(57, 100, 0.3);
            _engine.NoteOff(57);
            Sound(0.2);
            double level = Samples.LevelDb(Sound(0.1));
            Assert.True(level >= last - 0.01, $"pedal {pedal}: {level:F2} dB after {last:F2} dB");
            last = level;
        }
    }

    // What the resonances add: the difference to the same notes without them.
    [Theory]
    [InlineData(45)]
    [InlineData(60)]
    [InlineData(69)]
    public void The_pedal_brings_a_halo(int key)
    {
        float[] Take(float pedal, float sympathetic)
        {
            Begin();
            Parameter(PianoInstrument.Sympathetic, sympathetic);
            _engine.Control(64, pedal);
            return Note(key, 76, 2);
        }
        double Halo(float pedal)
        {
            float[] whole = Take(pedal, 0), dry = Take(pedal, -60);
            return Samples.LevelDb([.. whole.Zip(dry, (a, b) => a - b)]) - Samples.LevelDb(dry);
        }
        double down = Halo(1), up = Halo(0);
        Assert.InRange(down, -40, -25);
        Assert.True(up < down - 10, $"{down:F1} dB with the pedal, {up:F1} dB without");
    }

    [Fact]
    public void A_key_held_silently_rings_when_a_related_one_is_struck()
    {
        double Ring(int held)
        {
            Begin();
            Parameter(PianoInstrument.Sympathetic, 0);
            Note(held, 1, 0.1);
            // What its own soft blow left is far below.
            Sound(20);
            Note(48, 110, 0.3);
            _engine.NoteOff(48);
            Sound(0.7);
            return Samples.LevelDb(Sound(0.3));
        }
        Assert.True(Ring(60) > Ring(61) + 10);
    }

    [Fact]
    public void The_top_keys_have_no_damper()
    {
        double Fall(int key)
        {
            Begin();
            Note(key, 100, 0.1);
            _engine.NoteOff(key);
            double before = Samples.LevelDb(Sound(0.02));
            Sound(0.2);
            return before - Samples.LevelDb(Sound(0.02));
        }
        Assert.True(Fall(76) > 50);
        Assert.True(Fall(90) < 30);
    }

    [Fact]
    public void Sostenuto_holds_what_was_down_and_sustain_what_is_let_go()
    {
        Note(60, 100, 0.1);
        _engine.Control(66, 1);
        Sound(0.1);
        _engine.NoteOff(60);
        double before = Samples.LevelDb(Sound(0.1));
        Assert.True(Samples.LevelDb(Sound(0.3).AsSpan(9_600)) > before - 12);
        _engine.Control(66, 0);
        Sound(0.4);
        Assert.True(Samples.LevelDb(Sound(0.1)) < before - 60);
    }

    [Fact]
    public void Una_corda_is_softer_and_darker()
    {
        float[] open = Note(60, 100, 0.5);
        Begin();
        _engine.Control(67, 1);
        float[] soft = Note(60, 100, 0.5);
        Assert.InRange(Samples.LevelDb(open) - Samples.LevelDb(soft), 2, 8);
        Assert.True(Spectrum.Centroid(soft) < Spectrum.Centroid(open));
    }

    [Theory]
    [InlineData(36)]
    [InlineData(60)]
    [InlineData(84)]
    [InlineData(96)]
    public void Brightness_rises_with_every_step_of_velocity(int key)
    {
        double last = 0;
        foreach (int velocity in new[] { 10, 30, 50, 64, 80, 95, 110, 127 })
        {
            Begin();
            double centroid = Spectrum.Centroid(Note(key, velocity, 0.5));
            Assert.True(centroid > last, $"velocity {velocity}: {centroid:F1} Hz after {last:F1} Hz");
            last = centroid;
        }
    }

    [Fact]
    public void Velocity_spans_40_dB()
    {
        Begin();
        double loud = Samples.LevelDb(Note(60, 127, 0.5));
        Begin();
        Assert.Equal(40, loud - Samples.LevelDb(Note(60, 1, 0.5)), 3.0);
    }

    [Theory]
    [InlineData(40, -20.1, -16.4)]
    [InlineData(64, -11.9, -9.9)]
    [InlineData(90, -6.0, -4.2)]
    public void Velocities_are_as_loud_as_on_sampled_pianos(int velocity, double lowest, double highest)
    {
        // C4 over its first second against velocity 127: FluidR3 and MuseScore_General, played by FluidSynth.
        Begin();
        double loud = Samples.LevelDb(Note(60, 127, 1));
        Begin();
        Assert.InRange(Samples.LevelDb(Note(60, velocity, 1)) - loud, lowest - 1.5, highest + 1.5);
    }

    [Fact]
    public void A_key_struck_again_does_not_click()
    {
        // The steepest step of a repeated note is no steeper than that of single ones at the same velocity, and some.
        double single = Steepest(Note(48, 100, 1));
        Begin();
        double repeated = 0;
        for (int i = 0; i < 15; i++)
        {
            _engine.NoteOn(48, 100 / 127f);
            repeated = Math.Max(repeated, Steepest(Sound(1 / 15.0 - 0.01)));
            _engine.NoteOff(48);
            repeated = Math.Max(repeated, Steepest(Sound(0.01)));
        }
        Assert.True(repeated < 2 * single, $"{repeated} against {single}");
    }

    [Fact]
    public void Everything_ends()
    {
        for (int key = 0; key < 128; key++)
            _engine.NoteOn(key, 1);
        Sound(1);
        Assert.True(_engine.ActiveVoices >= 100);
        _engine.Events.TryEnqueue(new EngineEvent(_engine.Position, EventKind.AllNotesOff, 0, 0, 0));
        Sound(40);
        Assert.Equal(0, _engine.ActiveVoices);
        _engine.NoteOn(100, 1);
        Sound(0.1);
        _engine.Control(120, 0);
        Sound(0.2);
        Assert.Equal(0, _engine.ActiveVoices);
    }

    [Fact]
    public void No_key_sticks_out_in_loudness()
    {
        // The noises of the blow count too, as they do at the top for a listener.
        Noises(0);
        var levels = new List<double>();
        for (int key = 21; key <= 108; key += 3)
        {
            var right = new float[19_200];
            levels.Add(10 * Math.Log10(WeightedPower(Note(key, 76, 0.4, right)) + WeightedPower(right)));
            _engine.Control(120, 0);
            Sound(0.3);
        }
        for (int i = 1; i < levels.Count - 1; i++)
            Assert.True(Math.Abs(levels[i] - (levels[i - 1] + levels[i + 1]) / 2) < 1.5,
                $"key {21 + 3 * i}: {levels[i]:F1} between {levels[i - 1]:F1} and {levels[i + 1]:F1}");
    }

    private static double WeightedPower(float[] sound)
    {
        double[] levels = Spectrum.MagnitudeDb(sound, Window.Rectangular);
        double power = 0;
        for (int bin = 1; bin < levels.Length; bin++)
        {
            double f = bin * 48_000.0 / sound.Length;
            // BS.1770-4: a high shelf of 4 dB near 1.7 kHz and a high-pass near 38 Hz, by their analog prototypes.
            double shelf = 4 * f * f / (f * f + 1_682.0 * 1_682), highPass = -20 * Math.Log10(1 + 38.0 * 38 / (f * f));
            power += Math.Pow(10, (levels[bin] + shelf + highPass) / 10) / 2;
        }
        return power;
    }

    private static double Cents(double frequency, double reference) => 1_200 * Math.Log2(frequency / reference);

    // By how far the phase at the frequency moves on in a quarter of a second.
    private static double Frequency(float[] sound, double near)
    {
        const int Apart = 12_000;
        double turn = Phase(sound, 2_400 + Apart, near) - Phase(sound, 2_400, near);
        return near + Math.IEEERemainder(turn, 2 * Math.PI) / (2 * Math.PI) * 48_000 / Apart;
    }

    private static double Phase(float[] sound, int start, double frequency)
    {
        const int Length = 1 << 15;
        double re = 0, im = 0;
        for (int i = 0; i < Length; i++)
        {
            double t = (double)i / Length,
                weight = 0.35875 - 0.48829 * Math.Cos(2 * Math.PI * t)
                + 0.14128 * Math.Cos(4 * Math.PI * t) - 0.01168 * Math.Cos(6 * Math.PI * t);
            (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * (start + i) / 48_000);
            re += weight * sound[start + i] * cos;
            im -= weight * sound[start + i] * sin;
        }
        return Math.Atan2(im, re);
    }

    private static double Steepest(float[] sound)
    {
        double steepest = 0;
        for (int i = 1; i < sound.Length; i++)
            steepest = Math.Max(steepest, Math.Abs(sound[i] - sound[i - 1]));
        return steepest;
    }

    private void Noises(float decibels)
    {
        foreach (Parameter level in new[]
        {
            PianoInstrument.Sympathetic, PianoInstrument.Body, PianoInstrument.Knock, PianoInstrument.Burst, PianoInstrument.Thump,
            PianoInstrument.DamperNoise, PianoInstrument.PedalNoise
        })
            Parameter(level, decibels);
    }

    private void Parameter(Parameter parameter, float value) => Assert.True(_engine.Set(_engine.Instrument, parameter, value));

    private float[] Note(int key, int velocity, double seconds, float[]? right = null)
    {
        _engine.NoteOn(key, velocity / 127f);
        return Sound(seconds, right);
    }

    private float[] Sound(double seconds, float[]? right = null)
    {
        var left = new float[(int)(seconds * 48_000)];
        _engine.Render(left, right ?? new float[left.Length]);
        return left;
    }
}

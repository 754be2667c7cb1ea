using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What each parameter of the piano moves, and how far. None is left out.</summary>
public sealed class PianoParameterTests
{
    private const int Rate = 48_000;

    // Strings that do not beat.
    private static readonly (string Id, float Value) s_inStep = ("unison-detune", 0);

    // From 0 to 6.02 dB there comes twice as much as from -6.02 to 0 dB, at the time when it sounds; of noises up to four times, as those
    // that sound together add their powers.
    public static TheoryData<string, double, double, double> Levels => new()
    {
        // Its name; from and to when it is heard; the least it is against all the sound of that time.
        { "level", 0, 2, 0.9 },
        { "sympathetic", 1.2, 2, 0.0001 },
        { "body", 0.2, 0.5, 0.001 },
        { "knock", 0.2, 0.3, 0.01 },
        { "burst", 0.2, 0.3, 0.00005 },
        { "thump", 0.2, 0.4, 0.00005 },
        { "damper-noise", 1, 1.2, 0.001 },
        { "pedal-noise", 0, 0.2, 0.01 },
        { "phantoms", 0.2, 1, 0.0001 },
    };

    private static readonly Dictionary<string, Action> s_others = new()
    {
        ["hardness"] = () =>
        {
            (float[] soft, float[] hard) = (Note(48, ("hardness", 0.5f)), Note(48, ("hardness", 2)));
            Assert.InRange(Decibels(Partial(hard, 48, 12) / Partial(soft, 48, 12)), 6, 40);
            Assert.InRange(Decibels(Rms(hard, 0, 1) / Rms(soft, 0, 1)), -3, 3);
        },
        ["strike-point"] = () =>
        {
            // From an eighth of the string to a quarter: there every fourth partial has a node.
            double change = Decibels(Partial(Note(48, ("strike-point", 2)), 48, 4) / Partial(Note(48), 48, 4));
            Assert.InRange(change, -40, -3);
        },
        ["inharmonicity"] = () =>
        {
            // f_n = n f sqrt(1 + B n^2), so four times B shows in the ratio of two partials.
            double b = B(Note(48, 3, s_inStep)), more = B(Note(48, 3, s_inStep, ("inharmonicity", 4)));
            Assert.InRange(b, 5e-5, 1e-3);
            Assert.Equal(4, more / b, 0.5);
        },
        ["stretch"] = () =>
        {
            double none = Cents(Frequency(Note(96, 3, ("stretch", 0)), 96, 1)), one = Cents(Frequency(Note(96, 3), 96, 1)),
                two = Cents(Frequency(Note(96, 3, ("stretch", 2)), 96, 1));
            Assert.InRange(one - none, 1, 30);
            Assert.Equal(2, (two - none) / (one - none), 0.2);

            static double Cents(double frequency) => 1_200 * Math.Log2(frequency / 2093.005);
        },
        ["unison-detune"] = () =>
        {
            Assert.InRange(Rises(Note(60, 3, ("unison-detune", 0))), 0, 0.5);
            Assert.InRange(Rises(Note(60, 3, ("unison-detune", 12))), 3, 1e3);
        },
        ["decay"] = () =>
        {
            double usual = Fall(Note(60, 3, s_inStep)), half = Fall(Note(60, 3, s_inStep, ("decay", 0.5f)));
            Assert.True(half / usual is > 1.5 and < 2.4, $"{usual} {half}");
        },
        ["brightness"] = () =>
        {
            // Dull or bright, a key is as loud: what moves is one partial against another, here C6's first and third, both beyond 500 Hz.
            double first = 2 * 523.25, third = 3 * first, told = 12 * Math.Log2(third / first) / 4;
            Assert.Equal(told, Third(12) - Third(0), 0.5);

            static double Third(float brightness)
            {
                float[] sound = Note(84, s_inStep, ("brightness", brightness));
                return Decibels(Partial(sound, 84, 3) / Partial(sound, 84, 1));
            }
        },
        ["damper"] = () =>
        {
            double damped = Rms(Note(48), 1.5, 2), free = Rms(Note(48, ("damper", 0)), 1.5, 2);
            Assert.InRange(free / damped, 10, 1e9);
        },
        ["width"] = () =>
        {
            Assert.InRange(Sides(0), 0, 0.1);
            Assert.InRange(Sides(1) / Sides(0.5f), 1.5, 3);
        },
    };

    public static TheoryData<string> Others => [.. s_others.Keys];

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_level_counts_in_decibels_where_it_is_heard(string id, double from, double to, double least)
    {
        float[] half = Note(48, (id, -6.0206f)), usual = Note(48, (id, 0)), twice = Note(48, (id, 6.0206f));
        double fromHalf = Rms(Difference(usual, half), from, to), toTwice = Rms(Difference(twice, usual), from, to);
        Assert.InRange(2 * fromHalf / Rms(usual, from, to), least, 2);
        Assert.InRange(toTwice / fromHalf, 1.85, id is "level" or "sympathetic" or "phantoms" or "pedal-noise" ? 2.05 : 4);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_parameter_moves_what_it_says(string id) => s_others[id]();

    [Fact]
    public void No_parameter_is_left_out() => Assert.Equal(new PianoInstrument().Parameters.Select(p => p.Id).Order(),
        Levels.Select(row => row.Data.Item1).Concat(s_others.Keys).Order());

    private static float[] Note(int key, params (string Id, float Value)[] values) => Note(key, 2, values);

    // A key held for a second beside a silent one an octave below, the pedal moved before both.
    private static float[] Note(int key, double seconds, params (string Id, float Value)[] values) => Both(key, seconds, values).Left;

    private static (float[] Left, float[] Right) Both(int key, double seconds, params (string Id, float Value)[] values)
    {
        PianoPatch patch = PianoPatch.Default;
        foreach ((string id, float value) in values)
            patch = patch.With(new PianoInstrument().Parameters.Find(id)!, value);
        var engine = new VoiceEngine(new PianoInstrument(patch));
        float[] left = new float[(int)(seconds * Rate)], right = new float[left.Length];
        engine.Render(new float[engine.LatencyFrames], new float[engine.LatencyFrames]);
        engine.Events.TryEnqueue(EngineEvent.Control(0, 66, 0));
        engine.Events.TryEnqueue(EngineEvent.Control(0, 64, 1));
        engine.Events.TryEnqueue(EngineEvent.Control(engine.Position + 2_400, 64, 0));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(engine.Position + 4_800, key - 12, 0.001f, 1));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(engine.Position + 9_600, key, 0.7f));
        if (seconds <= 2)
            engine.Events.TryEnqueue(EngineEvent.NoteOff(engine.Position + 48_000, key));
        engine.Render(left, right);
        return (left, right);
    }

    private static float[] Difference(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double Rms(float[] sound, double from, double to)
    {
        double sum = 0;
        int start = (int)(from * Rate), end = (int)(to * Rate);
        for (int i = start; i < end; i++)
            sum += (double)sound[i] * sound[i];
        return Math.Sqrt(sum / (end - start));
    }

    private static double Decibels(double ratio) => 20 * Math.Log10(ratio);

    // How far the partials' levels left and right lie apart, in dB.
    private static double Sides(float width)
    {
        (float[] left, float[] right) = Both(100, 3, ("width", width));
        return Enumerable.Range(1, 2).Average(n => Math.Abs(Decibels(Partial(left, 100, n) / Partial(right, 100, n))));
    }

    private static double Partial(float[] sound, int key, int number) => Peak(sound, key, number).Level;

    private static double Frequency(float[] sound, int key, int number) => Peak(sound, key, number).Frequency;

    // Where a partial is strongest, from its harmonic place up, by a parabola through three bins.
    private static (double Frequency, double Level) Peak(float[] sound, int key, int number)
    {
        const int Length = 32_768;
        double[] spectrum = Spectrum.MagnitudeDb(sound.AsSpan(14_400, Length), Window.BlackmanHarris);
        double bins = Length / (double)Rate, harmonic = number * 440 * Math.Pow(2, (key - 69) / 12.0) * bins;
        int best = (int)(harmonic * 0.99);
        for (int bin = best; bin < harmonic * (1 + 0.6 / number); bin++)
            if (spectrum[bin] > spectrum[best])
                best = bin;
        double left = spectrum[best - 1], middle = spectrum[best], right = spectrum[best + 1];
        return ((best + 0.5 * (left - right) / (left - 2 * middle + right)) / bins, Math.Pow(10, middle / 20));
    }

    private static double B(float[] sound)
    {
        double ratio = Frequency(sound, 48, 10) / Frequency(sound, 48, 2) / 5;
        return (ratio * ratio - 1) / (100 - 4 * ratio * ratio);
    }

    // How much the fundamental's level goes up while the note dies away, in dB in all: it beats.
    private static double Rises(float[] sound)
    {
        double[] levels = Course(sound);
        return levels.Zip(levels.Skip(1), (level, next) => Math.Max(0, next - level)).Sum();
    }

    // Of the prompt sound, in 0.2 seconds.
    private static double Fall(float[] sound)
    {
        double[] levels = Course(sound);
        return levels[0] - levels[2];
    }

    private static double[] Course(float[] sound) =>
        [.. Enumerable.Range(0, 24).Select(i => Decibels(Tone(sound, 440 * Math.Pow(2, -9 / 12.0), 0.2 + 0.1 * i, 0.4 + 0.1 * i)))];

    private static double Tone(float[] sound, double frequency, double from, double to)
    {
        double cosine = 0, sine = 0, window = 0;
        int start = (int)(from * Rate), length = Math.Min((int)(to * Rate), sound.Length) - start;
        for (int i = 0; i < length; i++)
        {
            double weight = 1 - Math.Cos(2 * Math.PI * i / length), angle = 2 * Math.PI * frequency * i / Rate;
            cosine += weight * sound[start + i] * Math.Cos(angle);
            sine += weight * sound[start + i] * Math.Sin(angle);
            window += weight;
        }
        return 2 * Math.Sqrt(cosine * cosine + sine * sine) / window;
    }
}

using System.Reflection;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>What each parameter of each effect moves, and how far, by closed forms. None is left out.</summary>
public sealed class EffectParameterTests
{
    private const int Rate = 48_000;

    private static readonly Dictionary<string, Action> s_table = new()
    {
        ["chorus mode"] = () =>
        {
            // A sine comes back after its cycle; with a second of another rate it does not.
            Assert.InRange(Repeats(Read(("mode", 0), ("rate", 3), ("depth", 0.004f)), Rate / 3), 0, 0.5);
            Assert.InRange(Repeats(Read(("mode", 1), ("rate", 3), ("depth", 0.004f)), Rate / 3), 5, 400);
        },
        ["chorus rate"] = () =>
        {
            double[] delays = Read(("rate", 4), ("depth", 0.004f));
            Assert.InRange(Repeats(delays, Rate / 4), 0, 0.5);
            Assert.InRange(Repeats(delays, Rate / 8), 100, 400);
        },
        ["chorus depth"] = () =>
        {
            foreach (float depth in new[] { 0.001f, 0.004f })
            {
                double[] delays = Read(("rate", 2), ("depth", depth));
                Assert.Equal(2 * depth * Rate, delays.Max() - delays.Min(), 0.02 * depth * Rate);
                Assert.Equal((0.008 + depth) * Rate, delays.Average(), 2);
            }
        },
        ["chorus voices"] = () =>
        {
            for (int voices = 1; voices <= 6; voices++)
                Assert.Equal(voices, Groups(Answer("chorus", 2_000, ("voices", voices), ("depth", 0.008f), ("width", 0), ("mix", 1)).Left));
        },
        ["chorus width"] = () =>
        {
            (float[] left, float[] right) = Answer("chorus", 2_000, ("width", 0), ("mix", 1));
            Assert.Equal(left, right);
            (left, right) = Answer("chorus", 2_000, ("width", 1), ("mix", 1));
            Assert.NotEqual(left, right);
        },
        ["chorus feedback"] = () =>
        {
            foreach (float feedback in new[] { -0.7f, 0, 0.5f })
            {
                float[] left = Answer("chorus", 2_000, ("feedback", feedback), ("voices", 1), ("depth", 0), ("mix", 1), ("width", 0)).Left;
                Assert.Equal(feedback, Sum(left, 700, 800) / Sum(left, 300, 450), 0.01);
            }
        },
        ["chorus mix"] = () => MixIsTheSoundAlone("chorus"),
        ["delay time"] = () => Assert.Equal([240, 48_000], from time in new[] { 0.005f, 1 } select First(("time", time))),
        ["delay note"] = () => Assert.Equal([Rate / 2, 3 * Rate / 4], from note in new[] { 9, 10 } select First(("note", note))),
        ["delay tempo"] = () => Assert.Equal([Rate, Rate / 4], from tempo in new[] { 60, 240 } select First(("note", 9), ("tempo", tempo))),
        ["delay feedback"] = () =>
        {
            foreach (float feedback in new[] { 0, 0.5f, 0.95f })
                Assert.Equal(feedback, Echo(2, Uncut, ("feedback", feedback)) / Echo(1, Uncut, ("feedback", feedback)), 1e-3);
        },
        ["delay ping-pong"] = () =>
        {
            (float[] left, float[] right) = Answer("delay", 2_000, ("time", 0.01f), ("mix", 1), ("ping-pong", 1), ("feedback", 0.5f));
            Assert.Equal((0, 0), (Sum(right, 470, 490), Sum(left, 950, 970)));
            Assert.NotEqual((0, 0), (Sum(left, 470, 490), Sum(right, 950, 970)));
        },
        ["delay low-cut"] = () =>
        {
            // A first-order high-pass has no gain at 0 Hz, and at its cutoff 3 dB less.
            float[] second = Second(("low-cut", 1_000), ("high-cut", 20_000));
            Assert.InRange(Math.Abs(second.Sum()), 0, 0.02);
            Assert.Equal(-3, 20 * Math.Log10(Level(second, 1_000) / 0.5), 0.5);
        },
        ["delay high-cut"] = () =>
        {
            float[] second = Second(("low-cut", 20), ("high-cut", 1_000));
            Assert.Equal(-3, 20 * Math.Log10(Level(second, 1_000) / 0.5), 0.5);
            Assert.Equal(-20, 20 * Math.Log10(Level(second, 10_000) / 0.5), 3.0);
        },
        ["delay mix"] = () => MixIsTheSoundAlone("delay"),
        ["limiter ceiling"] = () =>
        {
            foreach (float ceiling in new[] { -24, -6, 0 })
                Assert.Equal(ceiling, 20 * Math.Log10(Loud(("ceiling", ceiling), ("gain", 12)).Peak), 0.3);
        },
        ["limiter release"] = () =>
        {
            foreach (float release in new[] { 0.1f, 0.4f })
                Assert.Equal(release, Return(release), 0.1 * release);
        },
        ["limiter gain"] = () =>
        {
            foreach (float gain in new[] { -24, 6 })
                Assert.Equal(gain - 12, 20 * Math.Log10(Loud(("ceiling", 0), ("gain", gain)).Peak), 0.02);
        },
        ["limiter reduction"] = () => Assert.Equal(12, Loud(("ceiling", -12), ("gain", 12)).Reduction, 0.1),
        ["limiter mix"] = () => MixIsTheSoundAlone("limiter"),
        ["equalizer output-gain"] = () => Assert.Equal(-6, Gain(1_000, ("output-gain", -6)), 0.01),
        ["equalizer mix"] = () => MixIsTheSoundAlone("equalizer"),
        ["reverb pre-delay"] = () =>
            Assert.Equal(Rate / 10, FirstOf(("pre-delay", 0.2f)) - FirstOf(("pre-delay", 0.1f))),
        ["reverb size"] = () => Assert.InRange(
            FirstOf(("early-level", -60), ("size", 1)) / (double)FirstOf(("early-level", -60), ("size", 0.5f)), 1.5, 2.1),
        ["reverb decay"] = () =>
        {
            foreach (float decay in new[] { 0.5f, 2 })
                Assert.Equal(1, Decay(1_000, ("decay", decay), ("low-ratio", 1), ("high-ratio", 1)) / decay, 0.1);
        },
        ["reverb low-ratio"] = () => Assert.InRange(Decay(125, ("low-ratio", 2), ("low-crossover", 1_000))
            / Decay(125, ("low-ratio", 0.5f), ("low-crossover", 1_000)), 3, 4.4),
        ["reverb low-crossover"] = () => Assert.InRange(Decay(250, ("low-ratio", 2), ("low-crossover", 1_000))
            / Decay(250, ("low-ratio", 2), ("low-crossover", 50)), 1.5, 2.1),
        ["reverb high-ratio"] = () => Assert.InRange(Decay(8_000, ("high-ratio", 1), ("high-crossover", 1_500))
            / Decay(8_000, ("high-ratio", 0.25f), ("high-crossover", 1_500)), 3, 4.4),
        ["reverb high-crossover"] = () => Assert.InRange(Decay(4_000, ("high-ratio", 0.25f), ("high-crossover", 20_000))
            / Decay(4_000, ("high-ratio", 0.25f), ("high-crossover", 1_500)), 2, 4),
        ["reverb width"] = () =>
        {
            (float[] left, float[] right) = Answer("reverb", Rate, ("width", 0), ("mix", 1));
            Assert.InRange(Difference(left, right), 0, 1e-6);
            (left, right) = Answer("reverb", Rate, ("width", 1), ("mix", 1));
            Assert.InRange(Difference(left, right), 0.5, 2);
        },
        ["reverb modulation-depth"] = () =>
        {
            // A tone gets sidebands, which grow with the depth.
            double deep = Sideband(2, ("modulation-depth", 0.00004f), ("modulation-rate", 2)),
                half = Sideband(2, ("modulation-depth", 0.00002f), ("modulation-rate", 2));
            Assert.Equal(2, deep / half, 0.1);
            Assert.InRange(Sideband(2, ("modulation-depth", 0)) / deep, 0, 0.01);
        },
        ["reverb modulation-rate"] = () =>
        {
            foreach (float rate in new[] { 1, 4 })
            {
                (string, float)[] values = [("modulation-depth", 0.0001f), ("modulation-rate", rate)];
                Assert.InRange(Sideband(1.5 * rate, values) / Sideband(rate, values), 0, 0.1);
            }
        },
        ["reverb early-level"] = () =>
        {
            double with = Early(("early-level", 6)), without = Early(("early-level", -60)), half = Early(("early-level", -0.0206f));
            Assert.True(with > 10 * without);
            Assert.Equal(6.02, 10 * Math.Log10(with / half), 0.1);
        },
        ["reverb freeze"] = () =>
        {
            Effect reverb = Made("reverb", ("mix", 1), ("decay", 1));
            float[] left = Samples.Noise(Rate), right = new float[Rate];
            reverb.Process(left, right);
            reverb.Set(Reverb.Freeze, 1);
            double[] seconds = [.. Enumerable.Range(0, 4).Select(_ => Energy(reverb))];
            Assert.InRange(seconds[3] / seconds[1], 0.7, 1.4);
            reverb.Set(Reverb.Freeze, 0);
            Energy(reverb);
            Assert.InRange(Energy(reverb) / seconds[3], 0, 1e-4);
        },
        ["reverb mix"] = () => MixIsTheSoundAlone("reverb"),
    };

    static EffectParameterTests()
    {
        for (int i = 1; i <= Equalizer.MaximumBands; i++)
        {
            string band = $"band-{i}";
            s_table[$"equalizer {band}-kind"] = () =>
            {
                // Off, peak, low shelf, high shelf, low pass, high pass, band pass, notch: below, at and above the band's frequency.
                (double Low, double At, double High)[] gains = [.. Enumerable.Range(0, 8).Select(kind =>
                {
                    (string, float)[] values = [($"{band}-kind", kind), ($"{band}-frequency", 1_000), ($"{band}-gain", 12)];
                    return (Gain(50, values), Gain(1_000, values), Gain(15_000, values));
                })];
                Assert.Equal([0, 0, 12, 0], gains.Take(4).Select(g => Math.Round(g.Low)));
                Assert.Equal([0, 12, 6, 6], gains.Take(4).Select(g => Math.Round(g.At)));
                Assert.Equal([0, 0, 0, 12], gains.Take(4).Select(g => Math.Round(g.High)));
                Assert.All(gains.Where((_, kind) => kind is 4 or 7), g => Assert.InRange(g.Low, -1, 1));
                Assert.All(gains.Where((_, kind) => kind is 5 or 7), g => Assert.InRange(g.High, -1, 1));
                Assert.All(gains.Where((_, kind) => kind is 5 or 6), g => Assert.InRange(g.Low, -200, -12));
                Assert.All(gains.Where((_, kind) => kind is 4 or 6), g => Assert.InRange(g.High, -200, -12));
                Assert.Equal(0, gains[6].At, 0.1);
                Assert.InRange(gains[7].At, -200, -30);
            };
            s_table[$"equalizer {band}-frequency"] = () =>
            {
                foreach (float frequency in new[] { 200, 5_000 })
                    Assert.Equal(12, Gain(frequency, ($"{band}-kind", 1), ($"{band}-frequency", frequency), ($"{band}-gain", 12)), 0.1);
            };
            s_table[$"equalizer {band}-gain"] = () =>
            {
                foreach (float gain in new[] { -24, 6 })
                    Assert.Equal(gain, Gain(1_000, ($"{band}-kind", 1), ($"{band}-frequency", 1_000), ($"{band}-gain", gain)), 0.1);
            };
            s_table[$"equalizer {band}-q"] = () =>
            {
                // Where a peak of 12 dB has 6 dB, |f / f0 - f0 / f| is 1 / Q.
                foreach (float q in new[] { 0.5f, 4 })
                {
                    double edge = 1_000 * (1 / (2 * q) + Math.Sqrt(1 + 1 / (4 * q * q)));
                    (string, float)[] values =
                        [($"{band}-kind", 1), ($"{band}-frequency", 1_000), ($"{band}-gain", 12), ($"{band}-q", q)];
                    Assert.Equal(6, Gain(edge, values), 0.3);
                }
            };
        }
        foreach (Effect effect in Effects)
        {
            s_table[$"{effect.Kind} bypass"] = () =>
            {
                Effect bypassed = Made(effect.Kind, [("bypass", 1), .. Audible(effect.Kind)]);
                float[] sound = Samples.Noise(4_000, 0.5f), left = [.. sound], right = [.. sound];
                bypassed.Process(left, right);
                Assert.Equal(sound[..^bypassed.LatencyFrames], left[bypassed.LatencyFrames..]);
            };
        }
    }

    public static TheoryData<string> Rows => [.. s_table.Keys];

    private static (string, float)[] Uncut => [("low-cut", 20), ("high-cut", 20_000)];

    // One of each kind that the library has, found by reflection, so that a new one has to be in the table.
    private static Effect[] Effects => [.. typeof(Effect).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Effect)) && !type.IsAbstract)
        .Select(type => type == typeof(Equalizer) ? new Equalizer(Equalizer.MaximumBands) : (Effect)type
            .GetConstructor([typeof(EffectPatch)])!.Invoke(BindingFlags.DoNotWrapExceptions, null, [null], null))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_parameter_moves_what_it_says(string row) => s_table[row]();

    [Fact]
    public void No_parameter_is_left_out() =>
        Assert.Equal(Effects.SelectMany(effect => effect.Parameters.Select(p => $"{effect.Kind} {p.Id}")).Order(), s_table.Keys.Order());

    private static Effect Made(string kind, params (string Id, float Value)[] values)
    {
        Effect effect = Effects.Single(e => e.Kind == kind);
        foreach ((string id, float value) in values)
            effect.Set(effect.Parameters.Find(id)!, value);
        return effect.Ready(Rate);
    }

    private static (float[] Left, float[] Right) Answer(string kind, int length, params (string Id, float Value)[] values)
    {
        float[] left = Samples.Impulse(length), right = Samples.Impulse(length);
        Made(kind, values).Process(left, right);
        return (left, right);
    }

    // What makes an effect change the sound that by itself would not.
    private static (string, float)[] Audible(string kind) =>
        kind switch { "limiter" => [("gain", 12)], "equalizer" => [("output-gain", -6)], _ => [] };

    private static void MixIsTheSoundAlone(string kind)
    {
        float[] sound = Samples.Noise(8_000, 0.3f), dry = [.. sound], dryRight = [.. sound], wet = [.. sound], wetRight = [.. sound];
        Effect none = Made(kind, [("mix", 0), .. Audible(kind)]), all = Made(kind, [("mix", 1), .. Audible(kind)]);
        none.Process(dry, dryRight);
        all.Process(wet, wetRight);
        Assert.Equal(sound[..^none.LatencyFrames], dry[none.LatencyFrames..]);
        Assert.InRange(Difference(sound[..^all.LatencyFrames], wet[all.LatencyFrames..]), 0.1, 10);
    }

    // A voice of a rising line lies below it by its delay, as the interpolation is exact for lines.
    private static double[] Read(params (string Id, float Value)[] values)
    {
        const float Slope = 1 / 262_144f;
        float[] left = [.. Enumerable.Range(0, 3 * Rate).Select(i => i * Slope)], right = [.. left];
        Made("chorus", [.. values, ("voices", 1), ("width", 0), ("mix", 1)]).Process(left, right);
        // Over a whole second the delay comes back, so that the rise is the voice's gain.
        double gain = (left[(2 * Rate) + 1_000] - left[Rate + 1_000]) / (Slope * Rate);
        return [.. Enumerable.Range(Rate, Rate).Select(i => i - left[i] / (gain * Slope))];
    }

    // The most that a curve differs from itself some frames later.
    private static double Repeats(double[] curve, int frames) =>
        Enumerable.Range(0, curve.Length - frames).Max(i => Math.Abs(curve[i + frames] - curve[i]));

    // Groups of samples that sound, with silence between them.
    private static int Groups(float[] sound)
    {
        int groups = 0, silent = 100;
        foreach (float sample in sound)
        {
            groups += Math.Abs(sample) > 1e-4 && silent > 3 ? 1 : 0;
            silent = Math.Abs(sample) > 1e-4 ? 0 : silent + 1;
        }
        return groups;
    }

    private static double Sum(float[] sound, int from, int to) => sound[from..to].Sum(x => (double)x);

    private static int First(params (string Id, float Value)[] values) =>
        Array.FindIndex(Answer("delay", 2 * Rate, [.. values, ("mix", 1)]).Left, x => x != 0);

    private static double Echo(int number, params object[] values) =>
        Answer("delay", 2_000, [.. values.SelectMany(Flat), ("time", 0.01f), ("mix", 1)]).Left[480 * number];

    private static IEnumerable<(string, float)> Flat(object value) =>
        value is (string, float)[] several ? several : [((string, float))value];

    // The second echo of an impulse, which went through the cuts once.
    private static float[] Second(params (string Id, float Value)[] values) =>
        Answer("delay", 3_000, [.. values, ("time", 0.02f), ("mix", 1), ("feedback", 0.5f)]).Left[1_900..2_870];

    private static double Level(float[] sound, double frequency)
    {
        double real = 0, imaginary = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * frequency * i / Rate);
            (real, imaginary) = (real + sound[i] * cosine, imaginary - sound[i] * sine);
        }
        return Math.Sqrt(real * real + imaginary * imaginary);
    }

    private static double Gain(double frequency, params (string Id, float Value)[] values) =>
        20 * Math.Log10(Math.Max(1e-12, Level(Answer("equalizer", 1 << 15, values).Left, frequency)));

    // A sine of -12 dB for a second: its peak at the end, and the meter.
    private static (double Peak, double Reduction) Loud(params (string Id, float Value)[] values)
    {
        Effect limiter = Made("limiter", values);
        float[] left = [.. Samples.Sine(Rate, 997, Rate).Select(x => x * 0.251189f)], right = [.. left];
        limiter.Process(left, right);
        return (left[^2_000..].Max(Math.Abs), limiter.Get(Limiter.Reduction));
    }

    // How long after the hold the gain has come back by 63 %.
    private static double Return(float release)
    {
        Effect limiter = Made("limiter", ("ceiling", -12), ("release", release));
        float[] left = [.. Enumerable.Range(0, 2 * Rate).Select(i => i < Rate / 2 ? 0.99f : 0.01f)], right = [.. left];
        limiter.Process(left, right);
        double low = left[Rate / 2 - 1] / 0.99, wanted = 1 - (1 - low) * Math.Exp(-1);
        int at = Array.FindIndex(left, Rate / 2 + limiter.LatencyFrames, x => x / 0.01 >= wanted);
        return (at - Rate / 2 - limiter.LatencyFrames) / (double)Rate - 0.012;
    }

    private static int FirstOf(params (string Id, float Value)[] values) =>
        Array.FindIndex(Answer("reverb", Rate, [.. values, ("mix", 1)]).Left, x => Math.Abs(x) > 1e-7f);

    private static double Decay(double octave, params (string Id, float Value)[] values)
    {
        (float[] left, float[] right) = Answer("reverb", 6 * Rate, [("decay", 1), .. values, ("mix", 1)]);
        return EnergyDecay.Measure([left, right], Rate)[Array.IndexOf(EnergyDecay.Octaves, octave)].Time;
    }

    private static double Early(params (string Id, float Value)[] values) =>
        Answer("reverb", FirstOf(("early-level", -60)), [.. values, ("mix", 1)]).Left.Sum(x => (double)x * x);

    // The level beside a tone of 1 kHz at the end of eight seconds.
    private static double Sideband(double away, params (string Id, float Value)[] values)
    {
        float[] left = Samples.Sine(8 * Rate, 1_000, Rate), right = [.. left];
        Made("reverb", [("decay", 0.3f), .. values, ("mix", 1)]).Process(left, right);
        return Level(left[(4 * Rate)..], 1_000 + away);
    }

    private static double Energy(Effect effect)
    {
        float[] left = new float[Rate], right = new float[Rate];
        effect.Process(left, right);
        return left.Sum(x => (double)x * x);
    }

    // The root of the energy of the difference, against that of the first.
    private static double Difference(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * (x - y)).Sum() / a.Sum(x => (double)x * x));
}

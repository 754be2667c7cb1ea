using System.Numerics;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Tests.Signals;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What the distance from a recording does not see: width, beats, balance, and what is left of a note that was let go. Against a
/// second recorded piano.</summary>
public sealed class LifeTests
{
    private const int Rate = MeasuredNote.Rate, Octaves = 7;

    // Each key in one of its recorded layers, by turns: velocity 40, 76, 92 or 115.
    private static readonly RecordedNote[] s_recorded =
        [.. RecordedNote.Steinway.GroupBy(note => note.Key).Select((notes, i) => notes.ElementAt(i % notes.Count()))];

    [Fact]
    public void The_concert_grand_is_nearer_to_the_recorded_Steinway_than_another_recorded_grand_is()
    {
        var concert = new DryNotes(PianoModel.Concert);
        double[] distances = [.. s_recorded.Select(note => new MeasuredNote(concert.Play(note.Key, note.Velocity, 6.6)).Distance(note))];
        Say($"mean distance {distances.Average():F2} dB, the furthest note {distances.Max():F1} dB");
        // The recorded Yamaha is 6.3 dB from it.
        Assert.InRange(distances.Average(), 2, 5.6);
    }

    [Theory]
    [InlineData(nameof(PianoModel.Grand))]
    [InlineData(nameof(PianoModel.Concert))]
    public void Both_sides_are_as_unlike_as_those_of_two_microphones(string model)
    {
        var piano = new DryNotes(Enum.Parse<PianoModel>(model));
        (double Mine, double Real)[][] octaves = [.. Enumerable.Range(0, Octaves).Select(_ => Array.Empty<(double, double)>())];
        foreach (RecordedNote note in s_recorded.Where(note => note.Key is >= 24 and <= 92))
        {
            double[] mine = Correlations(piano.PlayBoth(note.Key, note.Velocity, 2, 2));
            for (int octave = 0; octave < Octaves; octave++)
                if (note.Width![octave] is { } real)
                    octaves[octave] = [.. octaves[octave], (mine[octave], real[0])];
        }
        // From 250 Hz to 4 kHz.
        for (int octave = 1; octave < 6; octave++)
        {
            double mine = octaves[octave].Average(pair => pair.Mine), real = octaves[octave].Average(pair => pair.Real);
            Say($"{125 << octave} Hz: {mine:F2}, recorded {real:F2}");
            Assert.InRange(mine, real - 0.3, real + 0.3);
        }
    }

    [Fact]
    public void Keys_are_balanced_alike_at_every_velocity()
    {
        var grand = new DryNotes(PianoModel.Grand);
        double Peak(int key, int velocity)
        {
            double[] sound = grand.Play(key, velocity, 0.5);
            return Enumerable.Range(0, 20).Max(i => Samples.LevelDb([.. sound.Skip(960 * i).Take(1_920).Select(x => (float)x)]));
        }
        foreach (int velocity in (int[])[20, 40, 76, 115])
        {
            double middle = Peak(60, velocity);
            foreach (int key in (int[])[24, 36, 48, 72, 84, 96, 108])
                Assert.InRange(Peak(key, velocity) - middle, key > 90 ? -11 : -6, key > 90 ? 0 : 4);
        }
        Assert.InRange(Peak(60, 127) - Peak(60, 1), 35, 45);
    }

    [Theory]
    [InlineData(36, 0.6, -40)]
    [InlineData(60, 0.4, -60)]
    [InlineData(69, 0.4, -60)]
    [InlineData(84, 0.3, -60)]
    [InlineData(36, 1.5, -75)]
    [InlineData(60, 1.5, -75)]
    [InlineData(84, 1.5, -75)]
    public void Nothing_is_left_of_a_note_that_was_let_go(int key, double after, double most)
    {
        (float[] left, float[] right) = new DryNotes(PianoModel.Grand).PlayBoth(key, 90, 0.5, 2.2);
        double Level(double at) => 10 * Math.Log10(Enumerable.Range((int)(at * Rate), Rate / 20)
            .Average(i => Math.Pow((left[i] + right[i]) / 2.0, 2)) + 1e-20);
        Assert.InRange(Level(0.5 + after) - Level(0.45), -200, most);
    }

    // How far a partial's level is from falling all the time, in dB rms; strings in step fall, but for the aftersound's taking over.
    [Fact]
    public void Partials_beat()
    {
        double alive = Unrest(1), inStep = Unrest(0);
        Say($"median unrest {alive:F2} dB, without detuning {inStep:F2} dB");
        Assert.InRange(alive, 0.5, 2);
        Assert.InRange(inStep, 0, 0.5 * alive);

        static double Unrest(float detune)
        {
            var grand = new DryNotes(PianoModel.Grand, detune);
            var all = new List<double>();
            foreach (int key in (int[])[33, 41, 48, 55, 62, 69, 76])
            {
                double[] sound = grand.Play(key, 90, 4.2);
                double pitch = StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key);
                var strings = new StringModel(PianoTables.Grand, key, pitch, Rate);
                for (int n = 0; n < 8; n++)
                {
                    double frequency = strings.Frequencies[n];
                    double[] levels =
                        [.. s_times.Select(time => Level(sound, frequency, time)).TakeWhile((level, i) => i < 6 || level > -110)];
                    all.Add(Math.Sqrt(levels.Zip(Falling(levels), (level, fall) => (level - fall) * (level - fall)).Average()));
                }
            }
            return all.Order().ElementAt(all.Count / 2);
        }
    }

    private static readonly double[] s_times = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 4];

    // The best course that never rises (pool adjacent violators).
    private static IEnumerable<double> Falling(double[] levels)
    {
        var pools = new Stack<(double Level, int Count)>();
        foreach (double level in levels)
        {
            (double Level, int Count) pool = (level, 1);
            while (pools.TryPeek(out (double Level, int Count) before) && before.Level < pool.Level)
            {
                pools.Pop();
                int count = before.Count + pool.Count;
                pool = ((before.Level * before.Count + pool.Level * pool.Count) / count, count);
            }
            pools.Push(pool);
        }
        return pools.Reverse().SelectMany(pool => Enumerable.Repeat(pool.Level, pool.Count));
    }

    // Of a component around a time, through a Hann window of eight periods or 60 ms.
    private static double Level(double[] sound, double frequency, double time)
    {
        int length = (int)(Math.Max(0.06, 8 / frequency) * Rate), from = (int)(time * Rate) - length / 2;
        Complex sum = 0;
        double weights = 0;
        for (int i = 0; i < length; i++)
        {
            double weight = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (length - 1));
            weights += weight;
            sum += weight * sound[from + i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * frequency * i / Rate);
        }
        return 20 * Math.Log10(2 * sum.Magnitude / weights + 1e-9);
    }

    // The correlation of both sides in each octave around 125 Hz to 8 kHz.
    private static double[] Correlations((float[] Left, float[] Right) sound)
    {
        Complex[] left = [.. sound.Left.Select(x => new Complex(x, 0))], right = [.. sound.Right.Select(x => new Complex(x, 0))];
        Fourier.Forward(left, FourierOptions.NoScaling);
        Fourier.Forward(right, FourierOptions.NoScaling);
        var correlations = new double[Octaves];
        for (int octave = 0; octave < Octaves; octave++)
        {
            double centre = 125 << octave, both = 0, ofLeft = 1e-30, ofRight = 1e-30;
            for (int bin = (int)(centre / Math.Sqrt(2) * left.Length / Rate); bin < centre * Math.Sqrt(2) * left.Length / Rate; bin++)
            {
                both += (left[bin] * Complex.Conjugate(right[bin])).Real;
                ofLeft += left[bin].Magnitude * left[bin].Magnitude;
                ofRight += right[bin].Magnitude * right[bin].Magnitude;
            }
            correlations[octave] = both / Math.Sqrt(ofLeft * ofRight);
        }
        return correlations;
    }

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}

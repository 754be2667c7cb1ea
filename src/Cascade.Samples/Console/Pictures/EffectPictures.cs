using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Console.Measurement;

namespace Cascade.Samples.Console.Pictures;

/// <summary>The pictures of effects.</summary>
internal static class EffectPictures
{
    private const int Points = 400;
    private const double ReverbFloor = -65;
    private const double ReverbLate = 0.15;
    private const int LimiterBlock = 64;
    private const double LimiterSeconds = 1.5;
    private const float LimiterDrive = 12;

    private static readonly string[] _colours = ["#1b4f9c", "#d1570a", "#1d8348", "#b3261e", "#7b3fa0", "#7a5230", "#c2388f"];

    /// <summary>The equalizer's curve, and that of the analog filters it is modelled on.</summary>
    public static string Equalizer(Equalizer equalizer, int sampleRate)
    {
        var frequency = new Axis("frequency (Hz)", 20, Math.Min(20_000, sampleRate / 2.0), IsLogarithmic: true);
        double[] places = [.. Enumerable.Range(0, Points + 1).Select(i => frequency.ValueAt((double)i / Points))];
        double[] digital = [.. places.Select(f => Decibels(equalizer.Response(f)))],
            analog = [.. places.Select(f => Decibels(Analog(equalizer, f)))];
        double reach = Math.Max(6, 3 * Math.Ceiling(digital.Concat(analog).Max(level => Math.Min(24, Math.Abs(level))) / 3));
        var plot = new Plot("Equalizer", string.Create(CultureInfo.InvariantCulture, $"Gain over frequency at {sampleRate:N0} Hz"));
        plot.Panel(frequency, new Axis("gain (dB)", -reach, reach), 360);
        plot.Line(places.Zip(analog), _colours[1], "analog", isDashed: true);
        plot.Line(places.Zip(digital), _colours[0], "equalizer");
        return plot.ToSvg();
    }

    /// <summary>How a reverb's energy falls in each octave, and how it is set to.</summary>
    public static string Reverb(string name, Reverb reverb, IReadOnlyList<OctaveDecay> octaves)
    {
        double longest = 1.1 * octaves.Max(o => o.DecayTime);
        var plot = new Plot($"Reverb: {name}", "Energy yet to come after an impulse, by octave; dashed as it is set");
        plot.Panel(new Axis("time (s)", 0, longest), new Axis("level (dB)", ReverbFloor, 5), 400);
        for (int i = 0; i < octaves.Count; i++)
        {
            OctaveDecay octave = octaves[i];
            double start = octave.LevelAt(ReverbLate), set = reverb.DecayTime(octave.Center),
                end = Math.Min(longest, ReverbLate + (start - ReverbFloor) / 60 * set);
            plot.Line(Enumerable.Range(0, Points + 1).Select(k => longest * k / Points).Select(t => (t, octave.LevelAt(t)))
                .TakeWhile(p => p.Item2 > ReverbFloor), _colours[i % _colours.Length],
                string.Create(CultureInfo.InvariantCulture, $"{octave.Center:0} Hz: {octave.DecayTime:0.00} s"));
            plot.Line([(ReverbLate, start), (end, start - 60 * (end - ReverbLate) / set)], _colours[i % _colours.Length],
                string.Create(CultureInfo.InvariantCulture, $"set: {set:0.00} s"), isDashed: true);
        }
        return plot.ToSvg();
    }

    /// <summary>The limiter with a chord that is far too loud: what goes in, what comes out, and by how much it turns it down.</summary>
    public static string Limiter(int sampleRate)
    {
        float[] left = Chord(sampleRate), right = [.. left];
        float[] before = [.. left];
        var limiter = new Limiter();
        limiter.Prepare(new EngineSettings { SampleRate = sampleRate });
        var reduction = new List<(double, double)>();
        for (int i = 0; i + LimiterBlock <= left.Length; i += LimiterBlock)
        {
            limiter.Process(left.AsSpan(i, LimiterBlock), right.AsSpan(i, LimiterBlock));
            reduction.Add(((double)(i - limiter.LatencyFrames) / sampleRate, -limiter.Get(Cascade.Dsp.Limiter.Reduction)));
        }
        var time = new Axis("time (s)", 0, LimiterSeconds);
        var plot = new Plot("Limiter", "Ten keys at full velocity, 12 dB too loud; the ceiling is 1 dB under full scale");
        plot.Panel(time, new Axis("peak (dBFS)", -24, 18), 260);
        plot.Line(Peaks(before, 0, sampleRate), _colours[1], "in");
        plot.Line(Peaks(left, limiter.LatencyFrames, sampleRate), _colours[0], "out");
        plot.Panel(time, new Axis("gain (dB)", Math.Floor(reduction.Min(p => p.Item2) / 3) * 3, 3), 160);
        plot.Line(reduction.Where(p => p.Item1 >= 0), _colours[2], "gain");
        return plot.ToSvg();
    }

    private static float[] Chord(int sampleRate)
    {
        var engine =
            new VoiceEngine(new PianoInstrument(), new EngineOptions { SampleRate = sampleRate, MasterGainDecibels = LimiterDrive });
        float[] left = new float[(int)(LimiterSeconds * sampleRate)], right = new float[left.Length];
        foreach (int key in (int[])[36, 43, 48, 52, 55, 60, 64, 67, 72, 76])
            engine.NoteOn(key, 1);
        engine.Render(left, right);
        return left;
    }

    private static IEnumerable<(double, double)> Peaks(float[] samples, int delay, int sampleRate)
    {
        int step = sampleRate / 400;
        for (int i = delay; i + step <= samples.Length; i += step)
            yield return ((double)(i - delay) / sampleRate, Levels.Peak(samples.AsSpan(i, step)));
    }

    private static double Analog(Equalizer equalizer, double frequency) => Enumerable.Range(0, equalizer.Bands).Aggregate(
        Math.Pow(10, equalizer.Get(Cascade.Dsp.Equalizer.OutputGain) / 20), (gain, band) =>
        gain * equalizer[band].AnalogResponse(frequency));

    private static double Decibels(double gain) => 20 * Math.Log10(gain + 1e-9);
}

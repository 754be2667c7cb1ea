namespace Cascade.Samples.Tests.Console;

/// <summary>A note whose every figure is known: partials of a stiff string, each dying away in one or two stages.</summary>
internal sealed record SyntheticNote(double F1, double B, int Partials = 12)
{
    public const int SampleRate = 48_000;

    /// <summary>The level of a partial at the start, in dB.</summary>
    public Func<int, double> Level { get; init; } = n => -12 - 2 * n;

    /// <summary>The fall of the first stage, in dB per second.</summary>
    public Func<int, double> Prompt { get; init; } = n => 10 + n;

    /// <summary>The fall of the second stage, in dB per second.</summary>
    public double Aftersound { get; init; } = 3;

    /// <summary>The second stage against the first at the start, in dB; minus infinity for none.</summary>
    public double AftersoundLevel { get; init; } = double.NegativeInfinity;

    /// <summary>How far the second stage is out of tune, in Hz.</summary>
    public double Detuning { get; init; }

    public double Frequency(int n) => n * F1 * Math.Sqrt((1 + B * n * n) / (1 + B));

    public float[] Render(double seconds)
    {
        var sum = new double[(int)(seconds * SampleRate)];
        for (int n = 1; n <= Partials; n++)
        {
            Add(sum, Frequency(n), Level(n), Prompt(n), n);
            if (double.IsFinite(AftersoundLevel))
                Add(sum, Frequency(n) + Detuning, Level(n) + AftersoundLevel, Aftersound, n);
        }
        return [.. sum.Select(s => (float)s)];
    }

    private static void Add(double[] sum, double frequency, double level, double fall, double phase)
    {
        double angle = 2 * Math.PI * frequency / SampleRate, amplitude = Math.Pow(10, level / 20),
            factor = Math.Pow(10, -fall / 20 / SampleRate);
        for (int i = 0; i < sum.Length; i++, amplitude *= factor)
            sum[i] += amplitude * Math.Sin(angle * i + phase);
    }
}

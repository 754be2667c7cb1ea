using System;
using Cascade.Dsp.Tuning;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The strings of one key: the frequency, strength and decay of each partial, in prompt sound and aftersound.</summary>
/// <remarks>
/// f_n = n f0 sqrt(1 + B n^2), f0 such that the first partial has the key's frequency. Each partial is two modes, slightly apart in frequency: the prompt sound, which the
/// bridge damps, and the aftersound, in which the strings move against each other.
/// <para>Sources: H. Fletcher, "Normal vibration frequencies of a stiff piano string", JASA 36, 1964; G. Weinreich, "Coupled piano strings", JASA 62, 1977.</para>
/// </remarks>
internal sealed class StringModel
{
    private const int MostPartials = 96;
    private const double HighestFrequency = 16_000;

    /// <summary>Builds the tables of a key.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="frequency">Of the first partial, in Hz.</param>
    /// <param name="sampleRate">In Hz.</param>
    public StringModel(PianoTables tables, int key, double frequency, int sampleRate)
    {
        Inharmonicity = Math.Exp(tables.Inharmonicity.At(key));
        double fundamental = frequency / Math.Sqrt(1 + Inharmonicity), highest = Math.Min(HighestFrequency, 0.45 * sampleRate);
        int count = 0;
        while (count < MostPartials && Partial(fundamental, count + 1) < highest)
            count++;
        Frequencies = new double[count];
        Strengths = new double[count];
        PromptLoss = new double[count];
        AfterLoss = new double[count];
        double floor = Math.Exp(tables.CombFloor), strike = tables.Strike.At(key), loss = Math.Exp(tables.Loss.At(key));
        double growing = 0.14 * Math.Exp(tables.LossOverFrequency.At(key)), prompt = loss * Math.Exp(tables.Prompt.At(key));
        for (int i = 0; i < count; i++)
        {
            double f = Partial(fundamental, i + 1), sine = Math.Sin((i + 1) * Math.PI * strike);
            Frequencies[i] = f;
            Strengths[i] = (sine < 0 ? -1 : 1) * Math.Sqrt((sine * sine + floor) / (1 + floor)) * Math.Pow(10, tables.Body.At(Math.Log(f)) / 2);
            AfterLoss[i] = loss + growing * Math.Pow(f / 1_000, 1.092);
            PromptLoss[i] = AfterLoss[i] + prompt * Math.Exp(tables.Bridge.At(Math.Log(f)));
        }
        AfterLevel = Math.Exp(tables.Aftersound.At(key));
        // Apart by the detuning, and their mean by amplitude at the partial's frequency.
        AfterDetune = Math.Pow(2, Detune(key) / (1 + AfterLevel) / 1_200);
        PromptDetune = Math.Pow(2, -Detune(key) * AfterLevel / (1 + AfterLevel) / 1_200);
    }

    /// <summary>The inharmonicity B.</summary>
    public double Inharmonicity { get; }

    /// <summary>The frequency of each partial in Hz.</summary>
    public double[] Frequencies { get; }

    /// <summary>What each partial takes of the hammer's force and gives to the air, with its sign.</summary>
    public double[] Strengths { get; }

    /// <summary>Decay of the prompt sound of each partial, in 1/s.</summary>
    public double[] PromptLoss { get; }

    /// <summary>Decay of the aftersound of each partial, in 1/s.</summary>
    public double[] AfterLoss { get; }

    /// <summary>The aftersound's amplitude against the prompt sound's.</summary>
    public double AfterLevel { get; }

    /// <summary>The prompt sound's frequency against the partial's.</summary>
    public double PromptDetune { get; }

    /// <summary>The aftersound's frequency against the partial's.</summary>
    public double AfterDetune { get; }

    /// <summary>The frequency of a key: its tuning and the piano's stretch.</summary>
    public static double Frequency(PianoTables tables, KeyTuning tuning, int key) => tuning[key] * Math.Pow(2, tables.Cents.At(key) / 1_200);

    private double Partial(double fundamental, int n) => n * fundamental * Math.Sqrt(1 + Inharmonicity * n * n);

    // 0.05 to 0.2 cents to either side, the same for all partials of a key: slow beats, and a pitch that does not wander.
    private static double Detune(int key)
    {
        uint hash = Oscillators.Noise.Hash((uint)key + 1);
        double u = (hash >> 8) / 16_777_216.0;
        return ((hash & 1) == 0 ? 1 : -1) * (0.05 + 0.15 * u * u);
    }
}

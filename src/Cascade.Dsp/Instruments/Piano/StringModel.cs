using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The strings of one key: the frequency, strength and decay of each partial, in prompt sound and aftersound.</summary>
/// <remarks>
/// f_n = n f0 sqrt(1 + B n^2), f0 such that the first partial has the key's frequency. Each partial has a prompt sound, which the bridge
/// damps, and an aftersound, in which the strings move against each other.
/// <para>Sources: H. Fletcher, "Normal vibration frequencies of a stiff piano string", JASA 36, 1964; G. Weinreich, "Coupled piano
/// strings", JASA 62, 1977.</para>
/// </remarks>
internal sealed class StringModel
{
    /// <summary>The most partials a key has.</summary>
    public const int MostPartials = 96;

    private const double HighestFrequency = 16_000;
    private const double TiltFrom = 500, TiltOctaves = 4;

    private static readonly ParameterBank s_defaults = new(PianoInstrument.All);

    private readonly double[] _frequencies = new double[MostPartials], _strengths = new double[MostPartials];
    private readonly double[] _promptLoss = new double[MostPartials], _afterLoss = new double[MostPartials],
        _afterLevels = new double[MostPartials], _sides = new double[MostPartials];
    private int _count;

    /// <summary>Makes room for a key's strings.</summary>
    public StringModel()
    {
    }

    /// <summary>The strings of a key with all parameters at their defaults.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="frequency">Of the first partial, in Hz.</param>
    /// <param name="sampleRate">In Hz.</param>
    public StringModel(PianoTables tables, int key, double frequency, int sampleRate) =>
        Build(tables, s_defaults, key, frequency, sampleRate);

    /// <summary>The inharmonicity B.</summary>
    public double Inharmonicity { get; private set; }

    /// <summary>The frequency of each partial in Hz.</summary>
    public ReadOnlySpan<double> Frequencies => _frequencies.AsSpan(0, _count);

    /// <summary>What each partial takes of the hammer's force and gives to the air, with its sign.</summary>
    public ReadOnlySpan<double> Strengths => _strengths.AsSpan(0, _count);

    /// <summary>Decay of the prompt sound of each partial, in 1/s.</summary>
    public ReadOnlySpan<double> PromptLoss => _promptLoss.AsSpan(0, _count);

    /// <summary>Decay of the aftersound of each partial, in 1/s.</summary>
    public ReadOnlySpan<double> AfterLoss => _afterLoss.AsSpan(0, _count);

    /// <summary>The aftersound's amplitude of each partial against its prompt sound's.</summary>
    public ReadOnlySpan<double> AfterLevels => _afterLevels.AsSpan(0, _count);

    /// <summary>How far each partial is to a side, in the mean; 0 is the middle, from about 1 on the sides are unlike.</summary>
    public ReadOnlySpan<double> Sides => _sides.AsSpan(0, _count);

    /// <summary>How far the strings of the key are apart beside what the bridge does to them, in cents.</summary>
    public double Detune { get; private set; }

    /// <summary>How much of the bridge's splitting of partials there is, 0 to 1.</summary>
    public double Splitting { get; private set; }

    /// <summary>The frequency of a key: its tuning and the piano's stretch.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="tuning">The tuning of the keys.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="stretch">How much of the piano's stretch.</param>
    public static double Frequency(PianoTables tables, KeyTuning tuning, int key, double stretch = 1) =>
        tuning[key] * Math.Pow(2, stretch * tables.Cents.At(key) / 1_200);

    /// <summary>How many partials a key may come to have, whatever its parameters.</summary>
    /// <param name="frequency">Of the first partial, in Hz, unstretched.</param>
    public static int MostPartialsOf(double frequency) => (int)Math.Min(MostPartials, 1 + HighestFrequency / (0.85 * frequency));

    /// <summary>Builds the tables of a key. Does not allocate.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="parameters">The values of <see cref="PianoInstrument"/>.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="frequency">Of the first partial, in Hz.</param>
    /// <param name="sampleRate">In Hz.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Build(PianoTables tables, ParameterBank parameters, int key, double frequency, int sampleRate)
    {
        Inharmonicity = Math.Exp(tables.Inharmonicity.At(key)) * parameters[PianoInstrument.Inharmonicity];
        double fundamental = frequency / Math.Sqrt(1 + Inharmonicity), highest = Math.Min(HighestFrequency, 0.45 * sampleRate);
        _count = 0;
        while (_count < MostPartials && Partial(fundamental, _count + 1) < highest)
            _count++;
        double faster = 1 / parameters[PianoInstrument.Decay], loss = faster * Math.Exp(tables.Loss.At(key));
        double growing = faster * 0.14 * Math.Exp(tables.LossOverFrequency.At(key));
        double width = parameters[PianoInstrument.Width] / PianoInstrument.Width.Default;
        double floor = Math.Exp(tables.CombFloor.At(key)), strike = tables.Strike.At(key) * parameters[PianoInstrument.Strike],
            tilt = parameters[PianoInstrument.Brightness];
        for (int i = 0; i < _count; i++)
        {
            double f = Partial(fundamental, i + 1), log = Math.Log(f), sine = Math.Sin((i + 1) * Math.PI * strike);
            _frequencies[i] = f;
            _strengths[i] =
                (sine < 0 == (i % 2 == 0) ? -1 : 1) * Math.Sqrt((sine * sine + floor) / (1 + floor)) * Math.Pow(10,
                tables.Body.At(key, log) / 2 + tilt * Height(log) / 20);
            _afterLoss[i] = loss + growing * Math.Pow(f / 1_000, 1.092);
            _promptLoss[i] = _afterLoss[i] + loss * Math.Exp(tables.Prompt.At(key, log));
            _afterLevels[i] = Math.Exp(tables.Aftersound.At(key, log));
            _sides[i] = width * tables.Sides.At(key, log);
        }
        double detune = parameters[PianoInstrument.Detune];
        Detune = detune * Apart(tables, key);
        Splitting = Math.Min(1, detune);
    }

    private double Partial(double fundamental, int n) => n * fundamental * Math.Sqrt(1 + Inharmonicity * n * n);

    // 0 up to 500 Hz, 1 at 8 kHz.
    private static double Height(double logFrequency) => Math.Max(0, (logFrequency - Math.Log(TiltFrom)) / (TiltOctaves * Math.Log(2)));

    // How far the strings of a key are apart, in cents: no two keys alike, most of them near.
    private static double Apart(PianoTables tables, int key)
    {
        double u = (Oscillators.Noise.Hash((uint)key + 1) >> 8) / 16_777_216.0;
        return tables.DetuneLow + tables.DetuneSpread * u * u;
    }
}

using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The undamped strings that nobody strikes: they take energy from the bridge, and give it back.</summary>
/// <remarks>
/// A key's lowest partials are resonances. What the bridge takes of a partial, its prompt sound's loss beyond the aftersound's, is also
/// what it gives it. A set of strings that answers moves partly together, which the bridge damps, and partly apart, which it does not; its
/// loss lies between the two.
/// <para>They run at a quarter of the rate, four blocks at a time: what they answer comes 128 frames after the bridge.</para>
/// <para>Sources: G. Weinreich, "Coupled piano strings", JASA 62, 1977; H.-M. Lehtonen, H. Penttinen, J. Rauhala, V. Valimaki, "Analysis
/// and modeling of piano sustain-pedal effects", JASA 122, 2007.</para>
/// </remarks>
internal sealed class SympatheticStrings
{
    private const int BlockSize = Instrument.BlockSize;
    private const int Keys = 128;
    private const int MostPartials = 6;
    private const double HighestFrequency = 5_000;

    // By this the halo of a struck note lies 26 to 36 dB under it up to C7, with the pedal down.
    private const double Coupling = 0.04;

    // Strings without dampers ring on after every note of the treble: 0.3 s after a C6 is let go they lie 63 dB under it.
    private const double CouplingWithoutDamper = 0.015;

    // How much of what the bridge takes of a struck string a set of strings loses that answers.
    private const double Together = 0.3;

    private static readonly double[] s_damping = DampingByPartial();
    private static readonly int[] s_first = FirstOfKeys();

    private readonly Resonators _bank;
    private readonly QuarterRate _quarter;
    private readonly float[] _bridge = new float[BlockSize];
    private readonly double _highest;
    private readonly double[] _cos = new double[Modes], _sin = new double[Modes];
    private readonly float[] _drive = new float[Modes];
    private readonly Key[] _keys = new Key[Keys];
    private float _level = 1;
    private int _taken;

    /// <summary>Makes the strings of 128 keys out of reach of the bridge; without <see cref="SetKey"/> a key has none.</summary>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="lanes">The registers.</param>
    public SympatheticStrings(int sampleRate, LaneChoice lanes)
    {
        _bank = new Resonators(Modes, sampleRate / (double)QuarterRate.Every, lanes);
        _quarter = new QuarterRate(lanes);
        _highest = HighestOf(sampleRate);
    }

    /// <summary>True if nothing is to be heard of them, and nothing that the bridge gave is waiting.</summary>
    public bool IsSilent => _taken == 0 && _bank.IsSilent && _quarter.IsSilent;

    /// <summary>How many modes they have.</summary>
    public static int Modes => s_first[Keys];

    /// <summary>A factor on what they take from the bridge.</summary>
    public float Level
    {
        get => _level;
        set
        {
            if (value == _level)
                return;
            _level = value;
            for (int key = 0; key < Keys; key++)
                SetOpen(key, _keys[key].Open);
        }
    }

    /// <summary>How many keys' strings ring.</summary>
    public int Ringing
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            int count = 0;
            for (int key = 0; key < Keys && !_bank.IsSilent; key++)
                if (s_first[key + 1] > s_first[key] && _bank.Rings(s_first[key], s_first[key + 1] - s_first[key]))
                    count++;
            return count;
        }
    }

    /// <summary>Gives a key its strings; what rings goes on with them.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="strings">Its partials; the highest don't answer.</param>
    /// <param name="left">The key's gain to the left.</param>
    /// <param name="right">To the right.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetKey(int key, StringModel strings, float left, float right)
    {
        for (int mode = s_first[key]; mode < s_first[key + 1]; mode++)
        {
            bool answers = TryAnswer(key, strings, mode - s_first[key], _bank.Rate, _highest, out Answer answer);
            double shrink = answers ? Math.Exp(-answer.Loss / _bank.Rate) : 0;
            (double sin, double cos) = Math.SinCos(2 * Math.PI * answer.Frequency / _bank.Rate);
            _cos[mode] = shrink * cos;
            _sin[mode] = shrink * sin;
            _drive[mode] = answer.Drive;
            _bank.Place(mode, (float)((1 + answer.Side) * left), (float)((1 - answer.Side) * right));
        }
        SetOpen(key, _keys[key].Open);
        SetDamping(key, _keys[key].Damping);
    }

    /// <summary>Says how free a key's strings are; costs next to nothing if that has not changed.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="open">How far they take energy from the bridge, 0 to 1; at 0 they ring on with what they have.</param>
    /// <param name="damping">What the damper makes the first partial lose, in 1/s; the n-th min(n, 6)^0.6 times as much. 0 without
    /// damper.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int key, float open, double damping)
    {
        ref readonly Key now = ref _keys[key];
        if (open != now.Open)
            SetOpen(key, open);
        if (damping != now.Damping)
            SetDamping(key, damping);
    }

    /// <summary>Adds a block of what they answer.</summary>
    /// <param name="bridge">How the bridge moves, a block.</param>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="level">A factor on all that is added; at 0 they come to rest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(ReadOnlySpan<float> bridge, Span<float> left, Span<float> right, float level)
    {
        DebugGuard.Frames(bridge, BlockSize);
        for (int i = 0; i < BlockSize; i += QuarterRate.Every)
            _bridge[_taken++] = 0.25f * (bridge[i] + bridge[i + 1] + (bridge[i + 2] + bridge[i + 3]));
        if (_quarter.IsNextDue)
        {
            _bank.Render(_bridge, _quarter.NextLeft, _quarter.NextRight, level);
            _taken = 0;
        }
        _quarter.Render(left, right, !_bank.IsSilent);
    }

    /// <summary>Silence; how free they are stays.</summary>
    public void Reset()
    {
        _bank.Reset();
        _quarter.Reset();
        _taken = 0;
    }

    /// <summary>Takes all strings out of reach of the bridge.</summary>
    public void Close()
    {
        for (int key = 0; key < Keys; key++)
            Move(key, 0, 0);
    }

    /// <summary>Says how a partial of a key answers the bridge.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="strings">The key's strings.</param>
    /// <param name="partial">From 0.</param>
    /// <param name="rate">Steps a second.</param>
    /// <param name="highest">The frequency in Hz from which on partials don't answer.</param>
    /// <param name="answer">How; nothing where it does not.</param>
    /// <returns>Whether it answers.</returns>
    public static bool TryAnswer(int key, StringModel strings, int partial, double rate, double highest, out Answer answer)
    {
        answer = default;
        if (partial >= strings.Frequencies.Length || strings.Frequencies[partial] >= highest)
            return false;
        double after = strings.AfterLoss[partial], bridge = strings.PromptLoss[partial] - after;
        double f = strings.Frequencies[partial], side = new Unison(key, partial, f).Side * strings.Sides[partial];
        double coupling = key < Dampers.FirstWithout ? Coupling : CouplingWithoutDamper;
        answer = new Answer(f, after + Together * bridge, (float)(coupling * bridge / rate), (float)side);
        return true;
    }

    /// <summary>The frequency in Hz from which on partials don't answer.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public static double HighestOf(int sampleRate) => Math.Min(HighestFrequency, QuarterRate.Highest * sampleRate);

    /// <summary>How many partials of a key may answer: those of a piano's 88 keys. Long strings have more in the range where pianos are
    /// struck.</summary>
    /// <param name="key">0 to 127.</param>
    public static int Partials(int key) => key switch
    {
        < 21 or > 108 => 0,
        < 57 => MostPartials,
        < 72 => 5,
        < 89 => 3,
        _ => 2,
    };

    private static int[] FirstOfKeys()
    {
        var first = new int[Keys + 1];
        for (int key = 0; key < Keys; key++)
            first[key + 1] = first[key] + Partials(key);
        return first;
    }

    private static double[] DampingByPartial()
    {
        var factors = new double[MostPartials];
        for (int partial = 0; partial < MostPartials; partial++)
            factors[partial] = Math.Pow(Math.Min(partial + 1, 6), 0.6);
        return factors;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetOpen(int key, float open)
    {
        _keys[key].Open = open;
        for (int mode = s_first[key]; mode < s_first[key + 1]; mode++)
            _bank.Drive(mode, open * _level * _drive[mode]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetDamping(int key, double damping)
    {
        _keys[key].Damping = damping;
        for (int mode = s_first[key]; mode < s_first[key + 1]; mode++)
        {
            double shrink = Math.Exp(-damping * s_damping[mode - s_first[key]] / _bank.Rate);
            _bank.Tune(mode, shrink * _cos[mode], shrink * _sin[mode]);
        }
    }

    /// <summary>A resonance: its frequency in Hz, its loss in 1/s, the amplitude an impulse of 1 gives it, and how far it is to a
    /// side.</summary>
    internal readonly record struct Answer(double Frequency, double Loss, float Drive, float Side);

    private struct Key
    {
        public float Open;
        public double Damping;
    }
}

using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The modes of a key, at rest and undamped.</summary>
/// <remarks>Modes are sorted by how long they are heard, longest first, so that few have to move when others have died away.</remarks>
internal sealed class KeyModes
{
    /// <summary>The most modes a key has, whole groups.</summary>
    public const int MostModes =
        (2 * StringModel.MostPartials + 2 * SplitPartials + StretchModes.Most
        + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize * ModalKernel.GroupSize;

    /// <summary>How many partials are split. Of the others so many lie side by side that one prompt mode and one aftersound will
    /// do.</summary>
    public const int SplitPartials = 12;

    private const double Silence = 1e-5;

    private readonly Mode[] _modes;
    private readonly double[] _lifetimes, _spectrum;
    private readonly int _sampleRate;

    /// <summary>Makes room for a key's modes.</summary>
    /// <param name="partials">The most partials it may have.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="bench">Where the modes are laid out, for keys that are built one after the other; null for a bench of its own.</param>
    public KeyModes(int partials, int sampleRate, ModeBench? bench = null)
    {
        int modes = 2 * partials + 2 * Math.Min(partials, SplitPartials) + StretchModes.Most;
        bench ??= new ModeBench();
        (_modes, _lifetimes, _spectrum) = (bench.Modes, bench.Lifetimes, bench.Spectrum);
        LogFrequency = new float[(partials + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize * ModalKernel.GroupSize];
        Powers = new float[partials];
        Slow = new ModeSet(modes, sampleRate / (double)QuarterRate.Every);
        Fast = new ModeSet(modes, sampleRate);
        _sampleRate = sampleRate;
    }

    /// <summary>The number of modes.</summary>
    public int Count { get; private set; }

    /// <summary>The number of partials.</summary>
    public int Partials { get; private set; }

    /// <summary>All its modes, in their order, until another key is laid out on the same bench.</summary>
    public ReadOnlySpan<Mode> Modes => _modes.AsSpan(0, Count);

    /// <summary>The modes that run at a quarter of the rate.</summary>
    public ModeSet Slow { get; }

    /// <summary>The other modes.</summary>
    public ModeSet Fast { get; }

    /// <summary>Binary logarithm of each partial's frequency in Hz; whole registers.</summary>
    public float[] LogFrequency { get; }

    /// <summary>The mean square of each partial under a force of 1.</summary>
    public float[] Powers { get; }

    /// <summary>Lays out a key's modes. Does not allocate.</summary>
    /// <param name="strings">The key's partials.</param>
    /// <param name="usual">The blow at which the modes of stretching have their stated level.</param>
    /// <param name="loudest">The blow after which modes are sorted.</param>
    /// <param name="level">The key's level.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="stretching">Amplitude of the modes of the strings' stretching, 1 as on a grand.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Build(StringModel strings, in Hammer usual, in Hammer loudest, double level, int key, double stretching)
    {
        Partials = strings.Frequencies.Length;
        for (int i = 0; i < Partials; i++)
        {
            LogFrequency[i] = (float)Math.Log2(strings.Frequencies[i]);
            Powers[i] = (float)(strings.Strengths[i] * strings.Strengths[i] / 2);
        }
        AddStrings(key, strings);
        Fill(usual, strings);
        Count += StretchModes.Add(key, strings, _spectrum, stretching, 0.45 * _sampleRate, _modes.AsSpan(Count));
        Sort(loudest, strings, level);
        Slow.Clear();
        Fast.Clear();
        foreach (ref readonly Mode mode in Modes)
            (mode.Frequency < QuarterRate.Highest * _sampleRate ? Slow : Fast).Add(mode);
    }

    /// <summary>Takes the modes of a key's strings alone, sorted by partial, as a level is found by. Does not allocate.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="strings">The key's partials.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddStrings(int key, StringModel strings)
    {
        Count = 0;
        for (int i = 0; i < strings.Frequencies.Length; i++)
        {
            double f = strings.Frequencies[i], strength = strings.Strengths[i], after = strength * strings.AfterLevels[i];
            var unison = new Unison(key, i, f);
            double side = unison.Side * strings.Sides[i];
            double apart = unison.Split * strings.Splitting + Math.CopySign(f * (Math.Pow(2, strings.Detune / 1_200) - 1), unison.Split);
            double late = strings.AfterLoss[i] * unison.AfterFaster, bridge = strings.PromptLoss[i] - strings.AfterLoss[i];
            if (i < SplitPartials)
            {
                AddPair(i, f, apart, strength, unison.Share, late + bridge * unison.Faster, late + bridge / unison.Faster, 0, side, -1);
                AddPair(i, f, unison.AfterApart * apart, after, unison.AfterShare, late, late, unison.AfterPhase, -side,
                    Mode.Aftersound);
            }
            else
            {
                _modes[Count++] = new Mode(i, -1, f, strength, late + bridge * unison.Faster, 0, side);
                _modes[Count++] = new Mode(i, Mode.Aftersound, f + unison.AfterApart * apart, after, late, unison.AfterPhase, -side);
            }
        }
    }

    // Two modes start a quarter of a cycle apart, and give more to one side each such that both sides get as much. So the sides are as
    // unlike as two microphones, while their mean has the level that the partial is to have. The first, the stronger, keeps the pitch.
    private void AddPair(int partial, double frequency, double apart, double strength, double share, double loss, double secondLoss,
        double phase, double side, int kind)
    {
        double first = share * share, second = 1 - first;
        _modes[Count++] = new Mode(partial, kind, frequency, strength * share, loss, phase + 0.25 * second,
            side * Math.Sqrt(second / first));
        _modes[Count++] = new Mode(partial, kind, frequency + apart, strength * Math.Sqrt(second), secondLoss, phase - 0.25 * first,
            -side * Math.Sqrt(first / second));
    }

    private void Fill(in Hammer hammer, StringModel strings)
    {
        for (int i = 0; i < Partials; i++)
            _spectrum[i] = hammer.Spectrum(strings.Frequencies[i]);
    }

    private void Sort(in Hammer hammer, StringModel strings, double level)
    {
        Fill(hammer, strings);
        for (int i = 0; i < Count; i++)
        {
            ref readonly Mode mode = ref _modes[i];
            double amplitude = Math.Abs(mode.Strength) * level * _spectrum[mode.Partial] * (mode.Second < 0 ? 1 : _spectrum[mode.Second]);
            _lifetimes[i] = -Math.Log(amplitude / Silence + 1e-30) / mode.Loss;
        }
        MemoryExtensions.Sort(_lifetimes.AsSpan(0, Count), _modes.AsSpan(0, Count));
    }
}

using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The modes of a key as the kernel wants them, at rest and undamped; a note starts as a copy.</summary>
/// <remarks>Modes are sorted by how long they are heard, longest first, so that those that have died away are at the end.</remarks>
internal sealed class KeyModes
{
    private const double Silence = 1e-5;

    /// <summary>Lays out a key's modes.</summary>
    /// <param name="strings">The key's partials.</param>
    /// <param name="hammer">The loudest blow.</param>
    /// <param name="level">The key's level.</param>
    /// <param name="sampleRate">In Hz.</param>
    public KeyModes(StringModel strings, in Hammer hammer, double level, int sampleRate)
    {
        int partials = strings.Frequencies.Length;
        LogFrequency = Array.ConvertAll(strings.Frequencies, Math.Log);
        Powers = Array.ConvertAll(strings.Strengths, strength => strength * strength / 2);
        Modes = SortedModes(strings, hammer, level);
        Groups = (2 * partials + 4 * ModalKernel.GroupSize - 1) / (4 * ModalKernel.GroupSize) * 4;
        Wide = new double[Groups * ModalKernel.WideStride];
        Narrow = new float[Groups * ModalKernel.NarrowStride];
        for (int i = 0; i < Modes.Length; i++)
            SetMode(i, Modes[i], sampleRate);
    }

    /// <summary>The number of groups of sixteen, a multiple of four.</summary>
    public int Groups { get; }

    /// <summary>The modes in their order.</summary>
    public Mode[] Modes { get; }

    /// <summary>Natural logarithm of each partial's frequency in Hz.</summary>
    public double[] LogFrequency { get; }

    /// <summary>The mean square of each partial under a force of 1.</summary>
    public double[] Powers { get; }

    /// <summary>The kernel's doubles, all phasors zero.</summary>
    public double[] Wide { get; }

    /// <summary>The kernel's floats.</summary>
    public float[] Narrow { get; }

    /// <summary>Where a mode's first double lies; its further ones follow at distances of a group's lanes.</summary>
    public static int WideIndex(int mode) => mode / ModalKernel.GroupSize * ModalKernel.WideStride + mode % ModalKernel.GroupSize;

    /// <summary>Where a mode's A lies; its B follows at a distance of a group's lanes.</summary>
    public static int NarrowIndex(int mode) => mode / ModalKernel.GroupSize * ModalKernel.NarrowStride + mode % ModalKernel.GroupSize;

    private static Mode[] SortedModes(StringModel strings, in Hammer hammer, double level)
    {
        int partials = strings.Frequencies.Length;
        var modes = new Mode[2 * partials];
        var lifetimes = new double[2 * partials];
        for (int i = 0; i < partials; i++)
        {
            double strength = strings.Strengths[i], f = strings.Frequencies[i];
            modes[2 * i] = new Mode(i, f * strings.PromptDetune, strength, strings.PromptLoss[i]);
            modes[2 * i + 1] = new Mode(i, f * strings.AfterDetune, strength * strings.AfterLevel, strings.AfterLoss[i]);
            for (int m = 2 * i; m <= 2 * i + 1; m++)
                lifetimes[m] = -Math.Log(Math.Abs(modes[m].Strength) * level * hammer.Spectrum(Math.Log(f)) / Silence + 1e-30) / modes[m].Loss;
        }
        Array.Sort(lifetimes, modes);
        return modes;
    }

    private void SetMode(int index, in Mode mode, int sampleRate)
    {
        double w = 2 * Math.PI * mode.Frequency / sampleRate, shrink = Math.Exp(-mode.Loss / sampleRate), block = Math.Exp(-mode.Loss * Instrument.BlockSize / sampleRate);
        int wide = WideIndex(index), narrow = NarrowIndex(index);
        Wide[wide + 2 * ModalKernel.GroupSize] = block * Math.Cos(w * Instrument.BlockSize);
        Wide[wide + 3 * ModalKernel.GroupSize] = block * Math.Sin(w * Instrument.BlockSize);
        Wide[wide + 4 * ModalKernel.GroupSize] = Math.Cos(w) / shrink;
        Wide[wide + 5 * ModalKernel.GroupSize] = Math.Sin(w) / shrink;
        Narrow[narrow] = (float)(2 * shrink * Math.Cos(w));
        Narrow[narrow + ModalKernel.GroupSize] = (float)(-shrink * shrink);
    }

    /// <summary>A mode: its partial counted from 0, frequency in Hz, strength with sign, loss in 1/s.</summary>
    internal readonly record struct Mode(int Partial, double Frequency, double Strength, double Loss);
}

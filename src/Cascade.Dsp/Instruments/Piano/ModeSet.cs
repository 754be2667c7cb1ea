using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Modes of a key that run at one rate, as the kernel wants them: at rest and undamped; a note starts as a copy.</summary>
internal sealed class ModeSet
{
    private readonly Mode[] _modes;
    private readonly double _rate;

    /// <summary>Makes an empty set.</summary>
    /// <param name="modes">The most modes it may have.</param>
    /// <param name="rate">Steps a second, in Hz.</param>
    public ModeSet(int modes, double rate)
    {
        _modes = new Mode[modes];
        _rate = rate;
        Capacity = (modes + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize;
        Wide = new double[Capacity * ModalKernel.WideStride];
        Narrow = new float[Capacity * ModalKernel.NarrowStride];
    }

    /// <summary>Room in groups of sixteen.</summary>
    public int Capacity { get; }

    /// <summary>The number of groups of sixteen.</summary>
    public int Groups => (Count + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize;

    /// <summary>The number of modes.</summary>
    public int Count { get; private set; }

    /// <summary>The modes in their order.</summary>
    public ReadOnlySpan<Mode> Modes => _modes.AsSpan(0, Count);

    /// <summary>The kernel's doubles, all phasors zero.</summary>
    public double[] Wide { get; }

    /// <summary>The kernel's floats.</summary>
    public float[] Narrow { get; }

    /// <summary>Where a mode's first double lies; its further ones follow at distances of a group's lanes.</summary>
    public static int WideIndex(int mode) => mode / ModalKernel.GroupSize * ModalKernel.WideStride + mode % ModalKernel.GroupSize;

    /// <summary>Where a mode's A lies; its B follows at a distance of a group's lanes.</summary>
    public static int NarrowIndex(int mode) => mode / ModalKernel.GroupSize * ModalKernel.NarrowStride + mode % ModalKernel.GroupSize;

    /// <summary>Takes all modes out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clear()
    {
        Count = 0;
        Array.Clear(Wide);
        Array.Clear(Narrow);
    }

    /// <summary>Adds a mode behind those it has. Does not allocate.</summary>
    /// <param name="mode">The mode.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in Mode mode)
    {
        int wide = WideIndex(Count), narrow = NarrowIndex(Count);
        _modes[Count++] = mode;
        double w = 2 * Math.PI * mode.Frequency / _rate, shrink = Math.Exp(-mode.Loss / _rate),
            block = Math.Exp(-mode.Loss * Instrument.BlockSize / _rate);
        (double sin, double cos) = Math.SinCos(w);
        (double sinBlock, double cosBlock) = Math.SinCos(w * Instrument.BlockSize);
        Wide[wide + 2 * ModalKernel.GroupSize] = block * cosBlock;
        Wide[wide + 3 * ModalKernel.GroupSize] = block * sinBlock;
        Wide[wide + 4 * ModalKernel.GroupSize] = cos / shrink;
        Wide[wide + 5 * ModalKernel.GroupSize] = sin / shrink;
        Narrow[narrow + 2 * ModalKernel.GroupSize] = (float)mode.Side;
        Narrow[narrow] = (float)(2 * shrink * cos);
        Narrow[narrow + ModalKernel.GroupSize] = (float)(-shrink * shrink);
    }
}

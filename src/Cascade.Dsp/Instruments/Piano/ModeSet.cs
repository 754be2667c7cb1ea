using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Modes of a key that run at one rate, as the kernels of a blow and of the sound want them: at rest and undamped; a note starts
/// as a copy.</summary>
internal sealed class ModeSet
{
    private const double Cycle = 4_294_967_296;

    private readonly double _rate;
    private readonly byte[] _partials, _classes;
    private readonly Product[] _products = new Product[StretchModes.Most];
    private int _countProducts;

    /// <summary>Makes an empty set.</summary>
    /// <param name="modes">The most modes it may have.</param>
    /// <param name="rate">Steps a second, in Hz.</param>
    public ModeSet(int modes, double rate)
    {
        _rate = rate;
        Capacity = (modes + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize;
        _partials = new byte[Capacity * ModalKernel.GroupSize];
        _classes = new byte[Capacity * ModalKernel.GroupSize];
        Blow = new float[Capacity * BlowKernel.Stride];
        Wide = new double[Capacity * ModalKernel.WideStride];
        Narrow = new float[Capacity * ModalKernel.NarrowStride];
    }

    /// <summary>Room in groups of sixteen.</summary>
    public int Capacity { get; }

    /// <summary>The number of groups of sixteen.</summary>
    public int Groups => (Count + ModalKernel.GroupSize - 1) / ModalKernel.GroupSize;

    /// <summary>The number of modes.</summary>
    public int Count { get; private set; }

    /// <summary>What the kernel of a blow reads.</summary>
    public float[] Blow { get; }

    /// <summary>How each mode takes damping: 0 for the first partial, then 1, up to the last class for all further ones.</summary>
    public ReadOnlySpan<byte> Classes => _classes.AsSpan(0, Count);

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
        Array.Clear(Blow, 0, Groups * BlowKernel.Stride);
        Array.Clear(Wide, 0, Groups * ModalKernel.WideStride);
        Array.Clear(Narrow, 0, Groups * ModalKernel.NarrowStride);
        Count = _countProducts = 0;
    }

    /// <summary>Adds a mode behind those it has. Does not allocate.</summary>
    /// <param name="mode">The mode.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in Mode mode)
    {
        int wide = WideIndex(Count), narrow = NarrowIndex(Count);
        _partials[Count] = (byte)mode.Partial;
        _classes[Count] = (byte)Math.Min(mode.Second < 0 ? mode.Partial : ModalBank.DampingClasses, ModalBank.DampingClasses - 1);
        Span<float> blow = Blow.AsSpan(Count / ModalKernel.GroupSize * BlowKernel.Stride + Count % ModalKernel.GroupSize);
        blow[0] = mode.Second < 0 ? (float)mode.Strength : 0;
        blow[ModalKernel.GroupSize] = (float)mode.Loss;
        blow[2 * ModalKernel.GroupSize] = BitConverter.Int32BitsToSingle((int)Math.Round(mode.Frequency / _rate * Cycle));
        blow[3 * ModalKernel.GroupSize] = BitConverter.Int32BitsToSingle((int)(long)(mode.Phase * Cycle));
        if (mode.Second >= 0)
            _products[_countProducts++] = new Product(Count, (float)mode.Strength, mode.Partial, mode.Second);
        Count++;
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

    /// <summary>What a blow gives to each mode.</summary>
    /// <param name="level">Amplitude of all modes.</param>
    /// <param name="stretching">That of the modes that go with the product of two partials.</param>
    /// <param name="spectrum">The force at each partial.</param>
    /// <param name="amplitudes">Receives the amplitudes, whole groups.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Excite(float level, float stretching, ReadOnlySpan<float> spectrum, Span<float> amplitudes)
    {
        BlowKernel.Amplitudes(ref MemoryMarshal.GetArrayDataReference(Blow), ref MemoryMarshal.GetArrayDataReference(_partials),
            ref MemoryMarshal.GetReference(spectrum), level, ref MemoryMarshal.GetReference(amplitudes), Groups);
        foreach (ref readonly Product p in _products.AsSpan(0, _countProducts))
            amplitudes[p.Mode] = p.Strength * stretching * spectrum[p.Second] * spectrum[p.Partial];
    }

    // A mode of the strings' stretching, and its two partials.
    private readonly record struct Product(int Mode, float Strength, int Partial, int Second);
}

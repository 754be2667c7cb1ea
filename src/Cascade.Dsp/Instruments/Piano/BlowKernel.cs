using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The loops of a note's start. Lanes are partials, then modes.</summary>
internal static class BlowKernel
{
    /// <summary>Floats in a group: strength under a force of 1, loss in 1/s, and as integers, of which 2^32 are a cycle, the turn in a
    /// sample, below half of one, and the phase at the blow; each sixteen.</summary>
    public const int Stride = 4 * ModalKernel.GroupSize;

    /// <summary>The hammer's force spectrum at many frequencies; see <see cref="Hammer"/>.</summary>
    /// <param name="logFrequency">Binary logarithms of the frequencies in Hz, room for a whole number of the widest registers.</param>
    /// <param name="spectrum">Receives the spectrum; likewise.</param>
    /// <param name="count">How many.</param>
    /// <param name="hammer">The blow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spectrum<TLanes>(ref float logFrequency, ref float spectrum, int count, in Hammer hammer)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 0, StringModel.MostPartials);
        TLanes first = TLanes.Splat(hammer.FirstCorner), second = TLanes.Splat(hammer.SecondCorner), one = TLanes.Splat(1);
        TLanes steepness = TLanes.Splat(hammer.FirstSlope), secondSteepness = TLanes.Splat(Hammer.SecondSlope);
        for (int i = 0; i < count; i += TLanes.Count)
        {
            TLanes x = TLanes.Load(ref logFrequency, i);
            TLanes fall = LaneMath.Exp2((x - first) * steepness), further = LaneMath.Exp2((x - second) * secondSteepness);
            TLanes.Store(one / TLanes.Sqrt((one + fall) * (one + further)), ref spectrum, i);
        }
    }

    /// <summary>What a blow gives to each mode.</summary>
    /// <param name="rows">The groups' rows, see <see cref="Stride"/>.</param>
    /// <param name="partial">The partial whose force moves each.</param>
    /// <param name="spectrum">The force at each partial.</param>
    /// <param name="level">A factor on all.</param>
    /// <param name="amplitude">Receives the amplitudes.</param>
    /// <param name="groups">How many groups.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Amplitudes(ref float rows, ref byte partial, ref float spectrum, float level, ref float amplitude, int groups)
    {
        DebugGuard.Within(groups * ModalKernel.GroupSize, 0, KeyModes.MostModes);
        for (nint group = 0; group < groups; group++)
        {
            ref float strength = ref Unsafe.Add(ref rows, group * Stride),
                target = ref Unsafe.Add(ref amplitude, group * ModalKernel.GroupSize);
            ref byte first = ref Unsafe.Add(ref partial, group * ModalKernel.GroupSize);
            for (nint i = 0; i < ModalKernel.GroupSize; i++)
                Unsafe.Add(ref target, i) = Unsafe.Add(ref strength, i) * level * Unsafe.Add(ref spectrum, (nint)Unsafe.Add(ref first, i));
        }
    }

    /// <summary>Puts floats into doubles.</summary>
    /// <param name="from">The floats.</param>
    /// <param name="to">Receives them.</param>
    /// <param name="count">How many, a multiple of eight.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(ref float from, ref double to, int count)
    {
        for (nuint i = 0; i < (nuint)count; i += 8)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, i));
            low.StoreUnsafe(ref to, i);
            high.StoreUnsafe(ref to, i + 4);
        }
    }

    /// <summary>Phasors at the beginning of the block; zero for modes that are not heard.</summary>
    /// <param name="rows">The groups' rows, see <see cref="Stride"/>.</param>
    /// <param name="amplitude">Amplitudes at the blow; receives the real parts. Whole groups.</param>
    /// <param name="imaginary">Receives the imaginary parts.</param>
    /// <param name="delay">When in the block the blow begins, in seconds.</param>
    /// <param name="middle">When the sines start, in samples; fractions count.</param>
    /// <param name="silence">The amplitude up to which a mode is not heard.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="heard">Receives how many modes are heard.</param>
    /// <returns>How many modes there are up to the last that is heard.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Phasors<TLanes>(ref float rows, ref float amplitude, ref float imaginary, float delay, double middle,
        float silence, int groups, out int heard) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(groups * ModalKernel.GroupSize, 0, KeyModes.MostModes);
        TLanes quarter = TLanes.SplatInt32(1 << 30), before = TLanes.Splat(delay), threshold = TLanes.Splat(silence);
        TLanes whole = TLanes.SplatInt32((int)middle), rest = TLanes.Splat((float)(middle - (int)middle));
        int last = 0;
        heard = 0;
        for (int i = 0; i < groups * ModalKernel.GroupSize; i += TLanes.Count)
        {
            ref float row = ref Unsafe.Add(ref rows, i / ModalKernel.GroupSize * Stride + i % ModalKernel.GroupSize);
            TLanes a = TLanes.Load(ref amplitude, i), mask = TLanes.GreaterThan(TLanes.Abs(a), threshold);
            uint bits = TLanes.MaskBits(mask);
            heard += BitOperations.PopCount(bits);
            last = bits == 0 ? last : i + 32 - BitOperations.LeadingZeroCount(bits);
            a = (a & mask) * Growth(TLanes.Load(ref row, ModalKernel.GroupSize) * before);
            TLanes turn = TLanes.Load(ref row, 2 * ModalKernel.GroupSize);
            TLanes turned = TLanes.AddInt32(TLanes.MultiplyInt32(turn, whole), TLanes.ToInt32(TLanes.FromInt32(turn) * rest));
            TLanes phase = TLanes.SubtractInt32(TLanes.Load(ref row, 3 * ModalKernel.GroupSize), turned);
            TLanes.Store(a * LaneMath.Sine(TLanes.AddInt32(phase, quarter)), ref amplitude, i);
            TLanes.Store(a * LaneMath.Sine(phase), ref imaginary, i);
        }
        return last;
    }

    // e^x for the part of a block, whose x is small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Growth<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.MultiplyAdd(x, TLanes.Splat(1 / 120f), TLanes.Splat(1 / 24f));
        sum = TLanes.MultiplyAdd(x, sum, TLanes.Splat(1 / 6f));
        sum = TLanes.MultiplyAdd(x, sum, TLanes.Splat(0.5f));
        TLanes one = TLanes.Splat(1);
        return TLanes.MultiplyAdd(x, TLanes.MultiplyAdd(x, sum, one), one);
    }
}

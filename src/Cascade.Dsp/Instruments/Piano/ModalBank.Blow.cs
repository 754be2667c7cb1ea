using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

internal sealed partial class ModalBank
{
    private const double Cycle = 4_294_967_296;

    /// <summary>True if the blow at a place comes at this very frame, so that nobody has heard of it yet.</summary>
    /// <param name="place">The place.</param>
    /// <param name="offset">The sample of the block.</param>
    public bool IsUnheard(int place, double offset) => _places[place].IsListed && _places[place].Age == -offset;

    /// <summary>Takes what sounds at a place away from it: it fades out in 5 ms, beside what is struck there next.</summary>
    /// <param name="place">The place.</param>
    /// <param name="offset">The frame of the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void GiveAway(int place, int offset)
    {
        DebugGuard.Within(place, 0, _places.Length - 1);
        ref Place p = ref _places[place];
        for (int ahead = 0; ahead < _tails.BlocksFrom(offset) && p.Modes > 0; ahead++)
        {
            Array.Clear(_goneLeft);
            Array.Clear(_goneRight);
            RenderShaped(ref p, _goneLeft, _goneRight);
            p.Age += BlockSize;
            _tails.Add(ahead, _goneLeft, _goneRight, offset);
        }
    }

    /// <summary>Strikes a key's strings at a place, which is at rest or of whose sound nothing is kept.</summary>
    /// <param name="place">The place.</param>
    /// <param name="blow">The blow.</param>
    /// <param name="spectrum">Its force at each partial.</param>
    /// <param name="offset">When within the block, in samples; fractions count.</param>
    public void Strike(int place, in StringBlow blow, ReadOnlySpan<float> spectrum, double offset)
    {
        DebugGuard.Within(place, 0, _places.Length - 1);
        ModeSet key = _keys[place / PlacesPerKey];
        ref Place p = ref _places[place];
        p.Modes = key.Count;
        if (key.Count == 0)
            return;
        if (!p.IsListed)
            _order[_sounding++] = place;
        p.IsListed = true;
        // The blow's middle is where all partials start their sines; amplitudes are those at the start of the blow.
        double delay = offset / _sampleRate;
        Excite(key, p, blow, spectrum, delay + blow.Contact / 2);
        Copy(key, ref p, delay);
        p.Silence = blow.Silence;
        p.Damping = 0;
        p.DampedEvenly = false;
        p.Age = -offset;
        p.Contact = (float)(blow.Contact * _sampleRate);
        p.Onset = blow.Onset;
        Cull(ref p);
    }

    // Each mode's amplitude, and its phase at the block's start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Excite(ModeSet key, in Place place, in StringBlow blow, ReadOnlySpan<float> spectrum, double middle)
    {
        Span<float> amplitudes = _amplitudes.Span, phases = _phases.Span;
        Span<byte> classes = _classes.AsSpan(place.FirstGroup * GroupSize, place.Groups * GroupSize);
        ReadOnlySpan<Mode> modes = key.Modes;
        double cycles = -middle * Cycle;
        for (int i = 0; i < modes.Length; i++)
        {
            ref readonly Mode mode = ref modes[i];
            float force = mode.Second < 0 ? blow.Level : blow.Stretching * spectrum[mode.Second];
            amplitudes[i] = (float)mode.Strength * force * spectrum[mode.Partial];
            phases[i] = BitConverter.Int32BitsToSingle((int)(long)(mode.Frequency * cycles + mode.Phase * Cycle));
            classes[i] = (byte)Math.Min(mode.Second < 0 ? mode.Partial : DampingClasses, DampingClasses - 1);
        }
        LaneDispatch.Run(_lanes, new Phasors(this, modes.Length));
    }

    // A fresh copy of the key's modes with the phasors of the blow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(ModeSet key, ref Place place, double delay)
    {
        Span<double> wide = Wide(place, place.Groups);
        key.Wide.AsSpan(0, wide.Length).CopyTo(wide);
        key.Narrow.AsSpan(0, place.Groups * ModalKernel.NarrowStride).CopyTo(Narrow(place, place.Groups));
        ReadOnlySpan<float> real = _amplitudes.Span, imaginary = _phases.Span;
        ReadOnlySpan<Mode> modes = key.Modes;
        for (int i = 0; i < modes.Length; i++)
        {
            double growth = GrowthOver(modes[i].Loss * delay);
            int at = ModeSet.WideIndex(i);
            wide[at] = growth * real[i];
            wide[at + GroupSize] = growth * imaginary[i];
        }
    }

    // e^x for the part of a block, whose x is small.
    private static double GrowthOver(double x) => 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderShaped(ref Place place, Span<float> left, Span<float> right)
    {
        int listed = List(place, _shaped, 0, 1, 1);
        _onceLeft.Span.Clear();
        _onceRight.Span.Clear();
        Render(_shaped, listed, ref _onceLeft.First, ref _onceRight.First);
        LaneSums.Write(ref _onceLeft.First, _ownLeft);
        LaneSums.Write(ref _onceRight.First, _ownRight);
        if (place.Age < place.Contact)
            ShapeContact(place);
        // The build-up through the bridge is so slow that it is straight within a block.
        float from = BuildUp(place, place.Age), to = BuildUp(place, place.Age + BlockSize);
        LaneDispatch.Run(_lanes, new Mixing(_ownLeft, left, place.Left * from, place.LeftNext * to));
        LaneDispatch.Run(_lanes, new Mixing(_ownRight, right, place.Right * from, place.RightNext * to));
        place.Left = place.LeftNext;
        place.Right = place.RightNext;
    }

    private float BuildUp(in Place place, double age) =>
        age > OnsetEnd * _sampleRate ? 1 : 1 - place.Onset * MathF.Exp((float)(-Math.Max(0, age) / (OnsetTime * _sampleRate)));

    // Nothing before the blow, then a raised cosine while the hammer touches.
    private void ShapeContact(in Place place)
    {
        for (int i = 0; i < BlockSize; i++)
        {
            float age = (float)(place.Age + i);
            float gain = age < 0 ? 0 : age >= place.Contact ? 1
                : 0.5f - 0.5f * MathF.Cos(MathF.PI * (age + 0.5f) / (place.Contact + 0.5f));
            _ownLeft[i] *= gain;
            _ownRight[i] *= gain;
        }
    }

    // Adds the string with a gain in a straight line.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix<TLanes>(float[] own, Span<float> side, float from, float to) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Frames(side, Instrument.BlockSize);
        ref float sum = ref MemoryMarshal.GetReference(side), sound = ref MemoryMarshal.GetArrayDataReference(own);
        TLanes first = TLanes.Splat(from), step = TLanes.Splat((to - from) / BlockSize), frame = TLanes.Indices;
        for (nint i = 0; i < BlockSize; i += TLanes.Count)
        {
            TLanes gain = TLanes.MultiplyAdd(step, frame, first);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(ref sound, i), gain, TLanes.Load(ref sum, i)), ref sum, i);
            frame += TLanes.Splat(TLanes.Count);
        }
    }

    // Drops the modes of a place that are not heard any more: those still heard move up into their lanes, and the lanes at the end are
    // left out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cull(ref Place p)
    {
        Span<double> wide = Wide(p, p.Groups);
        Span<float> narrow = Narrow(p, p.Groups);
        Span<byte> classes = _classes.AsSpan(p.FirstGroup * GroupSize, p.Groups * GroupSize);
        double silence = p.Silence * p.Silence;
        int last = p.Groups * GroupSize - 1, first = 0;
        while (true)
        {
            while (last >= 0 && !IsHeard(wide, last, silence))
                last--;
            while (first < last && IsHeard(wide, first, silence))
                first++;
            if (first >= last)
                break;
            Move(wide, narrow, last, first);
            classes[first] = classes[last];
        }
        p.Modes = last + 1;
        for (int i = p.Modes; i % GroupSize != 0; i++)
            Still(wide, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsHeard(ReadOnlySpan<double> wide, int mode, double silence)
    {
        int at = ModeSet.WideIndex(mode);
        return wide[at] * wide[at] + wide[at + GroupSize] * wide[at + GroupSize] > silence;
    }

    // The lane it leaves is at rest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(Span<double> wide, Span<float> narrow, int from, int to)
    {
        int wideFrom = ModeSet.WideIndex(from), wideTo = ModeSet.WideIndex(to);
        for (int field = 0; field < ModalKernel.WideStride; field += GroupSize)
            wide[wideTo + field] = wide[wideFrom + field];
        int narrowFrom = ModeSet.NarrowIndex(from), narrowTo = ModeSet.NarrowIndex(to);
        for (int field = 0; field < ModalKernel.NarrowStride; field += GroupSize)
            narrow[narrowTo + field] = narrow[narrowFrom + field];
        Still(wide, from);
    }

    private static void Still(Span<double> wide, int mode)
    {
        int at = ModeSet.WideIndex(mode);
        wide[at] = wide[at + GroupSize] = 0;
    }

    private readonly struct Phasors(ModalBank bank, int count) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> =>
            BlowKernel.Phasors<TLanes>(ref bank._amplitudes.First, ref bank._phases.First, count);
    }

    private readonly ref struct Mixing(float[] own, Span<float> side, float from, float to) : ILaneKernel
    {
        private readonly Span<float> _side = side;
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => Mix<TLanes>(own, _side, from, to);
    }

    /// <summary>A struck string: what is not in the kernel's memory.</summary>
    internal struct Place
    {
        /// <summary>Where its memory starts, in groups.</summary>
        public int FirstGroup;

        /// <summary>Modes that still sound, its first ones; 0 at rest.</summary>
        public int Modes;

        /// <summary>True from the blow until it is noticed that nothing sounds any more.</summary>
        public bool IsListed;

        /// <summary>Samples since the blow, at the start of the block.</summary>
        public double Age;

        /// <summary>Contact time in samples.</summary>
        public float Contact;

        /// <summary>How much of the amplitude builds up after the blow.</summary>
        public float Onset;

        /// <summary>The damping it has, in 1/s.</summary>
        public double Damping;

        /// <summary>True if that damping is the same for all partials.</summary>
        public bool DampedEvenly;

        /// <summary>The amplitude below which a mode is not heard.</summary>
        public double Silence;

        /// <summary>Gain to the left at the block's start.</summary>
        public float Left;

        /// <summary>Gain to the right at the block's start.</summary>
        public float Right;

        /// <summary>Gain to the left at the block's end.</summary>
        public float LeftNext;

        /// <summary>Gain to the right at the block's end.</summary>
        public float RightNext;

        /// <summary>Groups that the modes fill, the last perhaps in part.</summary>
        public readonly int Groups => (Modes + GroupSize - 1) / GroupSize;

        /// <summary>Sets where the gains go.</summary>
        /// <param name="left">Gain to the left.</param>
        /// <param name="right">To the right.</param>
        /// <param name="atOnce">True for no glide.</param>
        public void SetGains(float left, float right, bool atOnce)
        {
            (LeftNext, RightNext) = (left, right);
            if (atOnce)
                (Left, Right) = (left, right);
        }
    }
}

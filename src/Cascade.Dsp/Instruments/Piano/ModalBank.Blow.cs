using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

internal sealed partial class ModalBank
{
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Strike(int place, in StringBlow blow, ReadOnlySpan<float> spectrum, double offset)
    {
        DebugGuard.Within(place, 0, _places.Length - 1);
        ModeSet key = _keys[place / PlacesPerKey];
        ref Place p = ref _places[place];
        if (key.Count == 0)
        {
            p.Modes = 0;
            _hasEnded = true;
            return;
        }
        _hasStruck = true;
        if (!p.IsListed)
            _order[_sounding++] = place;
        p.IsListed = true;
        // The blow's middle is where all partials start their sines; amplitudes are those at the start of the blow.
        key.Excite(blow.Level, blow.Stretching, spectrum, _amplitudes.Span);
        double middle = offset + blow.Contact * _sampleRate / 2;
        Phasors turned = LaneDispatch.Run(_lanes, new Phasors(this, key, (float)(offset / _sampleRate), middle, (float)blow.Silence));
        p.Modes = turned.Last;
        _hasEnded |= p.Modes == 0;
        Copy(key, p);
        p.Silence = blow.Silence;
        p.Damping = 0;
        p.DampedEvenly = false;
        p.Age = -offset;
        p.Contact = (float)(blow.Contact * _sampleRate);
        p.Onset = blow.Onset;
        if (turned.Heard < turned.Last)
            Cull(ref p);
    }

    // A fresh copy of the key's modes with the phasors of the blow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(ModeSet key, in Place place)
    {
        int groups = place.Groups;
        Span<double> wide = Wide(place, groups);
        for (int group = 0; group < groups; group++)
        {
            Span<double> to = wide.Slice(group * ModalKernel.WideStride, ModalKernel.WideStride);
            BlowKernel.Widen(ref Unsafe.Add(ref _amplitudes.First, group * GroupSize), ref to[0], GroupSize);
            BlowKernel.Widen(ref Unsafe.Add(ref _imaginary.First, group * GroupSize), ref to[GroupSize], GroupSize);
            key.Wide.AsSpan(group * ModalKernel.WideStride, ModalKernel.WideStride)[(2 * GroupSize)..].CopyTo(to[(2 * GroupSize)..]);
        }
        key.Narrow.AsSpan(0, groups * ModalKernel.NarrowStride).CopyTo(Narrow(place, groups));
        key.Classes[..place.Modes].CopyTo(_classes.AsSpan(place.FirstGroup * GroupSize));
    }

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
            LaneDispatch.Run(_lanes, new ContactShaping(_ownLeft, _ownRight, (float)place.Age, place.Contact));
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ShapeContact<TLanes>(float[] left, float[] right, float age, float contact) where TLanes : struct, ILanes<TLanes>
    {
        ref float l = ref MemoryMarshal.GetArrayDataReference(left), r = ref MemoryMarshal.GetArrayDataReference(right);
        TLanes step = TLanes.Splat(0.5f / (contact + 0.5f)), half = TLanes.Splat(0.5f), start = TLanes.Splat(age + 0.5f),
            frame = TLanes.Indices;
        for (nint i = 0; i < BlockSize; i += TLanes.Count)
        {
            TLanes sine = LaneMath.SinPi(TLanes.Min(TLanes.Max((frame + start) * step, default), half)), gain = sine * sine;
            TLanes.Store(TLanes.Load(ref l, i) * gain, ref l, i);
            TLanes.Store(TLanes.Load(ref r, i) * gain, ref r, i);
            frame += TLanes.Splat(TLanes.Count);
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
        _hasEnded |= p.Modes == 0;
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

    private struct Phasors(ModalBank bank, ModeSet key, float delay, double middle, float silence) : ILaneKernel
    {
        public int Last, Heard;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> =>
            Last = BlowKernel.Phasors<TLanes>(ref MemoryMarshal.GetArrayDataReference(key.Blow), ref bank._amplitudes.First,
            ref bank._imaginary.First, delay, middle, silence, key.Groups, out Heard);
    }

    private readonly struct ContactShaping(float[] left, float[] right, float age, float contact) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => ShapeContact<TLanes>(left, right, age, contact);
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

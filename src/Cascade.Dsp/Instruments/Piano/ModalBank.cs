using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The sounding modes of all keys that run at one rate. Each key has two places, so that a string struck again fades from under
/// the new blow. A block and a sample are those of its rate.</summary>
internal sealed partial class ModalBank
{
    /// <summary>Places a key has.</summary>
    public const int PlacesPerKey = 2;

    /// <summary>In so many ways a damper takes hold of modes; see <see cref="ModeSet.Classes"/>.</summary>
    public const int DampingClasses = 6;

    private const int BlockSize = Instrument.BlockSize;
    private const int GroupSize = ModalKernel.GroupSize;
    private const int CullInterval = 16;
    private const int Page = 4_096;
    private const float OnsetTime = 0.012f;
    private const float OnsetEnd = 0.1f;

    private readonly ModeSet[] _keys;
    private readonly Place[] _places;
    private readonly int[] _order;
    private readonly AlignedBuffer _wide;
    private readonly AlignedBuffer _narrow;
    private readonly byte[] _classes;
    private readonly SoundingGroup[] _steady, _shaped = new SoundingGroup[KeyModes.MostModes / GroupSize], _chosen;
    private readonly int _silentGroup;
    private readonly AlignedBuffer _left = new(BlockSize * GroupSize), _right = new(BlockSize * GroupSize),
        _onceLeft = new(BlockSize * GroupSize), _onceRight = new(BlockSize * GroupSize);
    private readonly AlignedBuffer _amplitudes = new(KeyModes.MostModes), _imaginary = new(KeyModes.MostModes);
    private readonly float[] _ownLeft = new float[BlockSize], _ownRight = new float[BlockSize],
        _goneLeft = new float[BlockSize], _goneRight = new float[BlockSize];
    private readonly StringTails _tails;
    private readonly LaneChoice _lanes;
    private readonly double _sampleRate;
    private int _sounding, _block;

    // Since the last block: whether a place was struck, and whether one fell silent.
    private bool _hasStruck, _hasEnded;

    /// <summary>Makes a silent bank.</summary>
    /// <param name="keys">The modes of each key; a note takes a copy of what they are when it is struck.</param>
    /// <param name="sampleRate">Its rate, in Hz.</param>
    /// <param name="lanes">The registers.</param>
    public ModalBank(ModeSet[] keys, double sampleRate, LaneChoice lanes)
    {
        _keys = keys;
        _sampleRate = sampleRate;
        _lanes = lanes;
        _tails = new StringTails(sampleRate);
        _places = new Place[keys.Length * PlacesPerKey];
        _order = new int[_places.Length];
        for (int i = 0; i < _places.Length; i++)
        {
            _places[i].FirstGroup = _silentGroup;
            _silentGroup += keys[i / PlacesPerKey].Capacity;
        }
        _wide = new AlignedBuffer((_silentGroup + 1) * ModalKernel.WideStride * 2);
        _narrow = new AlignedBuffer((_silentGroup + 1) * ModalKernel.NarrowStride);
        _classes = new byte[_silentGroup * GroupSize];
        _steady = new SoundingGroup[_silentGroup + 1];
        _chosen = new SoundingGroup[_steady.Length + ModalKernel.Together];
    }

    /// <summary>True if nothing is to be heard.</summary>
    public bool IsSilent => _sounding == 0 && _tails.IsEmpty;

    /// <summary>True if the last block was the last of some place.</summary>
    public bool HasForgotten { get; private set; }

    /// <summary>A place.</summary>
    public ref Place this[int place] => ref _places[place];

    private ref double WideFirst => ref Unsafe.As<float, double>(ref _wide.First);

    private Span<double> Wide(in Place place, int groups) =>
        MemoryMarshal.Cast<float, double>(_wide.Span).Slice(place.FirstGroup * ModalKernel.WideStride, groups * ModalKernel.WideStride);

    private Span<float> Narrow(in Place place, int groups) =>
        _narrow.Span.Slice(place.FirstGroup * ModalKernel.NarrowStride, groups * ModalKernel.NarrowStride);

    /// <summary>Sets how strongly a place is damped, beside what its strings lose by themselves.</summary>
    /// <param name="place">The place.</param>
    /// <param name="rate">Loss of the first partial in 1/s; that of the n-th is min(n, 6)^0.6 times as much.</param>
    /// <param name="even">True for the same loss on all partials.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Damp(int place, double rate, bool even)
    {
        DebugGuard.Within(place, 0, _places.Length - 1);
        ref Place p = ref _places[place];
        if (p.Modes == 0 || (rate == p.Damping && even == p.DampedEvenly))
            return;
        Span<double> shrinks = stackalloc double[DampingClasses], blocks = stackalloc double[DampingClasses];
        for (int n = 0; n < DampingClasses; n++)
        {
            double growing = Math.Pow(n + 1, 0.6), more = rate * (even ? 1 : growing) - p.Damping * (p.DampedEvenly ? 1 : growing);
            shrinks[n] = Math.Exp(-more / _sampleRate);
            blocks[n] = Math.Exp(-more * BlockSize / _sampleRate);
        }
        p.Damping = rate;
        p.DampedEvenly = even;
        Span<double> wide = Wide(p, p.Groups);
        Span<float> narrow = Narrow(p, p.Groups);
        ReadOnlySpan<byte> classes = _classes.AsSpan(p.FirstGroup * GroupSize, p.Groups * GroupSize);
        for (int i = 0; i < classes.Length; i++)
            DampMode(wide[ModeSet.WideIndex(i)..], narrow[ModeSet.NarrowIndex(i)..], shrinks[classes[i]], blocks[classes[i]]);
    }

    private static void DampMode(Span<double> wide, Span<float> narrow, double shrink, double block)
    {
        wide[2 * GroupSize] *= block;
        wide[3 * GroupSize] *= block;
        double cos = wide[4 * GroupSize] / shrink, sin = wide[5 * GroupSize] / shrink;
        wide[4 * GroupSize] = cos;
        wide[5 * GroupSize] = sin;
        // cos + j sin is e^jw / r, so that r^2 is one over its square.
        double square = cos * cos + sin * sin;
        if (square == 0)
            return;
        narrow[0] = (float)(2 * cos / square);
        narrow[GroupSize] = (float)(-1 / square);
    }

    /// <summary>Renders the block before the coming one of a place that was struck in it after the others were rendered, and adds
    /// it.</summary>
    /// <param name="place">The place; nothing is done if it was not struck in that block.</param>
    /// <param name="left">The block.</param>
    /// <param name="right">Likewise.</param>
    public void CatchUp(int place, Span<float> left, Span<float> right)
    {
        ref Place p = ref _places[place];
        if (p.Age > 0 || p.Modes == 0)
            return;
        RenderShaped(ref p, left, right);
        p.Age += BlockSize;
    }

    /// <summary>Does so for all places.</summary>
    /// <param name="left">The block.</param>
    /// <param name="right">Likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void CatchUp(Span<float> left, Span<float> right)
    {
        if (!_hasStruck)
            return;
        _hasStruck = false;
        for (int i = 0; i < _sounding; i++)
            CatchUp(_order[i], left, right);
    }

    /// <summary>Renders a block of all places and adds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        DebugGuard.Frames(left, Instrument.BlockSize);
        DebugGuard.Frames(right, Instrument.BlockSize);
        _block++;
        int steady = 0;
        for (int i = 0; i < _sounding; i++)
        {
            ref Place p = ref _places[_order[i]];
            if (p.Age > OnsetEnd * _sampleRate && p.Left == p.LeftNext && p.Right == p.RightNext)
                steady = List(p, _steady, steady, p.Left, p.Right);
            else
                RenderShaped(ref p, left, right);
            p.Age += BlockSize;
            if ((_block + _order[i]) % CullInterval == 0)
                Cull(ref p);
        }
        Forget();
        _tails.Render(left, right);
        if (steady == 0)
            return;
        Render(_steady, steady, ref _left.First, ref _right.First);
        LaneSums.Add(ref _left.First, left);
        LaneSums.Add(ref _right.First, right);
        _left.Span.Clear();
        _right.Span.Clear();
    }

    /// <summary>Compiles the path of strings that have sounded for a while.</summary>
    public void Warm()
    {
        _places[0].Modes = Math.Min(1, _keys[0].Capacity);
        GiveAway(0, 0);
        _places[0].Modes = 0;
        _tails.Render(_goneLeft, _goneRight);
        _tails.Clear();
        int steady = List(new Place { FirstGroup = _silentGroup, Modes = 1 }, _steady, 0, 0, 0);
        Render(_steady, steady, ref _left.First, ref _right.First);
        _left.Span.Clear();
        _right.Span.Clear();
    }

    /// <summary>Brings the memory that notes will take into the process, which the first blows would do else, a page fault each. Nothing
    /// may sound.</summary>
    public void TouchMemory()
    {
        for (int place = 0; place < _places.Length; place++)
        {
            int groups = _keys[place / PlacesPerKey].Groups;
            Touch(Wide(_places[place], groups));
            Touch(Narrow(_places[place], groups));
        }
    }

    private static void Touch<T>(Span<T> memory) where T : struct
    {
        for (int at = 0; at < memory.Length; at += Page / Unsafe.SizeOf<T>())
            memory[at] = default;
        if (memory.Length > 0)
            memory[^1] = default;
    }

    /// <summary>Silence.</summary>
    public void Reset()
    {
        for (int i = 0; i < _places.Length; i++)
            _places[i] = new Place { FirstGroup = _places[i].FirstGroup };
        _sounding = 0;
        _block = 0;
        _hasStruck = _hasEnded = HasForgotten = false;
        _tails.Clear();
    }

    // Takes the places that fell silent off the order.
    private void Forget()
    {
        HasForgotten = _hasEnded;
        if (!_hasEnded)
            return;
        _hasEnded = false;
        int kept = 0;
        for (int i = 0; i < _sounding; i++)
        {
            ref Place p = ref _places[_order[i]];
            p.IsListed = p.Modes > 0;
            if (p.IsListed)
                _order[kept++] = _order[i];
        }
        _sounding = kept;
    }

    // Adds the groups of a place to a list; answers how many are listed then.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int List(in Place place, SoundingGroup[] groups, int listed, float left, float right)
    {
        for (int group = 0; group < place.Groups; group++)
            groups[listed++] = new SoundingGroup(place.FirstGroup + group, place.Modes - group * GroupSize, left, right);
        return listed;
    }

    private void Render(SoundingGroup[] groups, int listed, ref float left, ref float right)
    {
        DebugGuard.Within(listed, 0, groups.Length);
        LaneDispatch.Run(_lanes, new Rendering(this, groups, listed, ref left, ref right));
    }

    private readonly ref struct Rendering(ModalBank bank, SoundingGroup[] groups, int count, ref float left, ref float right)
        : ILaneKernel
    {
        private readonly ref float _left = ref left, _right = ref right;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> =>
            ModalKernel.Render<TLanes>(ref bank.WideFirst, ref bank._narrow.First, ref MemoryMarshal.GetArrayDataReference(groups), count,
            ref MemoryMarshal.GetArrayDataReference(bank._chosen), bank._silentGroup, ref _left, ref _right);
    }
}

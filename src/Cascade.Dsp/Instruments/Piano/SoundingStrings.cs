using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The sounding strings of all keys: their low modes at a quarter of the rate, the others at the whole.</summary>
/// <remarks>
/// Most modes are low, and cost a quarter there. Four blocks of the output are one of the low modes', which is rendered a block of the
/// output ahead, so that they come out in time: what is struck within it is rendered by itself and added. Gains and dampers reach the low
/// modes at its end, at most 128 frames later.
/// </remarks>
internal sealed class SoundingStrings
{
    private const int BlockSize = Instrument.BlockSize;
    private const int PlacesPerKey = ModalBank.PlacesPerKey;

    // Amplitudes below which a mode is not heard: against the blow's sound, and against full scale.
    private const double Silence = 1e-4;
    private const double SilenceOfAll = 1e-6;

    private readonly KeyModes[] _keys;
    private readonly ModalBank _fast, _slow;
    private readonly QuarterRate _quarter;
    private readonly LaneChoice _lanes;
    private readonly AlignedBuffer _spectrum = new(StringModel.MostPartials);
    private readonly int[] _order;
    private readonly bool[] _isListed;
    private readonly Damping[] _dampings;
    private int _sounding;

    /// <summary>Makes silent strings.</summary>
    /// <param name="keys">The modes of each key; a note takes a copy of what they are when it is struck.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="lanes">The registers.</param>
    public SoundingStrings(KeyModes[] keys, int sampleRate, LaneChoice lanes)
    {
        _keys = keys;
        _lanes = lanes;
        _fast = new ModalBank(Array.ConvertAll(keys, key => key.Fast), sampleRate, lanes);
        _slow = new ModalBank(Array.ConvertAll(keys, key => key.Slow), sampleRate / (double)QuarterRate.Every, lanes);
        _quarter = new QuarterRate(lanes);
        _order = new int[keys.Length * PlacesPerKey];
        _isListed = new bool[_order.Length];
        _dampings = new Damping[_order.Length];
    }

    /// <summary>The places that sound, in the order they were struck in at first.</summary>
    public ReadOnlySpan<int> Sounding => _order.AsSpan(0, _sounding);

    /// <summary>True if nothing is to be heard.</summary>
    public bool IsSilent => _sounding == 0 && _fast.IsSilent && _slow.IsSilent && _quarter.IsSilent;

    /// <summary>True from the blow at a place until it is noticed that nothing sounds there any more.</summary>
    /// <param name="place">The place.</param>
    public bool IsListed(int place) => _isListed[place];

    /// <summary>True if the blow at a place comes at this very frame, so that nobody has heard of it yet.</summary>
    /// <param name="place">The place.</param>
    /// <param name="offset">The frame of the block.</param>
    public bool IsUnheard(int place, int offset) => _fast.IsUnheard(place, offset) || _slow.IsUnheard(place, _quarter.At(offset));

    /// <summary>Takes what sounds at a place away from it: it fades out in 5 ms, beside what is struck there next.</summary>
    /// <param name="place">The place.</param>
    /// <param name="offset">The frame of the block.</param>
    public void GiveAway(int place, int offset)
    {
        _fast.GiveAway(place, offset);
        _slow.CatchUp(place, _quarter.Left, _quarter.Right);
        _slow.GiveAway(place, 0);
    }

    /// <summary>Strikes a key's strings at a place, which is at rest or of whose sound nothing is kept.</summary>
    /// <param name="place">The place.</param>
    /// <param name="hammer">The blow.</param>
    /// <param name="level">Amplitude of all modes.</param>
    /// <param name="stretching">Factor on the modes of the strings' stretching, 1 at velocity 76.</param>
    /// <param name="offset">When within the block, in samples; fractions count.</param>
    /// <param name="onset">How much of the amplitude builds up after the blow, 0 to 1.</param>
    /// <returns>The mean square of the blow's prompt sound.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Strike(int place, in Hammer hammer, double level, double stretching, double offset, float onset)
    {
        KeyModes key = _keys[place / PlacesPerKey];
        // At low sample rates the highest keys have no partial that could sound.
        if (key.Count == 0)
            return 0;
        if (IsSilent)
            _quarter.Begin(offset);
        if (!_isListed[place])
            _order[_sounding++] = place;
        _isListed[place] = true;
        _dampings[place] = default;
        LaneDispatch.Run(_lanes, new Spectrum(this, key, hammer));
        double power = Power(key) * level * level;
        var blow = new StringBlow(hammer.Contact, (float)level, (float)(level * stretching),
            Math.Max(SilenceOfAll, Silence * Math.Sqrt(power)), onset);
        _fast.Strike(place, blow, _spectrum.Span, offset);
        _slow.Strike(place, blow, _spectrum.Span, _quarter.At(offset));
        return power;
    }

    /// <summary>Sets where a place's gains go.</summary>
    /// <param name="place">The place.</param>
    /// <param name="left">Gain to the left.</param>
    /// <param name="right">To the right.</param>
    /// <param name="atOnce">True for a new blow: without a glide.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetGains(int place, float left, float right, bool atOnce = false)
    {
        _fast[place].SetGains(left, right, atOnce);
        _slow[place].SetGains(left, right, atOnce);
    }

    /// <summary>Sets how strongly a place is damped, beside what its strings lose by themselves.</summary>
    /// <param name="place">The place.</param>
    /// <param name="rate">Loss of the first partial in 1/s; that of the n-th is min(n, 6)^0.6 times as much.</param>
    /// <param name="even">True for the same loss on all partials.</param>
    public void Damp(int place, double rate, bool even)
    {
        _fast.Damp(place, rate, even);
        _dampings[place] = new Damping(rate, even);
    }

    /// <summary>Renders a block of all places and adds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        _fast.Render(left, right);
        _slow.CatchUp(_quarter.Left, _quarter.Right);
        if (_quarter.IsNextDue)
            RenderSlow();
        _quarter.Render(left, right, !_slow.IsSilent);
        Forget();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderSlow()
    {
        foreach (int place in Sounding)
            _slow.Damp(place, _dampings[place].Rate, _dampings[place].IsEven);
        _slow.Render(_quarter.NextLeft, _quarter.NextRight);
    }

    /// <summary>Compiles the path of strings that have sounded for a while.</summary>
    public void Warm()
    {
        _fast.Warm();
        _slow.Warm();
        _quarter.Render(_quarter.Left, _quarter.Right, true);
        _quarter.Reset();
    }

    /// <inheritdoc cref="ModalBank.TouchMemory"/>
    public void TouchMemory()
    {
        _fast.TouchMemory();
        _slow.TouchMemory();
    }

    /// <summary>Silence.</summary>
    public void Reset()
    {
        _fast.Reset();
        _slow.Reset();
        _quarter.Reset();
        Array.Clear(_isListed);
        _sounding = 0;
    }

    // Takes the places that fell silent off the order.
    private void Forget()
    {
        if (!_fast.HasForgotten && !_slow.HasForgotten)
            return;
        int kept = 0;
        for (int i = 0; i < _sounding; i++)
        {
            int place = _order[i];
            _isListed[place] = _fast[place].IsListed || _slow[place].IsListed;
            if (_isListed[place])
                _order[kept++] = place;
        }
        _sounding = kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Power(KeyModes key)
    {
        ReadOnlySpan<float> spectrum = _spectrum.Span, powers = key.Powers;
        float power = 0;
        for (int i = 0; i < key.Partials; i++)
            power += spectrum[i] * spectrum[i] * powers[i];
        return power;
    }

    private readonly struct Spectrum(SoundingStrings strings, KeyModes key, Hammer hammer) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> =>
            BlowKernel.Spectrum<TLanes>(ref MemoryMarshal.GetArrayDataReference(key.LogFrequency), ref strings._spectrum.First,
            key.Partials, hammer);
    }

    private readonly record struct Damping(double Rate, bool IsEven);
}

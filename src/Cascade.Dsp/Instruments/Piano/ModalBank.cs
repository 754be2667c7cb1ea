using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The sounding strings of all keys. Each key has two places, so that a string struck again fades from under the new blow.</summary>
internal sealed class ModalBank
{
    /// <summary>Places a key has.</summary>
    public const int PlacesPerKey = 2;

    private const int BlockSize = Instrument.BlockSize;
    private const int CullInterval = 32;
    private const double Silence = 3e-5;
    private const double SilenceOfAll = 1e-7;
    private const float OnsetTime = 0.012f;
    private const float OnsetEnd = 0.12f;

    private readonly KeyModes[] _keys;
    private readonly Place[] _places;
    private readonly AlignedBuffer _wide;
    private readonly AlignedBuffer _narrow;
    private readonly AlignedBuffer _scratch = new(BlockSize * ModalKernel.GroupSize);
    private readonly float[] _mono = new float[BlockSize];
    private readonly LaneWidth _width;
    private readonly int _sampleRate;
    private int _block;

    /// <summary>Makes a silent bank.</summary>
    /// <param name="keys">The modes of each key.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="width">The register width; never Auto.</param>
    public ModalBank(KeyModes[] keys, int sampleRate, LaneWidth width)
    {
        _keys = keys;
        _sampleRate = sampleRate;
        _width = width;
        _places = new Place[keys.Length * PlacesPerKey];
        int groups = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            _places[i].FirstGroup = groups;
            groups += keys[i / PlacesPerKey].Groups;
        }
        _wide = new AlignedBuffer(groups * ModalKernel.WideStride * 2);
        _narrow = new AlignedBuffer(groups * ModalKernel.NarrowStride);
    }

    /// <summary>How many places sound.</summary>
    public int Sounding { get; private set; }

    /// <summary>A place.</summary>
    public ref Place this[int place] => ref _places[place];

    private Span<double> Wide(int place) => MemoryMarshal.Cast<float, double>(_wide.Span).Slice(_places[place].FirstGroup * ModalKernel.WideStride, _keys[place / PlacesPerKey].Groups * ModalKernel.WideStride);

    private Span<float> Narrow(int place) => _narrow.Span.Slice(_places[place].FirstGroup * ModalKernel.NarrowStride, _keys[place / PlacesPerKey].Groups * ModalKernel.NarrowStride);

    /// <summary>Strikes a key's strings at a place, which is at rest or of whose sound nothing is kept.</summary>
    /// <param name="place">The place.</param>
    /// <param name="hammer">The blow.</param>
    /// <param name="level">Amplitude of all modes.</param>
    /// <param name="offset">When within the block, in samples; fractions count.</param>
    /// <param name="onset">How fast the strings' power builds up.</param>
    /// <returns>The mean square of the blow's prompt sound.</returns>
    public double Strike(int place, in Hammer hammer, double level, double offset, double onset)
    {
        KeyModes key = _keys[place / PlacesPerKey];
        ref Place p = ref _places[place];
        // At low sample rates the highest keys have no partial that could sound.
        if (key.Groups == 0)
            return 0;
        if (p.Groups == 0)
            Sounding++;
        Span<double> wide = Wide(place);
        key.Wide.CopyTo(wide);
        key.Narrow.CopyTo(Narrow(place));
        Span<double> spectrum = stackalloc double[key.LogFrequency.Length];
        double power = 0;
        for (int i = 0; i < spectrum.Length; i++)
        {
            spectrum[i] = level * hammer.Spectrum(key.LogFrequency[i]);
            power += spectrum[i] * spectrum[i] * key.Powers[i];
        }
        // The blow's middle is where all partials start their sines; amplitudes are those at the start of the blow.
        double delay = offset / _sampleRate, middle = delay + hammer.Contact / 2;
        for (int i = 0; i < key.Modes.Length; i++)
        {
            KeyModes.Mode mode = key.Modes[i];
            double amplitude = mode.Strength * spectrum[mode.Partial] * GrowthOver(mode.Loss * delay);
            (double sin, double cos) = Math.SinCos(-2 * Math.PI * mode.Frequency * middle);
            int index = KeyModes.WideIndex(i);
            wide[index] = amplitude * cos;
            wide[index + ModalKernel.GroupSize] = amplitude * sin;
        }
        p.Groups = key.Groups;
        p.Silence = Math.Max(SilenceOfAll, Silence * Math.Sqrt(power));
        p.Damping = 0;
        p.Age = -offset;
        p.Contact = (float)(hammer.Contact * _sampleRate);
        p.Onset = (float)(1 - 1 / Math.Sqrt(1 + Math.Exp(-onset)));
        return power;
    }

    // e^x for the part of a block, whose x is small.
    private static double GrowthOver(double x) => 1 + x * (1 + x * (0.5 + x / 6));

    /// <summary>Sets how strongly a place is damped, beside what its strings lose by themselves.</summary>
    /// <param name="place">The place.</param>
    /// <param name="rate">Loss of the first partial in 1/s; that of the n-th is min(n, 6)^0.6 times as much.</param>
    /// <param name="even">True for the same loss on all partials.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Damp(int place, double rate, bool even)
    {
        ref Place p = ref _places[place];
        if (rate == p.Damping)
            return;
        p.Damping = rate;
        KeyModes key = _keys[place / PlacesPerKey];
        Span<double> wide = Wide(place), shrinks = stackalloc double[6], blocks = stackalloc double[6];
        Span<float> narrow = Narrow(place);
        for (int n = 0; n < 6; n++)
        {
            double loss = rate * (even ? 1 : Math.Pow(n + 1, 0.6));
            shrinks[n] = Math.Exp(-loss / _sampleRate);
            blocks[n] = Math.Exp(-loss * BlockSize / _sampleRate);
        }
        int modes = Math.Min(key.Modes.Length, p.Groups * ModalKernel.GroupSize);
        for (int i = 0; i < modes; i++)
        {
            int n = Math.Min(key.Modes[i].Partial, 5), at = KeyModes.WideIndex(i), narrowAt = KeyModes.NarrowIndex(i);
            double shrink = shrinks[n];
            wide[at + 2 * ModalKernel.GroupSize] = key.Wide[at + 2 * ModalKernel.GroupSize] * blocks[n];
            wide[at + 3 * ModalKernel.GroupSize] = key.Wide[at + 3 * ModalKernel.GroupSize] * blocks[n];
            wide[at + 4 * ModalKernel.GroupSize] = key.Wide[at + 4 * ModalKernel.GroupSize] / shrink;
            wide[at + 5 * ModalKernel.GroupSize] = key.Wide[at + 5 * ModalKernel.GroupSize] / shrink;
            narrow[narrowAt] = (float)(key.Narrow[narrowAt] * shrink);
            narrow[narrowAt + ModalKernel.GroupSize] = (float)(key.Narrow[narrowAt + ModalKernel.GroupSize] * shrink * shrink);
        }
    }

    /// <summary>Renders a block of all places and adds it.</summary>
    public void Render(Span<float> left, Span<float> right)
    {
        _block++;
        for (int place = 0; place < _places.Length && Sounding > 0; place++)
        {
            ref Place p = ref _places[place];
            if (p.Groups == 0)
                continue;
            Render(place, p.Groups);
            LaneSums.Write(ref _scratch.First, _mono);
            ShapeOnset(ref p);
            Mix(p, left, right);
            p.Age += BlockSize;
            if ((_block + place) % CullInterval == 0)
                Cull(place);
        }
    }

    /// <summary>Silence.</summary>
    public void Reset()
    {
        for (int i = 0; i < _places.Length; i++)
            _places[i] = new Place { FirstGroup = _places[i].FirstGroup };
        Sounding = 0;
        _block = 0;
    }

    private void Render(int place, int groups)
    {
        ref double wide = ref MemoryMarshal.GetReference(Wide(place));
        ref float narrow = ref MemoryMarshal.GetReference(Narrow(place));
        switch (_width)
        {
            case LaneWidth.Bits512: ModalKernel.Render<Lanes512>(ref wide, ref narrow, groups, ref _scratch.First); break;
            case LaneWidth.Bits256: ModalKernel.Render<Lanes256>(ref wide, ref narrow, groups, ref _scratch.First); break;
            case LaneWidth.Bits128: ModalKernel.Render<Lanes128>(ref wide, ref narrow, groups, ref _scratch.First); break;
            default: ModalKernel.Render<Lanes1>(ref wide, ref narrow, groups, ref _scratch.First); break;
        }
    }

    // Nothing before the blow, a raised cosine while the hammer touches, then the build-up through the bridge.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ShapeOnset(ref Place place)
    {
        if (place.Age > OnsetEnd * _sampleRate)
            return;
        float perSample = 1 / (OnsetTime * _sampleRate);
        for (int i = 0; i < BlockSize; i++)
        {
            float age = (float)(place.Age + i);
            float contact = age < 0 ? 0 : age >= place.Contact ? 1 : 0.5f - 0.5f * MathF.Cos(MathF.PI * (age + 0.5f) / (place.Contact + 0.5f));
            _mono[i] *= contact * (1 - place.Onset * MathF.Exp(-Math.Max(0, age) * perSample));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix(in Place place, Span<float> left, Span<float> right)
    {
        float l = place.Left, r = place.Right;
        ReadOnlySpan<float> mono = _mono;
        for (int i = 0; i < mono.Length; i++)
        {
            left[i] = MathF.FusedMultiplyAdd(mono[i], l, left[i]);
            right[i] = MathF.FusedMultiplyAdd(mono[i], r, right[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Cull(int place)
    {
        ref Place p = ref _places[place];
        Span<double> wide = Wide(place);
        while (p.Groups > 0)
        {
            for (int group = p.Groups - 4; group < p.Groups; group++)
            {
                Span<double> phasors = wide.Slice(group * ModalKernel.WideStride, 2 * ModalKernel.GroupSize);
                for (int i = 0; i < ModalKernel.GroupSize; i++)
                    if (phasors[i] * phasors[i] + phasors[i + ModalKernel.GroupSize] * phasors[i + ModalKernel.GroupSize] > p.Silence * p.Silence)
                        return;
            }
            p.Groups -= 4;
        }
        Sounding--;
    }

    /// <summary>A struck string: what is not in the kernel's memory.</summary>
    internal struct Place
    {
        /// <summary>Where its memory starts, in groups.</summary>
        public int FirstGroup;

        /// <summary>Groups that still sound, a multiple of four; 0 at rest.</summary>
        public int Groups;

        /// <summary>Samples since the blow, at the start of the block.</summary>
        public double Age;

        /// <summary>Contact time in samples.</summary>
        public float Contact;

        /// <summary>How much of the amplitude builds up after the blow.</summary>
        public float Onset;

        /// <summary>The damping it has, in 1/s.</summary>
        public double Damping;

        /// <summary>The amplitude below which a mode is not heard.</summary>
        public double Silence;

        /// <summary>Gain to the left.</summary>
        public float Left;

        /// <summary>Gain to the right.</summary>
        public float Right;
    }
}

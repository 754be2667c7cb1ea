using System;
using System.Collections.Generic;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>Up to ten bands in a row, each a peak, shelf, pass or notch, whose curves keep to the analog ones up to 20 kHz.</summary>
/// <remarks>
/// Each band has a kind, a frequency, a gain and a Q, and there is an output gain. All may move at any time: frequency and Q
/// go to their new value by equal ratios and gains by equal steps in dB, over 50 ms; from one kind to another the band fades over. It is
/// stable however its settings move.
/// A band on its way costs about a microsecond more every 32 frames, for the design of its filter.
/// <para>Bands that change nothing (<see cref="EqualizerBandKind.Off"/>, or a gain of 0 dB) leave every bit as it is. Each band but the
/// first delays the sound by two frames.
/// Once nothing comes in and all bands have died away below -160 dB of full scale, the output is exactly zero and costs next to
/// nothing.</para>
/// <para>At 48 kHz, Q 0.3 to 2, gains to 12 dB and frequencies to 16 kHz the gain is within 0.1 dB of the analog filter's below 10 kHz and
/// within 0.5 dB up to
/// 20 kHz, where it is above -30 dB.</para>
/// </remarks>
/// <example><code>
/// var equalizer = new Equalizer([new() { Kind = EqualizerBandKind.HighPass, Frequency = 30 },
///     new() { Frequency = 3_000, GainDecibels = 4 }]);
/// var engine = new VoiceEngine(new PianoInstrument(), null, equalizer);
/// </code></example>
public sealed partial class Equalizer : Effect
{
    /// <summary>The largest number of bands.</summary>
    public const int MaximumBands = 10;

    private const int ParametersOfBand = 4;
    private const double GlideSeconds = 0.05;

    private static readonly Parameter[] s_kinds = Each(i => Parameter.Choice($"band {i} kind", (int)EqualizerBandKind.Peak,
        "off", "peak", "low shelf", "high shelf", "low pass", "high pass", "band pass", "notch"));

    private static readonly Parameter[] s_frequencies = Each(i => new Parameter($"band {i} frequency", Unit.Hertz,
        EqualizerBand.MinimumFrequency, EqualizerBand.MaximumFrequency, EqualizerBand.DefaultFrequency, Taper.Logarithmic));

    private static readonly Parameter[] s_gains = Each(i => new Parameter($"band {i} gain", Unit.Decibels,
        -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain, 0));

    private static readonly Parameter[] s_qs = Each(i => new Parameter($"band {i} q", Unit.None,
        EqualizerBand.MinimumQ, EqualizerBand.MaximumQ, EqualizerBand.DefaultQ, Taper.Logarithmic));

    private readonly EqualizerBandMotion[] _bands;
    private LaneChoice _lanes = LaneWidth.Scalar;
    private EqualizerGlide _outputGain;
    private AnalogMatch _match = new(SampleRates.Default);
    private int _glideTicks = 1;

    /// <summary>Makes an equalizer of flat bands: a low shelf, peaks and a high shelf, spread over ten octaves; one band is a
    /// peak.</summary>
    /// <param name="bands">How many, 1 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public Equalizer(int bands = 4) : this(Spread(bands))
    {
    }

    /// <summary>Makes an equalizer.</summary>
    /// <param name="bands">The settings at the start, in the order the sound passes them, 1 to 10; values out of range are moved into
    /// it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bands is out of range.</exception>
    /// <exception cref="ArgumentNullException">A band is null.</exception>
    public Equalizer(ReadOnlySpan<EqualizerBand> bands) : this(bands.Length, null)
    {
        for (int i = 0; i < bands.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(bands[i], nameof(bands));
            EqualizerBand band = bands[i].Clamped();
            Parameters.Start(BandKind(i), (float)band.Kind);
            Parameters.Start(BandFrequency(i), band.Frequency);
            Parameters.Start(BandGain(i), band.GainDecibels);
            Parameters.Start(BandQ(i), band.Q);
        }
    }

    /// <summary>Makes an equalizer with the settings of a patch: as many bands as the patch has values for.</summary>
    /// <param name="patch">The settings; bands that it leaves out below its last are flat.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    /// <exception cref="ArgumentException">The patch is not one of an equalizer.</exception>
    public Equalizer(EffectPatch patch) : this(BandsOf(patch), patch)
    {
    }

    private Equalizer(int bands, EffectPatch? patch) : base("equalizer", patch, 1, ParametersOf(bands)) =>
        _bands = new EqualizerBandMotion[bands];

    /// <summary>The gain after the bands, in dB, -24 to 24.</summary>
    public static Parameter OutputGain { get; } =
        new("output gain", Unit.Decibels, -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain, 0);

    /// <summary>How many bands there are.</summary>
    public int Bands => _bands.Length;

    /// <summary>The present settings of a band.</summary>
    /// <param name="band">From 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such band.</exception>
    public EqualizerBand this[int band]
    {
        get
        {
            if ((uint)band >= (uint)_bands.Length)
                throw new ArgumentOutOfRangeException(nameof(band), band, $"The equalizer has the bands 0 to {_bands.Length - 1}.");
            return new EqualizerBand
            {
                Kind = (EqualizerBandKind)(int)Get(BandKind(band)),
                Frequency = Get(BandFrequency(band)),
                GainDecibels = Get(BandGain(band)),
                Q = Get(BandQ(band)),
            };
        }
    }

    /// <summary>A frame for each band but the first.</summary>
    public override int LatencyFrames => _bands.Length - 1;

    /// <summary>How many frames the output may sound on after the input has ended, at the present parameters: until all bands have died
    /// away from full scale below -160 dB. Then it is zero.</summary>
    public override int TailFrames
    {
        get
        {
            // The bands' own decays add up at most; what they have amplified decays with the slowest.
            double slowest = double.PositiveInfinity, frames = 2 * FilterTick.Samples + LatencyFrames,
                amplified = _outputGain.Target * Math.Log(10) / 20;
            foreach (EqualizerBandMotion band in _bands)
            {
                if (band.IsFlat)
                    continue;
                WarpedSection section = band.Target(_match);
                double decay = -Math.Log(section.PoleRadius);
                slowest = Math.Min(slowest, decay);
                frames += -Math.Log(EqualizerKernel.Inaudible) / decay;
                amplified += band.LargestGain;
            }
            return (int)(frames + Math.Max(0, amplified) / slowest);
        }
    }

    /// <summary>What a band does: its choices are <see cref="EqualizerBandKind"/>.</summary>
    /// <param name="band">The band, 0 to 9.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such band.</exception>
    public static Parameter BandKind(int band) => s_kinds[band];

    /// <summary>A band's <see cref="EqualizerBand.Frequency"/>, in Hz.</summary>
    /// <param name="band">The band, 0 to 9.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such band.</exception>
    public static Parameter BandFrequency(int band) => s_frequencies[band];

    /// <summary>A band's <see cref="EqualizerBand.GainDecibels"/>, in dB.</summary>
    /// <param name="band">The band, 0 to 9.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such band.</exception>
    public static Parameter BandGain(int band) => s_gains[band];

    /// <summary>A band's <see cref="EqualizerBand.Q"/>.</summary>
    /// <param name="band">The band, 0 to 9.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such band.</exception>
    public static Parameter BandQ(int band) => s_qs[band];

    /// <summary>The gain at a frequency once all parameters have arrived: what a sine of it is multiplied by. For drawing; any thread may
    /// ask.</summary>
    /// <remarks>It is the digital filters' own gain at the prepared sample rate, 48 kHz before; <see cref="EqualizerBand.AnalogResponse"/>
    /// is what they are modelled on.</remarks>
    /// <param name="frequency">In Hz, 0 to half the sample rate.</param>
    /// <returns>The factor; 1 changes nothing.</returns>
    public override double Response(double frequency)
    {
        AnalogMatch match = _match;
        double power = 1, u = match.Warped(frequency);
        for (int i = 0; i < _bands.Length; i++)
        {
            var kind = (EqualizerBandKind)(int)Parameters[BandKind(i)];
            WarpedSection section =
                EqualizerBandMotion.Section(match, kind, Parameters[BandFrequency(i)], Parameters[BandQ(i)], Parameters[BandGain(i)]);
            power *= section.Power(u);
        }
        return Math.Sqrt(power) * Gain(Parameters[OutputGain]);
    }

    /// <inheritdoc/>
    protected override void ParameterMoved(Parameter parameter)
    {
        _isSet = true;
        int place = Parameters.PlaceOf(parameter) - Parameters.PlaceOf(BandKind(0));
        if (place < 0)
            _outputGain.MoveTo(Parameters[OutputGain], _glideTicks);
        else
            _bands[place / ParametersOfBand].MoveTo(Parameters, place / ParametersOfBand, _glideTicks);
    }

    private void MoveAll(int ticks)
    {
        _isSet = true;
        _outputGain.MoveTo(Parameters[OutputGain], ticks);
        for (int i = 0; i < _bands.Length; i++)
            _bands[i].MoveTo(Parameters, i, ticks);
    }

    private static Parameter[] Each(Func<int, Parameter> make)
    {
        var all = new Parameter[MaximumBands];
        for (int i = 0; i < all.Length; i++)
            all[i] = make(i + 1);
        return all;
    }

    private static Parameter[] ParametersOf(int bands)
    {
        CheckCount(bands);
        var all = new List<Parameter> { OutputGain };
        for (int i = 0; i < bands; i++)
            all.AddRange([BandKind(i), BandFrequency(i), BandGain(i), BandQ(i)]);
        return [.. all];
    }

    private static int BandsOf(EffectPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        int bands = 1;
        for (int i = 0; i < MaximumBands; i++)
            foreach (Parameter parameter in (ReadOnlySpan<Parameter>)[BandKind(i), BandFrequency(i), BandGain(i), BandQ(i)])
                if (patch.Values.ContainsKey(parameter.Id))
                    bands = i + 1;
        return bands;
    }

    private static EqualizerBand[] Spread(int count)
    {
        CheckCount(count);
        var bands = new EqualizerBand[count];
        for (int i = 0; i < count; i++)
        {
            EqualizerBandKind kind = count == 1 ? EqualizerBandKind.Peak : i == 0 ? EqualizerBandKind.LowShelf : i == count - 1
                ? EqualizerBandKind.HighShelf : EqualizerBandKind.Peak;
            double ratio = EqualizerBand.MaximumFrequency / EqualizerBand.MinimumFrequency;
            double frequency = EqualizerBand.MinimumFrequency * Math.Pow(ratio, (i + 0.5) / count);
            bands[i] = new() { Kind = kind, Frequency = MathF.Round((float)frequency) };
        }
        return bands;
    }

    private static void CheckCount(int bands)
    {
        if (bands is < 1 or > MaximumBands)
            throw new ArgumentOutOfRangeException(nameof(bands), bands, $"An equalizer has 1 to {MaximumBands} bands.");
    }

    private static double Gain(double decibels) => decibels == 0 ? 1 : Math.Pow(10, decibels / 20);
}

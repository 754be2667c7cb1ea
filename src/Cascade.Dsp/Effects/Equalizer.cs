using System;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>Up to ten bands in a row, each a peak, shelf, pass or notch, whose curves keep to the analog ones up to 20 kHz.</summary>
/// <remarks>
/// The parameters are, band by band, those of <see cref="EqualizerParameter"/>, and last the output gain; <see cref="Number"/> counts. All may move at any time: frequency and Q
/// go to their new value by equal ratios and gains by equal steps in dB, over 50 ms; from one kind to another the band fades over. It is stable however its settings move.
/// A band on its way costs about a microsecond more every 32 frames, for the design of its filter.
/// <para>Bands that change nothing (<see cref="EqualizerBandKind.Off"/>, or a gain of 0 dB) leave every bit as it is. Each band but the first delays the sound by two frames.
/// Once nothing comes in and all bands have died away below -160 dB of full scale, the output is exactly zero and costs next to nothing.</para>
/// <para>At 48 kHz, Q 0.3 to 2, gains to 12 dB and frequencies to 16 kHz the gain is within 0.1 dB of the analog filter's below 10 kHz and within 0.5 dB up to
/// 20 kHz, where it is above -30 dB.</para>
/// </remarks>
/// <example><code>
/// var equalizer = new Equalizer([new() { Kind = EqualizerBandKind.HighPass, Frequency = 30 }, new() { Frequency = 3_000, GainDecibels = 4 }]);
/// var engine = new VoiceEngine(new PianoInstrument(), null, equalizer);
/// </code></example>
public sealed partial class Equalizer : IEffect
{
    /// <summary>The largest number of bands.</summary>
    public const int MaximumBands = 10;

    private const int BandParameters = 4;
    private const double GlideSeconds = 0.05;

    private readonly ParameterInfo[] _parameters;
    private readonly EqualizerBandMotion[] _bands;
    private readonly LaneChoice _lanes;
    private EqualizerGlide _outputGain;
    private AnalogMatch _match = new(SampleRates.Default);
    private int _glideTicks;

    /// <summary>Makes an equalizer of flat bands: a low shelf, peaks and a high shelf, spread over ten octaves; one band is a peak.</summary>
    /// <param name="bands">How many, 1 to 10.</param>
    /// <param name="width">The register width; the widest by default. All give the same bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range, or the width not accelerated here.</exception>
    public Equalizer(int bands = 4, LaneWidth width = LaneWidth.Auto) : this(Spread(bands), width)
    {
    }

    /// <summary>Makes an equalizer.</summary>
    /// <param name="bands">The settings at the start, in the order the sound passes them, 1 to 10; values out of range are moved into it.</param>
    /// <param name="width">The register width; the widest by default. All give the same bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bands is out of range, or the width not accelerated here.</exception>
    /// <exception cref="ArgumentNullException">A band is null.</exception>
    public Equalizer(ReadOnlySpan<EqualizerBand> bands, LaneWidth width = LaneWidth.Auto)
    {
        CheckCount(bands.Length);
        _lanes = width;
        _bands = new EqualizerBandMotion[bands.Length];
        _parameters = new ParameterInfo[bands.Length * BandParameters + 1];
        for (int i = 0; i < bands.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(bands[i], nameof(bands));
            EqualizerBand band = bands[i].Clamped();
            _bands[i] = new EqualizerBandMotion(band);
            Describe(band, i);
        }
        _parameters[^1] = new("output gain", Unit.Decibels, -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain, 0);
        LayLanes();
        Prepare(SampleRates.Default);
    }

    /// <summary>Makes an equalizer with the bands and output gain of a patch.</summary>
    /// <param name="patch">Values out of range are moved into it.</param>
    /// <param name="width">The register width; the widest by default. All give the same bits.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not accelerated here.</exception>
    public Equalizer(EqualizerPatch patch, LaneWidth width = LaneWidth.Auto) : this(BandsOf(patch), width) => Load(patch);

    /// <summary>How many bands there are.</summary>
    public int Bands => _bands.Length;

    /// <inheritdoc/>
    public ReadOnlySpan<ParameterInfo> Parameters => _parameters;

    /// <summary>Two frames for each band but the first.</summary>
    public int LatencySamples => EqualizerKernel.Delay * (_bands.Length - 1);

    /// <summary>How many frames the output may sound on after the input has ended, at the present parameters: until all bands have died away from full scale below -160 dB. Then it is zero.</summary>
    public int TailSamples
    {
        get
        {
            // The bands' own decays add up at most; what they have amplified decays with the slowest.
            double slowest = double.PositiveInfinity, frames = 2 * FilterTick.Samples + LatencySamples, amplified = _outputGain.Target * Math.Log(10) / 20;
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

    /// <summary>The number of a band's parameter in <see cref="Parameters"/>, for <see cref="SetParameter"/> and events.</summary>
    /// <param name="band">The band, from 0.</param>
    /// <param name="parameter">Which of its settings.</param>
    public static int Number(int band, EqualizerParameter parameter) => band * BandParameters + (int)parameter;

    /// <summary>The gain at a frequency once all parameters have arrived: what a sine of it is multiplied by. For drawing; any thread may ask, and while parameters are set gets the old or the new values.</summary>
    /// <remarks>It is the digital filters' own gain at the prepared sample rate; <see cref="EqualizerBand.AnalogResponse"/> is what they are modelled on.</remarks>
    /// <param name="frequency">In Hz, 0 to half the sample rate.</param>
    /// <returns>The factor; 1 changes nothing.</returns>
    public double Response(double frequency)
    {
        AnalogMatch match = _match;
        double power = 1, u = match.Warped(frequency);
        foreach (EqualizerBandMotion band in _bands)
            power *= band.Target(match).Power(u);
        return Math.Sqrt(power) * Gain(_outputGain.Target);
    }

    /// <inheritdoc/>
    public void SetParameter(int index, float value)
    {
        if ((uint)index >= (uint)_parameters.Length)
            return;
        value = _parameters[index].Clamp(value);
        _isSet = true;
        if (index == _parameters.Length - 1)
            _outputGain.MoveTo(value, _glideTicks);
        else
            _bands[index / BandParameters].Move((EqualizerParameter)(index % BandParameters), value, _glideTicks);
    }

    /// <summary>Moves all parameters to those of a patch; bands that it does not have are switched off, those beyond are left out. For the audio thread, like <see cref="SetParameter"/>.</summary>
    /// <param name="patch">Values out of range are moved into it; a null is ignored.</param>
    public void Load(EqualizerPatch patch)
    {
        for (int i = 0; patch is not null && i < _bands.Length; i++)
        {
            EqualizerBand? band = i < patch.Bands.Count ? patch.Bands[i] : null;
            SetParameter(Number(i, EqualizerParameter.Kind), (float)(band?.KnownKind ?? EqualizerBandKind.Off));
            if (band is null)
                continue;
            SetParameter(Number(i, EqualizerParameter.Frequency), band.Frequency);
            SetParameter(Number(i, EqualizerParameter.Gain), band.GainDecibels);
            SetParameter(Number(i, EqualizerParameter.Q), band.Q);
        }
        SetParameter(_parameters.Length - 1, patch?.OutputGainDecibels ?? (float)_outputGain.Target);
    }

    private void Describe(EqualizerBand band, int index)
    {
        string name = $"band {index + 1}";
        _parameters[Number(index, EqualizerParameter.Kind)] = new(name + " kind", Unit.Choice, 0, (float)EqualizerBandKind.Notch, (float)band.Kind);
        _parameters[Number(index, EqualizerParameter.Frequency)] =
            new(name + " frequency", Unit.Hertz, EqualizerBand.MinimumFrequency, EqualizerBand.MaximumFrequency, band.Frequency, Taper.Logarithmic);
        _parameters[Number(index, EqualizerParameter.Gain)] = new(name + " gain", Unit.Decibels, -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain, band.GainDecibels);
        _parameters[Number(index, EqualizerParameter.Q)] = new(name + " q", Unit.None, EqualizerBand.MinimumQ, EqualizerBand.MaximumQ, band.Q, Taper.Logarithmic);
    }

    private static EqualizerBand[] Spread(int count)
    {
        CheckCount(count);
        var bands = new EqualizerBand[count];
        for (int i = 0; i < count; i++)
        {
            EqualizerBandKind kind = count == 1 ? EqualizerBandKind.Peak : i == 0 ? EqualizerBandKind.LowShelf : i == count - 1 ? EqualizerBandKind.HighShelf : EqualizerBandKind.Peak;
            double ratio = EqualizerBand.MaximumFrequency / EqualizerBand.MinimumFrequency;
            bands[i] = new() { Kind = kind, Frequency = MathF.Round((float)(EqualizerBand.MinimumFrequency * Math.Pow(ratio, (i + 0.5) / count))) };
        }
        return bands;
    }

    private static EqualizerBand[] BandsOf(EqualizerPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return [.. patch.Clamped().Bands];
    }

    private static void CheckCount(int bands)
    {
        if (bands is < 1 or > MaximumBands)
            throw new ArgumentOutOfRangeException(nameof(bands), bands, $"An equalizer has 1 to {MaximumBands} bands.");
    }

    private static double Gain(double decibels) => decibels == 0 ? 1 : Math.Pow(10, decibels / 20);
}

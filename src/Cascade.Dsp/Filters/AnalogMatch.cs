using System;

namespace Cascade.Dsp.Filters;

/// <summary>Designs second-order filters whose gain follows the analog filter's up to 20 kHz, at one sample rate.</summary>
/// <remarks>
/// All five numbers of the section are fitted to the analog gain, in decibels, at points spread over the audible range and around the
/// filter's own frequency: a fixed three rounds of Gauss-Newton on the logarithms of the numbers, which keeps every filter stable and makes
/// the result a smooth function of the settings. The start is a section with the analog poles, carried over by the exponential, that has
/// the analog gain at 0 Hz, near its frequency and at the top. About a microsecond; allocates nothing and shares nothing, so any thread may
/// ask.
/// <para>At 48 kHz, Q 0.3 to 2, gains to 12 dB and frequencies from 20 Hz to 16 kHz the error is at most 0.1 dB below 10 kHz and 0.5 dB to
/// 20 kHz, where the gain is above -30 dB.</para>
/// <para>Sources: M. Vicanek, "Matched second order digital filters", 2016 (the start: poles, and gains at three points); K. Levenberg, "A
/// method for the solution of certain non-linear problems in least squares", 1944. Frequencies are above 0 and clamped to 0.46 of the
/// sample rate, Q is 0.1 to 20, gains -24 to 24 dB.</para>
/// </remarks>
internal sealed partial class AnalogMatch
{
    /// <summary>The highest frequency of a filter, as a share of the sample rate.</summary>
    public const double MaximumFrequency = 0.46;

    private const int Fixed = 8;
    private const int Points = Fixed + 7;

    private static readonly double[] s_spread = [0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1];

    private readonly double _sampleRate, _top;
    private readonly double[] _fixed = new double[Fixed];

    /// <summary>Makes a designer.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public AnalogMatch(double sampleRate)
    {
        _sampleRate = sampleRate;
        _top = Math.Max(sampleRate * 20 / 48, Math.Min(20_000, 0.45 * sampleRate));
        for (int i = 0; i < Fixed; i++)
            _fixed[i] = Warped(s_spread[i] * _top);
    }

    /// <summary>The square of tan(pi f / rate).</summary>
    /// <param name="frequency">f in Hz.</param>
    public double Warped(double frequency)
    {
        double tangent = Math.Tan(Math.PI * frequency / _sampleRate);
        return tangent * tangent;
    }

    /// <summary>Low-pass, 12 dB per octave.</summary>
    public WarpedSection LowPass(double frequency, double q)
    {
        AnalogSection analog = AnalogSection.LowPass(q);
        frequency = Clamp(frequency);
        return Refine(FromThreeGains(analog, frequency), analog, frequency, q);
    }

    /// <summary>High-pass, 12 dB per octave.</summary>
    public WarpedSection HighPass(double frequency, double q)
    {
        AnalogSection analog = AnalogSection.HighPass(q);
        frequency = Clamp(frequency);
        WarpedSection poles = Poles(analog, frequency);
        double u = Warped(frequency);
        return Refine(poles with { B2 = q * Math.Sqrt(poles.Bottom(u)) / u }, analog, frequency, q);
    }

    /// <summary>Band-pass, 0 dB at its centre.</summary>
    public WarpedSection BandPass(double frequency, double q)
    {
        AnalogSection analog = AnalogSection.BandPass(q);
        frequency = Clamp(frequency);
        WarpedSection poles = Poles(analog, frequency);
        // Top(u) / u = b1^2 + b2^2 u at the centre and at the highest point.
        double u = Warped(frequency), high = _fixed[^1], center = poles.Bottom(u) / u,
            far = poles.Bottom(high) * analog.Power(_top / frequency) / high;
        double b2 = Math.Max((far - center) / (high - u), 0.01 * center / Math.Max(u, high));
        return Refine(poles with { B2 = Math.Sqrt(b2), B1 = Math.Sqrt(Math.Max(center - b2 * u, 0.1 * center)) }, analog, frequency, q);
    }

    /// <summary>Notch, exactly at its frequency.</summary>
    public WarpedSection Notch(double frequency, double q)
    {
        AnalogSection analog = AnalogSection.Notch(q);
        frequency = Clamp(frequency);
        WarpedSection poles = Poles(analog, frequency);
        return Refine(poles with { B0 = poles.A0, B2 = poles.A0 / Warped(frequency) }, analog, frequency, q, isNotch: true);
    }

    /// <summary>Peak or dip; a dip is the inverse of a peak.</summary>
    public WarpedSection Peak(double frequency, double q, double gainDecibels)
    {
        AnalogSection boost = AnalogSection.Peak(q, Math.Abs(gainDecibels));
        WarpedSection section = Boost(boost, Clamp(frequency), q, gainDecibels);
        return gainDecibels < 0 ? section.Inverse : section;
    }

    /// <summary>Low shelf: the gain below, 0 dB above.</summary>
    public WarpedSection LowShelf(double frequency, double q, double gainDecibels)
    {
        AnalogSection boost = AnalogSection.LowShelf(q, Math.Abs(gainDecibels));
        WarpedSection section = Boost(boost, Clamp(frequency), q, gainDecibels);
        return gainDecibels < 0 ? section.Inverse : section;
    }

    /// <summary>High shelf: the gain above, 0 dB below; it is the gain times the low shelf of the opposite gain.</summary>
    public WarpedSection HighShelf(double frequency, double q, double gainDecibels) =>
        LowShelf(frequency, q, -gainDecibels).Scaled(Math.Pow(10, gainDecibels / 20));

    /// <summary>A section that changes nothing, with the poles of a filter.</summary>
    public WarpedSection Flat(double frequency, double q)
    {
        WarpedSection poles = Poles(AnalogSection.BandPass(q), Clamp(frequency));
        return poles with { B2 = 1, B1 = poles.A1, B0 = poles.A0 };
    }

    private WarpedSection Boost(in AnalogSection analog, double frequency, double q, double gainDecibels) =>
        Math.Abs(gainDecibels) < 1e-6 ? Flat(frequency, q) : Refine(FromThreeGains(analog, frequency), analog, frequency, q);

    private double Clamp(double frequency) => Math.Min(frequency, MaximumFrequency * _sampleRate);

    // The analog poles, carried over by the exponential; no zeros yet.
    private WarpedSection Poles(in AnalogSection analog, double frequency)
    {
        double w = 2 * Math.PI * frequency / _sampleRate * Math.Sqrt(analog.D0 / analog.D2),
            damping = analog.D1 / (2 * Math.Sqrt(analog.D0 * analog.D2));
        double pole1, pole2 = Math.Exp(-2 * damping * w), root = Math.Sqrt(Math.Abs(1 - damping * damping));
        if (damping <= 1)
            pole1 = -2 * Math.Exp(-damping * w) * Math.Cos(root * w);
        else
            pole1 = -Math.Exp((root - damping) * w) - Math.Exp((-root - damping) * w);
        double scale = 1 / (1 - pole1 + pole2);
        return new(0, 0, 0, 2 * (1 - pole2) * scale, (1 + pole1 + pole2) * scale);
    }

    // The gain at 0 Hz, at the filter's frequency or somewhat below the top, and at the top is the analog one's.
    private WarpedSection FromThreeGains(in AnalogSection analog, double frequency)
    {
        WarpedSection poles = Poles(analog, frequency);
        double middle = Math.Min(frequency, 0.8 * _top), u1 = Warped(middle), u2 = _fixed[^1], b0 = Math.Sqrt(analog.Power(0)) * poles.A0;
        double t1 = analog.Power(middle / frequency) * poles.Bottom(u1) - b0 * b0,
            t2 = analog.Power(_top / frequency) * poles.Bottom(u2) - b0 * b0;
        // Top(u) = b0^2 + (b1^2 - 2 b0 b2) u + b2^2 u^2.
        double square = Math.Max((t2 / u2 - t1 / u1) / (u2 - u1), 1e-3 * (Math.Abs(t2) + b0 * b0) / (u2 * u2)), b2 = Math.Sqrt(square);
        double linear = t1 / u1 - square * u1;
        return poles with { B0 = b0, B2 = b2, B1 = Math.Sqrt(Math.Max(linear + 2 * b0 * b2, 0.1 * b0 * b2)) };
    }
}

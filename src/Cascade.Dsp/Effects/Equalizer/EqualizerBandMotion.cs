using System;
using Cascade.Dsp.Filters;

namespace Cascade.Dsp.Effects;

/// <summary>Brings a band's settings to where they were set, tick by tick: frequency and Q by equal ratios, gain by equal steps in dB. From
/// one kind to another its coefficients fade over.</summary>
internal sealed class EqualizerBandMotion
{
    private EqualizerGlide _frequency, _gain, _q, _fade = new(1);
    private EqualizerBandKind _kind;
    private EqualizerCoefficients _now, _before;

    public bool IsMoving => _frequency.IsMoving || _gain.IsMoving || _q.IsMoving || _fade.IsMoving;

    /// <summary>Sends the settings to those of a bank, in a number of ticks.</summary>
    /// <param name="values">The equalizer's parameters.</param>
    /// <param name="band">The band, from 0.</param>
    /// <param name="ticks">In how many ticks.</param>
    public void MoveTo(ParameterBank values, int band, int ticks)
    {
        Fade((EqualizerBandKind)(int)values[Equalizer.BandKind(band)], ticks);
        _frequency.MoveTo(Math.Log2(values[Equalizer.BandFrequency(band)]), ticks);
        _gain.MoveTo(values[Equalizer.BandGain(band)], ticks);
        _q.MoveTo(Math.Log2(values[Equalizer.BandQ(band)]), ticks);
    }

    /// <summary>Goes to the targets at once.</summary>
    public void Jump()
    {
        _frequency.Jump();
        _gain.Jump();
        _q.Jump();
        _fade.Jump();
    }

    /// <summary>Goes on by a tick.</summary>
    public void Advance()
    {
        _frequency.Advance();
        _gain.Advance();
        _q.Advance();
        _fade.Advance();
    }

    /// <summary>The coefficients at the present settings.</summary>
    public EqualizerCoefficients Coefficients(AnalogMatch match)
    {
        WarpedSection section = Section(match, _kind, Math.Pow(2, _frequency.Value), Math.Pow(2, _q.Value), _gain.Value);
        _now = EqualizerCoefficients.Of(section);
        if (_fade.IsMoving)
            _now = EqualizerCoefficients.Between(_before, _now, _fade.Value);
        return _now;
    }

    /// <summary>The filter at the settings' targets, from any thread.</summary>
    public WarpedSection Target(AnalogMatch match) =>
        Section(match, _kind, Math.Pow(2, _frequency.Target), Math.Pow(2, _q.Target), _gain.Target);

    /// <summary>A bound for the natural logarithm of how much larger than its input a band's state can be at its targets.</summary>
    public double LargestGain => Math.Abs(_gain.Target) * Math.Log(10) / 20 + Math.Max(0, _q.Target * Math.Log(2));

    /// <summary>True if the band changes nothing at its targets.</summary>
    public bool IsFlat => _kind switch
    {
        EqualizerBandKind.Off => true,
        EqualizerBandKind.Peak or EqualizerBandKind.LowShelf or EqualizerBandKind.HighShelf => _gain.Target == 0,
        _ => false,
    };

    private void Fade(EqualizerBandKind kind, int ticks)
    {
        if (kind == _kind)
            return;
        _kind = kind;
        _before = _now;
        _fade = new(0);
        _fade.MoveTo(1, ticks);
    }

    /// <summary>The filter of a kind.</summary>
    public static WarpedSection Section(AnalogMatch match, EqualizerBandKind kind, double frequency, double q, double gain) => kind switch
    {
        EqualizerBandKind.Peak => match.Peak(frequency, q, gain),
        EqualizerBandKind.LowShelf => match.LowShelf(frequency, q, gain),
        EqualizerBandKind.HighShelf => match.HighShelf(frequency, q, gain),
        EqualizerBandKind.LowPass => match.LowPass(frequency, q),
        EqualizerBandKind.HighPass => match.HighPass(frequency, q),
        EqualizerBandKind.BandPass => match.BandPass(frequency, q),
        EqualizerBandKind.Notch => match.Notch(frequency, q),
        _ => match.Flat(frequency, q),
    };
}

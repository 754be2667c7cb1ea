using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>One blow of a key's hammer: how long it touches the string, and the spectrum of its force.</summary>
/// <remarks>|H(f)| falls from 1 around 0.59 / T with steepness q, and once more around 3.98 / T; harder blows are shorter and less steep, so brighter.
/// <para>Source of contact times and slopes: A. Askenfelt, E. Jansson, "From touch to string vibrations", KTH, 1990-93; D. Hall, "Piano string excitation", JASA 1986-88.</para></remarks>
internal readonly struct Hammer
{
    private const double LevelRange = 33.5;
    private static readonly double s_firstCorner = Math.Log(0.59), s_secondCorner = Math.Log(3.98);
    private readonly double _logContact, _steepness;

    /// <summary>A blow.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">MIDI velocity, 0 to 127; fractions count.</param>
    /// <param name="softness">Factor on the contact time.</param>
    public Hammer(PianoTables tables, int key, double velocity, double softness)
    {
        double speed = Math.Exp(0.023 * (velocity - 64));
        Contact = softness * 1e-3 * Math.Exp(tables.Contact.At(key)) * Math.Pow(speed, tables.ContactVelocity);
        _steepness = Math.Exp(tables.Steepness.At(key)) * Math.Pow(speed, tables.SteepnessVelocity);
        _logContact = Math.Log(Contact);
        Level = Math.Pow(10, LevelRange * (velocity / 127 - 1) / 20);
    }

    /// <summary>How long hammer and string touch, in seconds.</summary>
    public double Contact { get; }

    /// <summary>The blow's level, 1 at velocity 127. With the spectrum's own gain in power the velocities span 40 dB.</summary>
    public double Level { get; }

    /// <summary>The force spectrum at a frequency.</summary>
    /// <param name="logFrequency">Natural logarithm of the frequency in Hz.</param>
    public double Spectrum(double logFrequency)
    {
        double x = logFrequency + _logContact;
        return 1 / Math.Sqrt((1 + Math.Exp(2 * _steepness * (x - s_firstCorner))) * (1 + Math.Exp(5.16 * (x - s_secondCorner))));
    }
}

using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>One blow of a key's hammer: how long it touches the string, and the spectrum of its force.</summary>
/// <remarks>|H(f)| falls from 1 around 0.59 / T with steepness q, and once more around 3.98 / T; harder blows are shorter and less steep,
/// so brighter.
/// <para>Source of contact times and slopes: A. Askenfelt, E. Jansson, "From touch to string vibrations", KTH, 1990-93; D. Hall, "Piano
/// string excitation", JASA 1986-88.</para></remarks>
internal readonly struct Hammer
{
    /// <summary>Twice the steepness around the second corner.</summary>
    public const float SecondSlope = 5.16f;

    /// <summary>The decibels from velocity 0 to 127.</summary>
    public const float LevelRange = 40;

    private static readonly double s_firstCorner = Math.Log2(0.59), s_secondCorner = Math.Log2(3.98);

    /// <summary>A blow.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">MIDI velocity, 0 to 127; fractions count.</param>
    /// <param name="softness">Factor on the contact time.</param>
    public Hammer(PianoTables tables, int key, double velocity, double softness)
    {
        double logSpeed = 0.023 * (velocity - 64);
        Contact = softness * 1e-3 * Math.Exp(tables.Contact.At(key) + tables.ContactVelocity.At(key) * logSpeed);
        FirstSlope = (float)(2 * Math.Exp(tables.Steepness.At(key) + tables.SteepnessVelocity.At(key) * logSpeed));
        double log = Math.Log2(Contact);
        FirstCorner = (float)(s_firstCorner - log);
        SecondCorner = (float)(s_secondCorner - log);
        Level = LevelOf(velocity);
    }

    /// <summary>How long hammer and string touch, in seconds.</summary>
    public double Contact { get; }

    /// <summary>The blow's level, 1 at velocity 127.</summary>
    public double Level { get; }

    /// <summary>The level of a blow at a velocity.</summary>
    /// <param name="velocity">MIDI velocity, 0 to 127.</param>
    public static double LevelOf(double velocity) => Math.Pow(10, LevelRange * (velocity / 127 - 1) / 20);

    /// <summary>Binary logarithm of the first corner's frequency in Hz.</summary>
    public float FirstCorner { get; }

    /// <summary>Binary logarithm of the second corner's frequency in Hz.</summary>
    public float SecondCorner { get; }

    /// <summary>Twice the steepness q.</summary>
    public float FirstSlope { get; }

    /// <summary>The force spectrum at a frequency.</summary>
    /// <param name="frequency">In Hz.</param>
    public double Spectrum(double frequency)
    {
        double x = Math.Log2(frequency);
        return 1 / Math.Sqrt((1 + Math.Pow(2, FirstSlope * (x - FirstCorner))) * (1 + Math.Pow(2, SecondSlope * (x - SecondCorner))));
    }
}

namespace Cascade.Dsp;

/// <summary>The unit that a parameter's value is given in.</summary>
public enum Unit
{
    /// <summary>A plain number.</summary>
    None,

    /// <summary>A share, 0 to 1 (or -1 to 1 where the range says so).</summary>
    Ratio,

    /// <summary>Cycles per second.</summary>
    Hertz,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Decibels.</summary>
    Decibels,

    /// <summary>Semitones: twelfths of an octave.</summary>
    Semitones,

    /// <summary>Cents, hundredths of a semitone.</summary>
    Cents,

    /// <summary>Octaves.</summary>
    Octaves,

    /// <summary>One of a few named choices, counted from 0.</summary>
    Choice,
}

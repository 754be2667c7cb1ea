namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The rows of a group of resonances, one float a mode in each.</summary>
internal enum ResonatorField
{
    /// <summary>The real part of the state.</summary>
    X,

    /// <summary>The imaginary part, which is heard.</summary>
    Y,

    /// <summary>A sample's turn and decay r e^(jw): its real part.</summary>
    Cos,

    /// <summary>Its imaginary part.</summary>
    Sin,

    /// <summary>What it takes of the input.</summary>
    Drive,

    /// <summary>What it gives to the left.</summary>
    Left,

    /// <summary>What it gives to the right.</summary>
    Right,

    /// <summary>The number of rows.</summary>
    Count,
}

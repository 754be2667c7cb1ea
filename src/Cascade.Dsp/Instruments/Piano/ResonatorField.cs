namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The rows of a group of resonances, one float a mode in each.</summary>
internal enum ResonatorField
{
    /// <summary>The last sample.</summary>
    Last,

    /// <summary>The one before it.</summary>
    Before,

    /// <summary>What the last sample gives to the next: 2 r cos w.</summary>
    A,

    /// <summary>What the one before gives: -r^2.</summary>
    B,

    /// <summary>What it takes of the input.</summary>
    Drive,

    /// <summary>What it gives to the left.</summary>
    Left,

    /// <summary>What it gives to the right.</summary>
    Right,

    /// <summary>The number of rows.</summary>
    Count,
}

namespace Cascade.Dsp;

/// <summary>What values a <see cref="Parameter"/> takes.</summary>
public enum ParameterKind
{
    /// <summary>Any value of the range.</summary>
    Continuous = 0,

    /// <summary>Whole numbers of the range; others are rounded.</summary>
    Whole = 1,

    /// <summary>0, off, or 1, on; from 0.5 it is on.</summary>
    Switch = 2,

    /// <summary>The number of one of <see cref="Parameter.Choices"/>, from 0; others are rounded.</summary>
    Choice = 3,

    /// <summary>A value that the device measures and nobody sets.</summary>
    Meter = 4,
}

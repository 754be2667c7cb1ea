namespace Cascade.Dsp.Parameters;

/// <summary>How a control's travel maps to a parameter's range.</summary>
public enum Taper
{
    /// <summary>Equal steps are equal differences.</summary>
    Linear,

    /// <summary>Equal steps are equal ratios; both ends of the range are above zero.</summary>
    Logarithmic,

    /// <summary>The value is the square of the travel times the range: fine near the minimum, and the minimum may be zero.</summary>
    Square,
}

using System;

namespace Cascade.Dsp.Parameters;

/// <summary>What a parameter is: its name, unit and range. It holds no value.</summary>
/// <remarks>An instrument's or effect's parameters are numbered by their place in its <c>Parameters</c>; that number travels in an event.</remarks>
public sealed class ParameterInfo
{
    /// <summary>Describes a parameter.</summary>
    /// <param name="name">A short name in the field's words, unique within its owner: "cutoff".</param>
    /// <param name="unit">The unit of the value.</param>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value, above <paramref name="minimum"/>.</param>
    /// <param name="defaultValue">The value at start, within the range.</param>
    /// <param name="taper">How a control's travel maps to the range.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite, the default lies outside it, or a logarithmic range reaches zero.</exception>
    public ParameterInfo(string name, Unit unit, float minimum, float maximum, float defaultValue, Taper taper = Taper.Linear)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!float.IsFinite(minimum) || !float.IsFinite(maximum) || maximum <= minimum)
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"The range of '{name}' must be finite and not empty; it starts at {minimum}.");
        if (!(defaultValue >= minimum && defaultValue <= maximum))
            throw new ArgumentOutOfRangeException(nameof(defaultValue), defaultValue, $"The default of '{name}' must lie within {minimum} to {maximum}.");
        if (taper == Taper.Logarithmic && minimum <= 0)
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, $"A logarithmic range must start above zero ('{name}').");
        Name = name;
        Unit = unit;
        Minimum = minimum;
        Maximum = maximum;
        Default = defaultValue;
        Taper = taper;
    }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <summary>The unit of the value.</summary>
    public Unit Unit { get; }

    /// <summary>The smallest value, in the unit.</summary>
    public float Minimum { get; }

    /// <summary>The largest value, in the unit.</summary>
    public float Maximum { get; }

    /// <summary>The value at start, in the unit.</summary>
    public float Default { get; }

    /// <summary>How a control's travel maps to the range.</summary>
    public Taper Taper { get; }

    /// <summary>The value moved into the range; NaN becomes the default. What the audio thread does to every value.</summary>
    /// <param name="value">Any value, in the unit.</param>
    public float Clamp(float value) => float.IsNaN(value) ? Default : Math.Clamp(value, Minimum, Maximum);

    /// <summary>The value at a place of a control's travel.</summary>
    /// <param name="position">0 at the minimum to 1 at the maximum; clamped.</param>
    /// <returns>A value in the unit, within the range.</returns>
    public float FromPosition(float position)
    {
        float p = float.IsNaN(position) ? 0 : Math.Clamp(position, 0, 1);
        return Clamp(Taper switch
        {
            Taper.Logarithmic => Minimum * MathF.Pow(Maximum / Minimum, p),
            Taper.Square => Minimum + (Maximum - Minimum) * p * p,
            _ => Minimum + (Maximum - Minimum) * p,
        });
    }

    /// <summary>The place of a control's travel that gives a value: the inverse of <see cref="FromPosition"/>.</summary>
    /// <param name="value">A value in the unit; clamped.</param>
    /// <returns>0 at the minimum to 1 at the maximum.</returns>
    public float ToPosition(float value)
    {
        float v = Clamp(value);
        return Taper switch
        {
            Taper.Logarithmic => MathF.Log(v / Minimum) / MathF.Log(Maximum / Minimum),
            Taper.Square => MathF.Sqrt((v - Minimum) / (Maximum - Minimum)),
            _ => (v - Minimum) / (Maximum - Minimum),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Unit}, {Minimum} to {Maximum})";
}

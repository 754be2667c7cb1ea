using System;
using System.Collections.Generic;
using System.Globalization;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>The identity of something that can be set on an instrument or effect, or read from it: a name, a unit, a range and a kind. It
/// holds no value.</summary>
/// <remarks>The values are in the <see cref="ParameterBank"/> of each device. What is stored or sent refers to a parameter by
/// <see cref="Id"/>, never by position.</remarks>
/// <example><code>
/// engine.Set(reverb, Reverb.Mix, 0.3f);
/// float mix = reverb.Get(Reverb.Mix);
/// </code></example>
public sealed class Parameter
{
    private static readonly string[] s_switch = ["off", "on"];

    /// <summary>Describes a parameter that takes any value of a range.</summary>
    /// <param name="name">A short name in the field's words, unique within its device: "low crossover". Its letters with hyphens for spaces
    /// are the <see cref="Id"/>.</param>
    /// <param name="unit">The unit of the value.</param>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value, above <paramref name="minimum"/>.</param>
    /// <param name="defaultValue">The usual value, within the range.</param>
    /// <param name="taper">How a control's travel maps to the range.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite, the default lies outside it, or a logarithmic range
    /// reaches zero.</exception>
    public Parameter(string name, Unit unit, float minimum, float maximum, float defaultValue, Taper taper = Taper.Linear)
        : this(name, ParameterKind.Continuous, unit, minimum, maximum, defaultValue, taper, [])
    {
    }

    private Parameter(string name, ParameterKind kind, Unit unit, float minimum, float maximum, float defaultValue, Taper taper,
        string[] choices)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!float.IsFinite(minimum) || !float.IsFinite(maximum) || maximum <= minimum)
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum,
                $"The range of '{name}' must be finite and not empty; it starts at {minimum}.");
        if (!(defaultValue >= minimum && defaultValue <= maximum))
            throw new ArgumentOutOfRangeException(nameof(defaultValue), defaultValue,
                $"The default of '{name}' must lie within {minimum} to {maximum}.");
        if (taper == Taper.Logarithmic && minimum <= 0)
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, $"A logarithmic range must start above zero ('{name}').");
        Name = name;
        Id = name.Replace(' ', '-');
        Kind = kind;
        Unit = unit;
        Minimum = minimum;
        Maximum = maximum;
        Default = defaultValue;
        Taper = taper;
        Choices = choices;
    }

    /// <summary>Describes a parameter of whole numbers.</summary>
    /// <param name="name">As in the constructor.</param>
    /// <param name="minimum">The smallest number.</param>
    /// <param name="maximum">The largest number, above <paramref name="minimum"/>.</param>
    /// <param name="defaultValue">The usual number, within the range.</param>
    /// <param name="unit">The unit of the number.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty, or the default lies outside it.</exception>
    public static Parameter Whole(string name, int minimum, int maximum, int defaultValue, Unit unit = Unit.None) =>
        new(name, ParameterKind.Whole, unit, minimum, maximum, defaultValue, Taper.Linear, []);

    /// <summary>Describes a parameter that is on or off.</summary>
    /// <param name="name">As in the constructor.</param>
    /// <param name="isOn">Whether it is usually on.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static Parameter Switch(string name, bool isOn = false) =>
        new(name, ParameterKind.Switch, Unit.None, 0, 1, isOn ? 1 : 0, Taper.Linear, s_switch);

    /// <summary>Describes a parameter that is one of a few named choices.</summary>
    /// <param name="name">As in the constructor.</param>
    /// <param name="defaultChoice">The number of the usual choice, from 0.</param>
    /// <param name="choices">The names of the choices, two or more.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two choices, or the default is none of them.</exception>
    public static Parameter Choice(string name, int defaultChoice, params ReadOnlySpan<string> choices) =>
        new(name, ParameterKind.Choice, Unit.Choice, 0, choices.Length - 1, defaultChoice, Taper.Linear, choices.ToArray());

    /// <summary>Describes a value that a device measures.</summary>
    /// <param name="name">As in the constructor.</param>
    /// <param name="unit">The unit of the value.</param>
    /// <param name="minimum">The smallest value; also that of a silent device.</param>
    /// <param name="maximum">The largest value that is worth drawing.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public static Parameter Meter(string name, Unit unit, float minimum, float maximum) =>
        new(name, ParameterKind.Meter, unit, minimum, maximum, minimum, Taper.Linear, []);

    /// <summary>What the parameter is stored and sent as: its name with hyphens for spaces, unique within its device. It never
    /// changes.</summary>
    public string Id { get; }

    /// <summary>The parameter's name.</summary>
    public string Name { get; }

    /// <summary>What values it takes.</summary>
    public ParameterKind Kind { get; }

    /// <summary>The unit of the value.</summary>
    public Unit Unit { get; }

    /// <summary>The smallest value, in the unit.</summary>
    public float Minimum { get; }

    /// <summary>The largest value, in the unit.</summary>
    public float Maximum { get; }

    /// <summary>The usual value, in the unit. A device may start with another: see <see cref="ParameterBank.StartOf"/>.</summary>
    public float Default { get; }

    /// <summary>How a control's travel maps to the range.</summary>
    public Taper Taper { get; }

    /// <summary>The names of the choices in order, "off" and "on" for a switch; empty for other kinds.</summary>
    public IReadOnlyList<string> Choices { get; }

    // Where a bank finds it at once. Every bank of a device type has the same order.
    internal int Place { get; set; }

    /// <summary>The nearest value that the parameter takes; NaN becomes the default, and what is within 1e-8 of 0 becomes 0. What the audio
    /// thread does to every value.</summary>
    /// <param name="value">Any value, in the unit.</param>
    public float Clamp(float value)
    {
        // So little does nothing but cost the time of subnormal numbers.
        value = value is < 1e-8f and > -1e-8f ? 0 : value;
        float inside = float.IsNaN(value) ? Default : Math.Clamp(value, Minimum, Maximum);
        return Kind is ParameterKind.Continuous or ParameterKind.Meter ? inside : MathF.Floor(inside + 0.5f);
    }

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

    /// <summary>A value as text for people: "-3 dB", "1.5 s", "on".</summary>
    /// <param name="value">In the unit; clamped.</param>
    public string Format(float value)
    {
        float v = Clamp(value);
        if (Choices.Count > 0)
            return Choices[(int)v];
        string number = v.ToString("0.###", CultureInfo.InvariantCulture);
        return Unit switch
        {
            Unit.Hertz => number + " Hz",
            Unit.Seconds => number + " s",
            Unit.Decibels => number + " dB",
            Unit.Semitones => number + " semitones",
            Unit.Cents => number + " cents",
            Unit.Octaves => number + " octaves",
            _ => number,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Unit}, {Minimum} to {Maximum})";
}

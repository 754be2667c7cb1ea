using System;
using System.Collections.Generic;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>Named settings of an effect: values by the ids of its parameters. Immutable.</summary>
/// <remarks>What a patch leaves out has its default. Values out of range are moved into it when an effect takes the patch.</remarks>
public sealed record EffectPatch
{
    /// <summary>The kind of effect it is for, as in <c>EffectKind.Name</c>: "reverb".</summary>
    public required string Effect { get; init; }

    /// <summary>The name it is found by, in small letters: "hall".</summary>
    public string Name { get; init; } = "";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>The values by <see cref="Parameter.Id"/>, each in its parameter's unit; a choice by its number.</summary>
    public IReadOnlyDictionary<string, float> Values { get; init; } = new Dictionary<string, float>();

    /// <summary>The value of a parameter: the patch's own, or the default.</summary>
    /// <param name="parameter">A parameter of the effect.</param>
    public float this[Parameter parameter]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(parameter);
            return Values.TryGetValue(parameter.Id, out float value) ? parameter.Clamp(value) : parameter.Default;
        }
    }

    /// <summary>The same patch with another value.</summary>
    /// <param name="parameter">A parameter of the effect.</param>
    /// <param name="value">In the parameter's unit; clamped to its range.</param>
    public EffectPatch With(Parameter parameter, float value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return this with { Values = new Dictionary<string, float>(Values) { [parameter.Id] = parameter.Clamp(value) } };
    }

    /// <summary>Whether both have the same names and values.</summary>
    /// <param name="other">The other patch.</param>
    public bool Equals(EffectPatch? other) =>
        other is not null && Effect == other.Effect && Name == other.Name && Description == other.Description
        && ParameterValues.AreEqual(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Effect, Name, Values.Count);
}

using System;
using System.Collections.Generic;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A piano: which model it starts from, and what is changed. Immutable. Values out of range are moved into it when an instrument
/// takes the patch.</summary>
public sealed record PianoPatch
{
    /// <summary>The grand as it was fitted.</summary>
    public static PianoPatch Default { get; } = new();

    /// <summary>The name it is found by, in small letters: "grand".</summary>
    public string Name { get; init; } = "grand";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>The piano it starts from.</summary>
    public PianoModel Model { get; init; }

    /// <summary>From played to sounding velocity, in straight lines between these points and to 0 and 127; none leaves velocities as they
    /// are.</summary>
    public IReadOnlyList<VelocityPoint> VelocityCurve { get; init; } = [];

    /// <summary>The starting values of the piano's parameters by <see cref="Parameter.Id"/>, each in its parameter's unit; those left out
    /// have their defaults.</summary>
    public IReadOnlyDictionary<string, float> Values { get; init; } = new Dictionary<string, float>();

    /// <summary>The same piano with another starting value.</summary>
    /// <param name="parameter">One of the parameters of <see cref="PianoInstrument"/>.</param>
    /// <param name="value">In the parameter's unit; clamped to its range.</param>
    public PianoPatch With(Parameter parameter, float value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return this with { Values = new Dictionary<string, float>(Values) { [parameter.Id] = parameter.Clamp(value) } };
    }

    /// <summary>The patch with every value moved into its range; NaN and null become the defaults, ids that no parameter has are left
    /// out.</summary>
    public PianoPatch Clamped()
    {
        var points = new VelocityPoint[VelocityCurve?.Count ?? 0];
        for (int i = 0; i < points.Length; i++)
            points[i] = new VelocityPoint(Velocity(VelocityCurve![i].Played), Velocity(VelocityCurve[i].Sounding));
        var values = new Dictionary<string, float>();
        foreach (Parameter parameter in PianoInstrument.All)
            if (Values is not null && Values.TryGetValue(parameter.Id, out float value))
                values.Add(parameter.Id, parameter.Clamp(value));
        return this with { Model = Enum.IsDefined(Model) ? Model : PianoModel.Grand, VelocityCurve = points, Values = values };
    }

    /// <summary>Whether both are the same piano.</summary>
    /// <param name="other">The other patch.</param>
    public bool Equals(PianoPatch? other) =>
        other is not null && Name == other.Name && Description == other.Description && Model == other.Model
        && AreEqual(VelocityCurve, other.VelocityCurve) && ParameterValues.AreEqual(Values, other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Model, Values.Count);

    private static bool AreEqual(IReadOnlyList<VelocityPoint> a, IReadOnlyList<VelocityPoint> b)
    {
        bool equal = a.Count == b.Count;
        for (int i = 0; i < a.Count && equal; i++)
            equal = a[i] == b[i];
        return equal;
    }

    private static float Velocity(float value) => float.IsNaN(value) ? 0 : Math.Clamp(value, 0, 127);
}

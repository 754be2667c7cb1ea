using System.Globalization;

namespace Cascade.Samples.Backends;

/// <summary>A request or a configuration has a value that a backend does not take.</summary>
/// <param name="field">The field's path: <c>notes[2].key</c>.</param>
/// <param name="value">What it holds.</param>
/// <param name="allowed">What it may hold.</param>
public sealed class InvalidRequestException(string field, object? value, string allowed)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{field} must be {allowed}, not {value ?? "null"}."))
{
    /// <summary>The field's path.</summary>
    public string Field { get; } = field;

    /// <summary>What it holds.</summary>
    public object? Value { get; } = value;

    /// <summary>What it may hold.</summary>
    public string Allowed { get; } = allowed;
}

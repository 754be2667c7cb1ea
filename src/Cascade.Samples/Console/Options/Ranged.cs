using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Cascade.Samples.Console.Options;

/// <summary>Options that take numbers of a range or one of a few words, and say so when they are given others.</summary>
internal static class Ranged
{
    /// <summary>An option for a number.</summary>
    public static Option<T> Number<T>(string name, T minimum, T maximum, T standard, string unit, string what) where T : struct, INumber<T>
    {
        string range = Range(minimum, maximum, unit);
        return new Option<T>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{what}: {range}."),
            HelpName = unit.Length > 0 ? unit : "number",
            DefaultValueFactory = _ => standard,
            CustomParser = result => Parse(result, name, minimum, maximum, range),
        };
    }

    /// <summary>An option for a number that may be left out.</summary>
    public static Option<T?> OptionalNumber<T>(string name, T minimum, T maximum, string unit, string what) where T : struct, INumber<T>
    {
        string range = Range(minimum, maximum, unit);
        return new Option<T?>(name)
        {
            Description = $"{what}: {range}.",
            HelpName = unit,
            CustomParser = result => Parse(result, name, minimum, maximum, range),
        };
    }

    /// <summary>An option for one of a few words.</summary>
    /// <remarks>The first is taken if none is given; it must be the default value of its type.</remarks>
    public static Option<T> Choice<T>(string name, string what, params (string Word, T Value)[] choices) where T : struct
    {
        // Not by queries, which are compiled at the start of every command and for each type of choice.
        var names = new string[choices.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = choices[i].Word;
        string words = string.Join(", ", names);
        return new Option<T>(name)
        {
            Description = $"{what}: {words}. [default: {names[0]}]",
            HelpName = string.Join('|', names),
            CustomParser = result =>
            {
                foreach ((string word, T value) in choices)
                    if (word.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase))
                        return value;
                result.AddError($"{name} is one of {words}, not {result.Tokens[0].Value}.");
                return default;
            },
        };
    }

    private static string Range<T>(T minimum, T maximum, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum} {unit}").TrimEnd();

    private static T Parse<T>(ArgumentResult result, string name, T minimum, T maximum, string range) where T : struct, INumber<T>
    {
        string text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && value >= minimum && value <= maximum)
            return value;
        result.AddError($"{name} takes {range}, not {text}.");
        return minimum;
    }
}

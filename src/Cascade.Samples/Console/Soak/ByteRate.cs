using System.CommandLine;
using System.Globalization;

namespace Cascade.Samples.Console.Soak;

/// <summary>Amounts of memory on the command line: 1GB/s, 250MB/s, off; 1MB.</summary>
internal static class ByteRate
{
    private static readonly (string Unit, long Bytes)[] _units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)];

    /// <summary>An option for an amount, or for <c>off</c>, which is 0.</summary>
    public static Option<long> Option(string name, string suffix, string standard, long maximum, string what) => new(name)
    {
        Description = $"{what}: such as {standard}, at most {Text(maximum)}{suffix}, or off. [default: {standard}]",
        HelpName = $"amount{suffix}",
        DefaultValueFactory = _ => TryRead(standard, suffix, out long bytes) ? bytes : 0,
        CustomParser = result =>
        {
            if (!TryRead(result.Tokens[0].Value, suffix, out long bytes) || bytes > maximum)
                result.AddError($"{name} takes an amount such as {standard}, at most {Text(maximum)}{suffix}, or off, not "
                    + $"{result.Tokens[0].Value}.");
            return bytes;
        },
    };

    /// <summary>The amount in the largest unit that gives a number of 1 or more.</summary>
    public static string Text(double bytes)
    {
        (string unit, long size) = _units.FirstOrDefault(u => bytes >= u.Bytes, _units[^1]);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size:0.##}{unit}");
    }

    private static bool TryRead(string text, string suffix, out long bytes)
    {
        bytes = 0;
        if (text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return true;
        string amount = text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? text[..^suffix.Length] : text;
        foreach ((string unit, long size) in _units)
            if (amount.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(amount.AsSpan(0, amount.Length - unit.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out double value))
            {
                bytes = (long)Math.Min(value * size, long.MaxValue);
                return true;
            }
        return false;
    }
}

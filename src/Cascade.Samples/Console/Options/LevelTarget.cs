using System.CommandLine;
using System.Globalization;
using Cascade.Dsp.Output;

namespace Cascade.Samples.Console.Options;

/// <summary>How loud a file is to become: <c>-16LUFS</c>, or its highest point in <c>-1dB</c>.</summary>
/// <param name="Value">In LUFS, or in dB of full scale.</param>
/// <param name="IsLoudness">True for LUFS.</param>
internal readonly record struct LevelTarget(double Value, bool IsLoudness)
{
    private const double Lowest = -70;

    /// <summary>The option.</summary>
    public static Option<LevelTarget?> Option(string name) => new(name)
    {
        Description = "Makes the whole as loud as this: -16LUFS by loudness, or -1dB by its highest point (true peak).",
        HelpName = "level",
        CustomParser = result =>
        {
            if (TryRead(result.Tokens[0].Value, out LevelTarget target))
                return target;
            result.AddError($"{name} takes a loudness such as -16LUFS or a true peak such as -1dB, each {Lowest} to 0, not "
                + $"{result.Tokens[0].Value}.");
            return null;
        },
    };

    /// <summary>How much is missing, in dB; 0 for silence.</summary>
    public double GainFrom(in Loudness measured)
    {
        double now = IsLoudness ? measured.Integrated : measured.TruePeak;
        return double.IsNegativeInfinity(now) ? 0 : Value - now;
    }

    private static bool TryRead(string text, out LevelTarget target)
    {
        foreach ((string unit, bool isLoudness) in ((string, bool)[])[("LUFS", true), ("dBTP", false), ("dBFS", false), ("dB", false)])
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                continue;
            bool isNumber =
                double.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), NumberStyles.Float, CultureInfo.InvariantCulture,
                out double value);
            target = new LevelTarget(value, isLoudness);
            return isNumber && value is >= Lowest and <= 0;
        }
        target = default;
        return false;
    }
}

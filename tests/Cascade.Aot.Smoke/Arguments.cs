using System.Globalization;
using Cascade.Dsp;

namespace Cascade.Aot.Smoke;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public string? Song { get; private init; }

    public string? Out { get; private init; }

    public LaneWidth Width { get; private init; }

    public bool IsPiano { get; private init; } = true;

    /// <summary>When the process was started, in ticks of the stopwatch.</summary>
    public long Started { get; private init; }

    /// <exception cref="ArgumentException">The command line is not understood.</exception>
    public static Arguments Parse(string[] args, long started)
    {
        var parsed = new Arguments { Started = started };
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            parsed = args[i] switch
            {
                "--song" => parsed with { Song = value },
                "--out" => parsed with { Out = value },
                "--width" => parsed with { Width = WidthOf(value) },
                "--instrument" => parsed with
                {
                    IsPiano = value == "piano"
                    || (value == "synth" ? false : throw new ArgumentException($"--instrument is piano or synth, not {value}."))
                },
                "--started" => parsed with
                {
                    Started =
                    long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) ? ticks
                    : throw new ArgumentException("--started needs a number.")
                },
                _ => throw new ArgumentException($"{args[i]} is unknown."),
            };
        }
        return parsed;
    }

    private static LaneWidth WidthOf(string value) => value switch
    {
        "auto" => LaneWidth.Auto,
        "512" => LaneWidth.Bits512,
        "256" => LaneWidth.Bits256,
        "128" => LaneWidth.Bits128,
        "1" => LaneWidth.Scalar,
        _ => throw new ArgumentException($"--width is auto, 512, 256, 128 or 1, not {value}."),
    };
}

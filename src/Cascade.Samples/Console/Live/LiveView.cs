using System.Globalization;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Live;

/// <summary>What a person sees of a session: keyboard, levels, time, instrument, effects, and how the machine does.</summary>
internal sealed class LiveView(LiveSession session, string title, Func<string> course, IReadOnlyList<string> help)
{
    private const double LowestLevel = -60, FallPerDraw = 1.5;
    private const int MeterColumns = 40, LabelColumns = 12;

    private double _left = LowestLevel, _right = LowestLevel;

    /// <summary>The lines as of now. Where there are few, first the help is left out, then what is least missed.</summary>
    /// <param name="columns">The width there is.</param>
    /// <param name="rows">The most lines.</param>
    public IReadOnlyList<string> Lines(int columns, int rows)
    {
        (float left, float right) = session.Meters.Take();
        _left = Fall(_left, left);
        _right = Fall(_right, right);
        List<(int Rank, string Text)> lines =
        [
            (1, Cut($"Cascade  {title}")),
            (0, Cut(course())),
            (0, Cut($"{session.InstrumentName}{(session.IsPreparing ? " ..." : "")}   {string.Join("  ", session.Effects.Select(State))}")),
            (3, ""),
            .. KeyboardPicture.Draw(session.DownKeys, columns).Select(line => (0, line)),
            (3, ""),
            (0, Cut($"L {Meter(_left, columns)}")),
            (0, Cut($"R {Meter(_right, columns)}")),
            (3, ""),
            (0, Cut(string.Create(CultureInfo.InvariantCulture, $"latency {session.Latency.TotalMilliseconds:0.0} ms   underruns "
                + $"{session.Underruns}   voices {session.Engine.ActiveVoices,4}   {session.OutputDescription}"))),
            (2, Cut($"audio thread: {session.Priority}, {session.AllocatedBytes} bytes allocated")),
            (4, ""),
            .. help.Select(line => (4, Cut(line))),
        ];
        for (int rank = 4; rank > 0 && lines.Count > rows; rank--)
            lines.RemoveAll(line => line.Rank == rank);
        return [.. lines.Take(rows).Select(line => line.Text)];

        string Cut(string line) => line.Length <= columns ? line : line[..columns];
    }

    private static double Fall(double shown, float peak) => Math.Max(Math.Max(LowestLevel, 20 * Math.Log10(peak)), shown - FallPerDraw);

    private static string State(Effect effect) =>
        $"{char.ToUpperInvariant(effect.Kind[0])}:{effect.Kind} {(effect.Get(Effect.Bypass) == 0 ? "on" : "off")}";

    private static string Meter(double level, int room)
    {
        int columns = Math.Clamp(room - LabelColumns, 1, MeterColumns);
        int filled = (int)Math.Round(Math.Clamp((level - LowestLevel) / -LowestLevel, 0, 1) * columns);
        string text = level <= LowestLevel ? "silent" : string.Create(CultureInfo.InvariantCulture, $"{level:0.0} dB");
        return $"{new string('#', filled)}{new string('.', columns - filled)} {text}";
    }
}

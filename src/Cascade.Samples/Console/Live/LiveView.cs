using System.Globalization;
using Cascade.Dsp;

namespace Cascade.Samples.Console.Live;

/// <summary>What a person sees of a session: keyboard, levels, time, instrument, effects, and how the machine does.</summary>
internal sealed class LiveView(LiveSession session, string title, Func<string> course, IReadOnlyList<string> help)
{
    private const double LowestLevel = -60, FallPerDraw = 1.5;
    private const int MeterColumns = 40;

    private double _left = LowestLevel, _right = LowestLevel;

    /// <summary>The lines as of now.</summary>
    /// <param name="columns">The width there is.</param>
    public IReadOnlyList<string> Lines(int columns)
    {
        (float left, float right) = session.Meters.Take();
        _left = Fall(_left, left);
        _right = Fall(_right, right);
        string[] plain =
        [
            $"Cascade  {title}",
            $"{course()}",
            $"{session.InstrumentName}{(session.IsPreparing ? " ..." : "")}   {string.Join("  ", session.Effects.Select(e => $"{char.ToUpperInvariant(e.Kind[0])}:{e.Kind} {(e.Get(Effect.Bypass) == 0 ? "on" : "off")}"))}",
            "",
        ];
        string[] below =
        [
            "",
            $"L {Meter(_left)}",
            $"R {Meter(_right)}",
            "",
            string.Create(CultureInfo.InvariantCulture, $"voices {session.Engine.ActiveVoices,4}   latency {session.Latency.TotalMilliseconds:0.0} ms   underruns {session.Underruns}   {session.OutputDescription}"),
            $"audio thread: {session.Priority}, {session.AllocatedBytes} bytes allocated",
            "",
            .. help,
        ];
        return [.. plain.Select(Cut), .. KeyboardPicture.Draw(session.DownKeys, columns), .. below.Select(Cut)];

        string Cut(string line) => line.Length <= columns ? line : line[..columns];
    }

    private static double Fall(double shown, float peak) => Math.Max(Math.Max(LowestLevel, 20 * Math.Log10(peak)), shown - FallPerDraw);

    private static string Meter(double level)
    {
        int filled = (int)Math.Round(Math.Clamp((level - LowestLevel) / -LowestLevel, 0, 1) * MeterColumns);
        string text = level <= LowestLevel ? "silent" : string.Create(CultureInfo.InvariantCulture, $"{level:0.0} dB");
        return $"{new string('#', filled)}{new string('.', MeterColumns - filled)} {text}";
    }
}

namespace Cascade.Analysis.Figures;

/// <summary>Prints the figures of the analysis on public corpora.</summary>
internal static class Measurement
{
    private static readonly (string Name, Action<Table, string> Measure)[] _parts =
    [
        ("key", KeyFigures.Measure),
        ("next", NextNoteFigures.Measure),
        ("harmony", HarmonyFigures.Measure),
        ("beat", BeatFigures.Measure),
        ("practice", PracticeFigures.Measure),
        ("continuation", ContinuationFigures.Measure),
        ("speed", SpeedFigures.Measure),
    ];

    public static void Run(string corpora, string[] chosen, TextWriter output)
    {
        var table = new Table(output);
        table.Row("figure", "measured", "asked");
        table.Row("---", "---", "---");
        foreach ((string name, Action<Table, string> measure) in _parts)
            if (chosen.Length == 0 || chosen.Contains(name))
                measure(table, corpora);
    }
}

namespace Cascade.Samples.Console.Compare;

/// <summary>What the system's first sketch promised of its three backends, on four cores: the yardstick of these figures.</summary>
internal static class SketchFigures
{
    /// <summary>The best of the three in notes a second, for one note, a chord of three and ten notes.</summary>
    public static double BestNotesPerSecond(string request) => request switch
    {
        "note" => 125,
        "chord" => 55,
        _ => 28,
    };

    /// <summary>Megabytes idle, after one note and after ten, of the backend that an architecture stands for; null where there was
    /// none.</summary>
    public static (double Idle, double One, double Ten)? Megabytes(string backend) => backend switch
    {
        "service" => (80, 120, 200),
        "pipeline" => (15, 25, 45),
        "actors" => (8, 12, 20),
        _ => null,
    };
}

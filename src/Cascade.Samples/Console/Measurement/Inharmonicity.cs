namespace Cascade.Samples.Console.Measurement;

/// <summary>The frequencies of a stiff string: f_n = n f0 sqrt(1 + B n^2).</summary>
/// <remarks>Source: H. Fletcher, "Normal vibration frequencies of a stiff piano string", JASA 36, 1964.</remarks>
/// <param name="F0">The fundamental of the same string without stiffness, in Hz.</param>
/// <param name="B">The inharmonicity, 0 for harmonic partials.</param>
internal readonly record struct Inharmonicity(double F0, double B)
{
    /// <summary>The string whose partials lie nearest to measured ones: the line through (f_n / n)^2 over n^2.</summary>
    /// <remarks>A partial weighs n^2, as if all frequencies were known to the same Hz.</remarks>
    /// <returns>Nothing for fewer than two partials or when no string fits.</returns>
    public static Inharmonicity? Fit(IReadOnlyList<Partial> partials)
    {
        if (partials.Count < 2)
            return null;
        double weights = 0, meanX = 0, meanY = 0, covariance = 0, variance = 0;
        foreach ((double x, double y, double weight) in partials.Select(Point))
        {
            weights += weight;
            meanX += weight * x;
            meanY += weight * y;
        }
        meanX /= weights;
        meanY /= weights;
        foreach ((double x, double y, double weight) in partials.Select(Point))
        {
            covariance += weight * (x - meanX) * (y - meanY);
            variance += weight * (x - meanX) * (x - meanX);
        }
        double slope = covariance / variance, start = meanY - slope * meanX;
        return start > 0 && slope / start > -1e-3 ? new Inharmonicity(Math.Sqrt(start), slope / start) : null;
    }

    /// <summary>The frequency of a partial, in Hz.</summary>
    public double FrequencyOf(int number) => number * F0 * Math.Sqrt(Math.Max(0, 1 + B * number * number));

    private static (double X, double Y, double Weight) Point(Partial partial)
    {
        double squared = (double)partial.Number * partial.Number;
        return (squared, partial.Frequency * partial.Frequency / squared, squared);
    }
}

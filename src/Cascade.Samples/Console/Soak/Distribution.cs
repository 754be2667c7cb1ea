namespace Cascade.Samples.Console.Soak;

/// <summary>How times are spread, in microseconds.</summary>
/// <param name="P50">Half of them are no longer.</param>
/// <param name="P99">99 of a hundred are no longer.</param>
/// <param name="P999">999 of a thousand are no longer.</param>
/// <param name="Maximum">The longest.</param>
internal sealed record Distribution(double P50, double P99, double P999, double Maximum)
{
    /// <summary>Of times in ns; negative ones do not count. All 0 if there are none.</summary>
    public static Distribution Of(ReadOnlySpan<int> nanoseconds)
    {
        int[] sorted = [.. nanoseconds.ToArray().Where(t => t >= 0)];
        Array.Sort(sorted);
        return new Distribution(At(0.5), At(0.99), At(0.999), At(1));

        // The nearest rank.
        double At(double share) => sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)] / 1000.0;
    }
}

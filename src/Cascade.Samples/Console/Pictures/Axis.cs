using System.Globalization;

namespace Cascade.Samples.Console.Pictures;

/// <summary>One axis of a plot.</summary>
/// <param name="Label">What it shows, with its unit.</param>
/// <param name="Minimum">The value at the left or the bottom.</param>
/// <param name="Maximum">The value at the right or the top, larger.</param>
/// <param name="IsLogarithmic">True for equal ratios at equal distances; both ends are above 0 then.</param>
internal sealed record Axis(string Label, double Minimum, double Maximum, bool IsLogarithmic = false)
{
    private const int MostTicks = 9;

    /// <summary>Where a value lies: 0 at the minimum, 1 at the maximum.</summary>
    public double Place(double value) => IsLogarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);

    /// <summary>The value at a place from 0 to 1.</summary>
    public double ValueAt(double place) => IsLogarithmic
        ? Minimum * Math.Pow(Maximum / Minimum, place)
        : Minimum + place * (Maximum - Minimum);

    /// <summary>The round values to be marked, at most nine or so.</summary>
    public IEnumerable<double> Ticks()
    {
        if (IsLogarithmic)
            return Decades().Where(v => v >= Minimum * 0.999 && v <= Maximum * 1.001);
        double step = Step();
        int first = (int)Math.Ceiling(Minimum / step - 1e-9), last = (int)Math.Floor(Maximum / step + 1e-9);
        return Enumerable.Range(first, last - first + 1).Select(i => i * step);
    }

    /// <summary>A value as it stands at a tick.</summary>
    public string Text(double value)
    {
        if (IsLogarithmic && value >= 1_000)
            return string.Create(CultureInfo.InvariantCulture, $"{value / 1_000:0.###}k");
        string text = value.ToString("0.#####", CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? $"\u2212{text[1..]}" : text;
    }

    private IEnumerable<double> Decades()
    {
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(Minimum))); decade <= Maximum; decade *= 10)
            foreach (double digit in (double[])[1, 2, 5])
                yield return decade * digit;
    }

    private double Step()
    {
        double least = (Maximum - Minimum) / MostTicks, decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (double digit in (double[])[1, 2, 5])
            if (decade * digit >= least)
                return decade * digit;
        return 10 * decade;
    }
}

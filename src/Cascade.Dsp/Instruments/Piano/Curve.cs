namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A table with straight lines between its points; held at both ends.</summary>
internal sealed class Curve(double[] places, double[] values)
{
    /// <summary>The same value everywhere.</summary>
    public static Curve Constant(double value) => new([0], [value]);

    /// <summary>The value at a place.</summary>
    public double At(double place)
    {
        int above = 0;
        while (above < places.Length && places[above] <= place)
            above++;
        if (above == 0)
            return values[0];
        if (above == places.Length)
            return values[^1];
        double part = (place - places[above - 1]) / (places[above] - places[above - 1]);
        return values[above - 1] + part * (values[above] - values[above - 1]);
    }
}

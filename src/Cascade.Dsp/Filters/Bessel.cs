namespace Cascade.Dsp.Filters;

/// <summary>Bessel functions.</summary>
internal static class Bessel
{
    /// <summary>The modified one of order zero, of which Kaiser's window is made: the sum of its power series.</summary>
    /// <param name="x">Any number of moderate size.</param>
    public static double I0(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > 1e-17 * sum; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}

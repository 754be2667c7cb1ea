namespace Cascade.Samples.Console.Measurement;

/// <summary>The Hann window, periodic but half a sample off, so that it is symmetric and nowhere zero.</summary>
internal static class Hann
{
    public static double At(int index, int length) => 0.5 - 0.5 * Math.Cos(2 * Math.PI * (index + 0.5) / length);

    /// <summary>The sum of the window's values.</summary>
    public static double Sum(int length) => 0.5 * length;
}

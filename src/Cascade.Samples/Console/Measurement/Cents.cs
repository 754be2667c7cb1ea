namespace Cascade.Samples.Console.Measurement;

/// <summary>Intervals in hundredths of a semitone.</summary>
internal static class Cents
{
    /// <summary>How far a frequency lies above another; negative below.</summary>
    public static double Between(double reference, double frequency) => 1200 * Math.Log2(frequency / reference);
}

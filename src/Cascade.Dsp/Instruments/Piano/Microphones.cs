using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Two microphones before the piano: how unlike they hear its partials.</summary>
internal static class Microphones
{
    /// <summary>How far partials are to a side, in the mean: over the key and log frequency. At 0 both sides are the same, at 1 they are
    /// unlike, beyond it rather opposite.</summary>
    /// <remarks>Found by the project such that single notes have the sides' correlation of the AKAI "Splendid Grand Piano" (a Steinway,
    /// public domain), by register and octave.</remarks>
    public static Surface Sides { get; } = new([27, 38, 50, 62, 74, 86, 100],
        Array.ConvertAll([125.0, 250, 500, 1000, 2000, 4000, 8000], Math.Log),
        [
            0.45, 2.3, 0.82, 1.69, 1.03, 1.27, 1.27,
            1.28, 1.49, 1.02, 0.82, 0.88, 1.41, 1.41,
            0.8, 2.25, 1.68, 1.63, 1.14, 0.73, 0.73,
            0.55, 0.55, 0.37, 1.52, 0.87, 1.03, 1.03,
            0.92, 0.92, 0.92, 1.71, 0.72, 0.42, 0.42,
            1.33, 1.33, 1.33, 1.33, 1.53, 0.98, 0.98,
            1.2, 1.2, 1.2, 1.2, 1.2, 1.05, 1.05,
        ]);
}

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
            0.2, 1.57, 0.81, 1.61, 1.1, 1.19, 1.19,
            0.74, 1.19, 0.98, 0.82, 0.9, 1.31, 1.31,
            0.26, 1.61, 1.54, 1.6, 1.15, 0.84, 0.84,
            0.26, 0.26, 0.48, 1.36, 0.87, 1.04, 1.04,
            0.97, 0.97, 0.97, 1.57, 0.9, 0.35, 0.35,
            1.21, 1.21, 1.21, 1.21, 1.47, 0.96, 0.96,
            1.21, 1.21, 1.21, 1.21, 1.21, 1.05, 1.05,
        ]);
}

using System;
using System.Collections.Generic;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>From the velocity a keyboard sends to the velocity that sounds, as a table. Fractions between its points are kept.</summary>
internal sealed class VelocityCurve
{
    private readonly float[] _sounding = new float[128];

    /// <summary>Makes the curve.</summary>
    /// <param name="points">In any order; none is as played. Before the first and after the last point the curve runs straight to 0 and to
    /// 127.</param>
    public VelocityCurve(IReadOnlyList<VelocityPoint> points)
    {
        var sorted = new List<VelocityPoint>(points);
        sorted.Sort((a, b) => a.Played.CompareTo(b.Played));
        for (int velocity = 0; velocity < _sounding.Length; velocity++)
            _sounding[velocity] = At(sorted, velocity);
    }

    /// <summary>The velocity that sounds, 1 to 127 for one that is played.</summary>
    /// <param name="velocity">0 to 127; fractions count.</param>
    public float At(float velocity)
    {
        int below = Math.Min((int)velocity, _sounding.Length - 2);
        return Math.Clamp(_sounding[below] + (velocity - below) * (_sounding[below + 1] - _sounding[below]), 1, 127);
    }

    private static float At(List<VelocityPoint> points, float played)
    {
        var below = new VelocityPoint(0, 0);
        foreach (VelocityPoint point in points)
        {
            if (point.Played > played)
                return Between(below, point, played);
            below = point;
        }
        return Between(below, new VelocityPoint(127, 127), played);
    }

    private static float Between(in VelocityPoint a, in VelocityPoint b, float played) =>
        b.Played <= a.Played ? a.Sounding : a.Sounding + (played - a.Played) / (b.Played - a.Played) * (b.Sounding - a.Sounding);
}

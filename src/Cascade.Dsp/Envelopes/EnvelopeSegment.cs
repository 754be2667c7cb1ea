using System;

namespace Cascade.Dsp.Envelopes;

/// <summary>One segment of an envelope in closed form: y[n+1] = y[n] + (slope - rate y[n]), for a known number of samples.</summary>
/// <remarks>
/// With rate above 0 the level approaches goal = slope / rate; with rate 0 it is a straight line. Written as an increment, the rate keeps
/// its full precision in single precision however long the segment is. The length is known beforehand, so a bank never compares levels per
/// sample.
/// <para>Source of the analog form: N. Redmon, "Envelope generators: ADSR code", EarLevel Engineering, 2013: attack cut at 1 on its way to
/// 1.3, falls cut 1e-4 before their asymptote.</para>
/// </remarks>
internal readonly struct EnvelopeSegment
{
    private const double AttackOvershoot = 0.3;
    private const double FallOvershoot = 1e-4;
    private const double LinearDbFloor = 1e-5;

    /// <summary>The length of a segment that never ends by itself.</summary>
    public const int Endless = int.MaxValue;

    private readonly double _decayConstant;

    private EnvelopeSegment(double start, double slope, double decayConstant, double goal, double length)
    {
        Start = start;
        _decayConstant = decayConstant;
        Rate = decayConstant == 0 ? 0 : 1 - Math.Exp(-decayConstant);
        Slope = decayConstant == 0 ? slope : Rate * goal;
        Goal = goal;
        // Times are single precision: what exceeds a whole number of samples by less than their rounding is none more.
        Length = length >= Endless ? Endless : Math.Max(0, (int)Math.Ceiling(length * (1 - 1e-7) - 1e-6));
    }

    /// <summary>The level before the first step.</summary>
    public double Start { get; }

    /// <summary>Added at every step.</summary>
    public double Slope { get; }

    /// <summary>The share of the level taken off at every step: 0 to 1.</summary>
    public double Rate { get; }

    /// <summary>The level approached, where <see cref="Rate"/> is above 0.</summary>
    public double Goal { get; }

    /// <summary>The number of steps until the next segment; <see cref="Endless"/> for a held level.</summary>
    public int Length { get; }

    /// <summary>The level after n steps.</summary>
    public double LevelAt(long n) =>
        _decayConstant == 0 ? Start + Slope * n : Goal + (Start - Goal) * Math.Exp(-_decayConstant * n);

    /// <summary>A level held for ever.</summary>
    public static EnvelopeSegment Hold(double level) => new(level, 0, 0, 0, Endless);

    /// <summary>From a level up to 1.</summary>
    public static EnvelopeSegment Attack(in AdsrSettings settings, double level, double sampleRate)
    {
        double samples = Math.Max(AdsrSettings.MinimumTime, settings.Attack) * sampleRate;
        if (settings.Shape != EnvelopeShape.Analog)
            return Line(level, 1, 1 / samples);
        double goal = 1 + AttackOvershoot;
        return Approach(level, goal, 1, Math.Log(goal / AttackOvershoot) / samples, goal, sampleRate);
    }

    /// <summary>From a level to the sustain level.</summary>
    public static EnvelopeSegment Decay(in AdsrSettings settings, double level, double sampleRate) =>
        Fall(settings.Shape, level, settings.Sustain, settings.Decay, sampleRate);

    /// <summary>From a level down to 0.</summary>
    public static EnvelopeSegment Release(in AdsrSettings settings, double level, double sampleRate) =>
        Fall(settings.Shape, level, 0, settings.Release, sampleRate);

    /// <summary>From a level down to another within a time, in a straight line: how a stolen voice ends.</summary>
    public static EnvelopeSegment Fade(double level, double seconds, double sampleRate)
    {
        double samples = Math.Max(1, Math.Round(seconds * sampleRate));
        return new EnvelopeSegment(level, -level / samples, 0, 0, samples);
    }

    private static EnvelopeSegment Fall(EnvelopeShape shape, double level, double end, double seconds, double sampleRate)
    {
        double samples = Math.Max(AdsrSettings.MinimumTime, seconds) * sampleRate;
        double direction = level > end ? 1 : -1;
        switch (shape)
        {
            case EnvelopeShape.LinearDb when level > Math.Max(end, LinearDbFloor):
                return Approach(level, 0, Math.Max(end, LinearDbFloor), -Math.Log(LinearDbFloor) / samples, 1, sampleRate);
            case EnvelopeShape.Analog when level != end:
                double constant = Math.Log((1 + FallOvershoot) / FallOvershoot) / samples;
                return Approach(level, end - direction * FallOvershoot, end, constant, 1 + FallOvershoot, sampleRate);
            default:
                return Line(level, end, -direction / samples);
        }
    }

    // An exponential is steepest where it starts. It is slowed where it would be steeper there than a straight line in the shortest time,
    // which would click.
    private static EnvelopeSegment Approach(double level, double goal, double end, double decayConstant, double farthest, double sampleRate)
    {
        double steepest = 1 / (AdsrSettings.MinimumTime * sampleRate * farthest);
        double constant = Math.Min(decayConstant, -Math.Log(1 - steepest));
        double distance = (level - goal) / (end - goal);
        return new EnvelopeSegment(level, 0, constant, goal, distance <= 1 ? 0 : Math.Log(distance) / constant);
    }

    private static EnvelopeSegment Line(double level, double end, double slope) => new(level, slope, 0, 0, (end - level) / slope);
}

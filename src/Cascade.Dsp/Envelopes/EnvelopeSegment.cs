using System;

namespace Cascade.Dsp.Envelopes;

/// <summary>One segment of an envelope in closed form: y[n+1] = y[n] + (slope - rate y[n]), for a known number of samples.</summary>
/// <remarks>
/// With rate above 0 the level approaches goal = slope / rate; with rate 0 it is a straight line. Written as an increment, the rate keeps its
/// full precision in single precision however long the segment is. The length is known beforehand, so a bank never compares levels per sample.
/// <para>Source of the analog form: N. Redmon, "Envelope generators: ADSR code", EarLevel Engineering, 2013: attack cut at 1 on its way to 1.3, falls cut 1e-4 before their asymptote.</para>
/// </remarks>
internal readonly struct EnvelopeSegment
{
    private const double AttackOvershoot = 0.3;
    private const double FallOvershoot = 1e-4;
    private const double LinearDbFloor = 1e-5;

    /// <summary>The length of a segment that never ends by itself.</summary>
    public const int Endless = int.MaxValue;

    private EnvelopeSegment(double start, double slope, double rate, double length)
    {
        Start = start;
        Slope = slope;
        Rate = rate;
        Length = length >= Endless ? Endless : Math.Max(0, (int)Math.Ceiling(length - 1e-6));
    }

    /// <summary>The level before the first step.</summary>
    public double Start { get; }

    /// <summary>Added at every step.</summary>
    public double Slope { get; }

    /// <summary>The share of the level taken off at every step: 0 to 1.</summary>
    public double Rate { get; }

    /// <summary>The number of steps until the next segment; <see cref="Endless"/> for a held level.</summary>
    public int Length { get; }

    /// <summary>The level after n steps.</summary>
    public double LevelAt(long n) =>
        Rate == 0 ? Start + Slope * n : Slope / Rate + (Start - Slope / Rate) * Math.Exp(n * Math.Log(1 - Rate));

    /// <summary>A level held for ever.</summary>
    public static EnvelopeSegment Hold(double level) => new(level, 0, 0, Endless);

    /// <summary>From a level up to 1.</summary>
    public static EnvelopeSegment Attack(in AdsrSettings settings, double level, double sampleRate)
    {
        double samples = Math.Max(AdsrSettings.MinimumTime, settings.Attack) * sampleRate;
        if (settings.Shape != EnvelopeShape.Analog)
            return Line(level, 1, 1 / samples);
        double goal = 1 + AttackOvershoot;
        double decayConstant = Math.Log(goal / AttackOvershoot) / samples;
        return Approach(level, goal, 1, decayConstant);
    }

    /// <summary>From a level down to the sustain level.</summary>
    public static EnvelopeSegment Decay(in AdsrSettings settings, double level, double sampleRate) =>
        Fall(settings.Shape, level, settings.Sustain, settings.Decay, sampleRate);

    /// <summary>From a level down to 0.</summary>
    public static EnvelopeSegment Release(in AdsrSettings settings, double level, double sampleRate) =>
        Fall(settings.Shape, level, 0, settings.Release, sampleRate);

    /// <summary>From a level down to another within a time, in a straight line: how a stolen voice ends.</summary>
    public static EnvelopeSegment Fade(double level, double seconds, double sampleRate)
    {
        double samples = Math.Max(1, Math.Round(seconds * sampleRate));
        return new EnvelopeSegment(level, -level / samples, 0, samples);
    }

    private static EnvelopeSegment Fall(EnvelopeShape shape, double level, double end, double seconds, double sampleRate)
    {
        double samples = Math.Max(AdsrSettings.MinimumTime, seconds) * sampleRate;
        switch (shape)
        {
            case EnvelopeShape.Linear:
                return Line(level, end, -1 / samples);
            case EnvelopeShape.LinearDb:
                double perSample = -Math.Log(LinearDbFloor) / samples;
                double floor = Math.Max(end, LinearDbFloor);
                return level <= floor ? Line(level, end, -1 / samples) : Approach(level, 0, floor, perSample);
            default:
                double constant = Math.Log((1 + FallOvershoot) / FallOvershoot) / samples;
                return level <= end ? Line(level, end, -1 / samples) : Approach(level, end - FallOvershoot, end, constant);
        }
    }

    private static EnvelopeSegment Approach(double level, double goal, double end, double decayConstant)
    {
        double rate = 1 - Math.Exp(-decayConstant);
        double distance = (level - goal) / (end - goal);
        return new EnvelopeSegment(level, rate * goal, rate, distance <= 1 ? 0 : Math.Log(distance) / decayConstant);
    }

    private static EnvelopeSegment Line(double level, double end, double slope)
    {
        double length = (end - level) / slope;
        return new EnvelopeSegment(level, slope, 0, Math.Max(0, length));
    }
}

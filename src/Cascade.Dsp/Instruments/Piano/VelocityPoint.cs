namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A point of a velocity curve.</summary>
/// <param name="Played">The velocity that comes in, 0 to 127.</param>
/// <param name="Sounding">The velocity that sounds, 0 to 127.</param>
public readonly record struct VelocityPoint(float Played, float Sounding);

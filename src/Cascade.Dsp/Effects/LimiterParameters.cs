namespace Cascade.Dsp.Effects;

/// <summary>The parameters of <see cref="Limiter"/>, by number.</summary>
public static class LimiterParameters
{
    /// <summary>The ceiling, in dB of full scale, -24 to 0.</summary>
    public const int Ceiling = 0;

    /// <summary>The time in seconds in which the gain comes 63 % of the way back, 0.05 to 0.5.</summary>
    public const int Release = 1;

    /// <summary>The gain by which the sound is made louder before it is limited, in dB, -24 to 48.</summary>
    public const int Gain = 2;
}

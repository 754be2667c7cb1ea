namespace Cascade.Dsp.Effects;

/// <summary>The parameters of <see cref="Chorus"/>, by number.</summary>
public static class ChorusParameters
{
    /// <summary>The movement: 0 chorus, 1 ensemble.</summary>
    public const int Mode = 0;

    /// <summary>The rate of the movement, in Hz, 0.05 to 8.</summary>
    public const int Rate = 1;

    /// <summary>How far a delay moves to each side, in seconds, 0 to 0.008.</summary>
    public const int Depth = 2;

    /// <summary>How many voices there are, 1 to 6.</summary>
    public const int Voices = 3;

    /// <summary>0 the sound alone to 1 the voices alone.</summary>
    public const int Mix = 4;

    /// <summary>0 all voices in the middle to 1 from left to right.</summary>
    public const int Width = 5;

    /// <summary>What the first voice sends back, -0.7 to 0.7, turned over below 0.</summary>
    public const int Feedback = 6;
}

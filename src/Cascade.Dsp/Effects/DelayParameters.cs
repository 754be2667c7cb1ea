namespace Cascade.Dsp.Effects;

/// <summary>The parameters of <see cref="Delay"/>, by number.</summary>
public static class DelayParameters
{
    /// <summary>The time of one echo, in seconds, 0.005 to 4, if no note is chosen.</summary>
    public const int Time = 0;

    /// <summary>0 for the time in seconds, or a place in <see cref="Delay.Notes"/>.</summary>
    public const int Note = 1;

    /// <summary>The tempo, in quarter notes per minute, 20 to 300.</summary>
    public const int Tempo = 2;

    /// <summary>What an echo has of the one before, 0 to 0.95.</summary>
    public const int Feedback = 3;

    /// <summary>From 0, straight, to 1, from side to side.</summary>
    public const int PingPong = 4;

    /// <summary>Below it each echo loses 6 dB per octave, in Hz, 20 to 2,000; off at the minimum.</summary>
    public const int LowCut = 5;

    /// <summary>Above it each echo loses 6 dB per octave, in Hz, 500 to 20,000; off at the maximum.</summary>
    public const int HighCut = 6;

    /// <summary>0 the sound alone to 1 the echoes alone.</summary>
    public const int Mix = 7;
}

namespace Cascade.Dsp.Oscillators;

/// <summary>The curve of an <see cref="Lfo"/>, -1 to 1.</summary>
public enum LfoShape
{
    /// <summary>A sine that starts at 0, rising.</summary>
    Sine,

    /// <summary>Straight lines that start at 0, rising.</summary>
    Triangle,

    /// <summary>Rises from -1 to 1, then falls back at once.</summary>
    SawUp,

    /// <summary>Falls from 1 to -1, then jumps back at once.</summary>
    SawDown,

    /// <summary>1 in the first half of the cycle, -1 in the second.</summary>
    Square,

    /// <summary>A new random value at every cycle, held.</summary>
    SampleAndHold,

    /// <summary>The same random values, joined by smooth curves.</summary>
    SmoothRandom,
}

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The rows of the noise bank's state, one float a band in each.</summary>
internal enum NoiseField
{
    /// <summary>Bits of the integer that is hashed into the next sample.</summary>
    Counter,

    /// <summary>The power below which the band is not heard.</summary>
    Floor,

    /// <summary>The gain of the white noise that makes the filtered one's mean power 1.</summary>
    Scale,

    /// <summary>a1 of the first section, whose a0 is 1.</summary>
    FirstA1,

    /// <summary>a2 of it.</summary>
    FirstA2,

    /// <summary>a1 of the second section.</summary>
    SecondA1,

    /// <summary>a2 of it.</summary>
    SecondA2,

    /// <summary>Left: the first of four states, two a section.</summary>
    LeftState,

    /// <summary>Right: likewise.</summary>
    RightState = LeftState + 4,

    /// <summary>The amplitude of all noises together at the next frame, left.</summary>
    LeftGain = RightState + 4,

    /// <summary>Right.</summary>
    RightGain,

    /// <summary>What a frame adds to <see cref="LeftGain"/>.</summary>
    LeftStep,

    /// <summary>What a frame adds to <see cref="RightGain"/>.</summary>
    RightStep,

    /// <summary>The amplitude at the next block's first frame, left.</summary>
    LeftTarget,

    /// <summary>Right.</summary>
    RightTarget,

    /// <summary>The power there of the noises so far, left.</summary>
    LeftNext,

    /// <summary>Right.</summary>
    RightNext,

    /// <summary>The number of rows.</summary>
    Count,
}

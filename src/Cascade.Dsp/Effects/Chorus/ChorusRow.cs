namespace Cascade.Dsp.Effects;

/// <summary>The rows of a block that the chorus works with, one value a frame.</summary>
internal enum ChorusRow
{
    /// <summary>0 chorus to 1 ensemble.</summary>
    Ensemble,

    /// <summary>The depth in frames.</summary>
    Depth,

    /// <summary>0 the sound alone to 1 the voices alone.</summary>
    Mix,

    /// <summary>What the first voice sends back.</summary>
    Feedback,

    /// <summary>How far the voices' gains have moved, 0 to 1.</summary>
    Move,

    /// <summary>All voices on the left, and then the output.</summary>
    WetLeft,

    /// <summary>All voices on the right, and then the output.</summary>
    WetRight,

    /// <summary>The voice added last, from the left line.</summary>
    VoiceLeft,

    /// <summary>The voice added last, from the right line.</summary>
    VoiceRight,

    /// <summary>The number of rows.</summary>
    Count,
}

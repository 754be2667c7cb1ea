namespace Cascade.Dsp.Effects;

/// <summary>The state of a channel of the equalizer, by row.</summary>
internal static class EqualizerState
{
    // The two integrators.
    public const int Band = 0, Low = 1;

    // What their sums lost by rounding, in the last frame and in the one before.
    public const int BandLost = 2, LowLost = 3, BandLoss = 4, LowLoss = 5;

    // What the bands get in the next frame, and their last outputs.
    public const int Next = 6, Output = 7;

    public const int Count = 8;
}

namespace Cascade.Dsp.Effects;

/// <summary>What the equalizer keeps of each band; a row of sixteen floats each.</summary>
/// <remarks>The last band is lane 0, so that lane 0 has the output.</remarks>
internal enum EqualizerField
{
    // The coefficients; then their steps in a frame, and where they are at the next tick, in the same order.
    Damped, Warped, Squared, OfInput, OfBand, OfLow,
    Step,
    Target = Step + 6,

    // All bits set where the input of a register enters.
    Entry = Target + 6,

    // The state of the left channel, then of the right one.
    Left,
    Right = Left + EqualizerState.Count,
    Count = Right + EqualizerState.Count,
}

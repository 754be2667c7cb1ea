namespace Cascade.Dsp.Effects;

/// <summary>What the equalizer keeps of each band; a row of sixteen floats each.</summary>
/// <remarks>The last band is lane 0, so that lane 0 has the output.</remarks>
internal enum EqualizerField
{
    // The coefficients; then their steps in a frame, and where they are at the next tick, in the same order.
    Damped, Warped, Squared, OfInput, OfBand, OfLow,
    Step,
    Target = Step + 6,

    // Of each channel: the states of the two integrators, what their last sums lost by rounding, and the output of the frame before.
    Left = Target + 6,
    Right = Left + 5,

    // All bits set where the input of a register enters.
    Entry = Right + 5,
    Count,
}

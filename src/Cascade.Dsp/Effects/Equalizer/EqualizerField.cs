namespace Cascade.Dsp.Effects;

/// <summary>What the equalizer keeps of each band, left and right; a row of <see cref="EqualizerKernel.Row"/> floats each.</summary>
/// <remarks>The last band is lanes 0 and 1, so that these have the output.</remarks>
internal enum EqualizerField
{
    // The coefficients; then their steps in a frame, and where they are at the next tick, in the same order.
    Damped, Warped, Squared, OfInput, OfBand, OfLow,
    Step,
    Target = Step + 6,

    // All bits set where the input of a register enters.
    Entry = Target + 6,

    // The state: the two integrators, and what was given off last.
    Band, Low, Given,

    // What the integrators' sums lost by rounding in one frame, and in the other.
    BandLost, LowLost,
    OtherBandLost, OtherLowLost,
    Count,
}

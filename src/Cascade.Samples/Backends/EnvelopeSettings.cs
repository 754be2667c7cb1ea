using Cascade.Dsp.Envelopes;

namespace Cascade.Samples.Backends;

/// <summary>The envelope of the plain waveforms.</summary>
/// <param name="Attack">In seconds, 0.0005 to 60.</param>
/// <param name="Decay">In seconds, 0.0005 to 60.</param>
/// <param name="Sustain">0 to 1.</param>
/// <param name="Release">In seconds, 0.0005 to 10.</param>
public sealed record EnvelopeSettings(float Attack = 0.01f, float Decay = 0.1f, float Sustain = 0.7f, float Release = 0.3f)
{
    internal AdsrSettings ToAdsr() => new(Attack, Decay, Sustain, Release);
}

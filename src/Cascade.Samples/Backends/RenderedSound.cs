namespace Cascade.Samples.Backends;

/// <summary>What a backend has played.</summary>
/// <param name="Samples">Left and right in turn, 16 bits; not to be changed, as others may have been given the same.</param>
/// <param name="SampleRate">Samples per second of each.</param>
/// <param name="ClippedSamples">How many samples were louder than 16 bits hold.</param>
/// <param name="Breakdown">Where the time went.</param>
public sealed record RenderedSound(short[] Samples, int SampleRate, long ClippedSamples, Breakdown Breakdown)
{
    /// <summary>The number of frames.</summary>
    public int Frames => Samples.Length / 2;

    /// <summary>How long it sounds.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / SampleRate);
}

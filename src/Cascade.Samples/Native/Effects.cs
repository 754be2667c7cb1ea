namespace Cascade.Samples.Native;

/// <summary>The effects of an engine, in the order the sound passes them; <c>CASCADE_EQUALIZER</c> and so on of the header.</summary>
[Flags]
internal enum Effects : uint
{
    None = 0,
    Equalizer = 1,
    Chorus = 2,
    Delay = 4,
    Reverb = 8,
    Limiter = 16,
    All = Equalizer | Chorus | Delay | Reverb | Limiter,
}

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The piano whose strings, hammers and soundboard a patch starts from.</summary>
public enum PianoModel
{
    /// <summary>A grand of two metres, fitted to recordings of a Yamaha C5.</summary>
    Grand,

    /// <summary>A grand whose strings decay as those measured on a Steinway B.</summary>
    Concert,
}

namespace Cascade.Dsp.Output;

/// <summary>How a WAV file holds its samples.</summary>
internal enum WaveCoding
{
    /// <summary>Integers, unsigned up to 8 bits, signed and little endian beyond.</summary>
    Integer,

    /// <summary>Floats of 32 or 64 bits.</summary>
    Float,

    /// <summary>Eight bits by the A-law of ITU-T G.711.</summary>
    ALaw,

    /// <summary>Eight bits by the mu-law of ITU-T G.711.</summary>
    MuLaw,
}

namespace Cascade.Samples.Console.Sound;

/// <summary>How raw sound holds a sample; little endian, left and right in turn.</summary>
public enum RawFormat
{
    /// <summary>32-bit floats, as they are.</summary>
    Floats,

    /// <summary>16-bit integers, rounded with triangular dither; beyond ±1 they clamp.</summary>
    Integers,
}

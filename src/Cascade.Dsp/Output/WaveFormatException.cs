using System;

namespace Cascade.Dsp.Output;

/// <summary>A file is not a WAV file that can be read. The message says where and what was expected.</summary>
public sealed class WaveFormatException : FormatException
{
    /// <summary>Says what is wrong where.</summary>
    /// <param name="offset">The byte, counted from the start of the file.</param>
    /// <param name="expected">What was expected there and what was found.</param>
    public WaveFormatException(long offset, string expected)
        : base($"Not a readable WAV file: at byte {offset}: {expected}")
    {
        Offset = offset;
        Expected = expected;
    }

    /// <summary>The byte at which reading failed, counted from the start of the file.</summary>
    public long Offset { get; }

    /// <summary>What was expected there and what was found.</summary>
    public string Expected { get; }
}

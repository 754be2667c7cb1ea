using System;
using System.Globalization;

namespace Cascade.Dsp.Midi;

/// <summary>The bytes are not the standard MIDI file that was expected.</summary>
public sealed class MidiFormatException : FormatException
{
    /// <summary>Says what was expected and where.</summary>
    /// <param name="offset">The byte's place in the file, counted from 0.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="found">What was there instead.</param>
    public MidiFormatException(long offset, string expected, string found)
        : base(string.Create(CultureInfo.InvariantCulture, $"Byte {offset} of the MIDI file: expected {expected}, found {found}."))
    {
        Offset = offset;
        Expected = expected;
        Found = found;
    }

    /// <summary>The byte's place in the file, counted from 0.</summary>
    public long Offset { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }

    /// <summary>What was there instead.</summary>
    public string Found { get; }
}

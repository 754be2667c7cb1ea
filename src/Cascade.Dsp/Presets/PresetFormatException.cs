using System;

namespace Cascade.Dsp.Presets;

/// <summary>A preset's text is not what it should be. The message says where and what was expected.</summary>
public sealed class PresetFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public PresetFormatException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Where and what.</param>
    public PresetFormatException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Where and what.</param>
    /// <param name="innerException">What was thrown first.</param>
    public PresetFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

using System;

namespace Cascade.Dsp.Tuning;

/// <summary>A text is not the Scala scale or keyboard mapping that was expected.</summary>
public sealed class ScalaFormatException : FormatException
{
    /// <summary>Says what was expected and where.</summary>
    /// <param name="line">The line, counted from 1.</param>
    /// <param name="expected">What should have been there.</param>
    public ScalaFormatException(int line, string expected)
        : base($"Line {line}: expected {expected}.")
    {
        Line = line;
        Expected = expected;
    }

    /// <summary>The line, counted from 1; the one after the last if the text ends too early.</summary>
    public int Line { get; }

    /// <summary>What should have been there.</summary>
    public string Expected { get; }
}

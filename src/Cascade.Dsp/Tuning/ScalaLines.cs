using System;
using System.Globalization;

namespace Cascade.Dsp.Tuning;

/// <summary>The lines of a Scala file that are not comments.</summary>
internal ref struct ScalaLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;
    private bool _ended;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line, trimmed; comments, which start with an exclamation mark, are passed over.</summary>
    /// <returns>False at the end of the text.</returns>
    public bool TryNext(out ReadOnlySpan<char> line)
    {
        while (!_ended)
        {
            Line++;
            int end = _rest.IndexOf('\n');
            line = end < 0 ? _rest : _rest[..end];
            _ended = end < 0;
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (line.Length == 0 && _ended)
            {
                Line--;
                return false;
            }
            if (!line.StartsWith("!"))
            {
                line = line.Trim();
                return true;
            }
        }
        line = default;
        return false;
    }

    /// <summary>The next line's first word as a whole number.</summary>
    /// <exception cref="ScalaFormatException">There is no such line, or its number is out of range.</exception>
    public int NextInteger(int minimum, int maximum, string what)
    {
        if (!TryNext(out ReadOnlySpan<char> line))
            throw Ended(what);
        if (!int.TryParse(FirstWord(line), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < minimum
            || value > maximum)
            throw new ScalaFormatException(Line, $"{what}, {minimum} to {maximum}");
        return value;
    }

    /// <summary>The error of a text that ends too early.</summary>
    public readonly ScalaFormatException Ended(string what) => new(Line + 1, what);

    /// <summary>What stands before the first blank; anything after it is a remark.</summary>
    public static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> line)
    {
        int end = line.IndexOfAny(' ', '\t');
        return end < 0 ? line : line[..end];
    }
}

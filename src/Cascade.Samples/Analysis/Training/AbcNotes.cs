using Cascade.Dsp;

namespace Cascade.Samples.Analysis.Training;

/// <summary>Reads the notes of a melody in ABC notation.</summary>
/// <remarks>Source: C. Walshaw, "The abc music standard", version 2.1, 2011: pitches, accidentals (until the bar ends), octaves, lengths
/// and rests.</remarks>
internal static class AbcNotes
{
    private const string Letters = "C D EF G A B";
    private const string Sharps = "FCGDAEB";

    /// <summary>Adds the notes to a track.</summary>
    /// <param name="builder">The song.</param>
    /// <param name="track">The track.</param>
    /// <param name="text">The notes.</param>
    /// <param name="key">The key, whose signature counts.</param>
    /// <param name="unit">The length of a note without a number, in ticks.</param>
    /// <exception cref="FormatException">A sign is none of those that are known here.</exception>
    public static void Add(SongBuilder builder, int track, string text, MusicalKey key, long unit)
    {
        Span<int> signature = stackalloc int[7], bar = stackalloc int[7];
        Sign(key, signature);
        signature.CopyTo(bar);
        long tick = 0;
        for (int at = 0; at < text.Length;)
        {
            char sign = text[at++];
            if (sign == ' ')
                continue;
            if (sign == '|')
            {
                signature.CopyTo(bar);
                continue;
            }
            int? accidental = null;
            for (; sign is '^' or '_' or '=' && at < text.Length; sign = text[at++])
                accidental = (accidental ?? 0) + (sign == '^' ? 1 : sign == '_' ? -1 : 0);
            int letter = Letters.IndexOf(char.ToUpperInvariant(sign), StringComparison.Ordinal);
            if (sign != 'z' && (letter < 0 || sign == ' '))
                throw new FormatException($"{sign} is no note");
            int key1 = 60 + letter + (char.IsLower(sign) ? 12 : 0);
            for (; at < text.Length && text[at] is '\'' or ','; at++)
                key1 += text[at] == '\'' ? 12 : -12;
            long length = Length(text, ref at, unit);
            if (sign != 'z')
            {
                int step = Sharps.IndexOf(char.ToUpperInvariant(sign), StringComparison.Ordinal);
                bar[step] = accidental ?? bar[step];
                builder.AddNote(track, tick, length, key1 + bar[step]);
            }
            tick += length;
        }
    }

    private static long Length(string text, ref int at, long unit)
    {
        long numerator = Number(text, ref at) ?? 1, denominator = 1;
        while (at < text.Length && text[at] == '/')
        {
            at++;
            denominator *= Number(text, ref at) ?? 2;
        }
        return denominator > 0 && numerator > 0 ? unit * numerator / denominator : throw new FormatException("a length is 0");
    }

    private static long? Number(string text, ref int at)
    {
        long? number = null;
        for (; at < text.Length && char.IsAsciiDigit(text[at]) && number is null or < 1000; at++)
            number = (number ?? 0) * 10 + text[at] - '0';
        return number;
    }

    // The sharps of a key, or its flats, in the order in which they come.
    private static void Sign(MusicalKey key, Span<int> signature)
    {
        int major = (key.Tonic + (key.IsMinor ? 3 : 0)) % 12, sharps = major * 7 % 12;
        if (sharps > 6)
            sharps -= 12;
        for (int i = 0; i < Math.Abs(sharps); i++)
            signature[sharps > 0 ? i : 6 - i] = Math.Sign(sharps);
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures.Corpora;

/// <summary>A chord that a person heard in a score.</summary>
/// <param name="Tick">Where it starts.</param>
/// <param name="Key">The key it belongs to.</param>
/// <param name="Root">The pitch class of its root.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Target">Of an applied chord: what it is applied to, in semitones above the tonic; else -1.</param>
internal sealed record HeardChord(long Tick, MusicalKey Key, int Root, ChordType Type, int Target);

/// <summary>Reads analyses in RomanText.</summary>
/// <remarks>Source: D. Tymoczko, M. Gotham, M. S. Cuthbert and C. Ariza, "The RomanText format", ISMIR 2019.</remarks>
internal static partial class RomanText
{
    private static readonly string[] _numerals = ["VII", "III", "VI", "IV", "II", "V", "I"];
    private static readonly int[] _majorScale = [0, 2, 4, 5, 7, 9, 11], _minorScale = [0, 2, 3, 5, 7, 8, 10];

    /// <summary>The chords in the order of their ticks.</summary>
    /// <param name="path">The analysis.</param>
    /// <param name="measures">The measures of its score.</param>
    /// <param name="shift">What to add to the analysis's numbers of measures, as some count a pickup and some do not.</param>
    public static List<HeardChord> Read(string path, IReadOnlyList<MusicXmlScore.Measure> measures, int shift)
    {
        var byNumber = new Dictionary<string, MusicXmlScore.Measure>();
        foreach (MusicXmlScore.Measure measure in measures)
            byNumber.TryAdd(measure.Number, measure);
        var lines = new SortedDictionary<int, string>();
        foreach (string line in File.ReadLines(path))
        {
            if (Copy().Match(line) is { Success: true } copy)
            {
                int to = Number(copy.Groups[1].Value), toEnd = copy.Groups[2].Success ? Number(copy.Groups[2].Value) : to;
                int from = Number(copy.Groups[3].Value);
                for (int m = to; m <= toEnd; m++)
                    if (lines.TryGetValue(from + m - to, out string? copied))
                        lines[m] = copied;
            }
            else if (MeasureLine().Match(line) is { Success: true } match)
                lines.TryAdd(Number(match.Groups[1].Value), match.Groups[2].Value);
        }
        var chords = new List<HeardChord>();
        MusicalKey key = default;
        foreach ((int number, string text) in lines)
        {
            if (!byNumber.TryGetValue((number + shift).ToString(CultureInfo.InvariantCulture), out MusicXmlScore.Measure? measure))
                continue;
            double beat = 1;
            foreach (string token in text.Split(' ', '\t').Where(t => t.Length > 0))
                if (token[0] == 'b' && double.TryParse(token.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out double given))
                    beat = given;
                else if (KeyToken().IsMatch(token))
                    key = KeyOf(token);
                else if (Chord(token, key) is { } chord)
                    chords.Add(new HeardChord(TickOf(measure, beat), key, chord.Root, chord.Type, chord.Target));
        }
        chords.Sort((a, b) => a.Tick.CompareTo(b.Tick));
        return chords;
    }

    private static long TickOf(MusicXmlScore.Measure measure, double beat)
    {
        bool isCompound = measure.Beats > 3 && measure.Beats % 3 == 0 && measure.BeatType >= 8;
        double unit = 4.0 * MusicXmlScore.TicksPerQuarter / measure.BeatType * (isCompound ? 3 : 1);
        double full = 4.0 * MusicXmlScore.TicksPerQuarter / measure.BeatType * measure.Beats;
        // A pickup's beats are counted as if its bar were full.
        double missing = measure.Tick == 0 ? full - measure.Length : 0;
        return measure.Tick + (long)Math.Max(0, Math.Round((beat - 1) * unit - missing));
    }

    private static (int Root, ChordType Type, int Target)? Chord(string token, MusicalKey key)
    {
        string text = Brackets().Replace(token, "");
        string[] parts = text.Split('/');
        int tonic = key.Tonic;
        bool isMinor = key.IsMinor;
        int target = -1;
        // From the last: what it is applied to becomes the key.
        for (int p = parts.Length - 1; p > 0; p--)
        {
            if (!FigureStart().IsMatch(parts[p]) || Degree(parts[p], isMinor) is not { } applied)
                continue;
            tonic = (tonic + applied.Degree + 12) % 12;
            isMinor = !applied.IsUpper;
            target = (tonic - key.Tonic + 12) % 12;
        }
        string figure = parts[0];
        if (figure.StartsWith("Cad", StringComparison.Ordinal))
            return (tonic, isMinor ? ChordType.Minor : ChordType.Major, target);
        if (figure.StartsWith("Ger", StringComparison.Ordinal) || figure.StartsWith("It", StringComparison.Ordinal)
            || figure.StartsWith("Fr", StringComparison.Ordinal))
            return ((tonic + 8) % 12, ChordType.Dominant7, target);
        if (figure.StartsWith('N'))
            return ((tonic + 1) % 12, ChordType.Major, target);
        if (Degree(figure, isMinor) is not { } degree)
            return null;
        return ((tonic + degree.Degree + 12) % 12, TypeOf(degree.Figures, degree.IsUpper, degree.Degree, isMinor), target);
    }

    private static ChordType TypeOf(string rest, bool isUpper, int degree, bool isMinor)
    {
        string digits = string.Concat(rest.Where(char.IsAsciiDigit));
        bool seventh = digits is "7" or "65" or "43" or "42" or "2" or "9" or "75" or "73" or "753" || digits.StartsWith('7');
        if (rest.Contains('ø', StringComparison.Ordinal) || rest.Contains('%', StringComparison.Ordinal))
            return seventh ? ChordType.HalfDiminished7 : ChordType.Diminished;
        if (rest.Contains('o', StringComparison.Ordinal) || rest.Contains('°', StringComparison.Ordinal))
            return seventh ? ChordType.Diminished7 : ChordType.Diminished;
        if (rest.Contains('+', StringComparison.Ordinal))
            return ChordType.Augmented;
        if (!seventh)
            return isUpper ? ChordType.Major : ChordType.Minor;
        if (!isUpper)
            return ChordType.Minor7;
        bool major7 = isMinor ? degree is 3 or 8 : degree is 0 or 5;
        return major7 && !rest.Contains('d', StringComparison.Ordinal) ? ChordType.Major7 : ChordType.Dominant7;
    }

    private static (int Degree, bool IsUpper, string Figures)? Degree(string figure, bool isMinor)
    {
        int at = 0, shift = 0;
        for (; at < figure.Length && figure[at] is 'b' or '#' or '-'; at++)
            shift += figure[at] == '#' ? 1 : -1;
        foreach (string numeral in _numerals)
        {
            bool upper = figure.AsSpan(at).StartsWith(numeral), lower = figure.AsSpan(at).StartsWith(numeral.ToLowerInvariant());
            if (!upper && !lower)
                continue;
            int step = Array.IndexOf((string[])["I", "II", "III", "IV", "V", "VI", "VII"], numeral);
            int degree = (isMinor ? _minorScale : _majorScale)[step];
            // In minor the small vi and vii stand on the raised degrees.
            if (isMinor && lower && step >= 5 && shift <= 0)
                degree++;
            else if (isMinor && shift < 0 && step is 2 or 5 or 6)
                shift++;
            return (degree + shift, upper, figure[(at + numeral.Length)..]);
        }
        return null;
    }

    private static MusicalKey KeyOf(string token)
    {
        int step = _majorScale["CDEFGAB".IndexOf(char.ToUpperInvariant(token[0]), StringComparison.Ordinal)];
        foreach (char c in token.AsSpan(1))
            step += c == '#' ? 1 : c is 'b' or '-' ? -1 : 0;
        return new MusicalKey((step + 12) % 12, char.IsLower(token[0]));
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^m(\d+)(?:-(\d+))?\s*=\s*m(\d+)")]
    private static partial Regex Copy();

    [GeneratedRegex(@"^m(\d+)\s+(.*)$")]
    private static partial Regex MeasureLine();

    [GeneratedRegex(@"^[A-Ga-g][#b-]*:$")]
    private static partial Regex KeyToken();

    [GeneratedRegex(@"\[[^\]]*\]|\([^)]*\)")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"^[b#-]*[IViv]")]
    private static partial Regex FigureStart();
}

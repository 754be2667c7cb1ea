using System.Globalization;
using System.Text;

namespace Cascade.Samples.Web.Rooms;

/// <summary>What people write to each other: without what cannot be seen or turns the line around.</summary>
internal static class PlainText
{
    /// <summary>The text without control and format characters and blanks around it, cut to a length.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="most">Characters, counted as a reader does.</param>
    public static string Of(string? text, int most)
    {
        if (text is null)
            return "";
        var plain = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                plain.Append(rune);
        string trimmed = plain.ToString().Trim();
        var info = new StringInfo(trimmed);
        string cut = info.LengthInTextElements <= most ? trimmed : info.SubstringByTextElements(0, most);
        // A character may carry marks without end.
        return cut.Length <= 4 * most ? cut : cut[..(4 * most - (char.IsHighSurrogate(cut[4 * most - 1]) ? 1 : 0))];
    }
}

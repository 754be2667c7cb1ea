using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Cascade.Samples.Console.Pictures;

/// <summary>Texts of others and numbers, made fit for terminals and scripts.</summary>
internal static class Plain
{
    /// <summary>A name in a file is anyone's bytes: none of them commands the terminal or turns the direction of writing.</summary>
    public static string Text(string text) => string.Concat(text.Where(c => !IsFormat(c)).Select(c => IsControl(c) ? ' ' : c));

    /// <summary>The same for a cell of a table.</summary>
    public static string Cell(string text) => Markup.Escape(Text(text));

    /// <summary>A number of JSON, to six places; null for what JSON has no number for.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 6)) : null;

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

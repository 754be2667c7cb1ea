using System.Globalization;

namespace Cascade.Analysis.Figures;

/// <summary>The table of figures, printed row by row.</summary>
internal sealed class Table(TextWriter output)
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public void Row(string what, string figure, string asked = "") =>
        output.WriteLine($"| {what,-72} | {figure,-32} | {asked,-24} |");
}

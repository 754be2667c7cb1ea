using System.Globalization;
using Cascade.Samples.Console.Measurement;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary>The tables of a measured note.</summary>
internal static class NoteReport
{
    private const string Unknown = "-";

    public static void Write(Terminal terminal, string title, NoteMeasurement note)
    {
        terminal.Output.Write(Summary(terminal, title, note));
        if (note.Partials.Count > 0)
            terminal.Output.Write(Partials(terminal, note));
    }

    private static Table Summary(Terminal terminal, string title, NoteMeasurement note)
    {
        Table table = terminal.Table("", "");
        void Row(string name, FormattableString value) => table.AddRow(name, Markup.Escape(value.ToString(CultureInfo.InvariantCulture)));
        Row("note", $"{title}");
        if (note.Fundamental is { } fundamental)
            Row("fundamental",
                $"{fundamental:0.000} Hz, {Cents.Between(note.Tuned, fundamental):+0.00;-0.00;0.00} cents against {note.Tuned:0.000} Hz");
        else
            Row("fundamental", $"none found near {note.Tuned:0.000} Hz");
        if (note.String is { } fitted)
            Row("inharmonicity", $"B {fitted.B:0.000e+00}, f0 {fitted.F0:0.000} Hz");
        else
            Row("inharmonicity", $"too few partials");
        Row("peak", $"{note.Peak:0.0} dBFS, loudest 40 ms {note.Loudest:0.0} dB");
        foreach ((double time, double? level) in note.Levels)
            Row($"level at {time.ToString(CultureInfo.InvariantCulture)} s", $"{Number(level, "0.0", " dB")}");
        Row("centroid", $"{note.Centroid:0} Hz in the first 0.5 s");
        Row("rise 10-90 %", $"{1_000 * note.RiseTime:0.0} ms");
        return table;
    }

    private static Table Partials(Terminal terminal, NoteMeasurement note)
    {
        double top = note.Partials.Max(p => p.Partial.Level);
        Table table = terminal.Table("n", "Hz", "off fit (cents)", "level (dB)", "prompt (dB/s)", "T60 (s)", "aftersound (dB/s)", "T60 (s)",
                "from (dB)");
        foreach (TableColumn column in table.Columns)
            column.RightAligned();
        foreach (PartialCourse course in note.Partials)
        {
            Partial p = course.Partial;
            Decay? decay = course.Decay is { Prompt: > 0 } falling ? falling : null;
            table.AddRow($"{p.Number}", Number(p.Frequency, "0.00"),
                Number(note.String is { } s ? Cents.Between(s.FrequencyOf(p.Number), p.Frequency) : null, "+0.00;-0.00;0.00"),
                Number(p.Level - top, "0.0"), Number(decay?.Prompt, "0.00"), Number(decay?.PromptT60, "0.00"),
                Number(decay?.Aftersound, "0.00"), Number(decay?.AftersoundT60, "0.00"), Number(decay?.AftersoundLevel, "0.0"));
        }
        return table;
    }

    private static string Number(double? value, string format, string unit = "") =>
        value is { } known ? known.ToString(format, CultureInfo.InvariantCulture) + unit : Unknown;
}

using System.Globalization;
using System.Text.Json.Nodes;
using Cascade.Samples.Console.Measurement;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary>The tables of a measured note, or its JSON.</summary>
internal static class NoteReport
{
    private const string Unknown = "-";

    public static void Write(Terminal terminal, string title, NoteMeasurement note)
    {
        terminal.Output.Write(Summary(terminal, title, note));
        if (note.Partials.Count > 0)
            terminal.Output.Write(Partials(terminal, note));
    }

    /// <summary>The same figures for scripts, levels of partials against the strongest; what is not known is null.</summary>
    public static JsonObject Json(int key, string name, NoteMeasurement note) => new()
    {
        ["key"] = key,
        ["note"] = KeyName.Of(key),
        ["source"] = name,
        ["tunedHz"] = Plain.Number(note.Tuned),
        ["fundamentalHz"] = Known(note.Fundamental),
        ["cents"] = Known(note.Fundamental is { } fundamental ? Cents.Between(note.Tuned, fundamental) : null),
        ["inharmonicity"] =
            note.String is { } fitted ? new JsonObject { ["b"] = fitted.B, ["fundamentalHz"] = Plain.Number(fitted.F0) } : null,
        ["peakDb"] = Plain.Number(note.Peak),
        ["loudestDb"] = Plain.Number(note.Loudest),
        ["levels"] = new JsonArray([.. note.Levels
            .Select(level => new JsonObject { ["seconds"] = level.Time, ["decibels"] = Known(level.Level) })]),
        ["centroidHz"] = Plain.Number(note.Centroid),
        ["riseSeconds"] = Plain.Number(note.RiseTime),
        ["partials"] = new JsonArray([.. note.Partials.Select(course => Json(note, course))]),
    };

    private static JsonObject Json(NoteMeasurement note, PartialCourse course)
    {
        Partial partial = course.Partial;
        Decay? decay = course.Decay is { Prompt: > 0 } falling ? falling : null;
        return new JsonObject
        {
            ["number"] = partial.Number,
            ["hertz"] = Plain.Number(partial.Frequency),
            ["offFitCents"] = Known(note.String is { } s ? Cents.Between(s.FrequencyOf(partial.Number), partial.Frequency) : null),
            ["decibels"] = Plain.Number(partial.Level - note.Partials.Max(p => p.Partial.Level)),
            ["promptDbPerSecond"] = Known(decay?.Prompt),
            ["promptT60"] = Known(decay?.PromptT60),
            ["aftersoundDbPerSecond"] = Known(decay?.Aftersound),
            ["aftersoundT60"] = Known(decay?.AftersoundT60),
            ["aftersoundFromDb"] = Known(decay?.AftersoundLevel),
        };
    }

    private static JsonNode? Known(double? value) => value is { } known ? Plain.Number(known) : null;

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

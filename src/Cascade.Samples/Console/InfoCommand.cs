using System.CommandLine;
using System.Globalization;
using Cascade.Dsp.Midi;
using Spectre.Console;

namespace Cascade.Samples.Console;

/// <summary><c>cascade info song.mid</c>: what is in a MIDI file.</summary>
internal static class InfoCommand
{
    private const int ListedChanges = 8;

    public static Command Build(Terminal terminal)
    {
        var song = new Argument<string>("song.mid") { Description = "The MIDI file." };
        var command = new Command("info", "Tells what is in a MIDI file.") { song };
        command.SetAction(parsed =>
        {
            MidiFile file = Song.Read(parsed.GetValue(song)!);
            terminal.Output.Write(Summary(file));
            terminal.Output.Write(Tracks(file));
            terminal.Output.Write(DensityPicture.Draw(file));
            WriteWarnings(terminal.Output, file);
            return CommandLine.Success;
        });
        return command;
    }

    private static Table Summary(MidiFile file)
    {
        Table table = new Table().HideHeaders().Border(TableBorder.Rounded).AddColumns("", "");
        void Row(string name, string value) => table.AddRow(name, Plain(value));
        if (!string.IsNullOrWhiteSpace(file.Title))
            Row("title", file.Title);
        Row("format", string.Create(CultureInfo.InvariantCulture, $"{file.Format}, {file.Tracks.Count} track{(file.Tracks.Count == 1 ? "" : "s")}, {file.Division}"));
        Row("length", Clock.Text(file.Duration));
        Row("notes", file.NoteCount.ToString("N0", CultureInfo.InvariantCulture));
        if (!file.Division.IsSmpte)
            Row("tempo", Tempos(file.TempoMap));
        if (Signatures(file) is { Length: > 0 } signatures)
            Row("time signature", signatures);
        return table;
    }

    private static string Tempos(TempoMap map)
    {
        IEnumerable<string> changes = map.Changes.ToArray().Select((c, i) => i == 0 && c.Tick == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{c.BeatsPerMinute:0.##} per minute")
            : string.Create(CultureInfo.InvariantCulture, $"{c.BeatsPerMinute:0.##} at {Clock.Text(TimeSpan.FromSeconds(map.SecondsAt(c.Tick)))}"));
        return Listed([.. changes]);
    }

    private static string Signatures(MidiFile file)
    {
        var changes = new List<(long Tick, MidiTimeSignature Signature)>();
        foreach (MidiTrack track in file.Tracks)
            foreach (ref readonly MidiEvent e in track.Events)
                if (e.TryGetTimeSignature(out MidiTimeSignature signature))
                    changes.Add((e.Tick, signature));
        return Listed([.. changes.OrderBy(c => c.Tick).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Signature.Numerator}/{c.Signature.Denominator}")
            + (c.Tick == 0 ? "" : $" at {Clock.Text(TimeSpan.FromSeconds(file.TempoMap.SecondsAt(c.Tick)))}"))]);
    }

    private static string Listed(string[] items) => items.Length <= ListedChanges
        ? string.Join(", ", items)
        : $"{string.Join(", ", items[..ListedChanges])} and {items.Length - ListedChanges} more";

    private static Table Tracks(MidiFile file)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("track", "name", "channels", "programs", "notes");
        for (int i = 0; i < file.Tracks.Count; i++)
        {
            MidiTrack track = file.Tracks[i];
            var channels = new SortedSet<int>();
            var programs = new SortedSet<int>();
            foreach (ref readonly MidiEvent e in track.Events)
            {
                if (!e.IsMessage)
                    continue;
                channels.Add(e.Message.Channel + 1);
                if ((e.Status & 0xF0) == 0xC0)
                    programs.Add(e.Message.Data1 + 1);
            }
            table.AddRow([.. new[] { $"{i + 1}", track.Name ?? "", string.Join(", ", channels), string.Join(", ", programs), track.NoteCount.ToString("N0", CultureInfo.InvariantCulture) }.Select(Plain)]);
        }
        return table;
    }

    // A name in a file is anyone's bytes: none of them commands the terminal.
    private static string Plain(string text) => Markup.Escape(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));

    private static void WriteWarnings(IAnsiConsole output, MidiFile file)
    {
        if (file.WarningCount == 0)
            return;
        output.WriteLine($"{file.WarningCount} fault{(file.WarningCount == 1 ? "" : "s")} in the file:");
        foreach (MidiWarning warning in file.Warnings)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  byte {warning.Offset}: {warning.Message}"));
        if (file.WarningCount > file.Warnings.Count)
            output.WriteLine($"  and {file.WarningCount - file.Warnings.Count} more");
    }
}

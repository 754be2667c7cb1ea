using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Samples.Console.Options;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Commands;

/// <summary><c>cascade info song.mid</c>: what is in a MIDI file.</summary>
internal static class InfoCommand
{
    private const int ListedItems = 8;

    public static Command Build(Terminal terminal)
    {
        var path = new Argument<string>("song.mid") { Description = "The MIDI file." };
        var encoding = new Option<Encoding?>("--encoding")
        {
            Description = "How texts are encoded that are not UTF-8 and do not say it: shift_jis, windows-1252 ...; Latin-1 if not given.",
            HelpName = "name",
            CustomParser = SongFile.ParseEncoding,
        };
        var command = new Command("info", "Tells what is in a MIDI file.") { path, encoding };
        command.SetAction(parsed =>
        {
            Song song = SongFile.Read(parsed.GetValue(path)!, parsed.GetValue(encoding));
            terminal.Output.Write(Summary(song));
            terminal.Output.Write(Tracks(song));
            terminal.Output.Write(DensityPicture.Draw(song));
            WriteWarnings(terminal.Output, song.File);
            return CommandLine.Success;
        });
        return command;
    }

    private static Table Summary(Song song)
    {
        Table table = new Table().HideHeaders().Border(TableBorder.Rounded).AddColumns("", "");
        void Row(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                table.AddRow(name, Plain(value));
        }
        Row("title", song.Title);
        Row("copyright", song.Copyright);
        Row("format", $"{song.File.Format}, {Counted(song.Tracks.Length, "track")}, {song.Division}");
        int bars = song.PositionAt(Math.Max(0, song.EndTick - 1)).Bar;
        Row("length", $"{Clock.Text(song.Duration)}, {Counted(bars, "bar")}{(song.FirstBar == 0 ? " and a pickup" : "")}");
        Row("notes", song.NoteCount.ToString("N0", CultureInfo.InvariantCulture));
        if (!song.Division.IsSmpte)
            Row("tempo", Listed(song.TempoMap.Changes, c => string.Create(CultureInfo.InvariantCulture,
                $"{c.Tempo.BeatsPerMinute:0.##}{(c.Tick == 0 ? " per minute" : At(song, c.Tick))}")));
        Row("metre", Listed(song.Metres, c => $"{c.Metre.Numerator}/{c.Metre.Denominator}{At(song, c.Tick)}"));
        Row("key", Listed(song.Keys, c => c.Key + At(song, c.Tick)));
        Row("markers", Listed(Texts(song, MidiMetaType.Marker, MidiMetaType.CuePoint), t => t.Text + At(song, t.Tick)));
        Row("lyrics", Listed(Texts(song, MidiMetaType.Lyric), t => t.Text.Trim(), " "));
        if (song.Loop is { } loop)
            Row("loop", $"bar {song.PositionAt(loop.Start)} to {song.PositionAt(loop.End)}");
        return table;
    }

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static ImmutableArray<SongText> Texts(Song song, params MidiMetaType[] kinds) =>
        [.. song.Texts.Where(t => kinds.Contains(t.Kind))];

    private static string At(Song song, long tick) =>
        tick == 0 ? "" : $" at {Clock.Text(TimeSpan.FromSeconds(song.TempoMap.SecondsAt(tick)))}";

    private static string Listed<T>(ImmutableArray<T> items, Func<T, string> text, string separator = ", ") =>
        string.Join(separator, items.Take(ListedItems).Select(text))
        + (items.Length > ListedItems ? $" and {items.Length - ListedItems} more" : "");

    private static Table Tracks(Song song)
    {
        bool hasPorts = song.Tracks.Any(t => t.Port > 0), hasInstruments = song.Tracks.Any(t => t.Instrument is not null);
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("track", "name");
        if (hasInstruments)
            table.AddColumn("instrument");
        if (hasPorts)
            table.AddColumn("port");
        table.AddColumns("channels", "programs", "notes");
        foreach (SongTrack track in song.Tracks)
        {
            IEnumerable<MidiEvent> changes = track.Midi.Where(e => (e.Status & 0xF0) == 0xC0);
            IEnumerable<int> programs = changes.Select(e => e.Message.Data1 + 1).Distinct().Order();
            List<string> row = [$"{track.Number + 1}", track.Name ?? ""];
            if (hasInstruments)
                row.Add(track.Instrument ?? "");
            if (hasPorts)
                row.Add($"{track.Port + 1}");
            row.Add(string.Join(", ", track.Channels.Select(c => c + 1)));
            row.Add(string.Join(", ", programs));
            row.Add(track.NoteCount.ToString("N0", CultureInfo.InvariantCulture));
            table.AddRow([.. row.Select(Plain)]);
        }
        return table;
    }

    // A name in a file is anyone's bytes: none of them commands the terminal or turns the direction of writing.
    private static string Plain(string text) =>
        Markup.Escape(string.Concat(text.Where(c => !IsFormat(c)).Select(c => char.IsControl(c) ? ' ' : c)));

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;

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

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
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
        var path = new Argument<string>("song.mid") { Description = "The MIDI file, or - for standard input." };
        var encoding = new Option<Encoding?>("--encoding")
        {
            Description = "How texts are encoded that are not UTF-8 and do not say it: shift_jis, windows-1252 ...; Latin-1 if not given.",
            HelpName = "name",
            CustomParser = SongFile.ParseEncoding,
        };
        var json = new Option<bool>("--json") { Description = "Tells it as JSON, in one line." };
        var command = new Command("info", "Tells what is in a MIDI file.") { path, encoding, json };
        command.SetAction(parsed =>
        {
            Song song = SongFile.Read(parsed.GetValue(path)!, parsed.GetValue(encoding));
            if (parsed.GetValue(json))
                terminal.Say(false, Json(song).ToJsonString());
            else
            {
                terminal.Output.Write(Summary(terminal, song));
                terminal.Output.Write(Tracks(terminal, song));
                terminal.Output.Write(DensityPicture.Draw(song, terminal.Output.Profile.Width));
                WriteWarnings(terminal.Output, song.File);
            }
            return CommandLine.Success;
        });
        return command;
    }

    private static Table Summary(Terminal terminal, Song song)
    {
        Table table = terminal.Table("", "");
        void Row(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                table.AddRow(name, Plain.Cell(value));
        }
        Row("title", song.Title);
        Row("copyright", song.Copyright);
        Row("format", $"{song.File.Format}, {Counted(song.Tracks.Length, "track")}, {song.Division}");
        Row("length", $"{Clock.Text(Seconds(song, song.EndTick))}, "
            + $"{Counted(Bars(song), "bar")}{(song.FirstBar == 0 ? " and a pickup" : "")}");
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

    private static Table Tracks(Terminal terminal, Song song)
    {
        bool hasPorts = song.Tracks.Any(t => t.Port > 0), hasInstruments = song.Tracks.Any(t => t.Instrument is not null);
        Table table = terminal.Table("track", "name");
        if (hasInstruments)
            table.AddColumn("instrument");
        if (hasPorts)
            table.AddColumn("port");
        table.AddColumns("channels", "programs", "notes");
        foreach (SongTrack track in song.Tracks)
        {
            List<string> row = [$"{track.Number + 1}", track.Name ?? ""];
            if (hasInstruments)
                row.Add(track.Instrument ?? "");
            if (hasPorts)
                row.Add($"{track.Port + 1}");
            row.Add(string.Join(", ", track.Channels.Select(c => c + 1)));
            row.Add(string.Join(", ", Programs(track)));
            row.Add(track.NoteCount.ToString("N0", CultureInfo.InvariantCulture));
            table.AddRow([.. row.Select(Plain.Cell)]);
        }
        return table;
    }

    private static JsonObject Json(Song song) => new()
    {
        ["title"] = song.Title,
        ["copyright"] = song.Copyright,
        ["format"] = song.File.Format,
        ["division"] = song.Division.ToString(),
        ["seconds"] = Plain.Number(Seconds(song, song.EndTick)),
        ["bars"] = Bars(song),
        ["hasPickup"] = song.FirstBar == 0,
        ["notes"] = song.NoteCount,
        ["tempos"] = All(song, song.TempoMap.Changes, c => c.Tick, "beatsPerMinute", c => Plain.Number(c.Tempo.BeatsPerMinute)),
        ["metres"] = All(song, song.Metres, c => c.Tick, "metre", c => $"{c.Metre.Numerator}/{c.Metre.Denominator}"),
        ["keys"] = All(song, song.Keys, c => c.Tick, "key", c => c.Key.ToString()),
        ["markers"] = All(song, Texts(song, MidiMetaType.Marker, MidiMetaType.CuePoint), t => t.Tick, "text", t => t.Text),
        ["lyrics"] = All(song, Texts(song, MidiMetaType.Lyric), t => t.Tick, "text", t => t.Text),
        ["loop"] = song.Loop is not { } loop ? null
            : new JsonArray(Plain.Number(Seconds(song, loop.Start)), Plain.Number(Seconds(song, loop.End))),
        ["tracks"] = new JsonArray([.. song.Tracks.Select(track => new JsonObject
        {
            ["number"] = track.Number + 1,
            ["name"] = track.Name,
            ["instrument"] = track.Instrument,
            ["port"] = track.Port + 1,
            ["channels"] = Numbers(track.Channels.Select(c => c + 1)),
            ["programs"] = Numbers(Programs(track)),
            ["notes"] = track.NoteCount,
        })]),
        ["faults"] = song.File.WarningCount,
        ["firstFaults"] = new JsonArray([.. song.File.Warnings
            .Select(w => new JsonObject { ["byte"] = w.Offset, ["message"] = w.Message })]),
    };

    private static JsonArray All<T>(Song song, IEnumerable<T> items, Func<T, long> tick, string name, Func<T, JsonNode?> value) =>
        [.. items.Select(item => new JsonObject { ["seconds"] = Plain.Number(Seconds(song, tick(item))), [name] = value(item) })];

    private static JsonArray Numbers(IEnumerable<int> numbers) => [.. numbers.Select(n => JsonValue.Create(n))];

    private static IEnumerable<int> Programs(SongTrack track) =>
        track.Midi.Where(e => (e.Status & 0xF0) == 0xC0).Select(e => e.Message.Data1 + 1).Distinct().Order();

    private static int Bars(Song song) => song.PositionAt(Math.Max(0, song.EndTick - 1)).Bar;

    private static double Seconds(Song song, long tick) => song.TempoMap.SecondsAt(tick);

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static ImmutableArray<SongText> Texts(Song song, params MidiMetaType[] kinds) =>
        [.. song.Texts.Where(t => kinds.Contains(t.Kind))];

    private static string At(Song song, long tick) => tick == 0 ? "" : $" at {Clock.Text(Seconds(song, tick))}";

    private static string Listed<T>(ImmutableArray<T> items, Func<T, string> text, string separator = ", ") =>
        string.Join(separator, items.Take(ListedItems).Select(text))
        + (items.Length > ListedItems ? $" and {items.Length - ListedItems} more" : "");

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

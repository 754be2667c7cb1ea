using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using Cascade.Dsp;
using Cascade.Dsp.Midi;

namespace Cascade.Analysis.Figures.Corpora;

/// <summary>A score in compressed MusicXML: its notes as a song, a track a part, and where its measures lie. Repeats are not
/// played.</summary>
/// <remarks>Source: "MusicXML Version 4.0 Final Community Group Report", W3C, 2021.</remarks>
internal sealed record MusicXmlScore(Song Song, IReadOnlyList<MusicXmlScore.Measure> Measures)
{
    public const int TicksPerQuarter = 5040;

    /// <param name="Number">As it is printed.</param>
    /// <param name="Tick">Where it starts.</param>
    /// <param name="Length">In ticks.</param>
    /// <param name="Beats">The upper number of its metre.</param>
    /// <param name="BeatType">The lower number.</param>
    internal sealed record Measure(string Number, long Tick, long Length, int Beats, int BeatType);

    private static readonly int[] _steps = [9, 11, 0, 2, 4, 5, 7];

    public static MusicXmlScore Read(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        ZipArchiveEntry entry = archive.Entries.First(e => !e.FullName.StartsWith("META-INF", StringComparison.Ordinal)
            && (e.FullName.EndsWith(".xml", StringComparison.Ordinal) || e.FullName.EndsWith(".musicxml", StringComparison.Ordinal)));
        using Stream stream = entry.Open();
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return Read(XDocument.Load(reader).Root!);
    }

    private static MusicXmlScore Read(XElement root)
    {
        XElement[][] parts = [.. root.Elements("part").Select(p => p.Elements("measure").ToArray())];
        int count = parts.Max(p => p.Length);
        var divisions = new double[parts.Length];
        var shifts = new int[parts.Length];
        Array.Fill(divisions, 1);
        var builder = new SongBuilder(TicksPerQuarter);
        int[] tracks = [.. parts.Select((_, i) => builder.AddTrack(null, i % 9))];
        var ties = new Dictionary<(int Part, int Key), long>();
        var measures = new List<Measure>();
        (int beats, int beatType) = (4, 4);
        long tick = 0;
        for (int m = 0; m < count; m++)
        {
            long length = 0;
            foreach (XElement time in parts.Where(p => m < p.Length).SelectMany(p => p[m].Elements("attributes")).Elements("time"))
                if (int.TryParse(time.Element("beats")?.Value, out int upper)
                    && int.TryParse(time.Element("beat-type")?.Value, out int lower)
                    && (upper, lower) != (beats, beatType) | measures.Count == 0)
                {
                    (beats, beatType) = (upper, lower);
                    builder.AddMetre(tick, new MidiTimeSignature(beats, beatType));
                }
            for (int p = 0; p < parts.Length; p++)
                if (m < parts[p].Length)
                    length = Math.Max(length, ReadMeasure(parts[p][m], p, tick, ref divisions[p], ref shifts[p], builder, tracks[p], ties));
            measures.Add(new Measure(parts[0][Math.Min(m, parts[0].Length - 1)].Attribute("number")?.Value ?? "", tick, length, beats,
                beatType));
            // A bar that is cut short shifts those after it: say so.
            long full = 4L * TicksPerQuarter * beats / beatType;
            if (length != full && length > 0)
                builder.AddMetre(tick + length, new MidiTimeSignature(beats, beatType));
            tick += length;
        }
        return new MusicXmlScore(builder.ToSong(), measures);
    }

    private static long ReadMeasure(XElement measure, int part, long start, ref double divisions, ref int shift, SongBuilder builder,
        int track, Dictionary<(int, int), long> ties)
    {
        long at = 0, most = 0, last = 0;
        foreach (XElement element in measure.Elements())
        {
            switch (element.Name.LocalName)
            {
                case "attributes":
                    if (Number(element.Element("divisions")) is { } given)
                        divisions = given;
                    if (element.Element("transpose") is { } transpose)
                        shift = (int)(Number(transpose.Element("chromatic")) ?? 0)
                            + 12 * (int)(Number(transpose.Element("octave-change")) ?? 0);
                    break;
                case "backup":
                    at -= Ticks(element, divisions);
                    break;
                case "forward":
                    at += Ticks(element, divisions);
                    break;
                case "note" when element.Element("grace") is null && element.Element("cue") is null:
                    long length = Ticks(element, divisions);
                    bool isChord = element.Element("chord") is not null;
                    long from = isChord ? last : at;
                    if (element.Element("pitch") is { } pitch)
                        Add(element, Key(pitch) + shift, start + from, length);
                    (last, at) = (from, isChord ? at : at + length);
                    break;
            }
            most = Math.Max(most, at);
        }
        return most;

        void Add(XElement note, int key, long tick, long length)
        {
            if (key is < 0 or > 127 || length <= 0)
                return;
            bool stops = note.Elements("tie").Any(t => t.Attribute("type")?.Value == "stop");
            bool starts = note.Elements("tie").Any(t => t.Attribute("type")?.Value == "start");
            long first = stops && ties.TryGetValue((part, key), out long tied) && tied < tick ? tied : tick;
            if (starts)
                ties[(part, key)] = first;
            else
            {
                ties.Remove((part, key));
                builder.AddNote(track, first, tick + length - first, key);
            }
        }
    }

    private static int Key(XElement pitch) => _steps[pitch.Element("step")!.Value[0] - 'A'] + (int)(Number(pitch.Element("alter")) ?? 0)
        + 12 * ((int)Number(pitch.Element("octave"))! + 1);

    private static long Ticks(XElement element, double divisions) =>
        (long)Math.Round((Number(element.Element("duration")) ?? 0) * TicksPerQuarter / divisions);

    private static double? Number(XElement? element) =>
        double.TryParse(element?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}

using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>The lines that a listener follows: the voices of a score, or the top and the bottom of what is played.</summary>
public static class VoiceLines
{
    private const double MostOverlap = 0.1;
    private const double SameTime = 0.035;

    /// <summary>The lines, the lowest first and the highest last; none without notes.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <remarks>Where each track and channel plays one note at a time, those are the lines; else the lowest and the highest notes of what
    /// starts together.</remarks>
    public static ImmutableArray<ImmutableArray<SongNote>> Of(ImmutableArray<SongNote> notes)
    {
        var parts = new Dictionary<(int, byte), List<SongNote>>();
        foreach (SongNote note in notes)
        {
            if (!parts.TryGetValue((note.Track, note.Channel), out List<SongNote>? part))
                parts.Add((note.Track, note.Channel), part = []);
            part.Add(note);
        }
        if (parts.Count == 0)
            return [];
        if (parts.Values.All(IsLine))
            return [.. parts.Values.OrderBy(part => part.Average(note => note.Key)).Select(part => part.ToImmutableArray())];
        return [Edge(notes, isTop: false), Edge(notes, isTop: true)];
    }

    /// <summary>The melody: the highest of what starts together, without what only fills in below a note that still sounds.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    public static ImmutableArray<SongNote> Melody(ImmutableArray<SongNote> notes)
    {
        ImmutableArray<ImmutableArray<SongNote>> lines = Of(notes);
        return lines.IsEmpty ? [] : lines[^1];
    }

    // Held over a little is still one note at a time.
    private static bool IsLine(List<SongNote> part)
    {
        int overlaps = 0;
        for (int i = 1; i < part.Count; i++)
            if (part[i].Start < part[i - 1].Start + 0.5 * part[i - 1].Seconds || part[i].Tick == part[i - 1].Tick)
                overlaps++;
        return overlaps <= MostOverlap * part.Count;
    }

    private static ImmutableArray<SongNote> Edge(ImmutableArray<SongNote> notes, bool isTop)
    {
        var line = ImmutableArray.CreateBuilder<SongNote>();
        for (int i = 0; i < notes.Length;)
        {
            SongNote edge = notes[i];
            int next = i + 1;
            for (; next < notes.Length && notes[next].Start - notes[i].Start <= SameTime; next++)
                if (isTop == notes[next].Key > edge.Key)
                    edge = notes[next];
            i = next;
            // An inner note under a held melody, or above a held bass, belongs to neither.
            if (line.Count > 0 && line[^1] is var last && last.End > edge.Start + 0.25 * edge.Seconds && isTop == edge.Key < last.Key
                && Math.Abs(edge.Key - last.Key) > 4)
                continue;
            line.Add(edge);
        }
        return line.ToImmutable();
    }
}

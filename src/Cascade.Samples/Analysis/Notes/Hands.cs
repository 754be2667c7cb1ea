using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>A hand of a pianist.</summary>
public enum Hand
{
    /// <summary>The left hand.</summary>
    Left,

    /// <summary>The right hand.</summary>
    Right,
}

/// <summary>Tells which hand plays which note.</summary>
public static class Hands
{
    private const double Together = 0.05, Memory = 1.5;
    private const int Reach = 14;

    /// <summary>The hand of each note.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <remarks>
    /// Where two tracks or channels are there whose ranges differ, they are the hands. Else what starts together is split where the notes
    /// stay within the reach of each hand and near where it has been.
    /// </remarks>
    public static ImmutableArray<Hand> Of(ImmutableArray<SongNote> notes)
    {
        if (ByTracks(notes) is { } given)
            return given;
        var hands = ImmutableArray.CreateBuilder<Hand>(notes.Length);
        (double left, double right, double last) = (48, 72, double.NegativeInfinity);
        for (int i = 0; i < notes.Length;)
        {
            int end = i + 1;
            while (end < notes.Length && notes[end].Start - notes[i].Start <= Together)
                end++;
            // A hand that has rested may be anywhere again.
            double kept = Math.Exp(-(notes[i].Start - last) / Memory);
            (left, right) = (48 + kept * (left - 48), 72 + kept * (right - 72));
            last = notes[i].Start;
            int[] keys = [.. notes[i..end].Select(n => (int)n.Key).Order()];
            int split = Enumerable.Range(0, keys.Length + 1).MinBy(s => Cost(keys.AsSpan(0, s), left) + Cost(keys.AsSpan(s), right));
            int firstRight = split < keys.Length ? keys[split] : int.MaxValue;
            for (int n = i; n < end; n++)
                hands.Add(notes[n].Key >= firstRight ? Hand.Right : Hand.Left);
            if (split > 0)
                left += 0.6 * (keys.AsSpan(0, split)[split / 2] - left);
            if (split < keys.Length)
                right += 0.6 * (keys[(split + keys.Length) / 2] - right);
            i = end;
        }
        return hands.ToImmutable();
    }

    private static double Cost(ReadOnlySpan<int> keys, double place)
    {
        if (keys.IsEmpty)
            return 4;
        double cost = 3 * Math.Max(0, keys[^1] - keys[0] - Reach);
        foreach (int key in keys)
            cost += Math.Abs(key - place) / 3;
        return cost + Math.Max(0, keys.Length - 5) * 6;
    }

    private static ImmutableArray<Hand>? ByTracks(ImmutableArray<SongNote> notes)
    {
        (int, byte)[] parts = [.. notes.Select(n => (n.Track, n.Channel)).Distinct().Take(3)];
        if (parts.Length != 2)
            return null;
        double first = notes.Where(n => (n.Track, n.Channel) == parts[0]).Average(n => n.Key);
        double second = notes.Where(n => (n.Track, n.Channel) == parts[1]).Average(n => n.Key);
        if (Math.Abs(first - second) < 5)
            return null;
        (int, byte) right = first > second ? parts[0] : parts[1];
        return [.. notes.Select(n => (n.Track, n.Channel) == right ? Hand.Right : Hand.Left)];
    }
}

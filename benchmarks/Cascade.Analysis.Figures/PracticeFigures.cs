using System.Collections.Immutable;
using Cascade.Analysis.Figures.Corpora;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>How well performances are aligned with their scores, offline and note by note.</summary>
internal static class PracticeFigures
{
    private const double ErrorShare = 0.02, RecoveryTime = 2;
    private const int JumpBars = 4;

    public static void Measure(Table table, string corpora)
    {
        MatchFile[] files = [.. Directory.EnumerateFiles(Path.Combine(corpora, "vienna4x22", "match"), "*.match")
            .Order(StringComparer.Ordinal).Select(MatchFile.Read)];
        double[] f = [.. files.AsParallel().Select(Alignment)];
        table.Row($"alignment, Vienna 4x22, {files.Length} performances, mean note F",
            Table.Text($"{f.Average():0.0000}, least {f.Min():0.000}"), ">= 0.98");
        Errors[] errors = [.. files.AsParallel().AsOrdered().Select((file, i) => Injected(file, i))];
        (int injected, int found) = (errors.Sum(e => e.Injected), errors.Sum(e => e.Found));
        (int invented, int notes) = (errors.Sum(e => e.Invented), errors.Sum(e => e.Notes));
        table.Row($"of {injected:N0} injected errors found", Table.Text($"{100.0 * found / injected:0.00} %"), ">= 99 %");
        table.Row($"invented, of {notes:N0} notes", Table.Text($"{100.0 * invented / notes:0.000} %"), "<= 0.1 %");
        int[] distances = [.. files.AsParallel().SelectMany(Followed).Order()];
        table.Row("follower: median error; share within one onset",
            Table.Text($"{distances[distances.Length / 2]}; {100.0 * distances.Count(d => d <= 1) / distances.Length:0.0} %"),
            "<= 1 note");
        Recovery[] recoveries = [.. files.AsParallel().SelectMany(file => (int[])[JumpBars, -JumpBars], Recovered)
            .Where(r => r is not null).Select(r => r!.Value)];
        string Share(params Recovery[] kinds) =>
            Table.Text($"{100.0 * recoveries.Count(kinds.Contains) / recoveries.Length:0.0} %");
        table.Row($"follower: back {RecoveryTime} s after a jump of four bars, of {recoveries.Length}", Share(Recovery.There), "100 %");
        table.Row("  there, or where the same notes stand again", Share(Recovery.There, Recovery.AtRepeat));
    }

    private static double Alignment(MatchFile file)
    {
        NoteAlignment alignment = NoteAlignment.Of(file.Written, file.Played);
        return 2.0 * alignment.Matched.Count(file.Pairs.Contains) / (alignment.Matched.Length + file.Pairs.Count);
    }

    // What the player did right, with errors of three kinds put in.
    private static Errors Injected(MatchFile file, int seed)
    {
        var random = new Random(seed);
        NotePair[] pairs = [.. file.Pairs.OrderBy(p => p.Reference)];
        ImmutableArray<SongNote> written = [.. pairs.Select(p => file.Written[p.Reference])];
        var played = new List<(SongNote Note, int Reference)>();
        var missing = new HashSet<int>();
        var wrong = new HashSet<int>();
        int extras = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            SongNote note = file.Played[pairs[i].Played];
            double kind = random.NextDouble();
            if (kind < ErrorShare)
            {
                missing.Add(i);
                continue;
            }
            if (kind < 2 * ErrorShare)
            {
                wrong.Add(i);
                note = note with { Key = (byte)(note.Key + (random.Next(2) == 0 ? 1 : -1)) };
            }
            else if (kind < 3 * ErrorShare)
            {
                double at = note.Start + 0.15 * random.NextDouble();
                played.Add((note with { Key = (byte)(note.Key + random.Next(1, 4)), Start = at, End = at + 0.2 }, -1));
                extras++;
            }
            played.Add((note, i));
        }
        (SongNote Note, int Reference)[] order = [.. played.OrderBy(p => p.Note.Start)];
        NoteAlignment alignment = NoteAlignment.Of(written, [.. order.Select(p => p.Note)]);
        var lost = new HashSet<int>(alignment.Missing.Concat(alignment.Wrong.Select(p => p.Reference)));
        var foreign = new HashSet<int>(alignment.Extra.Concat(alignment.Wrong.Select(p => p.Played)));
        int found = missing.Count(lost.Contains) + wrong.Count(lost.Contains)
            + order.Select((p, i) => (p.Reference, i)).Count(x => x.Reference < 0 && foreign.Contains(x.i));
        int invented = lost.Count(r => !missing.Contains(r) && !wrong.Contains(r))
            + foreign.Count(i => order[i].Reference >= 0 && !wrong.Contains(order[i].Reference));
        return new Errors(missing.Count + wrong.Count + extras, found, invented, pairs.Length);
    }

    private static IEnumerable<int> Followed(MatchFile file)
    {
        var follower = new ScoreFollower(file.Written);
        int[] truth = Truth(file);
        for (int i = 0; i < file.Played.Length; i++)
        {
            int position = follower.Hear(file.Played[i].Key, file.Played[i].Start);
            if (truth[i] >= 0)
                yield return Math.Abs(position - truth[i]);
        }
    }

    // Of each played note: the onset of the score that it belongs to, or -1.
    private static int[] Truth(MatchFile file)
    {
        var onsets = new int[file.Written.Length];
        for (int i = 1; i < onsets.Length; i++)
            onsets[i] = onsets[i - 1] + (file.Written[i].Start - file.Written[i - 1].Start > 0.005 ? 1 : 0);
        var truth = new int[file.Played.Length];
        Array.Fill(truth, -1);
        foreach (NotePair pair in file.Pairs)
            truth[pair.Played] = onsets[pair.Reference];
        return truth;
    }

    // Plays half of the piece, then goes on four bars further or back.
    private static Recovery? Recovered(MatchFile file, int bars)
    {
        var follower = new ScoreFollower(file.Written);
        int[] truth = Truth(file);
        Dictionary<int, int> reference = file.Pairs.ToDictionary(p => p.Played, p => p.Reference);
        int half = file.Played.Length / 2;
        while (half < file.Played.Length && !reference.ContainsKey(half))
            half++;
        double target = file.Written[reference[half]].Start + bars * file.BeatsPerBar * MatchFile.SecondsPerBeat;
        int to = Enumerable.Range(0, file.Played.Length).FirstOrDefault(i =>
            reference.TryGetValue(i, out int r) && file.Written[r].Start >= target, -1);
        if (to < 0 || target < 0 || file.Played[^1].Start - file.Played[to].Start < 2 * RecoveryTime)
            return null;
        for (int i = 0; i < half; i++)
            follower.Hear(file.Played[i].Key, file.Played[i].Start);
        double shift = file.Played[half].Start - file.Played[to].Start;
        (int heard, int due) = (-1, -1);
        for (int i = to; i < file.Played.Length && file.Played[i].Start - file.Played[to].Start <= RecoveryTime; i++)
        {
            int position = follower.Hear(file.Played[i].Key, file.Played[i].Start + shift);
            if (truth[i] >= 0)
                (heard, due) = (position, truth[i]);
        }
        return Math.Abs(heard - due) <= 1 ? Recovery.There : IsRepeat(file, truth[to], due, heard) ? Recovery.AtRepeat : Recovery.Lost;
    }

    // True if all that was played since the jump stands where the follower is too: nobody could tell from the notes which is meant.
    private static bool IsRepeat(MatchFile file, int first, int last, int heard)
    {
        int[][] onsets = [.. file.Written.GroupBy(n => Math.Round(n.Start * 100)).OrderBy(g => g.Key)
            .Select(g => (int[])[.. g.Select(n => (int)n.Key).Order()])];
        int shift = heard - last;
        return first >= 0 && first + shift >= 0 && last + shift < onsets.Length
            && Enumerable.Range(first, last - first + 1).All(i => onsets[i].SequenceEqual(onsets[i + shift]));
    }

    private enum Recovery
    {
        There,
        AtRepeat,
        Lost,
    }

    private readonly record struct Errors(int Injected, int Found, int Invented, int Notes);
}

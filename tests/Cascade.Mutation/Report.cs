using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Mutation;

/// <summary>The result, for people and for programs.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>The share of the mutants tried that tests noticed; those that no test reaches count as tried, and so do those that not all
    /// tests were run on: more would not make it lower.</summary>
    public static double Score(IEnumerable<Mutant> mutants)
    {
        Mutant[] tried = [.. mutants.Where(mutant => mutant.Fate != Fate.Untried)];
        return tried.Length == 0 ? 1 : (double)tried.Count(mutant => mutant.IsKilled) / tried.Length;
    }

    /// <summary>Writes report.json and report.md.</summary>
    public static void Write(string folder, int seed, IReadOnlyList<Mutant> mutants)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"),
            JsonSerializer.Serialize(new { Seed = seed, Score = Score(mutants), Mutants = mutants }, s_json));
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Mutation run, seed {seed}\n");
        text.AppendLine(Summary(mutants) + "\n");
        text.AppendLine("| folder | mutants | killed | survived | passing | not reached | not tried | score |\n"
            + "|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (IGrouping<string,
            Mutant> group in mutants.GroupBy(mutant => Path.GetDirectoryName(mutant.File)!)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {group.Count(m => m.IsKilled)} | {group.Count(m => m.Fate == Fate.Survived)} | "
                + $"{group.Count(m => m.Fate == Fate.Passing)} | {group.Count(m => m.Fate == Fate.Unreached)} | "
                + $"{group.Count(m => m.Fate == Fate.Untried)} | {Score(group):P0} |");
        text.AppendLine("\n## Survivors\n\n| id | place | kind | before | after | |\n|---:|---|---|---|---|---|");
        foreach (Mutant mutant in mutants.Where(mutant => mutant.Fate is Fate.Survived or Fate.Unreached or Fate.Passing)
            .OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {mutant.Id} | {mutant.File}:{mutant.Line} | {mutant.Kind} | {Code(mutant.Before)} | {Code(mutant.After)} | "
                + $"{Remark(mutant)} |");
        File.WriteAllText(Path.Combine(folder, "report.md"), text.ToString());
    }

    /// <summary>The mutants of an earlier report, by number.</summary>
    public static IReadOnlyDictionary<int, Mutant> Read(string folder)
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));
        return report.RootElement.GetProperty("Mutants").Deserialize<Mutant[]>(s_json)!.ToDictionary(mutant => mutant.Id);
    }

    /// <summary>The score in a line.</summary>
    public static string Summary(IReadOnlyList<Mutant> mutants) => string.Create(CultureInfo.InvariantCulture,
        $"{mutants.Count} mutants: {mutants.Count(m => m.IsKilled)} killed ({mutants.Count(m => m.Fate == Fate.TimedOut)} of them by the "
        + $"time limit), {mutants.Count(m => m.Fate == Fate.Survived)} survived, "
        + $"{mutants.Count(m => m.Fate == Fate.Passing)} passed what was run so far, "
        + $"{mutants.Count(m => m.Fate == Fate.Unreached)} not reached, {mutants.Count(m => m.Fate == Fate.Untried)} not tried; "
        + $"score {Score(mutants):P1}.");

    private static string Remark(Mutant mutant) => mutant.Fate switch
    {
        Fate.Unreached => "not reached",
        Fate.Passing => $"{mutant.Done} of {mutant.Tests} tests",
        _ => "",
    };

    private static string Code(string code) => "`" + code.Replace("|", "\\|", StringComparison.Ordinal) + "`";
}

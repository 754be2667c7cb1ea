using System.CommandLine;
using System.Diagnostics;
using System.Reflection;
using Cascade.Mutation;

var mutants = new Option<int>("--mutants") { Description = "How many mutants to make.", DefaultValueFactory = _ => 300 };
var sample = new Option<int?>("--sample")
{
    Description = "As --mutants, in a bounded time: --minutes, of which the fastest test classes "
    + "take the first half to show what they reach; the others are left out."
};
var seed = new Option<int>("--seed")
{
    Description = "Which mutants are chosen; the same give the same as long as the sources are.",
    DefaultValueFactory = _ => 1,
};
var minutes = new Option<double>("--minutes") { Description = "How long a sample may take.", DefaultValueFactory = _ => 4 };
var only = new Option<string[]>("--only")
{
    Description = "Parts of paths of the files that are changed.",
    DefaultValueFactory = _ =>
        ["/Events/", "/Oscillators/", "/Envelopes/", "/Filters/", "/Instruments/", "/Effects/", "/Presets/", "/Midi/"],
    AllowMultipleArgumentsPerToken = true,
};
var survivors = new Option<bool>("--survivors")
{
    Description = "Tries again those that the last report lists as survivors, after new tests, with the same seed and sources; the "
        + "others keep their fates.",
};
var resume = new Option<bool>("--resume")
{
    Description = "Goes on where the last run was ended, with the same number and seed and nothing changed since.",
};
var testClasses = new Option<string[]>("--classes")
{
    Description = "With --survivors: only test classes with one of these in their names, those with new tests; it takes minutes.",
    DefaultValueFactory = _ => [],
    AllowMultipleArgumentsPerToken = true,
};
var least = new Option<double>("--least") { Description = "The least score, 0 to 1, that is a success." };
var jobs =
    new Option<int>("--jobs") { Description = "How many processes run at once.", DefaultValueFactory = _ => Environment.ProcessorCount };

var root = new RootCommand("Breaks the engine in small ways, one at a time, and lists those that no test notices. Writes "
    + "artifacts/mutate/report.md and report.json.")
    { mutants, sample, seed, minutes, only, survivors, testClasses, resume, least, jobs };
root.SetAction(options =>
{
    string repository = typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
    string folder = Path.Combine(repository, "artifacts", "mutate"), build = Path.Combine(folder, "build"),
        tests = Path.Combine(build, "bin", "Cascade.Dsp.Tests", "release");
    Directory.CreateDirectory(folder);
    int number = options.GetValue(sample) ?? options.GetValue(mutants);
    double limit = options.GetValue(sample) is null ? double.PositiveInfinity : 60 * options.GetValue(minutes);
    bool goesOn = options.GetValue(resume), repeats = options.GetValue(survivors);
    if (!goesOn && !Build(repository, build))
        return 2;
    var library = new MutatedLibrary(repository, build, tests);
    string[] parts = options.GetValue(only)!;
    Dictionary<string,
        IReadOnlyList<Change>> changes = library.Files.Where(file => parts.Any(part => file.Contains(part, StringComparison.Ordinal)))
        .ToDictionary(file => file, library.Changes);
    IReadOnlyList<Mutant> made =
        library.Compile(Selection.Choose(changes, number, options.GetValue(seed)), Path.Combine(folder, "sources"));
    Console.WriteLine($"{changes.Values.Sum(c => c.Count)} places in {changes.Count} files; {made.Count} mutants compile.");
    IReadOnlyDictionary<int, Mutant> earlier = goesOn || repeats ? Report.Read(folder) : new Dictionary<int, Mutant>();
    if (earlier.Count > 0 && !made.Select(mutant => $"{mutant}").SequenceEqual(earlier.Values.Select(mutant => $"{mutant}")))
    {
        Console.Error.WriteLine("The last report is of other mutants: the sources, the number or the seed are not the same.");
        return 2;
    }
    string[] names = repeats ? options.GetValue(testClasses)! : [];
    var program = new TestProgram(tests);
    string[] classes = Classes.FastestFirst(program.Classes(), Path.Combine(repository, "artifacts", "tests"));
    classes = [.. classes.Where(name => names.Length == 0 || names.Any(part => name.Contains(part, StringComparison.Ordinal)))];
    var run = new MutationRun(program, options.GetValue(jobs), folder);
    if (goesOn)
    {
        run.Recall();
        made = [.. earlier.Values.OrderBy(mutant => mutant.Id)];
    }
    else
        run.Cover(classes, limit / 2);
    // Of some classes alone nothing is noted: it would not do to go on with.
    if (!goesOn && names.Length == 0)
        run.Note();
    Mutant[] tried = [.. made.Where(mutant => goesOn ? mutant.Fate is Fate.Untried or Fate.Passing
        : !earlier.TryGetValue(mutant.Id, out Mutant? before) || before is { IsKilled: false, Fate: not Fate.Untried })];
    Console.WriteLine($"Mutants are tried on {run.Known} of {classes.Length} test classes.");
    run.Try(tried, limit, coversAll: double.IsPositiveInfinity(limit) && names.Length == 0,
        () => Report.Write(folder, options.GetValue(seed), Fates()));
    Report.Write(folder, options.GetValue(seed), Fates());
    Console.WriteLine(Report.Summary(Fates()));
    return Report.Score(Fates()) >= options.GetValue(least) ? 0 : 1;

    // A mutant that was killed once is dead, and one that some classes let live is what all made of it.
    Mutant[] Fates() => [.. made.Select(mutant => !mutant.IsKilled && earlier.TryGetValue(mutant.Id, out Mutant? before)
        && (before.IsKilled || names.Length > 0) ? before : mutant)];
});
return root.Parse(args).Invoke();

static bool Build(string repository, string build)
{
    using Process process = Process.Start(new ProcessStartInfo("dotnet",
        ["build", Path.Combine(repository, "tests", "Cascade.Dsp.Tests"), "-c", "Release", "-v", "q", "--nologo", "--artifacts-path", build,
            "-p:EmitCompilerGeneratedFiles=true", "-p:RunAnalyzers=false"]))!;
    process.WaitForExit();
    return process.ExitCode == 0;
}

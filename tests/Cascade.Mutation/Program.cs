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
var minutes = new Option<double?>("--minutes")
{
    Description = "How long it may take: if nothing is said, a sample 4 minutes and anything else as long as it takes. What is left then "
        + "can be gone on with (--resume)."
};
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
var without = new Option<string[]>("--without")
{
    Description = "Parts of the names of test classes that are left out, as those that take long.",
    DefaultValueFactory = _ => [],
    AllowMultipleArgumentsPerToken = true,
};
var least = new Option<double>("--least") { Description = "The least score, 0 to 1, that is a success." };
var jobs =
    new Option<int>("--jobs") { Description = "How many processes run at once.", DefaultValueFactory = _ => Environment.ProcessorCount };

var root = new RootCommand("Breaks the engine in small ways, one at a time, and lists those that no test notices. Writes "
    + "artifacts/mutate/report.md and report.json.")
    { mutants, sample, seed, minutes, only, survivors, testClasses, without, resume, least, jobs };
root.SetAction(options =>
{
    string repository = typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
    string folder = Path.Combine(repository, "artifacts", "mutate"), build = Path.Combine(folder, "build"),
        tests = Path.Combine(build, "bin", "Cascade.Dsp.Tests", "release");
    Directory.CreateDirectory(folder);
    int number = options.GetValue(sample) ?? options.GetValue(mutants);
    double limit = 60 * (options.GetValue(minutes) ?? (options.GetValue(sample) is null ? double.PositiveInfinity : 4));
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
    ILookup<string, string> all = program.Tests().ToLookup(test => test[..test.LastIndexOf('.')]);
    string[] order = Classes.FastestFirst([.. all.Select(of => of.Key)], Path.Combine(repository, "artifacts", "tests"));
    string[] leftOut = options.GetValue(without)!;
    ILookup<string, string> classes = order
        .Where(name => names.Length == 0 || names.Any(part => name.Contains(part, StringComparison.Ordinal)))
        .Where(name => !leftOut.Any(part => name.Contains(part, StringComparison.Ordinal)))
        .SelectMany(name => all[name].Select(test => (name, test))).ToLookup(of => of.name, of => of.test);
    // Of some classes alone nothing is kept: it would not do to go on with.
    var run = new MutationRun(program, options.GetValue(jobs), Path.Combine(folder, names.Length == 0 ? "reached" : "some"));
    if (goesOn)
        made = [.. earlier.Values.OrderBy(mutant => mutant.Id)];
    Report.Write(folder, options.GetValue(seed), Fates());
    run.Cover(classes, options.GetValue(sample) is null ? double.PositiveInfinity : limit / 2, goesOn);
    Mutant[] tried = [.. made.Where(mutant => goesOn ? mutant.Fate is Fate.Untried or Fate.Passing
        : !earlier.TryGetValue(mutant.Id, out Mutant? before) || before is { IsKilled: false, Fate: not Fate.Untried })];
    Console.WriteLine($"Mutants are tried on {run.Known} of {classes.Count} test classes.");
    run.Try(tried, limit, coversAll: options.GetValue(sample) is null && names.Length + leftOut.Length == 0,
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
            "-p:EmitCompilerGeneratedFiles=true", "-p:RunAnalyzers=false", "-p:NotesReach=true"]))!;
    process.WaitForExit();
    return process.ExitCode == 0;
}

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
    Description = "Tries only those that the last report lists as survivors: after new tests, with the same seed.",
};
var least = new Option<double>("--least") { Description = "The least score, 0 to 1, that is a success." };
var jobs =
    new Option<int>("--jobs") { Description = "How many processes run at once.", DefaultValueFactory = _ => Environment.ProcessorCount };

var root = new RootCommand("Breaks the engine in small ways, one at a time, and lists those that no test notices. Writes "
    + "artifacts/mutate/report.md and report.json.")
    { mutants, sample, seed, minutes, only, survivors, least, jobs };
root.SetAction(options =>
{
    string repository = typeof(Mutant).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
    string folder = Path.Combine(repository, "artifacts", "mutate"), build = Path.Combine(folder, "build"),
        tests = Path.Combine(build, "bin", "Cascade.Dsp.Tests", "release");
    Directory.CreateDirectory(folder);
    int number = options.GetValue(sample) ?? options.GetValue(mutants);
    double limit = options.GetValue(sample) is null ? double.PositiveInfinity : 60 * options.GetValue(minutes);
    if (!Build(repository, build))
        return 2;
    var library = new MutatedLibrary(repository, build, tests);
    string[] parts = options.GetValue(only)!;
    Dictionary<string,
        IReadOnlyList<Change>> changes = library.Files.Where(file => parts.Any(part => file.Contains(part, StringComparison.Ordinal)))
        .ToDictionary(file => file, library.Changes);
    IReadOnlyList<Mutant> made =
        library.Compile(Selection.Choose(changes, number, options.GetValue(seed)), Path.Combine(folder, "sources"));
    Console.WriteLine($"{changes.Values.Sum(c => c.Count)} places in {changes.Count} files; {made.Count} mutants compile.");
    var program = new TestProgram(tests);
    string[] classes = Classes.FastestFirst(program.Classes(), Path.Combine(repository, "artifacts", "tests"));
    var run = new MutationRun(program, options.GetValue(jobs), folder);
    run.Cover(classes, limit / 2);
    IReadOnlySet<int>? again = options.GetValue(survivors) ? Report.Survivors(folder) : null;
    Mutant[] tried = [.. made.Where(mutant => again is null || again.Contains(mutant.Id))];
    Console.WriteLine($"Mutants are tried on {run.Known} of {classes.Length} test classes.");
    run.Try(tried, limit, coversAll: double.IsPositiveInfinity(limit), () => Report.Write(folder, options.GetValue(seed), tried));
    Console.WriteLine(Report.Summary(tried));
    return Report.Score(tried) >= options.GetValue(least) ? 0 : 1;
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

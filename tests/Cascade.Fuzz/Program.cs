using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using Cascade.Fuzz;

// Ahead of all else: nothing of the instrumented library may run before SharpFuzz does.
if (args is ["--guided", var guided])
{
    Guided.Run(guided);
    return 0;
}
string repository = typeof(FuzzRun).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
var engine = new EngineTarget();
IFuzzTarget[] targets = [.. Guided.Targets.Select(make => make(repository)), engine];
Dictionary<IFuzzTarget, Option<long>> counts = targets.ToDictionary(target => target, target => new Option<long>($"--{target.Name}")
{
    Description = $"How many {target.Unit}.",
    DefaultValueFactory = _ => target.Usual,
});
var seed = new Option<int>("--seed")
{
    Description = "The same gives the same inputs; one by the clock if not given.",
    DefaultValueFactory = _ => Environment.TickCount & 0xFFFFF,
};
var seconds = new Option<double?>("--seconds")
{
    Description = "The most time, shared out evenly; what is not reached by then is left out.",
};
var only = new Option<string[]>("--only")
{
    Description = $"Some of {string.Join(", ", targets.Select(t => t.Name))}.",
    AllowMultipleArgumentsPerToken = true,
};
var replay = new Option<FileInfo?>("--replay")
{
    Description = "An input that was kept, once more; with --only what takes it.",
};

var seeds = new Option<DirectoryInfo?>("--seeds")
{
    Description = "Only writes the files that the inputs of --only are made from into a folder; for tests/fuzz-guided.",
};
var collection = new Option<DirectoryInfo?>("--collection")
{
    Description = "Only counts what strict and lenient reading say of the MIDI files in each folder below one.",
};

var root = new RootCommand("Gives the readers and the engine broken files and wild events. What may not happen is counted, and its input "
    + "kept in artifacts/fuzz.")
    { seed, seconds, only, replay, seeds, collection };
foreach (Option<long> count in counts.Values)
    root.Add(count);
root.SetAction(options =>
{
    string[] names = options.GetValue(only)!;
    IFuzzTarget[] chosen = [.. targets.Where(target => names.Length == 0 || names.Contains(target.Name))];
    if (options.GetValue(replay) is { } file)
    {
        ((IByteTarget)chosen[0]).Take(File.ReadAllBytes(file.FullName), 0);
        Console.WriteLine("It is taken well.");
        return 0;
    }
    if (options.GetValue(seeds) is { } into)
    {
        ((ByteTarget)chosen[0]).WriteSeeds(into.FullName);
        return 0;
    }
    if (options.GetValue(collection) is { } midis)
        return MidiCollection.Count(midis.FullName);
    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    });
    Console.WriteLine($"seed {options.GetValue(seed)}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
    // What a busy machine may bring into being is for people to look at.
    engine.IsStrict = options.GetValue(seconds) is null;
    long failures = 0;
    foreach (IFuzzTarget target in chosen)
    {
        var run = new FuzzRun(target, options.GetValue(seed), Path.Combine(repository, "artifacts/fuzz"));
        failures += run.Try(options.GetValue(counts[target]), options.GetValue(seconds) / chosen.Length, stop.Token);
    }
    Console.WriteLine(failures == 0 ? "Nothing failed." : $"{failures} failed.");
    return stop.IsCancellationRequested ? 130 : failures == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();

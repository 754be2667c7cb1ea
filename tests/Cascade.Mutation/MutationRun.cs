using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cascade.Mutation;

/// <summary>Finds out which tests reach which mutants, then tries each mutant on them, the most promising first.</summary>
/// <param name="program">The tests.</param>
/// <param name="jobs">How many processes run at once.</param>
/// <param name="folder">Where it is noted what tests reach.</param>
internal sealed partial class MutationRun(TestProgram program, int jobs, string folder)
{
    private const string Noted = ".reached";

    // Classes that are covered in one process, whose start costs more than most of them.
    private const int Together = 8;

    // Processor seconds. A batch takes about as long as all before it: a mutant that is noticed early costs little, and one that is not
    // few starts of a process.
    private const double FirstBatch = 3;

    // Processor seconds of tests in each round. Most mutants die of a few tests: those that do not wait until all have had these.
    private static readonly double[] s_rounds = [3, 12, 48, double.PositiveInfinity];

    private readonly ConcurrentDictionary<string, Test[]> _classes = new();
    private readonly ConcurrentDictionary<int, bool> _found = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>How many classes it is known of what they reach.</summary>
    public int Known => _classes.Count;

    /// <summary>Runs every class without a mutant, and notes of each test its time and what it reaches.</summary>
    /// <param name="classes">The tests of each class, those that are to be first in front.</param>
    /// <param name="seconds">When to stop, in seconds from the start.</param>
    /// <param name="goesOn">True if what the last run noted of a class is taken in place of running it.</param>
    public void Cover(ILookup<string, string> classes, double seconds, bool goesOn)
    {
        Directory.CreateDirectory(folder);
        foreach (string old in Directory.EnumerateFiles(folder).Where(file => !goesOn || !file.EndsWith(Noted, StringComparison.Ordinal)))
            File.Delete(old);
        int done = 0;
        InParallel([.. classes.Where(tests => !File.Exists(Notes(tests.Key))).Chunk(Together)], chunk =>
        {
            if (_watch.Elapsed.TotalSeconds > seconds)
                return;
            Cover(chunk);
            // Alone are also those with properties, of which xunit does not tell where they begin and end.
            foreach (IGrouping<string, string> tests in chunk.Where(tests => !File.Exists(Notes(tests.Key))))
                Cover([tests]);
            Console.WriteLine($"{Interlocked.Add(ref done, chunk.Length)} test classes, {_watch.Elapsed.TotalSeconds:F0} s");
        });
        foreach (IGrouping<string, string> tests in classes.Where(tests => File.Exists(Notes(tests.Key))))
            _classes[tests.Key] = Read(tests);
    }

    /// <summary>Tries mutants, in rounds: all on the first tests, then those that are left on the others.</summary>
    /// <param name="mutants">They get their fates.</param>
    /// <param name="seconds">When to stop, in seconds from the start.</param>
    /// <param name="coversAll">False if some classes were not run, so that a mutant that none reaches may be reached by another.</param>
    /// <param name="save">Called after each mutant, one call at a time.</param>
    public void Try(IReadOnlyList<Mutant> mutants, double seconds, bool coversAll, Action save)
    {
        var reached = mutants.ToDictionary(mutant => mutant.Id, Order);
        foreach (Mutant mutant in mutants)
        {
            mutant.Tests = reached[mutant.Id].Length;
            if (mutant.Done == 0)
                mutant.Fate = mutant.Tests == 0 && coversAll ? Fate.Unreached : Fate.Untried;
        }
        foreach (double round in s_rounds)
        {
            int done = 0;
            Mutant[] left = [.. mutants.Where(m => m.Fate is Fate.Untried or Fate.Passing && m.Tests > 0)];
            InParallel(left, mutant =>
            {
                if (_watch.Elapsed.TotalSeconds > seconds)
                    return;
                var watch = Stopwatch.StartNew();
                TryOn(mutant, reached[mutant.Id], round);
                mutant.Seconds += watch.Elapsed.TotalSeconds;
                lock (_classes)
                {
                    Console.WriteLine($"{++done,4} of {left.Length}, {_watch.Elapsed.TotalSeconds,6:F0} s, {mutant.Fate,-9} {mutant}");
                    save();
                }
            });
        }
    }

    private void TryOn(Mutant mutant, Test[] tests, double round)
    {
        double before = tests.Take(mutant.Done).Sum(test => test.Seconds);
        while (mutant.Done < tests.Length && before < round)
        {
            int count = 1;
            double seconds = tests[mutant.Done].Seconds;
            while (mutant.Done + count < tests.Length && seconds + tests[mutant.Done + count].Seconds <= Math.Max(FirstBatch, before))
                seconds += tests[mutant.Done + count++].Seconds;
            TestRun run = program.Run(tests.Skip(mutant.Done).Take(count).Select(test => test.Name), 15 + 4 * seconds,
                ("CASCADE_MUTANT", $"{mutant.Id}"));
            if (!run.Passed)
            {
                mutant.Fate = run.TimedOut ? Fate.TimedOut : Fate.Killed;
                mutant.Killer = run.Failure;
                return;
            }
            mutant.Done += count;
            before += seconds;
        }
        mutant.Fate = mutant.Done < tests.Length ? Fate.Passing : Fate.Survived;
    }

    /// <summary>The tests that reach a mutant: quick ones first, of these the ones that reach little else, and those that are called like
    /// what it is in.</summary>
    private Test[] Order(Mutant mutant)
    {
        Test[] all = [.. _classes.Values.SelectMany(of => of)], reaching = [.. all.Where(test => test.Reached.Contains(mutant.Id))];
        string[] words = [.. Words(mutant.File)];
        return [.. (reaching.Length == 0 && _found.ContainsKey(mutant.Id) ? all : reaching)
            .OrderBy(test => test.Seconds * test.Reached.Count * Math.Pow(0.25, Words(Class(test.Name)).Intersect(words).Count()))
            .ThenBy(test => test.Name, StringComparer.Ordinal)];
    }

    private void Cover(IGrouping<string, string>[] classes)
    {
        string begun = Path.Combine(folder, classes[0].Key);
        File.Delete(begun);
        TestRun run = program.Run(classes.SelectMany(tests => tests), 900 * classes.Length, ("CASCADE_MUTANT_COVERAGE", begun));
        if (run.Passed && File.Exists(begun))
        {
            string[] lines = File.ReadAllLines(begun);
            ILookup<string, string> noted = lines.Skip(1).ToLookup(line => Class(line.Split('\t')[0]));
            foreach (IGrouping<string, string> tests in classes)
                if (classes.Length == 1)
                    File.WriteAllLines(Notes(tests.Key), lines);
                else if (tests.All(test => noted[tests.Key].Any(line => line.StartsWith(test + '\t', StringComparison.Ordinal))))
                    File.WriteAllLines(Notes(tests.Key), [lines[0], .. noted[tests.Key]]);
        }
        else if (classes.Length == 1)
            Console.WriteLine($"Left out, because it fails without a mutant: {classes[0].Key} ({run.Failure})");
        File.Delete(begun);
    }

    private Test[] Read(IGrouping<string, string> tests)
    {
        (string Name, double Seconds, int[] Reached)[] lines = [.. File.ReadLines(Notes(tests.Key)).Select(line => line.Split('\t'))
            .Select(line => (Method(line[0]), double.Parse(line[1], CultureInfo.InvariantCulture),
                line[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()))];
        // Before the first test xunit looks for rows, those of other classes too.
        foreach (int id in lines[0].Reached)
            _found[id] = true;
        var noted = lines.Skip(tests.Count() > 1 ? 1 : 0).ToLookup(line => line.Name);
        // Between tests are constructors, and properties, which xunit does not tell about.
        double rest = noted[""].Sum(line => line.Seconds) / Math.Max(1, tests.Count(name => !noted.Contains(Method(name))));
        return [.. tests.Select(name => new Test(name,
            Math.Max(0.01, noted.Contains(Method(name)) ? noted[Method(name)].Sum(line => line.Seconds) : rest),
            [.. noted[Method(name)].Concat(noted[""]).SelectMany(line => line.Reached)]))];
    }

    private static IEnumerable<string> Words(string name) => Word().Matches(name).Select(match => match.Value);

    private string Notes(string name) => Path.Combine(folder, name + Noted);

    private static string Class(string test) => test[..test.LastIndexOf('.')];

    private static string Method(string test) => test[(test.LastIndexOf('.') + 1)..];

    private void InParallel<T>(IReadOnlyList<T> items, Action<T> act)
    {
        var queue = new ConcurrentQueue<T>(items);
        Thread[] threads = [.. Enumerable.Range(0, jobs).Select(_ => new Thread(() =>
        {
            while (queue.TryDequeue(out T? item))
                act(item);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
    }

    [GeneratedRegex("[A-Z][a-z]+")]
    private static partial Regex Word();

    /// <summary>A test, with all its rows: the processor's seconds, and the numbers of the mutants that it reaches.</summary>
    private sealed record Test(string Name, double Seconds, HashSet<int> Reached);
}

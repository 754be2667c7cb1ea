using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Cascade.Mutation;

/// <summary>Finds out which classes reach which mutants, then tries each mutant on them, the fastest first.</summary>
/// <param name="program">The tests.</param>
/// <param name="jobs">How many processes run at once.</param>
/// <param name="folder">Where the coverage is noted.</param>
internal sealed class MutationRun(TestProgram program, int jobs, string folder)
{
    // A batch of classes that takes about as long as all before it: a mutant that is noticed early costs little, and one that is not few
    // starts of a process.
    private const double FirstBatch = 4;

    // Processor seconds of tests in each round. Most mutants die of the fast classes: those that do not wait until all have had these.
    private static readonly double[] s_rounds = [4, 16, 64, double.PositiveInfinity];

    private readonly ConcurrentDictionary<string, (double Seconds, HashSet<int> Reached)> _classes = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private readonly string _times = Path.Combine(folder, "classes.json");

    /// <summary>How many classes it is known of what they reach.</summary>
    public int Known => _classes.Count;

    /// <summary>Takes what the last run noted of the classes, in place of running them.</summary>
    public void Recall()
    {
        foreach ((string name, double seconds) in JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(_times))!)
            _classes[name] = (seconds, [.. File.ReadAllLines(Notes(name)).Select(int.Parse)]);
    }

    /// <summary>Runs every class without a mutant, and notes its time and what it reaches.</summary>
    /// <param name="classes">The classes, those that are to be first in front.</param>
    /// <param name="seconds">When to stop, in seconds from the start.</param>
    public void Cover(IReadOnlyList<string> classes, double seconds)
    {
        int done = 0;
        InParallel(classes, name =>
        {
            if (_watch.Elapsed.TotalSeconds > seconds)
                return;
            string notes = Notes(name);
            File.Delete(notes);
            TestRun run = program.Run([name], 900, ("CASCADE_MUTANT_COVERAGE", notes));
            Interlocked.Increment(ref done);
            if (run.Passed && File.Exists(notes))
                _classes[name] = (run.Seconds, [.. File.ReadAllLines(notes).Select(int.Parse)]);
            else
                Console.WriteLine($"Left out, because it fails without a mutant: {name} ({run.Failure})");
            if (done % 10 == 0)
                Console.WriteLine($"{done} of {classes.Count} test classes, {_watch.Elapsed.TotalSeconds:F0} s");
        });
    }

    /// <summary>Notes the times of the classes, for a run that goes on with this one.</summary>
    public void Note() =>
        File.WriteAllText(_times, JsonSerializer.Serialize(_classes.ToDictionary(c => c.Key, c => c.Value.Seconds)));

    /// <summary>Tries mutants, in rounds: all on the fastest classes, then those that are left on the slower ones.</summary>
    /// <param name="mutants">They get their fates.</param>
    /// <param name="seconds">When to stop, in seconds from the start.</param>
    /// <param name="coversAll">False if some classes were not run, so that a mutant that none reaches may be reached by another.</param>
    /// <param name="save">Called after each mutant, one call at a time.</param>
    public void Try(IReadOnlyList<Mutant> mutants, double seconds, bool coversAll, Action save)
    {
        foreach (Mutant mutant in mutants.Where(mutant => mutant.Fate != Fate.Passing))
        {
            mutant.Reached =
                [.. _classes.Where(c => c.Value.Reached.Contains(mutant.Id)).OrderBy(c => c.Value.Seconds).Select(c => c.Key)];
            mutant.Fate = mutant.Reached.Count == 0 && coversAll ? Fate.Unreached : Fate.Untried;
        }
        foreach (double round in s_rounds)
        {
            int done = 0;
            Mutant[] left = [.. mutants.Where(m => m.Fate is Fate.Untried or Fate.Passing && m.Reached.Count > 0)];
            InParallel(left, mutant =>
            {
                if (_watch.Elapsed.TotalSeconds > seconds)
                    return;
                var watch = Stopwatch.StartNew();
                TryOn(mutant, round);
                mutant.Seconds += watch.Elapsed.TotalSeconds;
                lock (_classes)
                {
                    Console.WriteLine($"{++done,4} of {left.Length}, {_watch.Elapsed.TotalSeconds,6:F0} s, {mutant.Fate,-9} {mutant}");
                    save();
                }
            });
        }
    }

    private void TryOn(Mutant mutant, double round)
    {
        double batch = FirstBatch, before = mutant.Reached.Take(mutant.Done).Sum(name => _classes[name].Seconds);
        while (mutant.Done < mutant.Reached.Count && before < round)
        {
            int count = 1;
            double seconds = _classes[mutant.Reached[mutant.Done]].Seconds;
            while (mutant.Done + count < mutant.Reached.Count && seconds + _classes[mutant.Reached[mutant.Done + count]].Seconds <= batch)
                seconds += _classes[mutant.Reached[mutant.Done + count++]].Seconds;
            string[] classes = [.. mutant.Reached.Skip(mutant.Done).Take(count)];
            TestRun run = program.Run(classes, 20 + 4 * seconds, ("CASCADE_MUTANT", $"{mutant.Id}"));
            if (!run.Passed)
            {
                mutant.Fate = run.TimedOut ? Fate.TimedOut : Fate.Killed;
                mutant.Killer = run.Failure;
                return;
            }
            mutant.Done += classes.Length;
            before += seconds;
            batch *= 2;
        }
        mutant.Fate = mutant.Done < mutant.Reached.Count ? Fate.Passing : Fate.Survived;
    }

    private string Notes(string name) => Path.Combine(folder, name + ".reached");

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
}

using System.Collections.Concurrent;
using System.Diagnostics;

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

    private readonly ConcurrentDictionary<string, (double Seconds, HashSet<int> Reached)> _classes = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>How many classes it is known of what they reach.</summary>
    public int Known => _classes.Count;

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
            string notes = Path.Combine(folder, name + ".reached");
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

    /// <summary>Tries mutants.</summary>
    /// <param name="mutants">They get their fates.</param>
    /// <param name="seconds">When to stop, in seconds from the start.</param>
    /// <param name="coversAll">False if some classes were not run, so that a mutant that none reaches may be reached by another.</param>
    /// <param name="save">Called after each mutant, one call at a time.</param>
    public void Try(IReadOnlyList<Mutant> mutants, double seconds, bool coversAll, Action save)
    {
        int done = 0;
        InParallel(mutants, mutant =>
        {
            var watch = Stopwatch.StartNew();
            string[] reaching =
                [.. _classes.Where(c => c.Value.Reached.Contains(mutant.Id)).OrderBy(c => c.Value.Seconds).Select(c => c.Key)];
            mutant.Reached = reaching;
            if (reaching.Length == 0)
                mutant.Fate = coversAll ? Fate.Unreached : Fate.Untried;
            else if (_watch.Elapsed.TotalSeconds < seconds)
                TryOn(reaching, mutant);
            mutant.Seconds = watch.Elapsed.TotalSeconds;
            lock (_classes)
            {
                Console.WriteLine($"{++done,4} of {mutants.Count}, {_watch.Elapsed.TotalSeconds,6:F0} s, {mutant.Fate,-9} {mutant}");
                save();
            }
        });
    }

    private void TryOn(string[] classes, Mutant mutant)
    {
        double batch = FirstBatch;
        for (int done = 0; done < classes.Length; batch *= 2)
        {
            int count = 1;
            double seconds = _classes[classes[done]].Seconds;
            while (done + count < classes.Length && seconds + _classes[classes[done + count]].Seconds <= batch)
                seconds += _classes[classes[done + count++]].Seconds;
            TestRun run = program.Run(classes.AsSpan(done, count).ToArray(), 20 + 4 * seconds, ("CASCADE_MUTANT", $"{mutant.Id}"));
            if (!run.Passed)
            {
                mutant.Fate = run.TimedOut ? Fate.TimedOut : Fate.Killed;
                mutant.Killer = run.Failure;
                return;
            }
            done += count;
        }
        mutant.Fate = Fate.Survived;
    }

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

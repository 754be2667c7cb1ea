using System.Collections.Concurrent;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>Starts processes on a thread that lives as long as this process.</summary>
/// <remarks>Linux tells a child of its parent's death when the thread that started it ends, and threads of the pool end at any
/// time.</remarks>
internal static class LongLivedThread
{
    private static readonly BlockingCollection<Action> Work = Begin();

    public static Task<T> RunAsync<T>(Func<T> function)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                result.SetResult(function());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (Action action in work.GetConsumingEnumerable())
                action();
        })
        { IsBackground = true, Name = "PostgreSQL starter" };
        thread.Start();
        return work;
    }
}

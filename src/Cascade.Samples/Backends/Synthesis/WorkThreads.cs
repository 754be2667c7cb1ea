using System.Collections.Concurrent;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>Threads for what keeps a processor busy: no such work is on the pool's, where whoever plays live would wait for it, and all of
/// it gives way to them.</summary>
internal sealed class WorkThreads : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _waiting = [];
    private readonly int _count;

    /// <summary>Starts the threads.</summary>
    public WorkThreads(string name, int count)
    {
        _count = count;
        for (int i = 0; i < count; i++)
            new Thread(Run) { Name = name, IsBackground = true }.Start();
    }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => _count;

    /// <summary>Does something on one of the threads, when it comes to its turn.</summary>
    public Task RunAsync(Action work, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>Does something whose parts are all on the threads.</summary>
    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Ends the threads once nothing waits.</summary>
    public void Dispose() => _waiting.CompleteAdding();

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => _waiting.Add(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => _waiting;

    private void Run()
    {
        ThreadRank.StepBack();
        foreach (Task task in _waiting.GetConsumingEnumerable())
            TryExecuteTask(task);
    }
}

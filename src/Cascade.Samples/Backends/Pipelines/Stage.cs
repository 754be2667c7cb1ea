using System.Threading.Channels;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Pipelines;

/// <summary>A stage: tasks that take from a bounded channel and hand on. A full channel makes the stage before it wait.</summary>
internal sealed class Stage
{
    /// <summary>How many notes may wait for a stage.</summary>
    public const int Capacity = 100;

    private readonly Channel<NoteInWork> _input = Channel.CreateBounded<NoteInWork>(Capacity);
    private readonly Func<NoteInWork, NoteInWork?> _work;
    private readonly Stage? _next;
    private readonly WorkThreads? _threads;
    private readonly Task[] _tasks;
    private long _done;

    /// <summary>Starts the stage.</summary>
    /// <param name="name">For the monitor.</param>
    /// <param name="workers">How many tasks share the channel.</param>
    /// <param name="work">What it does; null for what goes no further.</param>
    /// <param name="next">Where it hands on to; null at the end.</param>
    /// <param name="computes">Whether it takes long: then its tasks have threads of their own.</param>
    public Stage(string name, int workers, Func<NoteInWork, NoteInWork?> work, Stage? next, bool computes = false)
    {
        Name = name;
        _work = work;
        _next = next;
        _threads = computes ? new WorkThreads("Cascade " + name, workers) : null;
        _tasks = [.. Enumerable.Range(0, workers).Select(_ => _threads?.RunAsync(RunAsync) ?? Task.Run(RunAsync))];
    }

    public string Name { get; }

    /// <summary>How many notes it has worked on.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>How many notes wait for it.</summary>
    public int Waiting => _input.Reader.Count;

    public ValueTask TakeAsync(NoteInWork note, CancellationToken cancellationToken) => _input.Writer.WriteAsync(note, cancellationToken);

    /// <summary>Ends the stage when all that waits is done, and then those after it.</summary>
    public async Task CompleteAsync()
    {
        _input.Writer.Complete();
        await Task.WhenAll(_tasks).ConfigureAwait(false);
        _threads?.Dispose();
        if (_next is not null)
            await _next.CompleteAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        // What goes on after a wait goes on on the stage's own threads, if it has any.
        await foreach (NoteInWork note in _input.Reader.ReadAllAsync().ConfigureAwait(true))
        {
            if (note.Parts.CancellationToken.IsCancellationRequested)
                note.Parts.Cancel();
            if (note.Parts.IsOver)
                continue;
            try
            {
                note.Parts.Begin(note.Since);
                NoteInWork? result = _work(note);
                Interlocked.Increment(ref _done);
                if (result is not null && _next is not null)
                    await _next.TakeAsync(result with { Since = System.Diagnostics.Stopwatch.GetTimestamp() }, CancellationToken.None)
                        .ConfigureAwait(true);
            }
            catch (Exception e)
            {
                note.Parts.Fail(e);
            }
        }
    }
}

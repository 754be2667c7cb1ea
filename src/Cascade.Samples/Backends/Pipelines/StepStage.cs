using System.Threading.Channels;
using Cascade.Samples.Backends.Steps;

namespace Cascade.Samples.Backends.Pipelines;

/// <summary>A stage that takes one step of all work: one task, so that what comes in order goes on in order.</summary>
internal sealed class StepStage
{
    // So many on one thread, then on another: whoever has brought work must not do that of all others.
    private const int MostInTurn = 16;

    // A stage that waits goes on at once on the thread that brings it work: a step takes less time than the way to another thread.
    private readonly Channel<StepsInWork> _input = Channel.CreateBounded<StepsInWork>(
        new BoundedChannelOptions(Stage.Capacity) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly StepStage? _next;
    private readonly Task _task;

    /// <param name="next">Where it hands on to; null at the end.</param>
    public StepStage(StepStage? next)
    {
        _next = next;
        _task = Task.Run(RunAsync);
    }

    public ValueTask TakeAsync(StepsInWork work, CancellationToken cancellationToken) => _input.Writer.WriteAsync(work, cancellationToken);

    /// <summary>Ends the stage when all that waits is done, and then those after it.</summary>
    public async Task CompleteAsync()
    {
        _input.Writer.Complete();
        await _task.ConfigureAwait(false);
        if (_next is not null)
            await _next.CompleteAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        int inTurn = 0;
        await foreach (StepsInWork work in _input.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (++inTurn % MostInTurn == 0)
                await Task.Yield();
            try
            {
                if (work.Advance() && _next is not null)
                    await _next.TakeAsync(work, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                work.Fail(e);
            }
        }
    }
}

using System.Threading.Channels;
using Cascade.Samples.Backends.Steps;

namespace Cascade.Samples.Backends.Pipelines;

/// <summary>A stage that takes one step of all work: one task, so that what comes in order goes on in order.</summary>
internal sealed class StepStage
{
    private readonly Channel<StepsInWork> _input = Channel.CreateBounded<StepsInWork>(Stage.Capacity);
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
        await foreach (StepsInWork work in _input.Reader.ReadAllAsync().ConfigureAwait(false))
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

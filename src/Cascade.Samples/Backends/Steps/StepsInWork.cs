using System.Diagnostics;

namespace Cascade.Samples.Backends.Steps;

/// <summary>Stepwise work on its way through a backend.</summary>
/// <param name="work">The work.</param>
/// <param name="cancellationToken">Ends it before its next step.</param>
internal sealed class StepsInWork(IStepwise work, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<Breakdown> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _arrival = Stopwatch.GetTimestamp();
    private long _first;

    public string Order => work.Order;

    public Task<Breakdown> Answer => _answer.Task;

    /// <summary>The step that comes next.</summary>
    public int Next { get; private set; }

    /// <summary>Takes the next step, if nothing has ended it; answers after the last.</summary>
    /// <returns>True if there are more.</returns>
    public bool Advance()
    {
        if (_answer.Task.IsCompleted)
            return false;
        if (cancellationToken.IsCancellationRequested)
        {
            _answer.TrySetCanceled(cancellationToken);
            return false;
        }
        if (Next == 0)
            _first = Stopwatch.GetTimestamp();
        try
        {
            work.Run(Next++);
        }
        catch (InvalidRequestException e)
        {
            _answer.TrySetException(e);
            return false;
        }
        if (Next < IStepwise.Steps)
            return true;
        long now = Stopwatch.GetTimestamp();
        _answer.TrySetResult(new Breakdown(Stopwatch.GetElapsedTime(_arrival, _first), Stopwatch.GetElapsedTime(_first, now),
            Stopwatch.GetElapsedTime(_arrival, now)));
        return false;
    }

    /// <summary>Takes all steps that are left, and answers whatever comes of them.</summary>
    /// <param name="done">Told of every step that was taken.</param>
    public void RunAll(Action<int>? done = null)
    {
        try
        {
            for (bool goesOn = true; goesOn;)
            {
                int step = Next;
                goesOn = Advance();
                if (goesOn || _answer.Task.IsCompletedSuccessfully)
                    done?.Invoke(step);
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    /// <summary>Answers that it failed.</summary>
    public void Fail(Exception cause) =>
        _answer.TrySetException(cause as BackendException ?? new BackendException($"A step failed: {cause.Message}", cause));
}

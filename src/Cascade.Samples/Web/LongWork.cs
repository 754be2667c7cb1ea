using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Web;

/// <summary>What takes long: songs that are rendered or analysed, notes that a backend plays. So much of it is at work at once, so much
/// waits, and more is told to come again.</summary>
internal sealed class LongWork : IDisposable
{
    /// <summary>How much may be inside, waiting or at work.</summary>
    public const int Most = 64;

    // More than there are processors: what is short goes on beside what is long, and who is slow to take what is rendered for them holds
    // up fewer.
    private const int MostAtOnce = 16;

    private readonly SemaphoreSlim _threads = new(MostAtOnce);
    private int _inside;

    /// <summary>Goes in, until what is returned is disposed.</summary>
    /// <exception cref="HostBusyException">There is as much inside as may be.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _inside) <= Most)
            return new Place(this);
        Interlocked.Decrement(ref _inside);
        throw new HostBusyException("This host renders as much as it can. Try again in a moment.");
    }

    /// <summary>Goes in, and does something on a thread of its own, which gives way to whoever plays live.</summary>
    /// <exception cref="HostBusyException">There is as much inside as may be; thrown at once.</exception>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        IDisposable place = Enter();
        return InsideAsync();

        async Task<T> InsideAsync()
        {
            using (place)
                return await WithoutPlaceAsync(work, cancellationToken);
        }
    }

    /// <summary>The same for what may not be sent away any more; it waits for as long as it takes.</summary>
    public async Task<T> WithoutPlaceAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _threads.WaitAsync(cancellationToken);
        try
        {
            return await OnOwnThreadAsync(work);
        }
        finally
        {
            _threads.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();

    private static Task<T> OnOwnThreadAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            ThreadRank.StepBack();
            try
            {
                result.SetResult(work());
            }
            catch (OperationCanceledException e)
            {
                result.SetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = "Cascade long work" }.Start();
        return result.Task;
    }

    private sealed class Place(LongWork work) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0)
                Interlocked.Decrement(ref work._inside);
        }
    }
}

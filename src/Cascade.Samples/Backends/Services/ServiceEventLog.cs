namespace Cascade.Samples.Backends.Services;

/// <summary>Something that the services did.</summary>
/// <param name="Number">Ascending, from 1.</param>
/// <param name="Time">When.</param>
/// <param name="Request">Which request it belongs to, from 1.</param>
/// <param name="What">"asked", "found", "made", "kept", "checked", "analysed", "predicted", "stored", "answered" or "failed".</param>
public sealed record ServiceEvent(long Number, DateTimeOffset Time, long Request, string What);

/// <summary>The last thousand events of the services, in the order they happened.</summary>
public sealed class ServiceEventLog
{
    private const int Most = 1_000;

    private readonly Lock _gate = new();
    private readonly ServiceEvent[] _events = new ServiceEvent[Most];
    private long _number, _request;

    /// <summary>The events after a number, the oldest first.</summary>
    /// <param name="number">Of the last event that is known.</param>
    public IReadOnlyList<ServiceEvent> After(long number)
    {
        lock (_gate)
        {
            long first = Math.Max(Math.Max(0, number), _number - Most);
            var events = new List<ServiceEvent>();
            for (long i = first; i < _number; i++)
                events.Add(_events[i % Most]);
            return events;
        }
    }

    /// <summary>A request begins.</summary>
    /// <returns>Its number.</returns>
    internal long Begin()
    {
        long request = Interlocked.Increment(ref _request);
        Add(request, "asked");
        return request;
    }

    internal void Add(long request, string what)
    {
        lock (_gate)
        {
            _events[_number % Most] = new ServiceEvent(_number + 1, DateTimeOffset.UtcNow, request, what);
            _number++;
        }
    }
}

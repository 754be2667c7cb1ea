namespace Cascade.Samples.Backends;

/// <summary>Where the time of a request went.</summary>
/// <param name="Queue">Waiting for a service, a stage, a mailbox or a thread; of the part that waited longest.</param>
/// <param name="Synthesis">From the first sample's computation to the last's.</param>
/// <param name="Total">From the request's arrival at the backend to its answer.</param>
public readonly record struct Breakdown(TimeSpan Queue, TimeSpan Synthesis, TimeSpan Total);

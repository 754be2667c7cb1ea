namespace Cascade.Samples.Backends;

/// <summary>Whether a backend answers.</summary>
/// <param name="IsHealthy">True if it takes requests.</param>
/// <param name="Description">In words: workers, stages, what failed last.</param>
public sealed record BackendHealth(bool IsHealthy, string Description);

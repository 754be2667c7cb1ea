namespace Cascade.Samples.Backends;

/// <summary>An architecture that plays what it is asked to. All give the same samples for the same request and configuration.</summary>
/// <remarks>Every member is for any thread.</remarks>
public interface IBackend : IAsyncDisposable
{
    /// <summary>The name it is chosen by: "pipeline".</summary>
    string Name { get; }

    /// <summary>How it sounds; requests that come later are played by it.</summary>
    BackendConfiguration Configuration { get; }

    /// <summary>Whether it answers.</summary>
    BackendHealth Health { get; }

    /// <summary>What it has done, and how fast.</summary>
    BackendMetrics Metrics { get; }

    /// <summary>Changes the configuration as a whole: whoever reads it meanwhile has all of the old or all of the new.</summary>
    /// <param name="change">Gets the present configuration and gives the next; may be called again if another change came between.</param>
    /// <returns>The configuration that now holds.</returns>
    /// <exception cref="InvalidRequestException">A value is out of its range; nothing has changed.</exception>
    BackendConfiguration Configure(Func<BackendConfiguration, BackendConfiguration> change);

    /// <summary>Plays a request.</summary>
    /// <param name="request">The notes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidRequestException">A value is missing or out of its range.</exception>
    /// <exception cref="BackendException">The backend failed, or was shut down meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The backend is shut down.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<RenderedSound> PlayAsync(SoundRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes all steps of some work, by the backend's own structure.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends it before its next step.</param>
    /// <returns>Where the time went.</returns>
    /// <exception cref="InvalidRequestException">A step refused it.</exception>
    /// <exception cref="BackendException">A step failed, or the backend was shut down meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The backend is shut down.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<Breakdown> ProcessAsync(IStepwise work, CancellationToken cancellationToken = default);
}

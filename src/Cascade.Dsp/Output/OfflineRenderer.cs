using System;
using System.Threading;
using Cascade.Dsp.Output;

namespace Cascade.Dsp;

/// <summary>Renders music as fast as the machine can, by the very path that plays live: a <see cref="Performance"/> in a line.</summary>
public static class OfflineRenderer
{
    /// <summary>Renders a sequence from the engine's present position, which becomes the sequence's time 0.</summary>
    /// <param name="engine">The engine, on whose audio thread this is called: nothing else may render it meanwhile. A fresh one, or one
    /// that was set up through its queues.</param>
    /// <param name="sequence">The music, of any number of events; converted if its rate is not the engine's.</param>
    /// <param name="sink">Takes the sound, about a thousand frames at a time.</param>
    /// <param name="options">How the music ends; the defaults if null.</param>
    /// <param name="progress">Told the share of the music that is rendered, 0 to 1, at most a hundred times and at the end.</param>
    /// <param name="cancellationToken">Cancels the operation at the next piece. What the sink has is its owner's to remove.</param>
    /// <exception cref="ArgumentNullException">The engine, the sequence or the sink is null.</exception>
    /// <exception cref="ArgumentException">The sink is a file of another sample rate.</exception>
    /// <exception cref="OperationCanceledException">Rendering was cancelled; the engine can be used again after
    /// <see cref="VoiceEngine.Reset"/>.</exception>
    public static RenderResult Render(VoiceEngine engine, Sequence sequence, IAudioSink sink, PerformanceOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var performance = new Performance(engine, sequence, options);
        try
        {
            return performance.WriteTo(sink, progress, cancellationToken);
        }
        finally
        {
            performance.Leave();
        }
    }

    /// <summary>Renders as <see cref="Render"/> on another thread.</summary>
    /// <param name="engine">The engine: nothing else may render it meanwhile.</param>
    /// <param name="sequence">The music; converted if its rate is not the engine's.</param>
    /// <param name="sink">Takes the sound, on that thread.</param>
    /// <param name="options">How the music ends; the defaults if null.</param>
    /// <param name="progress">Told the share of the music that is rendered, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the operation at the next piece.</param>
    /// <returns>What was rendered. Its errors are those of <see cref="Render"/>.</returns>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("ApiDesign", "RS0030",
        Justification = "The task is the caller's; the engine still has none.")]
    public static System.Threading.Tasks.Task<RenderResult> RenderAsync(VoiceEngine engine, Sequence sequence, IAudioSink sink,
        PerformanceOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        System.Threading.Tasks.Task.Run(() => Render(engine, sequence, sink, options, progress, cancellationToken), cancellationToken);
}

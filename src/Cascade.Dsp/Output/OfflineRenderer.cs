using System;
using System.Threading;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Output;

/// <summary>Renders a sequence through a <see cref="VoiceEngine"/> as fast as the machine can, by the very path that plays live.</summary>
/// <remarks>
/// <code>
/// |latency|---------- sequence ----------|-- voices end --|-- effects' tail --|
///  dropped                                  at most MaximumTail
/// </code>
/// The engine's latency is taken off: what an event at time t starts, starts at frame t. The sound goes on after the sequence, block by block, until no voice sounds and
/// the effects have rung out; then it ends.
/// </remarks>
public static class OfflineRenderer
{
    /// <summary>Renders a sequence from the engine's present position, which becomes the sequence's time 0.</summary>
    /// <param name="engine">The engine, on whose audio thread this is called: nothing else may render it meanwhile. A fresh one, or one that was set up through its queues.</param>
    /// <param name="sequence">The music, of any number of events; converted if its rate is not the engine's.</param>
    /// <param name="sink">Takes the sound, about a thousand frames at a time.</param>
    /// <param name="options">How the sequence ends; the defaults if null.</param>
    /// <param name="progress">Told the share of the sequence that is rendered, 0 to 1, at most a hundred times and at the end.</param>
    /// <param name="cancellationToken">Ends rendering at the next piece. What the sink has is its owner's to remove.</param>
    /// <exception cref="ArgumentNullException">The engine, the sequence or the sink is null.</exception>
    /// <exception cref="OperationCanceledException">Rendering was cancelled; the engine can be used again after <see cref="VoiceEngine.Reset"/>.</exception>
    public static RenderResult Render(VoiceEngine engine, Sequence sequence, IAudioSink sink, OfflineOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(sequence);
        ArgumentNullException.ThrowIfNull(sink);
        var run = new OfflineRun(engine, sequence.WithSampleRate(engine.SampleRate), sink, options ?? new OfflineOptions());
        return run.ToEnd(progress, cancellationToken);
    }
}

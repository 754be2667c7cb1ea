using System;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments;

/// <summary>All voices of one instrument, rendered together as one bank.</summary>
/// <remarks>
/// The engine calls <see cref="Prepare"/> once, then for every block of <see cref="BlockSize"/> frames <see cref="Apply"/> for each event of the
/// block in order of time, and <see cref="Render"/>. After Prepare nothing may allocate, lock, throw, log or wait.
/// <para>To make one's own: keep the voices in arrays, render them all in <see cref="Render"/>, and start a note inside the block at its offset.</para>
/// </remarks>
public abstract class Instrument
{
    /// <summary>The number of frames in a block of the fixed grid.</summary>
    public const int BlockSize = 32;

    /// <summary>The parameters that <see cref="EventKind.Parameter"/> events of channel 0 move, by number.</summary>
    public abstract ReadOnlySpan<ParameterInfo> Parameters { get; }

    /// <summary>How many voices sound. Readable on the audio thread; the engine publishes it to others.</summary>
    public abstract int ActiveVoices { get; }

    /// <summary>Events whose kind, controller or number the instrument does not know; counted, not acted on. Readable on the audio thread; the engine publishes it to others.</summary>
    public virtual long IgnoredEvents => 0;

    /// <summary>Allocates everything and builds the tables. Called once, before any other member.</summary>
    /// <param name="settings">The engine's rate, width, tuning and seed.</param>
    protected internal abstract void Prepare(EngineSettings settings);

    /// <summary>Runs every code path once, so that nothing is compiled later on the audio thread. The engine calls <see cref="Reset"/> afterwards.</summary>
    /// <remarks>The engine itself plays notes, controllers and every kind of event before this; override it for what those do not reach.</remarks>
    protected internal virtual void Warm()
    {
    }

    /// <summary>Acts on an event at its frame of the coming block.</summary>
    /// <param name="e">The event; its values may be anything, the instrument clamps.</param>
    /// <param name="offset">The frame within the block: 0 to <see cref="BlockSize"/> - 1, never less than that of the event before.</param>
    protected internal abstract void Apply(in EngineEvent e, int offset);

    /// <summary>Renders the block.</summary>
    /// <param name="left">Exactly <see cref="BlockSize"/> frames, overwritten; full scale is -1 to 1.</param>
    /// <param name="right">Likewise.</param>
    protected internal abstract void Render(Span<float> left, Span<float> right);

    /// <summary>Back to the state after <see cref="Prepare"/>: silent, all controllers and parameters at their defaults.</summary>
    protected internal abstract void Reset();
}

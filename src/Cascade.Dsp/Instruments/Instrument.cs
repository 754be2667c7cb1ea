using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>All voices of one instrument, rendered together as one bank.</summary>
/// <remarks>
/// The engine prepares it once, then calls for every block of <see cref="BlockSize"/> frames <see cref="Apply"/> for each event of the
/// block in order of time, and <see cref="Render"/>. After Prepare nothing may allocate, lock, throw, log or wait.
/// <para>To make one's own: keep the voices in arrays, render them all in <see cref="Render"/>, and start a note inside the block at its
/// offset. An instrument may hold others: it prepares, plays and renders them by these same members.</para>
/// </remarks>
public abstract class Instrument : Device
{
    /// <summary>The number of frames in a block of the fixed grid.</summary>
    public const int BlockSize = 32;

    private static readonly ConcurrentDictionary<(Type, int, LaneChoice), bool> s_warmed = new();

    // What the present thread rehearses: instruments of the same type that play in it do not begin another.
    [ThreadStatic]
    private static Type? t_rehearsing;

    /// <summary>Makes an instrument.</summary>
    /// <param name="kind">The name of its kind, in small letters: "piano".</param>
    /// <param name="parameters">Its parameters; their ids differ.</param>
    /// <exception cref="ArgumentException">The kind is empty, or two parameters have the same id.</exception>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    protected Instrument(string kind, params ReadOnlySpan<Parameter> parameters) : base(kind, parameters)
    {
    }

    /// <summary>How many voices sound. Readable on the audio thread; the engine publishes it to others.</summary>
    public abstract int ActiveVoices { get; }

    /// <summary>Events whose kind, controller or number the instrument does not act on; counted. Readable on the audio thread; the engine
    /// publishes it to others.</summary>
    public virtual long IgnoredEvents => 0;

    /// <summary>How many frames the sound lies behind the events; constant after <c>Prepare</c>.</summary>
    public virtual int LatencyFrames => 0;

    /// <summary>How many frames may sound on after the last voice has ended, as in a reverb, at the present parameters.</summary>
    public virtual int TailFrames => 0;

    /// <summary>Acts on an event at its frame of the coming block.</summary>
    /// <param name="e">The event; its values may be anything, the instrument clamps. Parameters are moved by the engine and do not come
    /// here.</param>
    /// <param name="offset">The frame within the block: 0 to <see cref="BlockSize"/> - 1, never less than that of the event before.</param>
    public abstract void Apply(in EngineEvent e, int offset);

    /// <summary>Renders the block.</summary>
    /// <param name="left">Exactly <see cref="BlockSize"/> frames, overwritten; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    public abstract void Render(Span<float> left, Span<float> right);

    /// <summary>Runs what <see cref="Warm"/>'s notes, controllers and parameters do not reach.</summary>
    protected virtual void WarmRest()
    {
    }

    /// <inheritdoc/>
    protected sealed override void Warm()
    {
        // What one has run to the end is compiled for all others of its type, rate and registers.
        (Type, int, LaneChoice) kind = (GetType(), Settings.SampleRate, Settings.Lanes);
        Type? outer = t_rehearsing;
        if (outer == kind.Item1 || s_warmed.ContainsKey(kind))
            return;
        t_rehearsing = kind.Item1;
        try
        {
            Rehearse();
        }
        finally
        {
            t_rehearsing = outer;
        }
        s_warmed.TryAdd(kind, true);
    }

    // Every kind of event, every controller, all parameters at both ends; the first audible block is then compiled code.
    internal virtual void Rehearse()
    {
        Span<float> left = stackalloc float[BlockSize], right = stackalloc float[BlockSize];
        // Code that is compiled already needs one round, which brings it into memory.
        int rounds = RuntimeFeature.IsDynamicCodeCompiled ? 3 : 1;
        for (int round = 0; round < rounds; round++)
        {
            for (EventKind kind = EventKind.NoteOn; kind <= EventKinds.Last; kind++)
                Play(new EngineEvent(0, kind, 0, 60, 0.5f), left, right);
            Play(EngineEvent.NoteOn(0, 60, 0.5f), left, right);
            Play(ScaleTunings.Event(0, 0, 0, round == 2 ? 0 : 0.5f, soundingToo: true), left, right);
            Play(EngineEvent.NoteOn(0, 72, 0.5f), left, right);
            for (int controller = 0; controller <= 127; controller++)
            {
                if (controller % 16 == 0)
                    Play(EngineEvent.NoteOn(0, 60 + controller / 16, 0.5f), left, right);
                // The third time back to where it began.
                float value = round < 2 ? (controller + round) % 2 : float.NaN;
                Play(new EngineEvent(0, EventKind.Control, 0, (ushort)controller, value), left, right);
                if (controller % 16 == 8)
                    Play(EngineEvent.NoteOff(0, 60 + controller / 16), left, right);
            }
            Play(EngineEvent.Control(0, 121, 0), left, right);
            for (int place = 0; place < Parameters.Count; place++)
                Move(place, round == 0 ? Parameters[place].Maximum : round == 1 ? Parameters[place].Minimum : float.NaN);
            Play(EngineEvent.NoteOn(0, 64, 0.9f), left, right);
        }
        Parameters.Restore();
        Clear();
        WarmRest();
    }

    private void Play(in EngineEvent e, Span<float> left, Span<float> right)
    {
        Apply(e, e.Number % BlockSize);
        Render(left, right);
        Render(left, right);
    }
}

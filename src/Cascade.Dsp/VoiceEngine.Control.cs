using System;
using System.Threading;
using Cascade.Dsp.Mixing;

namespace Cascade.Dsp;

/// <remarks>What people and programs do to an engine while it plays: notes, values, and other instruments and effects.</remarks>
public sealed partial class VoiceEngine
{
    /// <summary>Presses a key now.</summary>
    /// <param name="key">MIDI key 0-127; any other is ignored and counted.</param>
    /// <param name="velocity">Above 0 to 1; clamped. 0 is a note-off.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the key or channel is unknown.</returns>
    public bool NoteOn(int key, float velocity, int channel = 0) => Post(EventKind.NoteOn, channel, key, velocity);

    /// <summary>Lets a key go now.</summary>
    /// <param name="key">MIDI key 0-127; any other is ignored and counted.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the key or channel is unknown.</returns>
    public bool NoteOff(int key, int channel = 0) => Post(EventKind.NoteOff, channel, key, 0.5f);

    /// <summary>Moves a controller now.</summary>
    /// <param name="controller">MIDI controller 0-127, 64 being the sustain pedal; any other is ignored and counted.</param>
    /// <param name="value">0 to 1; clamped.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the controller or channel is unknown.</returns>
    public bool Control(int controller, float value, int channel = 0) => Post(EventKind.Control, channel, controller, value);

    /// <summary>Moves the pitch wheel now.</summary>
    /// <param name="value">-1 to 1 of the bend range, 2 semitones unless a song sets another; clamped.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the channel is unknown.</returns>
    public bool PitchBend(float value, int channel = 0) => Post(EventKind.PitchBend, channel, 0, value);

    /// <summary>Chooses a channel's program now.</summary>
    /// <param name="program">MIDI program 0-127; any other is ignored and counted.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the program or channel is unknown.</returns>
    public bool Program(int program, int channel = 0) => Post(EventKind.Program, channel, program, 0);

    /// <summary>Moves a parameter now; what can be heard moves without a click. Its value can be read once it has been rendered, by
    /// <see cref="Device.Get"/>.</summary>
    /// <param name="device">The instrument, effect or part, which this engine plays.</param>
    /// <param name="parameter">One of its parameters, such as <see cref="Effect.Mix"/>.</param>
    /// <param name="value">In its own unit; clamped to its range, NaN becomes its default.</param>
    /// <returns>False if the queue was full.</returns>
    /// <exception cref="ArgumentNullException">The device or parameter is null.</exception>
    /// <exception cref="ArgumentException">This engine does not play the device, the device has no such parameter, or it is a
    /// meter.</exception>
    public bool Set(Device device, Parameter parameter, float value) => Events.TryEnqueue(EventFor(device, parameter, value));

    /// <summary>The event that moves a parameter now, for a queue of one's own.</summary>
    /// <param name="device">The instrument, effect or part, which this engine plays.</param>
    /// <param name="parameter">One of its parameters.</param>
    /// <param name="value">In its own unit.</param>
    /// <exception cref="ArgumentNullException">The device or parameter is null.</exception>
    /// <exception cref="ArgumentException">This engine does not play the device, the device has no such parameter, or it is a
    /// meter.</exception>
    public EngineEvent EventFor(Device device, Parameter parameter, float value)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(parameter);
        if (device.Owner != this)
            throw new ArgumentException($"This engine does not play that {device.Kind}.", nameof(device));
        if (parameter.Kind == ParameterKind.Meter)
            throw new ArgumentException($"'{parameter.Name}' is a meter: it is read, not set.", nameof(parameter));
        return EngineEvent.Parameter(Position, device.Part, device.Slot, device.Parameters.PlaceOf(parameter), value);
    }

    /// <summary>Puts another instrument in the place of one, while it plays. The one before keeps its notes and fades out in 250
    /// ms.</summary>
    /// <remarks>The new one is prepared on the calling thread, which takes time and memory, and gets the controllers, programs and bends
    /// that hold. For one thread at a time, not the audio thread.</remarks>
    /// <param name="current">The engine's instrument, or that of a part of its rack.</param>
    /// <param name="next">The instrument that comes.</param>
    /// <exception cref="ArgumentNullException">An instrument is null.</exception>
    /// <exception cref="ArgumentException">This engine does not play the current one.</exception>
    /// <exception cref="InvalidOperationException">The next one belongs to an engine already.</exception>
    public void Exchange(Instrument current, Instrument next)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        if (ReferenceEquals(current, Instrument))
        {
            _instrument.Exchange(next);
            return;
        }
        if (Instrument is Rack rack)
            foreach (Part part in rack.Parts)
                if (ReferenceEquals(part.Instrument, current))
                {
                    part.InstrumentSlot.Exchange(next);
                    return;
                }
        throw new ArgumentException($"This engine does not play that {current.Kind}.", nameof(current));
    }

    /// <summary>Puts another effect in the place of one, while it plays; the two fade over within 40 ms.</summary>
    /// <remarks>The new one is prepared on the calling thread. For one thread at a time, not the audio thread.</remarks>
    /// <param name="current">An effect of the engine, of a part or of a bus of its rack.</param>
    /// <param name="next">The effect that comes.</param>
    /// <exception cref="ArgumentNullException">An effect is null.</exception>
    /// <exception cref="ArgumentException">This engine does not play the current one.</exception>
    /// <exception cref="InvalidOperationException">The next one belongs to an engine already.</exception>
    public void Exchange(Effect current, Effect next)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        foreach (EffectChain chain in Chains())
        {
            int place = Array.IndexOf(chain.Effects, current);
            if (place < 0)
                continue;
            Effect[] effects = [.. chain.Effects];
            effects[place] = next;
            chain.Exchange(effects);
            return;
        }
        throw new ArgumentException($"This engine does not play that {current.Kind}.", nameof(current));
    }

    /// <summary>Makes these the engine's effects, in this order, while it plays. What stays at its place runs on; the rest fades
    /// over.</summary>
    /// <remarks>New ones are prepared on the calling thread. Where an effect changes places, the sound dips for 40 ms, as it cannot run in
    /// both. For one thread at a time, not the audio thread.</remarks>
    /// <param name="effects">The effects in the order the sound passes them; none for none.</param>
    /// <exception cref="ArgumentNullException">An effect is null.</exception>
    /// <exception cref="InvalidOperationException">An effect belongs to another place or engine already, or stands twice in the
    /// list.</exception>
    public void SetEffects(params ReadOnlySpan<Effect> effects) => _effects.Exchange(effects);

    /// <summary>Makes these the inserts of a part, in this order, while it plays; as
    /// <see cref="SetEffects(ReadOnlySpan{Effect})"/>.</summary>
    /// <param name="part">A part of the engine's rack.</param>
    /// <param name="inserts">The effects in the order the sound passes them; none for none.</param>
    /// <exception cref="ArgumentNullException">The part or an effect is null.</exception>
    /// <exception cref="ArgumentException">This engine does not play the part.</exception>
    /// <exception cref="InvalidOperationException">An effect belongs to another place or engine already, or stands twice in the
    /// list.</exception>
    public void SetEffects(Part part, params ReadOnlySpan<Effect> inserts)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.Owner != this)
            throw new ArgumentException("This engine does not play that part.", nameof(part));
        part.Chain.Exchange(inserts);
    }

    private bool Post(EventKind kind, int channel, int number, float value)
    {
        if ((uint)channel <= 15 && (uint)number <= 127)
            return Events.TryEnqueue(new EngineEvent(Position, kind, (byte)channel, (ushort)number, value));
        Interlocked.Increment(ref _ignored);
        return false;
    }
}

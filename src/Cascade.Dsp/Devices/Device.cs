using System;

namespace Cascade.Dsp;

/// <summary>What an instrument, an effect and a part of a rack have in common: parameters with values, and a life of prepare, run and
/// reset.</summary>
/// <remarks>A device belongs to one engine, or is prepared and run by hand on one thread at a time. After <see cref="Prepare"/> it never
/// allocates, locks, throws, logs or waits.</remarks>
public abstract class Device
{
    private EngineSettings? _settings;

    /// <summary>Makes a device whose parameters have their defaults.</summary>
    /// <param name="kind">The name of its kind, in small letters: "chorus".</param>
    /// <param name="parameters">Its parameters; their ids differ.</param>
    /// <exception cref="ArgumentException">The kind is empty, or two parameters have the same id.</exception>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    protected Device(string kind, params ReadOnlySpan<Parameter> parameters)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        Kind = kind;
        Parameters = new ParameterBank(parameters);
    }

    /// <summary>The name of its kind: "piano", "chorus".</summary>
    public string Kind { get; }

    /// <summary>The parameters and their values.</summary>
    public ParameterBank Parameters { get; }

    /// <summary>True once <see cref="Prepare"/> has been called.</summary>
    public bool IsPrepared => _settings is not null;

    /// <summary>The settings it was prepared for.</summary>
    /// <exception cref="InvalidOperationException">The device is not prepared.</exception>
    protected EngineSettings Settings =>
        _settings ?? throw new InvalidOperationException($"Call Prepare before using this {GetType().Name}.");

    /// <summary>The engine it belongs to, if any, and where it stands there.</summary>
    internal object? Owner { get; private set; }

    internal byte Part { get; private set; }

    internal byte Slot { get; private set; }

    /// <summary>The present value of a parameter, in its unit. Any thread may ask.</summary>
    /// <param name="parameter">One of <see cref="Parameters"/>.</param>
    /// <exception cref="ArgumentException">The device has no such parameter.</exception>
    public float Get(Parameter parameter) => Parameters[parameter];

    /// <summary>Sets a parameter: the starting value before <see cref="Prepare"/>, and afterwards a move that is heard without a
    /// click.</summary>
    /// <remarks>For the thread that runs the device. While an engine plays it, use the engine's own Set, which any playing thread may
    /// call.</remarks>
    /// <param name="parameter">One of <see cref="Parameters"/>; a meter is not set.</param>
    /// <param name="value">In the parameter's unit; clamped to its range, NaN becomes its default.</param>
    /// <exception cref="ArgumentException">The device has no such parameter.</exception>
    public void Set(Parameter parameter, float value) => Move(Parameters.PlaceOf(parameter), value);

    /// <summary>Allocates everything, builds the tables and, unless told otherwise, runs every code path once, so that nothing is compiled
    /// later on the audio thread.</summary>
    /// <remarks>The present values of the parameters are those that <see cref="Reset"/> goes back to.</remarks>
    /// <param name="settings">The rate, register width, tuning and seed.</param>
    /// <exception cref="ArgumentNullException">The settings are null.</exception>
    public void Prepare(EngineSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        Parameters.KeepAsStart();
        Setup(settings);
        Clear();
        if (!settings.Rehearses)
            return;
        Warm();
        Reset();
    }

    /// <summary>Back to the state after <see cref="Prepare"/>: silent, and all parameters at the values they had then.</summary>
    /// <exception cref="InvalidOperationException">The device is not prepared.</exception>
    public void Reset()
    {
        _ = Settings;
        Parameters.Restore();
        Clear();
    }

    /// <summary>Allocates everything for these settings and builds the tables. May be called again for others.</summary>
    /// <param name="settings">The rate, register width, tuning and seed.</param>
    protected abstract void Setup(EngineSettings settings);

    /// <summary>Falls silent at once and takes the present values of all parameters without a ramp: the state in which the first sound
    /// comes.</summary>
    protected abstract void Clear();

    /// <summary>Runs every code path once. <see cref="Prepare"/> resets the device afterwards.</summary>
    protected virtual void Warm()
    {
    }

    /// <summary>Takes note that a parameter has a new value; what can be heard moves there by a ramp. Called on the audio thread.</summary>
    /// <param name="parameter">The parameter.</param>
    protected virtual void Moved(Parameter parameter)
    {
    }

    /// <summary>Moves the parameter of a place as an event does: one that is unknown or a meter is refused.</summary>
    internal bool Move(int place, float value)
    {
        if ((uint)place >= (uint)Parameters.Count || Parameters[place].Kind == ParameterKind.Meter)
            return false;
        if (Parameters.Move(place, value) && IsPrepared)
            Moved(Parameters[place]);
        return true;
    }

    /// <summary>Tells a meter's value.</summary>
    /// <param name="meter">One of <see cref="Parameters"/>.</param>
    /// <param name="value">In its unit.</param>
    protected void Publish(Parameter meter, float value) => Parameters.Move(Parameters.PlaceOf(meter), value);

    /// <summary>Claims the device for an engine.</summary>
    /// <exception cref="InvalidOperationException">It belongs to an engine already, or stands twice in this one.</exception>
    internal virtual void Attach(object owner, byte part, byte slot)
    {
        if (Owner is not null)
            throw new InvalidOperationException($"This {GetType().Name} is in use already: a device belongs to one engine and one place.");
        (Owner, Part, Slot) = (owner, part, slot);
    }

    /// <summary>Gives the device back: it may be attached again.</summary>
    internal virtual void Detach() => Owner = null;
}

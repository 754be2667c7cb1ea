using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Cascade.Dsp;

/// <summary>The parameters of one instrument or effect with their present values.</summary>
/// <remarks>Values can be read from any thread. They are moved by <see cref="Device.Set"/> and by the engine.</remarks>
public sealed class ParameterBank : IReadOnlyList<Parameter>
{
    private readonly Parameter[] _parameters;
    private readonly float[] _values, _start;

    internal ParameterBank(ReadOnlySpan<Parameter> parameters)
    {
        _parameters = parameters.ToArray();
        _values = new float[parameters.Length];
        _start = new float[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(parameters[i], nameof(parameters));
            if (Find(parameters[i].Id) != parameters[i])
                throw new ArgumentException($"Two parameters have the id '{parameters[i].Id}'.", nameof(parameters));
            parameters[i].Place = i;
            _values[i] = _start[i] = parameters[i].Default;
        }
    }

    /// <summary>How many parameters there are.</summary>
    public int Count => _parameters.Length;

    /// <summary>A parameter by its place.</summary>
    /// <param name="index">From 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such place.</exception>
    public Parameter this[int index] => _parameters[index];

    /// <summary>The present value of a parameter, in its unit. Any thread may ask.</summary>
    /// <param name="parameter">One of this bank.</param>
    /// <exception cref="ArgumentException">The parameter is not of this bank.</exception>
    public float this[Parameter parameter] => Volatile.Read(ref _values[PlaceOf(parameter)]);

    /// <summary>The value a parameter has at the start and after a reset, in its unit.</summary>
    /// <param name="parameter">One of this bank.</param>
    /// <exception cref="ArgumentException">The parameter is not of this bank.</exception>
    public float StartOf(Parameter parameter) => _start[PlaceOf(parameter)];

    /// <summary>The parameter of an id.</summary>
    /// <param name="id">As in <see cref="Parameter.Id"/>: "low-crossover".</param>
    /// <returns>The parameter, or null if there is none of that id.</returns>
    public Parameter? Find(string id)
    {
        foreach (Parameter parameter in _parameters)
            if (parameter is not null && parameter.Id == id)
                return parameter;
        return null;
    }

    /// <summary>Whether a parameter is of this bank.</summary>
    /// <param name="parameter">Any parameter.</param>
    public bool Contains(Parameter parameter) => TryFind(parameter, out _);

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => ((IEnumerable<Parameter>)_parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The place of a parameter.</summary>
    /// <exception cref="ArgumentException">The parameter is not of this bank.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PlaceOf(Parameter parameter) => TryFind(parameter, out int place) ? place : throw Unknown(parameter);

    internal float ValueAt(int place) => _values[place];

    /// <summary>Sets a value; returns false if that changes nothing.</summary>
    internal bool Move(int place, float value)
    {
        float clamped = _parameters[place].Clamp(value);
        if (clamped == _values[place])
            return false;
        Volatile.Write(ref _values[place], clamped);
        return true;
    }

    /// <summary>Makes the present values those that a reset goes back to.</summary>
    internal void KeepAsStart() => _values.CopyTo(_start, 0);

    /// <summary>Makes a value the one that a reset goes back to, and the present one.</summary>
    internal void Start(Parameter parameter, float value)
    {
        int place = PlaceOf(parameter);
        _values[place] = _start[place] = parameter.Clamp(value);
    }

    /// <summary>Puts all values back to those at the start.</summary>
    internal void Restore() => _start.CopyTo(_values, 0);

    private static ArgumentException Unknown(Parameter parameter) =>
        new($"The device has no parameter '{parameter?.Name}'.", nameof(parameter));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFind(Parameter parameter, out int place)
    {
        place = parameter is null ? -1 : parameter.Place;
        if ((uint)place < (uint)_parameters.Length && ReferenceEquals(_parameters[place], parameter))
            return true;
        place = Search(parameter);
        return place >= 0;
    }

    // A parameter of two kinds of devices has the place of the one that was made last.
    private int Search(Parameter? parameter) => Array.IndexOf(_parameters, parameter);
}

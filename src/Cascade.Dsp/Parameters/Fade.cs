using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Parameters;

/// <summary>The course of a fade from 0 to 1: 3 t^2 - 2 t^3, whose slope has no step, so that a tone that is faded gets no edge above
/// it.</summary>
internal struct Fade
{
    private float _step;
    private int _at, _length;

    /// <summary>True while it goes on.</summary>
    public readonly bool IsMoving => _at < _length;

    /// <summary>Starts.</summary>
    /// <param name="frames">How long it takes, 1 or more.</param>
    public void Start(int frames)
    {
        _length = Math.Max(1, frames);
        _step = 1f / _length;
        _at = 0;
    }

    /// <summary>Ends at once.</summary>
    public void End() => _at = _length;

    /// <summary>Goes on by a frame.</summary>
    /// <returns>The share of what comes, 0 to 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Next()
    {
        if (_at >= _length)
            return 1;
        float t = ++_at * _step;
        return t * t * (3 - 2 * t);
    }
}

using System;

namespace Cascade.Dsp;

/// <summary>How a <see cref="Performance"/> begins and ends. Every property is checked when it is set.</summary>
public sealed record PerformanceOptions
{
    /// <summary>How long the sound may go on after the end of the music before it is cut; 0 to one hour, 30 s by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    public TimeSpan MaximumTail
    {
        get;
        init
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromHours(1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The tail must lie within 0 to 1 hour.");
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>True, the default, to lift all pedals and let all keys go at the end of the music; false to let what is held sound on to
    /// <see cref="MaximumTail"/>.</summary>
    public bool ReleasesAtEnd { get; init; } = true;

    /// <summary>True, the default, to end when the sound of the music has ended; false to go on until
    /// <see cref="Performance.Stop"/>.</summary>
    public bool EndsWithMusic { get; init; } = true;

    /// <summary>True, the default, to take off the engine's latency at the start, so that the first frame read is time 0; false to leave
    /// it.</summary>
    public bool DropsLatency { get; init; } = true;
}

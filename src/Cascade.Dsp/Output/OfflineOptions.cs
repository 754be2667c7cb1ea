using System;

namespace Cascade.Dsp.Output;

/// <summary>How <see cref="OfflineRenderer"/> ends a sequence. Every property is checked when it is set.</summary>
public sealed record OfflineOptions
{
    /// <summary>How long the sound may go on after the end of the sequence before it is cut; 0 to one hour, 30 s by default.</summary>
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

    /// <summary>True to lift all pedals and let all keys go at the end of the sequence, for music that forgets to. False by default: what is held sounds on to <see cref="MaximumTail"/>.</summary>
    public bool ReleaseAtEnd { get; init; }
}

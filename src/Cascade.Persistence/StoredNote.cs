namespace Cascade.Persistence;

/// <summary>A note of a stored song.</summary>
public readonly record struct StoredNote
{
    /// <summary>When the key goes down, in samples from the start of the song.</summary>
    public required long Onset { get; init; }

    /// <summary>How long the key is held, in samples: to its own note-off (of several, the oldest ends first), to an event that ends all
    /// notes of its channel, or to the end of the song. Pedals are not counted.</summary>
    public required long Duration { get; init; }

    /// <summary>MIDI key 0-127.</summary>
    public required int Key { get; init; }

    /// <summary>Above 0 to 1.</summary>
    public required float Velocity { get; init; }

    /// <summary>MIDI channel 0-15.</summary>
    public required int Channel { get; init; }

    /// <summary>MIDI port 0-255.</summary>
    public required int Port { get; init; }

    /// <summary>The index of the note-on among the events of the song.</summary>
    public required int Index { get; init; }
}

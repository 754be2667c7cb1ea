namespace Cascade.Persistence;

/// <summary>A note of a stored song.</summary>
/// <param name="Onset">When the key goes down, in samples from the start of the song.</param>
/// <param name="Duration">How long the key is held, in samples: to its own note-off (of several, the oldest ends first), to an event that ends all notes of its
/// channel, or to the end of the song. Pedals are not counted.</param>
/// <param name="Key">MIDI key 0-127.</param>
/// <param name="Velocity">Above 0 to 1.</param>
/// <param name="Channel">MIDI channel 0-15.</param>
/// <param name="Index">The index of the note-on among the events of the song.</param>
public readonly record struct StoredNote(long Onset, long Duration, int Key, float Velocity, int Channel, int Index);

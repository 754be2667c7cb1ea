namespace Cascade.Samples.Backends;

/// <summary>One note that is wanted.</summary>
/// <param name="Key">The MIDI key, 0 to 127.</param>
/// <param name="Velocity">Above 0 to 1.</param>
/// <param name="Start">When the key goes down, in seconds, 0 to 600.</param>
/// <param name="Duration">How long it is held, in seconds, 0.001 to 60.</param>
public sealed record NoteRequest(int Key, float Velocity = 0.8f, double Start = 0, double Duration = 1);

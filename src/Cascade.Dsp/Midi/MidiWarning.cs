namespace Cascade.Dsp.Midi;

/// <summary>A fault of a MIDI file that was read all the same.</summary>
/// <param name="Offset">The byte's place in the file, counted from 0.</param>
/// <param name="Message">What was expected there, and what was found.</param>
public readonly record struct MidiWarning(long Offset, string Message);

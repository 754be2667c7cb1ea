using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>A key and where it starts.</summary>
/// <param name="Tick">Where it starts, in ticks.</param>
/// <param name="Key">The key from there on.</param>
public readonly record struct KeyChange(long Tick, MidiKeySignature Key);

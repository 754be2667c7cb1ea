using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>A metre and where it starts. It starts a bar: one that is not full there is cut short.</summary>
/// <param name="Tick">Where it starts, in ticks.</param>
/// <param name="Bar">The bar that it starts.</param>
/// <param name="Metre">The metre from there on.</param>
public readonly record struct MetreChange(long Tick, int Bar, MidiTimeSignature Metre);

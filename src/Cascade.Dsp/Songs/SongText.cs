using Cascade.Dsp.Midi;

namespace Cascade.Dsp;

/// <summary>A text and where it stands: a name, a syllable, a marker, a cue, a copyright notice.</summary>
/// <param name="Tick">Where it stands, in ticks.</param>
/// <param name="Kind">What it is: <see cref="MidiMetaType.Text"/> to <see cref="MidiMetaType.DeviceName"/>, or one of the six numbers after
/// these.</param>
/// <param name="Text">The text, without a language tag.</param>
/// <param name="Track">The track it stands in, from 0.</param>
public readonly record struct SongText(long Tick, MidiMetaType Kind, string Text, int Track);

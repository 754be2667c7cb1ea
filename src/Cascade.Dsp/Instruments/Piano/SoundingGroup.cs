namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A group of modes to be rendered.</summary>
/// <param name="Group">Its number in the bank's memory.</param>
/// <param name="Modes">How many of its modes sound: its first ones.</param>
/// <param name="Left">Its gain to the left.</param>
/// <param name="Right">Its gain to the right.</param>
internal readonly record struct SoundingGroup(int Group, int Modes, float Left, float Right);

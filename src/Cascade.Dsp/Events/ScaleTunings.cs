using System;

namespace Cascade.Dsp.Events;

/// <summary>Key tunings that are of a name, C to B, in every octave of a channel, and not of one key.</summary>
/// <remarks>Source: MIDI Tuning Standard, scale/octave tuning (CA-021).</remarks>
internal static class ScaleTunings
{
    /// <summary>The number of names.</summary>
    public const int Names = 12;

    /// <summary>In the <see cref="EngineEvent.Note"/> of a key tuning: keys that sound follow at once.</summary>
    public const int SoundingToo = 1;

    /// <summary>In the <see cref="EngineEvent.Note"/> of a key tuning: it is of a name on a channel.</summary>
    public const int OfName = 2;

    // The octave whose keys stand for their names in events.
    private const int FirstKey = 60;

    /// <summary>True if an event tunes a name of keys, and not one key.</summary>
    /// <param name="e">Any event.</param>
    public static bool IsOfName(in EngineEvent e) => e.Kind == EventKind.KeyTuning && (e.Note & OfName) != 0;

    /// <summary>The event that tunes a name on a channel.</summary>
    /// <param name="time">The event's time.</param>
    /// <param name="channel">0 to 15.</param>
    /// <param name="name">0 (C) to 11 (B).</param>
    /// <param name="semitones">How far from the engine's tuning.</param>
    /// <param name="soundingToo">Whether keys that sound follow at once.</param>
    public static EngineEvent Event(long time, int channel, int name, float semitones, bool soundingToo) =>
        new(time, EventKind.KeyTuning, (byte)channel, (ushort)(FirstKey + name), FirstKey + name + semitones)
        {
            Note = OfName + (soundingToo ? SoundingToo : 0),
        };

    /// <summary>How far an event moves its name, in semitones.</summary>
    /// <param name="e">A key tuning of a name.</param>
    public static float SemitonesOf(in EngineEvent e) => float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 128) - e.Number;
}

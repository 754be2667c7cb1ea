using System;
using System.Collections.Immutable;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>Finds the region that a song repeats, by the ways in which music for games says it.</summary>
/// <remarks>Markers, cue points or texts "loopStart" and "loopEnd" in any spelling ("Loop Start", "loop_start"), or "[" and "]"; else
/// controllers: 116 and 117 (EMIDI) or 110 and 111 (HMI) for start and end, or 111 alone for the start, as RPG Maker has it. Without a
/// start the loop starts with the song, without an end it ends with the song.</remarks>
internal static class LoopPoints
{
    private const int RpgMakerStart = 111, EmidiStart = 116, EmidiEnd = 117, HmiStart = 110, HmiEnd = 111;

    /// <summary>The loop in ticks, or null if there is none.</summary>
    public static (long Start, long End)? Find(ImmutableArray<SongTrack> tracks, ImmutableArray<SongText> texts, long endTick)
    {
        long? start = null, end = null;
        foreach (SongText text in texts)
        {
            if (text.Kind is not (MidiMetaType.Marker or MidiMetaType.CuePoint or MidiMetaType.Text) || text.Text.Length > 16)
                continue;
            string name = text.Text.Trim().Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
                .Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
            if (name is "LOOPSTART" or "[")
                start ??= text.Tick;
            else if (name is "LOOPEND" or "]")
                end ??= text.Tick;
        }
        if (start is null && end is null)
            (start, end) = ByControllers(tracks);
        start ??= First(tracks, RpgMakerStart) ?? (end is null ? null : 0);
        return start is { } from && (end ?? endTick) is var to && to > from ? (from, to) : null;
    }

    // Only a pair in its order: else a number may mean anything.
    private static (long? Start, long? End) ByControllers(ImmutableArray<SongTrack> tracks)
    {
        foreach ((int start, int end) in (ReadOnlySpan<(int, int)>)[(EmidiStart, EmidiEnd), (HmiStart, HmiEnd)])
            if (First(tracks, start) is { } from && First(tracks, end) is { } to && to > from)
                return (from, to);
        return default;
    }

    private static long? First(ImmutableArray<SongTrack> tracks, int controller)
    {
        long? first = null;
        foreach (SongTrack track in tracks)
            foreach (ref readonly MidiEvent e in track.Midi.Events)
                if ((e.Status & 0xF0) == 0xB0 && e.Message.Data1 == controller)
                {
                    first = Math.Min(first ?? long.MaxValue, track.StartTick + e.Tick);
                    break;
                }
        return first;
    }
}

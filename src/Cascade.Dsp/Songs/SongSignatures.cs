using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>The tempos, metres and keys of all tracks of a song, in the order of their ticks; where ticks are equal, in the order of the
/// tracks.</summary>
internal readonly ref struct SongSignatures
{
    /// <summary>Collects them.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="restart">True if tempo and metre start anew with each track.</param>
    public SongSignatures(ImmutableArray<SongTrack> tracks, bool restart)
    {
        var tempos = new List<TempoChange>();
        var metres = new List<(long Tick, MidiTimeSignature Metre)>();
        var keys = new List<KeyChange>();
        foreach (SongTrack track in tracks)
        {
            if (restart)
            {
                tempos.Add(new TempoChange(track.StartTick, default));
                metres.Add((track.StartTick, new MidiTimeSignature(4, 4)));
            }
            foreach (ref readonly MidiEvent e in track.Midi.Events)
            {
                long tick = Math.Min(MidiEvent.LastTick, track.StartTick + e.Tick);
                if (e.TryGetTempo(out Tempo tempo))
                    tempos.Add(new TempoChange(tick, tempo));
                else if (e.TryGetTimeSignature(out MidiTimeSignature metre))
                    metres.Add((tick, metre));
                else if (e.TryGetKeySignature(out MidiKeySignature key))
                    keys.Add(new KeyChange(tick, key));
            }
        }
        Tempos = InOrder(tempos, static change => change.Tick);
        Metres = InOrder(metres, static change => change.Tick);
        Keys = ImmutableArray.Create(InOrder(keys, static change => change.Tick));
    }

    public ReadOnlySpan<TempoChange> Tempos { get; }

    public ReadOnlySpan<(long Tick, MidiTimeSignature Metre)> Metres { get; }

    public ImmutableArray<KeyChange> Keys { get; }

    private static T[] InOrder<T>(List<T> changes, Func<T, long> tickOf)
    {
        T[] sorted = changes.ToArray();
        var order = new (long Tick, int Index)[sorted.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = (tickOf(sorted[i]), i);
        Array.Sort(order, sorted);
        return sorted;
    }
}

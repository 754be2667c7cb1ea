using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Cascade.Dsp;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Midi;

namespace Cascade.Samples.Analysis;

/// <summary>The notes of songs, which every analysis starts from.</summary>
public static class SongNotes
{
    /// <summary>The channel on which General MIDI has drums, whose keys are no pitches.</summary>
    public const int DrumChannel = PatchBank.DrumChannel;

    /// <summary>All notes in the order of their starts; of equal starts the lower key first.</summary>
    /// <param name="song">The song.</param>
    /// <param name="withDrums">True to take <see cref="DrumChannel"/> too.</param>
    /// <remarks>A note-off ends the oldest note that sounds on its key; what is never let go ends with its track. Time and memory grow
    /// with the number of events.</remarks>
    public static ImmutableArray<SongNote> Of(Song song, bool withDrums = false)
    {
        ArgumentNullException.ThrowIfNull(song);
        var notes = new SongNote[song.NoteCount];
        int count = 0;
        foreach (SongTrack track in song.Tracks)
            count = Read(song, track, withDrums, notes, count);
        if (count < notes.Length)
            Array.Resize(ref notes, count);
        var order = new (long Tick, int Key, int Track, int Index)[count];
        for (int i = 0; i < count; i++)
            order[i] = (notes[i].Tick, notes[i].Key, notes[i].Track, i);
        Array.Sort(order, notes);
        return ImmutableCollectionsMarshal.AsImmutableArray(notes);
    }

    private static int Read(Song song, SongTrack track, bool withDrums, SongNote[] notes, int count)
    {
        // Notes that sound on a key form a list from the oldest to the newest.
        var oldest = new int[16 * 128];
        var newest = new int[16 * 128];
        var next = new List<int>();
        int first = count;
        Array.Fill(oldest, -1);
        foreach (ref readonly MidiEvent e in track.Midi.Events)
        {
            MidiMessage message = e.Message;
            if (!e.IsMessage || message.Channel == DrumChannel && !withDrums)
                continue;
            long tick = Math.Min(MidiEvent.LastTick, track.StartTick + e.Tick);
            int slot = message.Channel * 128 + message.Data1;
            if (message.IsNoteOn)
            {
                double start = song.TempoMap.SecondsAt(tick);
                notes[count] = new SongNote(tick, -1, start, start, message.Data1, message.Data2, (byte)message.Channel, track.Number);
                if (oldest[slot] < 0)
                    oldest[slot] = count;
                else
                    next[newest[slot] - first] = count;
                newest[slot] = count++;
                next.Add(-1);
            }
            else if ((e.Status & 0xE0) == 0x80 && oldest[slot] is >= 0 and var ending)
            {
                notes[ending] = notes[ending] with { EndTick = tick, End = song.TempoMap.SecondsAt(tick) };
                oldest[slot] = next[ending - first];
            }
        }
        long end = Math.Min(MidiEvent.LastTick, track.StartTick + track.Midi.EndTick);
        for (int i = first; i < count; i++)
            if (notes[i].EndTick < 0)
            {
                long endTick = Math.Max(end, notes[i].Tick);
                notes[i] = notes[i] with { EndTick = endTick, End = song.TempoMap.SecondsAt(endTick) };
            }
        return count;
    }
}

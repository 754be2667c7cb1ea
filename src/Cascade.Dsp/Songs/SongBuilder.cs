using System;
using System.Collections.Generic;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp;

/// <summary>Composes a song. Belongs to one thread.</summary>
/// <remarks>Track 0 holds what is said of the whole song: title, tempos, metres, keys, texts. At one tick a track has meta events first,
/// then note-offs, then all
/// else, then note-ons; events of one kind keep the order they were added in.</remarks>
/// <param name="ticksPerQuarter">Ticks in a quarter note, 1 to 32,767.</param>
/// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
/// <example><code>
/// var score = new SongBuilder { Title = "Scale" };
/// score.AddTempo(0, Tempo.FromBeatsPerMinute(90));
/// int piano = score.AddTrack("Piano", channel: 0, program: 0);
/// for (int i = 0; i &lt; 8; i++)
///     score.AddNote(piano, 480 * i, 480, 60 + new[] { 0, 2, 4, 5, 7, 9, 11, 12 }[i]);
/// score.ToSong().Write("scale.mid");
/// </code></example>
public sealed class SongBuilder(int ticksPerQuarter = 480)
{
    private readonly MidiDivision _division = MidiDivision.Quarter(ticksPerQuarter);
    private readonly List<List<MidiEvent>> _tracks = [[]];
    private readonly List<int> _channels = [0];
    private long _endTick;

    /// <summary>The title, or null.</summary>
    public string? Title { get; set; }

    /// <summary>The end of the song in ticks, 0 to <see cref="MidiEvent.LastTick"/>; that of the last event if that is later.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    public long EndTick
    {
        get => _endTick;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MidiEvent.LastTick);
            _endTick = value;
        }
    }

    /// <summary>Sets a tempo.</summary>
    /// <param name="tick">From where on, 0 to <see cref="MidiEvent.LastTick"/>.</param>
    /// <param name="tempo">The tempo.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    public void AddTempo(long tick, Tempo tempo) => _tracks[0].Add(MidiEvent.FromTempo(tick, tempo));

    /// <summary>Sets a metre; a bar starts with it.</summary>
    /// <param name="tick">From where on, 0 to <see cref="MidiEvent.LastTick"/>.</param>
    /// <param name="metre">A numerator of 1-255 and a denominator of 1, 2, 4 and so on to 128.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the metre is out of range.</exception>
    public void AddMetre(long tick, MidiTimeSignature metre) => _tracks[0].Add(MidiEvent.FromTimeSignature(tick, metre));

    /// <summary>Sets a key.</summary>
    /// <param name="tick">From where on, 0 to <see cref="MidiEvent.LastTick"/>.</param>
    /// <param name="key">At most 7 sharps or flats.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick or the key is out of range.</exception>
    public void AddKey(long tick, MidiKeySignature key) => _tracks[0].Add(MidiEvent.FromKeySignature(tick, key));

    /// <summary>Adds a text of the whole song: a marker, a cue, a copyright notice. A song that repeats has markers "loopStart" and
    /// "loopEnd".</summary>
    /// <param name="tick">Where, 0 to <see cref="MidiEvent.LastTick"/>.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="text">The text; written as UTF-8.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tick is out of range.</exception>
    public void AddText(long tick, MidiMetaType kind, string text) => _tracks[0].Add(MidiEvent.FromText(tick, kind, text));

    /// <summary>Starts another track.</summary>
    /// <param name="name">Its name, or null.</param>
    /// <param name="channel">The MIDI channel of its notes, 0-15.</param>
    /// <param name="program">The program it starts with, 0-127, or null.</param>
    /// <param name="port">Its MIDI port, 0-127.</param>
    /// <param name="instrument">The name of its instrument, or null.</param>
    /// <returns>The number of the track, for what is added to it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public int AddTrack(string? name = null, int channel = 0, int? program = null, int port = 0, string? instrument = null)
    {
        InRange(channel, 0, 15, nameof(channel));
        InRange(program ?? 0, 0, 127, nameof(program));
        InRange(port, 0, 127, nameof(port));
        var events = new List<MidiEvent>();
        if (name is not null)
            events.Add(MidiEvent.FromText(0, MidiMetaType.TrackName, name));
        if (instrument is not null)
            events.Add(MidiEvent.FromText(0, MidiMetaType.InstrumentName, instrument));
        if (port != 0)
            events.Add(MidiEvent.Meta(0, MidiMetaType.Port, [(byte)port]));
        if (program is { } number)
            events.Add(MidiEvent.FromMessage(0, new MidiMessage((byte)(0xC0 | channel), (byte)number, 0)));
        _tracks.Add(events);
        _channels.Add(channel);
        return _tracks.Count - 1;
    }

    /// <summary>Adds a note on the track's channel.</summary>
    /// <param name="track">What <see cref="AddTrack"/> gave.</param>
    /// <param name="tick">Its start, 0 to <see cref="MidiEvent.LastTick"/>.</param>
    /// <param name="length">Its length in ticks, 1 or more.</param>
    /// <param name="key">MIDI key 0-127.</param>
    /// <param name="velocity">1-127.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public void AddNote(int track, long tick, long length, int key, int velocity = 80)
    {
        List<MidiEvent> events = _tracks[InRange(track, 0, _tracks.Count - 1, nameof(track))];
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        InRange(key, 0, 127, nameof(key));
        InRange(velocity, 1, 127, nameof(velocity));
        int channel = _channels[track];
        var start = MidiEvent.FromMessage(tick, new MidiMessage((byte)(0x90 | channel), (byte)key, (byte)velocity));
        events.Add(MidiEvent.FromMessage(tick + length, new MidiMessage((byte)(0x80 | channel), (byte)key, 64)));
        events.Add(start);
    }

    /// <summary>Adds any event.</summary>
    /// <param name="track">What <see cref="AddTrack"/> gave, or 0 for the song's own track.</param>
    /// <param name="midiEvent">The event.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such track.</exception>
    /// <exception cref="ArgumentException">The event is none (a default value).</exception>
    public void Add(int track, MidiEvent midiEvent)
    {
        InRange(track, 0, _tracks.Count - 1, nameof(track));
        if (midiEvent.Status == 0)
            throw new ArgumentException("The event is empty.", nameof(midiEvent));
        _tracks[track].Add(midiEvent);
    }

    /// <summary>The song as it is now; more may be added afterwards for another.</summary>
    public Song ToSong()
    {
        var tracks = new MidiTrack[_tracks.Count];
        for (int t = 0; t < tracks.Length; t++)
        {
            var events = new List<MidiEvent>(_tracks[t]);
            if (t == 0 && Title is { } title)
                events.Insert(0, MidiEvent.FromText(0, MidiMetaType.TrackName, title));
            MidiEvent[] sorted = events.ToArray();
            var order = new (long Tick, int Rank, int Index)[sorted.Length];
            for (int i = 0; i < order.Length; i++)
                order[i] = (sorted[i].Tick, Rank(sorted[i]), i);
            Array.Sort(order, sorted);
            tracks[t] = new MidiTrack(sorted, _endTick);
        }
        return new Song(new MidiFile(1, _division, tracks));
    }

    private static int Rank(in MidiEvent e) => e.IsMeta ? 0 : e.Message.IsNoteOn ? 3 : (e.Status & 0xE0) == 0x80 ? 1 : 2;

    private static int InRange(int value, int lowest, int highest, string name) =>
        value >= lowest && value <= highest
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"The number must lie within {lowest} to {highest}.");
}

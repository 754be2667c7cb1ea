using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Text;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Songs;

namespace Cascade.Dsp;

/// <summary>A song: all that its MIDI file says, as music - tracks, tempos, metres, keys, texts, loop - in ticks. Immutable.</summary>
/// <remarks>
/// <see cref="File"/> keeps every event as it was read, so that writing the song gives the same events, texts and ticks. What an engine
/// plays is the
/// <see cref="Sequence"/> that <see cref="ToSequence(int)"/> makes of it for one sample rate.
/// <para>The tracks of format 2 play one after the other: on the song's one time line each starts where the one before ends, at 120 quarter
/// notes per minute in
/// 4/4 until it says something else.</para>
/// </remarks>
/// <example><code>
/// Song song = Song.Read("song.mid");
/// Sequence music = song.ToSequence(48_000);
/// long bar5 = song.SampleAt(new SongPosition(5), 48_000);
/// </code></example>
public sealed class Song
{
    private readonly BarMap _bars;

    /// <summary>Reads the music of a MIDI file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="textEncoding">The encoding of texts that are not UTF-8 and have no language tag (RP-026); Latin-1 if null.</param>
    public Song(MidiFile file, Encoding? textEncoding = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        TextEncoding = textEncoding;
        var starts = new long[file.Tracks.Count];
        for (int t = 0; t < starts.Length; t++)
        {
            long start = file.Format == 2 ? EndTick : 0;
            starts[t] = start;
            EndTick = Math.Min(MidiEvent.LastTick, Math.Max(EndTick, start + file.Tracks[t].EndTick));
        }
        Texts = SongTexts.Read(file.Tracks, starts, textEncoding);
        Tracks = TracksOf(file, starts, Texts);
        foreach (SongTrack track in Tracks)
            NoteCount += track.NoteCount;
        var signatures = new SongSignatures(Tracks, restart: file.Format == 2);
        TempoMap = new TempoMap(file.Division, signatures.Tempos);
        Keys = signatures.Keys;
        _bars = new BarMap(file.Division, signatures.Metres);
        Title = TitleOf(Tracks, Texts);
        Loop = LoopPoints.Find(Tracks, Texts, EndTick);
    }

    /// <summary>The file that was read or made: every event of every track.</summary>
    public MidiFile File { get; }

    /// <summary>The encoding that was chosen for texts that are not UTF-8 and have no language tag; null for Latin-1.</summary>
    public Encoding? TextEncoding { get; }

    /// <summary>The length of a tick.</summary>
    public MidiDivision Division => File.Division;

    /// <summary>The tracks in the order of the file.</summary>
    public ImmutableArray<SongTrack> Tracks { get; }

    /// <summary>Where ticks lie in time, by the tempos of all tracks.</summary>
    public TempoMap TempoMap { get; }

    /// <summary>The metres in the order of their ticks; the first starts at tick 0 and is 4/4 if nothing else is said.</summary>
    public ImmutableArray<MetreChange> Metres => _bars.Changes;

    /// <summary>The keys in the order of their ticks; none if the song names none.</summary>
    public ImmutableArray<KeyChange> Keys { get; }

    /// <summary>All texts in the order of their ticks: names, lyrics, markers, cues and the rest.</summary>
    public ImmutableArray<SongText> Texts { get; }

    /// <summary>The title: the name of the first track, or in karaoke files the first text that starts with "@T"; null if there is
    /// none.</summary>
    public string? Title { get; }

    /// <summary>The copyright notice, or null.</summary>
    public string? Copyright => FirstText(Texts, MidiMetaType.Copyright);

    /// <summary>The region that the song repeats, from its start up to its end in ticks; null if it names none.</summary>
    /// <remarks>Markers, cue points or texts "loopStart" and "loopEnd" in any spelling, or "[" and "]"; else controller 111, which starts
    /// the loop. Without a start the loop starts with the song, without an end it ends with the song.</remarks>
    public (long Start, long End)? Loop { get; }

    /// <summary>The tick of the last end of track.</summary>
    public long EndTick { get; }

    /// <summary>The time of <see cref="EndTick"/>.</summary>
    public TimeSpan Duration => TempoMap.TimeAt(EndTick);

    /// <summary>The number of note-ons with a velocity above 0.</summary>
    public int NoteCount { get; }

    /// <summary>0 if the song starts with a pickup bar, else 1. A pickup bar is a first bar that the second metre cuts short of a bar of
    /// its own.</summary>
    public int FirstBar => _bars.FirstBar;

    /// <summary>Reads a song.</summary>
    /// <param name="path">A MIDI file.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <param name="textEncoding">The encoding of texts that are not UTF-8 and have no language tag (RP-026); Latin-1 if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode.</exception>
    /// <exception cref="IOException">The file cannot be read (also <see cref="UnauthorizedAccessException"/>).</exception>
    public static Song Read(string path, MidiReadOptions? options = null, Encoding? textEncoding = null) =>
        new(MidiFile.Read(path, options), textEncoding);

    /// <summary>Reads a song from the present position of a stream to its end.</summary>
    /// <param name="stream">A MIDI file; it stays open.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <param name="textEncoding">The encoding of texts that are not UTF-8 and have no language tag (RP-026); Latin-1 if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode, or one of 2 GiB or more.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Song Read(Stream stream, MidiReadOptions? options = null, Encoding? textEncoding = null) =>
        new(MidiFile.Read(stream, options), textEncoding);

    /// <summary>Reads a song from the bytes of a file.</summary>
    /// <param name="bytes">The whole MIDI file; copied.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <param name="textEncoding">The encoding of texts that are not UTF-8 and have no language tag (RP-026); Latin-1 if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode.</exception>
    public static Song Read(ReadOnlySpan<byte> bytes, MidiReadOptions? options = null, Encoding? textEncoding = null) =>
        new(MidiFile.Read(bytes, options), textEncoding);

    /// <summary>Makes a song of one track whose ticks give every time of a sequence exactly: what was played becomes a song.</summary>
    /// <param name="sequence">The music. Events that MIDI has no message for, such as parameters, are left out.</param>
    /// <remarks>Its sequence at the same rate has the same times. A tick is one sample wherever a division and a tempo exist for the rate,
    /// as they do for all usual ones (48 kHz: 24,000 ticks per quarter note at 120 per minute; 44.1 kHz: 22,050); else it is shorter than
    /// half a sample.</remarks>
    /// <exception cref="ArgumentException">The sequence is longer than <see cref="MidiEvent.LastTick"/> ticks.</exception>
    public static Song FromSequence(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        MidiDivision division = MidiDivision.ForSamples(sequence.SampleRate, out Tempo tempo);
        var map = new TempoMap(division, new TempoChange(0, tempo));
        long end = map.TickAt(sequence.Length, sequence.SampleRate);
        if (end >= MidiEvent.LastTick)
            throw new ArgumentException("The sequence is too long for a MIDI file.", nameof(sequence));
        var events = new List<MidiEvent>(sequence.Count + 1) { MidiEvent.FromTempo(0, tempo) };
        foreach (ref readonly EngineEvent e in sequence.Events)
            if (MidiMessage.TryFrom(e, out MidiMessage message))
                events.Add(MidiEvent.FromMessage(map.TickAt(e.Time, sequence.SampleRate), message));
        return new Song(new MidiFile(0, division, new MidiTrack(events.ToArray(), end)));
    }

    /// <summary>The bar, beat and tick of a tick.</summary>
    /// <param name="tick">0 or later.</param>
    public SongPosition PositionAt(long tick) => _bars.PositionAt(tick);

    /// <summary>The tick of a bar and beat; <see cref="MidiEvent.LastTick"/> at most. Bars go on after the end of the song.</summary>
    /// <param name="position">The place.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bar lies before <see cref="FirstBar"/>, the beat below 1 or the tick below
    /// 0.</exception>
    public long TickAt(SongPosition position) => _bars.TickAt(position);

    /// <summary>The sample that is nearest to a bar and beat: where a player of the song's sequence of that rate seeks to.</summary>
    /// <param name="position">The place.</param>
    /// <param name="sampleRate">Samples per second, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The place or the rate is out of range.</exception>
    public long SampleAt(SongPosition position, int sampleRate) => TempoMap.SampleAt(TickAt(position), sampleRate);

    /// <summary>The music as engine events.</summary>
    /// <param name="sampleRate">The unit of the times, 8,000 to 192,000 Hz: best that of the engine that plays it.</param>
    /// <returns>The channel messages with their ports, also those in escaped bytes (0xF7). At one tick each track first gives what it has
    /// before its first note-on, then each track gives the rest. Times past 2^52 samples become that.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public Sequence ToSequence(int sampleRate)
    {
        SampleRates.Check(sampleRate);
        return new SongMusic(Tracks.AsSpan()).ToSequence(TempoMap, EndTick, sampleRate);
    }

    /// <summary>The music of some tracks as engine events, with the times that they have in the whole song: one hand alone, all but the
    /// melody.</summary>
    /// <param name="sampleRate">The unit of the times, 8,000 to 192,000 Hz.</param>
    /// <param name="tracks">The numbers of the tracks, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range, or there is no such track.</exception>
    public Sequence ToSequence(int sampleRate, params ReadOnlySpan<int> tracks)
    {
        SampleRates.Check(sampleRate);
        var chosen = new SongTrack[tracks.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(tracks[i], nameof(tracks));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(tracks[i], Tracks.Length, nameof(tracks));
            chosen[i] = Tracks[tracks[i]];
        }
        return new SongMusic(chosen).ToSequence(TempoMap, EndTick, sampleRate);
    }

    /// <summary>Writes the song as a MIDI file beside its place and then moves it there, so that a half file is never left.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <exception cref="IOException">The file cannot be written (also <see cref="UnauthorizedAccessException"/>).</exception>
    public void Write(string path) => File.Write(path);

    /// <summary>Writes the song as a MIDI file to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream) => File.Write(stream);

    /// <summary>The bytes of the song's MIDI file.</summary>
    public byte[] ToArray() => File.ToArray();

    private static ImmutableArray<SongTrack> TracksOf(MidiFile file, long[] starts, ImmutableArray<SongText> texts)
    {
        var names = new (string? Name, string? Instrument, string? Device)[starts.Length];
        foreach (SongText text in texts)
            switch (text.Kind)
            {
                case MidiMetaType.TrackName:
                    names[text.Track].Name ??= text.Text;
                    break;
                case MidiMetaType.InstrumentName:
                    names[text.Track].Instrument ??= text.Text;
                    break;
                case MidiMetaType.DeviceName:
                    names[text.Track].Device ??= text.Text;
                    break;
            }
        var tracks = ImmutableArray.CreateBuilder<SongTrack>(starts.Length);
        for (int t = 0; t < starts.Length; t++)
            tracks.Add(new SongTrack(t, starts[t], file.Tracks[t], names[t].Name, names[t].Instrument, names[t].Device));
        return tracks.MoveToImmutable();
    }

    private static string? TitleOf(ImmutableArray<SongTrack> tracks, ImmutableArray<SongText> texts)
    {
        foreach (SongText text in texts)
            if (text.Kind == MidiMetaType.Text && text.Text.StartsWith("@T", StringComparison.Ordinal))
                return text.Text[2..];
        return tracks is [{ } first, ..] ? first.Name : null;
    }

    private static string? FirstText(ImmutableArray<SongText> texts, MidiMetaType kind)
    {
        foreach (SongText text in texts)
            if (text.Kind == kind)
                return text.Text;
        return null;
    }
}

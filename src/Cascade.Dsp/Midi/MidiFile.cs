using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Midi;

/// <summary>A standard MIDI file of format 0, 1 or 2: read, made, played as a <see cref="Sequence"/>, written. Immutable.</summary>
/// <remarks>
/// Reading is lenient unless asked otherwise: it recovers what players recover and lists every fault in <see cref="Warnings"/> - a missing end of track or
/// bytes after it, a wrong number of tracks, a wrong length of the header or a track, a truncated last track, unknown chunks, a RIFF wrapper, data bytes
/// without status or above 127, running status after system and meta events, overlong numbers, statuses that a file cannot hold, a division of 0.
/// Whatever the bytes are, nothing but a <see cref="MidiFormatException"/> is thrown, and memory and time stay in proportion to their number.
/// <para>Source: "Standard MIDI Files 1.0", RP-001, MIDI Manufacturers Association, 1996.</para>
/// </remarks>
/// <example><code>
/// Sequence song = MidiFile.Read("song.mid").ToSequence(48_000);
/// </code></example>
public sealed class MidiFile
{
    /// <summary>How many warnings are kept; the others are counted only.</summary>
    public const int MaximumWarnings = 100;

    private readonly MidiTrack[] _tracks;
    private readonly MidiWarning[] _warnings;

    /// <summary>Makes a file of tracks.</summary>
    /// <param name="format">0 for exactly one track, 1 for tracks that play together, 2 for tracks that play one after the other.</param>
    /// <param name="division">The length of a tick.</param>
    /// <param name="tracks">At most 65,535.</param>
    /// <exception cref="ArgumentException">The division is none (a default value), or the number of tracks does not fit the format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The format is not 0, 1 or 2.</exception>
    public MidiFile(int format, MidiDivision division, params ReadOnlySpan<MidiTrack> tracks)
        : this(CheckFormat(format, tracks.Length), division, tracks.ToArray(), [], 0)
    {
    }

    internal MidiFile(int format, MidiDivision division, MidiTrack[] tracks, MidiWarning[] warnings, int warningCount)
    {
        Format = format;
        Division = division;
        _tracks = tracks;
        _warnings = warnings;
        WarningCount = warningCount;
        TempoMap = MapOf(Together ? _tracks : _tracks.AsSpan(0, Math.Min(1, _tracks.Length)));
    }

    /// <summary>0 one track, 1 tracks that play together, 2 tracks that play one after the other.</summary>
    public int Format { get; }

    /// <summary>The length of a tick.</summary>
    public MidiDivision Division { get; }

    /// <summary>The tracks in the order of the file.</summary>
    public IReadOnlyList<MidiTrack> Tracks => _tracks;

    /// <summary>The faults that were found while reading; the first <see cref="MaximumWarnings"/> of them.</summary>
    public IReadOnlyList<MidiWarning> Warnings => _warnings;

    /// <summary>How many faults were found while reading.</summary>
    public int WarningCount { get; }

    /// <summary>Where ticks lie in time, by the tempos of all tracks; with format 2 those of the first track.</summary>
    public TempoMap TempoMap { get; }

    /// <summary>The time of the last end of track; with format 2 the sum over the tracks.</summary>
    public TimeSpan Duration
    {
        get
        {
            if (Together)
                return TempoMap.TimeAt(LastTick);
            var sum = new Int128();
            foreach (MidiTrack track in _tracks)
                sum += MapOf([track]).TimeAt(track.EndTick).Ticks;
            return new TimeSpan((long)Int128.Min(sum, long.MaxValue));
        }
    }

    /// <summary>The number of note-ons with a velocity above 0.</summary>
    public int NoteCount
    {
        get
        {
            int notes = 0;
            foreach (MidiTrack track in _tracks)
                notes += track.NoteCount;
            return notes;
        }
    }

    /// <summary>The name of the piece: that of the first track, or null.</summary>
    public string? Title => _tracks.Length > 0 ? _tracks[0].Name : null;

    private bool Together => Format != 2;

    private long LastTick
    {
        get
        {
            long last = 0;
            foreach (MidiTrack track in _tracks)
                last = Math.Max(last, track.EndTick);
            return last;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode.</exception>
    /// <exception cref="IOException">The file cannot be read (also <see cref="UnauthorizedAccessException"/>).</exception>
    public static MidiFile Read(string path, MidiReadOptions? options = null)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Read(stream, options);
    }

    /// <summary>Reads a file from the present position of a stream to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode, or one of 2 GiB or more.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static MidiFile Read(Stream stream, MidiReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long length = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
        if (length > Array.MaxLength)
            throw TooLong();
        var bytes = new byte[(int)length];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var one = new byte[1];
        while (stream.Read(one) > 0)
        {
            if (count == Array.MaxLength)
                throw TooLong();
            if (count == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(4096, 2L * count)));
            bytes[count++] = one[0];
            count += stream.ReadAtLeast(bytes.AsSpan(count), bytes.Length - count, throwOnEndOfStream: false);
        }
        return ReadOwned(count == bytes.Length ? bytes : bytes[..count], options);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file; copied.</param>
    /// <param name="options">Lenient or strict; lenient if null.</param>
    /// <exception cref="MidiFormatException">It is no MIDI file, or a faulty one in strict mode.</exception>
    public static MidiFile Read(ReadOnlySpan<byte> bytes, MidiReadOptions? options = null) => ReadOwned(bytes.ToArray(), options);

    /// <summary>Makes a file of one track (format 0) whose ticks give every time of a sequence exactly.</summary>
    /// <param name="sequence">The music. Events that MIDI has no message for, such as parameters, are left out.</param>
    /// <remarks>Reading it back at the same rate gives the same times. A tick is one sample wherever a division and a tempo exist for the rate, as they
    /// do for all usual ones (48 kHz: 24,000 ticks per quarter note at 120 per minute; 44.1 kHz: 22,050); else it is shorter than half a sample.</remarks>
    /// <exception cref="ArgumentException">The sequence is longer than <see cref="MidiEvent.LastTick"/> ticks.</exception>
    public static MidiFile FromSequence(Sequence sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        MidiDivision division = MidiDivision.ForSamples(sequence.SampleRate, out int tempo);
        var map = new TempoMap(division, new TempoChange(0, tempo));
        long end = map.TickAt(sequence.Length, sequence.SampleRate);
        if (end >= MidiEvent.LastTick)
            throw new ArgumentException("The sequence is too long for a MIDI file.", nameof(sequence));
        var events = new List<MidiEvent>(sequence.Count + 1) { MidiEvent.Tempo(0, tempo) };
        foreach (ref readonly EngineEvent e in sequence.Events)
            if (MidiMessage.TryFrom(e, out MidiMessage message))
                events.Add(MidiEvent.FromMessage(map.TickAt(e.Time, sequence.SampleRate), message));
        return new MidiFile(0, division, new MidiTrack(events.ToArray(), end));
    }

    /// <summary>The music as engine events: all tracks together, or with format 2 one after the other.</summary>
    /// <param name="sampleRate">The unit of the times, 8,000 to 192,000 Hz.</param>
    /// <returns>The channel messages; where ticks are equal those of earlier tracks come first. Times past 2^52 samples become that.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public Sequence ToSequence(int sampleRate = SampleRates.Default)
    {
        SampleRates.Check(sampleRate);
        if (Together)
            return Collect(_tracks, sampleRate);
        var events = new List<EngineEvent>();
        long start = 0;
        foreach (MidiTrack track in _tracks)
        {
            Sequence part = Collect([track], sampleRate);
            foreach (ref readonly EngineEvent e in part.Events)
                events.Add(e with { Time = Math.Min(TempoMap.LastSample, start + e.Time) });
            start = Math.Min(TempoMap.LastSample, start + part.Length);
        }
        return new Sequence(events.ToArray(), sampleRate, start);
    }

    /// <summary>The music of one track as engine events, by the tempos of the file; with format 2 by those of the track.</summary>
    /// <param name="track">The number of the track, from 0.</param>
    /// <param name="sampleRate">The unit of the times, 8,000 to 192,000 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such track, or the rate is out of range.</exception>
    public Sequence TrackToSequence(int track, int sampleRate = SampleRates.Default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(track);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(track, _tracks.Length);
        return Collect(_tracks.AsSpan(track, 1), SampleRates.Check(sampleRate));
    }

    /// <summary>Writes the file beside its place and then moves it there, so that a half file is never left.</summary>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <exception cref="IOException">The file cannot be written (also <see cref="UnauthorizedAccessException"/>).</exception>
    public void Write(string path)
    {
        byte[] bytes = ToArray();
        string full = Path.GetFullPath(path);
        string beside = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        try
        {
            File.WriteAllBytes(beside, bytes);
            File.Move(beside, full, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToArray());
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToArray()
    {
        var output = new ArrayBufferWriter<byte>();
        MidiWriter.Write(this, output);
        return output.WrittenSpan.ToArray();
    }

    private static MidiFile ReadOwned(byte[] bytes, MidiReadOptions? options) => new MidiReader(bytes, options?.Strict ?? false).Read();

    private static MidiFormatException TooLong() => new(Array.MaxLength, "a file of less than 2 GiB", "more bytes");

    private static int CheckFormat(int format, int tracks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(format);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(format, 2);
        if (tracks > ushort.MaxValue || (format == 0 && tracks != 1))
            throw new ArgumentException($"Format {format} cannot hold {tracks} tracks.", nameof(tracks));
        return format;
    }

    private Sequence Collect(ReadOnlySpan<MidiTrack> tracks, int sampleRate)
    {
        TempoMap map = Together ? TempoMap : MapOf(tracks);
        long end = 0;
        int count = 0;
        foreach (MidiTrack track in tracks)
        {
            end = Math.Max(end, track.EndTick);
            foreach (ref readonly MidiEvent e in track.Events)
                count += e.IsMessage ? 1 : 0;
        }
        var events = new EngineEvent[count];
        count = 0;
        foreach (MidiTrack track in tracks)
            foreach (ref readonly MidiEvent e in track.Events)
                if (e.IsMessage)
                    events[count++] = e.Message.ToEvent(e.Tick);
        Sequence.SortStable(events);
        foreach (ref EngineEvent e in events.AsSpan())
            e = e with { Time = map.SampleAt(e.Time, sampleRate) };
        return new Sequence(events, sampleRate, map.SampleAt(end, sampleRate));
    }

    private TempoMap MapOf(ReadOnlySpan<MidiTrack> tracks)
    {
        int count = 0;
        foreach (MidiTrack track in tracks)
            foreach (ref readonly MidiEvent e in track.Events)
                count += e.TryGetTempo(out _) ? 1 : 0;
        var changes = new TempoChange[count];
        var order = new (long Tick, int Index)[count];
        count = 0;
        foreach (MidiTrack track in tracks)
            foreach (ref readonly MidiEvent e in track.Events)
                if (e.TryGetTempo(out int tempo))
                {
                    order[count] = (e.Tick, count);
                    changes[count++] = new TempoChange(e.Tick, tempo);
                }
        Array.Sort(order, changes);
        return new TempoMap(Division, changes);
    }
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp;

/// <summary>A standard MIDI file of format 0, 1 or 2: its tracks, as they are read and written. Immutable. A song reads the music in
/// it.</summary>
/// <remarks>
/// Reading is lenient unless asked otherwise: it recovers what players recover and lists every fault in <see cref="Warnings"/> - a missing
/// end of track or bytes after it, a wrong number of tracks, a wrong length of the header or a track, a truncated last track, a RIFF
/// wrapper, data bytes without status or above 127, running status after system and meta events, overlong numbers, statuses that a file
/// cannot hold, a division of 0, signatures that mean nothing, bytes before the header. Chunks that are no tracks are kept and written
/// again. Whatever the bytes are, nothing but a <see cref="MidiFormatException"/> is thrown, and memory and time stay in proportion to
/// their number.
/// <para>Source: "Standard MIDI Files 1.0", RP-001, MIDI Manufacturers Association, 1996.</para>
/// </remarks>
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
    /// <exception cref="ArgumentException">The division is none (a default value), or the number of tracks does not fit the
    /// format.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The format is not 0, 1 or 2.</exception>
    public MidiFile(int format, MidiDivision division, params ReadOnlySpan<MidiTrack> tracks)
        : this(CheckFormat(format, tracks.Length), division, tracks.ToArray(), [], 0)
    {
        if (division == default)
            throw new ArgumentException("The division is empty.", nameof(division));
    }

    internal MidiFile(int format, MidiDivision division, MidiTrack[] tracks, MidiWarning[] warnings, int warningCount)
    {
        Format = format;
        Division = division;
        _tracks = tracks;
        _warnings = warnings;
        WarningCount = warningCount;
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

    /// <summary>Chunks of other kinds, whole, each with the number of tracks before it.</summary>
    internal (int TracksBefore, ReadOnlyMemory<byte> Bytes)[] Chunks { get; init; } = [];

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
}

using System;

namespace Cascade.Dsp.Midi;

/// <summary>Tells what a file is that is not the one expected, by its first bytes, so that a refusal can name it.</summary>
internal static class FileKind
{
    private static readonly (byte[] Mark, int At, string Name)[] s_marks =
    [
        ([.. "MThd"u8], 0, "a MIDI file"),
        ([.. "SMF2CLIP"u8], 0, "a MIDI 2.0 clip file"),
        ([.. "SMF2CON1"u8], 0, "a MIDI 2.0 container file"),
        ([.. "XMF_"u8], 0, "an XMF file, which has its MIDI file packed inside"),
        ([.. "ID3"u8], 0, "an MP3 file"),
        ([.. "fLaC"u8], 0, "a FLAC sound file"),
        ([.. "OggS"u8], 0, "an Ogg sound file"),
        ([.. "caff"u8], 0, "a CAF sound file"),
        ([.. ".snd"u8], 0, "an AU sound file"),
        ([.. "riff"u8, 0x2E, 0x91, 0xCF, 0x11], 0, "a Wave64 sound file"),
        ([.. "ftyp"u8], 4, "an MP4 or M4A file"),
        ([.. "wvpk"u8], 0, "a WavPack sound file"),
        ([.. "MAC "u8], 0, "a Monkey's Audio sound file"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], 0, "a WMA or ASF file"),
        ([0x1F, 0x8B], 0, "a gzip archive; unpack it first"),
        ([.. "PK\u0003\u0004"u8], 0, "a ZIP archive; unpack it first"),
        ([.. "BZh"u8], 0, "a bzip2 archive; unpack it first"),
        ([0xFD, .. "7zXZ"u8], 0, "an xz archive; unpack it first"),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], 0, "a 7-Zip archive; unpack it first"),
        ([.. "Rar!"u8], 0, "a RAR archive; unpack it first"),
        ([0x28, 0xB5, 0x2F, 0xFD], 0, "a zstd archive; unpack it first"),
        ([.. "ustar"u8], 257, "a tar archive; unpack it first"),
        ([.. "MUS\u001A"u8], 0, "a MUS music file"),
        ([.. "IMPM"u8], 0, "an Impulse Tracker module"),
        ([.. "Extended Module"u8], 0, "a FastTracker module"),
        ([.. "SCRM"u8], 44, "a ScreamTracker module"),
        ([.. "MMMD"u8], 0, "an SMAF ringtone"),
        ([.. "%PDF"u8], 0, "a PDF document"),
        ([0x89, .. "PNG"u8], 0, "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], 0, "a JPEG picture"),
        ([.. "GIF8"u8], 0, "a GIF picture"),
    ];

    /// <summary>What a file is.</summary>
    /// <param name="start">Its first bytes, best 512 of them.</param>
    /// <returns>The name of its kind, with its article; null if it is none of those known.</returns>
    public static string? NameOf(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return "an empty file";
        if (start.Length >= 12 && NameOfForm(start[..4], start.Slice(8, 4)) is { } form)
            return form;
        foreach ((byte[] mark, int at, string name) in s_marks)
            if (start.Length >= at + mark.Length && start[at..].StartsWith(mark))
                return name;
        // The sync word of a frame; of layers 2 and 3 only, as a byte order mark looks like layer 1.
        if (start.Length >= 2 && start[0] == 0xFF && (start[1] & 0xE0) == 0xE0 && (start[1] & 0x06) is 2 or 4)
            return "an MP3 or other MPEG sound file";
        return IsText(start) ? NameOfText(start) : null;
    }

    private static string? NameOfForm(ReadOnlySpan<byte> container, ReadOnlySpan<byte> form)
    {
        if (container.SequenceEqual("FORM"u8))
            return form.StartsWith("AIF"u8) ? "an AIFF sound file" : form.SequenceEqual("XDIR"u8) ? "an XMI music file" : "an IFF file";
        if (container.SequenceEqual("RIFX"u8))
            return "a RIFX file, with its bytes in the other order";
        if (!container.SequenceEqual("RIFF"u8) && !container.SequenceEqual("RF64"u8) && !container.SequenceEqual("BW64"u8))
            return null;
        return form.SequenceEqual("WAVE"u8) ? "a WAV sound file"
            : form.SequenceEqual("RMID"u8) ? "an RMI file without a MIDI file in it"
            : form.SequenceEqual("sfbk"u8) ? "a SoundFont"
            : form.SequenceEqual("DLS "u8) ? "a DLS instrument file"
            : form.SequenceEqual("AVI "u8) ? "an AVI film"
            : form.SequenceEqual("WEBP"u8) ? "a WebP picture"
            : "another kind of RIFF file";
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (byte value in start)
            if (value < 32 && value is not (9 or 10 or 12 or 13))
                return false;
        return true;
    }

    private static string NameOfText(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<?xml"u8) || text.StartsWith("<score"u8) || text.StartsWith("<museScore"u8))
            return "an XML text, such as MusicXML";
        if (text.StartsWith("<"u8))
            return "a web page";
        if (text.StartsWith("HTTP/"u8))
            return "a web server's answer";
        if (text.StartsWith("X:"u8))
            return "a tune in ABC notation";
        return text.StartsWith("{"u8) || text.StartsWith("["u8) ? "a JSON text" : "a text file";
    }
}

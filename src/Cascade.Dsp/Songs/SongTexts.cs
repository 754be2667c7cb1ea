using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Songs;

/// <summary>Reads the texts of a MIDI file.</summary>
/// <remarks>
/// A file does not say how its texts are encoded, unless by the tags of RP-026. Without one a text is UTF-8 if it can be, else of the
/// encoding that was chosen, Latin-1 if none was. A tag at the start of a text, {@JP} for Shift-JIS or {@LATIN} for Latin-1, holds from
/// there on in all tracks; the first of a song holds for what stands before it too, as titles come before lyrics. A byte order mark says
/// UTF-8 or UTF-16 for its own text.
/// <para>Source: "SMF Language and Display Extensions", RP-026, MIDI Manufacturers Association, 1999.</para>
/// </remarks>
internal static class SongTexts
{
    private static readonly Encoding ShiftJis = Strict(CodePagesEncodingProvider.Instance.GetEncoding(932)!);

    /// <summary>All texts in the order of their ticks; where ticks are equal, in the order of their tracks.</summary>
    /// <param name="tracks">The tracks.</param>
    /// <param name="starts">The tick at which each track starts.</param>
    /// <param name="chosen">The encoding of texts without a tag that are not UTF-8.</param>
    public static ImmutableArray<SongText> Read(IReadOnlyList<MidiTrack> tracks, ReadOnlySpan<long> starts, Encoding? chosen)
    {
        var order = new List<(long Tick, int Track, int Index)>();
        for (int t = 0; t < tracks.Count; t++)
            for (int i = 0; i < tracks[t].Events.Length; i++)
                if (tracks[t].Events[i] is { IsMeta: true, MetaType: >= (MidiMetaType)1 and <= (MidiMetaType)15, Tick: long tick })
                    order.Add((Math.Min(MidiEvent.LastTick, starts[t] + tick), t, i));
        order.Sort();
        Encoding? untagged = chosen is null ? Encoding.Latin1 : Strict(chosen), tagged = null;
        for (int i = 0; i < order.Count && tagged is null; i++)
            ReadTag(tracks[order[i].Track].Events[order[i].Index].Payload, ref tagged);
        var texts = ImmutableArray.CreateBuilder<SongText>(order.Count);
        foreach ((long tick, int track, int index) in order)
        {
            MidiEvent e = tracks[track].Events[index];
            ReadOnlySpan<byte> text = ReadTag(e.Payload, ref tagged);
            texts.Add(new SongText(tick, e.MetaType, Decode(text, tagged, untagged), track));
        }
        return texts.MoveToImmutable();
    }

    // The text behind its tag, if it has one.
    private static ReadOnlySpan<byte> ReadTag(ReadOnlySpan<byte> text, ref Encoding? tagged)
    {
        if (!text.StartsWith("{@"u8) || text.IndexOf((byte)'}') is not (> 2 and < 16 and var end))
            return text;
        switch (Encoding.Latin1.GetString(text[2..end]).ToUpperInvariant())
        {
            case "JP":
                tagged = ShiftJis;
                break;
            case "LATIN":
                tagged = Encoding.Latin1;
                break;
            case "UTF8" or "UTF-8":
                tagged = Encoding.UTF8;
                break;
            default:
                return text;
        }
        return text[(end + 1)..];
    }

    private static string Decode(ReadOnlySpan<byte> text, Encoding? tagged, Encoding untagged)
    {
        switch (text)
        {
            case [0xEF, 0xBB, 0xBF, ..] when Utf8.IsValid(text):
                return Encoding.UTF8.GetString(text[3..]);
            case [0xFF, 0xFE, ..] when text.Length % 2 == 0:
                return Encoding.Unicode.GetString(text[2..]);
            case [0xFE, 0xFF, ..] when text.Length % 2 == 0:
                return Encoding.BigEndianUnicode.GetString(text[2..]);
        }
        if (tagged is null or UTF8Encoding && Utf8.IsValid(text))
            return Encoding.UTF8.GetString(text);
        try
        {
            return (tagged is null or UTF8Encoding ? untagged : tagged).GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
        }
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}

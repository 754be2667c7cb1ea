using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>Compares MIDI files with what comes back of them, event by event.</summary>
internal static class MidiFolder
{
    /// <summary>The MIDI files below a folder.</summary>
    public static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path).ToUpperInvariant() is ".MID" or ".MIDI" or ".KAR" or ".SMF" or ".RMI")
            .Order(StringComparer.Ordinal);

    /// <summary>Reads a song of a file, sends it there and back, and compares; a sound file also by the reference reader, which knows
    /// nothing of the library's.</summary>
    /// <returns>How many events the file has, and whether it is sound.</returns>
    public static (int Events, bool IsSound) Check(byte[] file, Func<Song, Song> thereAndBack)
    {
        Song song = Song.Read(file);
        Song back = thereAndBack(song);
        AssertSame(song, back);
        List<string> said;
        try
        {
            said = ReferenceMidi.Read(file);
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return (song.Tracks.Sum(track => track.Midi.Events.Length), false);
        }
        // The header may count tracks that are not there; the events may not differ.
        Assert.Equal(said.Skip(1), ReferenceMidi.Read(back.ToArray()).Skip(1));
        return (said.Count, true);
    }

    // A pause longer than a file can say, which only a damaged file has, is bridged by empty texts.
    private static IEnumerable<MidiEvent> WithoutBridges(IEnumerable<MidiEvent> events)
    {
        long before = 0;
        foreach (MidiEvent e in events)
        {
            bool isBridge = e is { IsMeta: true, MetaType: MidiMetaType.Text, Payload.Length: 0 } && e.Tick - before == 0x0FFF_FFFF;
            before = e.Tick;
            if (!isBridge)
                yield return e;
        }
    }

    private static void AssertSame(Song expected, Song actual)
    {
        Assert.Equal((expected.File.Format, expected.Division, expected.Tracks.Length),
            (actual.File.Format, actual.Division, actual.Tracks.Length));
        for (int t = 0; t < expected.Tracks.Length; t++)
        {
            Assert.Equal(expected.Tracks[t].Midi.EndTick, actual.Tracks[t].Midi.EndTick);
            Assert.True(WithoutBridges([.. actual.Tracks[t].Midi.Events]).SequenceEqual(expected.Tracks[t].Midi.Events.ToArray()));
        }
        Assert.True(expected.TempoMap.Changes.SequenceEqual(actual.TempoMap.Changes));
        Assert.True(expected.Metres.SequenceEqual(actual.Metres));
        Assert.True(expected.Keys.SequenceEqual(actual.Keys));
        Assert.Equal(expected.Texts.Where(text => text.Text.Length > 0), actual.Texts.Where(text => text.Text.Length > 0));
        Assert.Equal((expected.Title, expected.Loop, expected.Duration, expected.FirstBar),
            (actual.Title, actual.Loop, actual.Duration, actual.FirstBar));
    }
}

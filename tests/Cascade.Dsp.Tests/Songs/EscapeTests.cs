using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>Bytes that a track sends as they are (0xF7), and system-exclusive messages in packets.</summary>
public class EscapeTests
{
    [Theory]
    [InlineData("90 3C 64", 1)]
    [InlineData("90 3C 64 40 64", 2)]
    [InlineData("F8 90 3C FE 64 C1 05", 1)]
    [InlineData("F0 7E 7F 09 01 F7 90 3C 64", 1)]
    [InlineData("3C 64", 0)]
    [InlineData("90 3C 00", 0)]
    [InlineData("F2 01 02 90 3C 64", 1)]
    public void Notes_among_escaped_bytes_sound_and_are_counted(string bytes, int notes)
    {
        var song = new Song(File(MidiEvent.Escape(10, Bytes(bytes))));
        Assert.Equal((notes, notes), (song.NoteCount, NotesOf(song)));
        if (notes > 0)
            Assert.Contains(0, song.Tracks[0].Channels);
    }

    [Theory]
    [InlineData("90 3C 64", "3C 00", 1)]
    [InlineData("90", "3C 64", 1)]
    [InlineData("90 3C", "64 40 64", 2)]
    [InlineData("90 3C 64 40", "F8 64", 2)]
    [InlineData("B0 40 7F 90", "3C 64", 1)]
    public void A_message_goes_on_in_the_next_escape(string first, string second, int notes)
    {
        var song = new Song(File(MidiEvent.Escape(10, Bytes(first)), MidiEvent.Escape(20, Bytes(second))));
        Assert.Equal((notes, notes), (song.NoteCount, NotesOf(song)));
        // A message between them ends it.
        song = new Song(File(MidiEvent.Escape(10, Bytes("90 3C")), MidiEvent.FromMessage(15, new MidiMessage(0xB1, 7, 100)),
            MidiEvent.Escape(20, Bytes("64 40 64"))));
        Assert.Equal((0, 0), (song.NoteCount, NotesOf(song)));
    }

    [Theory]
    [InlineData("7F 7F 04 01 00 20 F7")]
    [InlineData("7F 7F 04 01 | 00 20 F7")]
    [InlineData("7F 7F | 04 01 | 00 20 | F7")]
    [InlineData("| 7F 7F 04 01 00 20 F7")]
    public void A_message_in_packets_counts_where_it_ends(string packets)
    {
        string[] parts = packets.Split('|');
        var events = new List<MidiEvent> { MidiEvent.SysEx(0, Bytes(parts[0])) };
        for (int i = 1; i < parts.Length; i++)
            events.Add(MidiEvent.Escape(10 * i, Bytes(parts[i])));
        var song = new Song(File([.. events]));
        EngineEvent read = Assert.Single(song.ToSequence(48_000).Events.ToArray(), e => e.Kind == EventKind.MasterVolume);
        Assert.Equal(song.TempoMap.SampleAt(10 * (parts.Length - 1), 48_000), read.Time);
        Assert.Equal((0x20 << 7) / 16383f, read.Value);
    }

    [Fact]
    public void What_was_never_ended_takes_no_note_with_it()
    {
        MidiEvent start = MidiEvent.SysEx(0, Bytes("7F 7F 04 01"));
        Assert.Equal(1, NotesOf(new Song(File(start, MidiEvent.Escape(10, Bytes("90 3C 64"))))));
        // A channel message ends it: what comes then is no packet of it.
        Song song = new(File(start, MidiEvent.FromMessage(5, new MidiMessage(0x90, 0x40, 0x40)), MidiEvent.Escape(10, Bytes("00 20 F7"))));
        Assert.DoesNotContain(song.ToSequence(48_000).Events.ToArray(), e => e.Kind == EventKind.MasterVolume);
        var longest = new byte[100_000];
        Assert.Equal(1, NotesOf(new Song(File(MidiEvent.SysEx(0, longest), MidiEvent.Escape(1, [.. longest, 0xF7, 0x90, 0x3C, 0x64])))));
    }

    [Fact]
    public void Any_packets_are_no_trouble()
    {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++)
        {
            var events = new MidiEvent[random.Next(1, 6)];
            for (int i = 0; i < events.Length; i++)
            {
                var bytes = new byte[random.Next(10)];
                for (int at = 0; at < bytes.Length; at++)
                    bytes[at] = random.Next(3) == 0 ? (byte)random.Next(0xF0, 0x100) : (byte)random.Next(256);
                events[i] = random.Next(2) == 0 ? MidiEvent.SysEx(i, bytes) : MidiEvent.Escape(i, bytes);
            }
            Assert.InRange(NotesOf(new Song(File(events))), 0, 25);
        }
    }

    [Fact]
    public void A_payload_longer_than_a_file_can_count_is_refused()
    {
        var longest = new byte[MidiEvent.LongestPayload + 1];
        Assert.Throws<ArgumentException>("payload", () => MidiEvent.SysEx(0, longest));
        Assert.Throws<ArgumentException>("payload", () => MidiEvent.Escape(0, longest));
        Assert.Throws<ArgumentException>("payload", () => MidiEvent.Meta(0, MidiMetaType.Text, longest));
        MidiFile file = File(MidiEvent.SysEx(0, longest.AsSpan(1)));
        Assert.Equal(MidiEvent.LongestPayload,
            MidiFile.Read(file.ToArray(), new MidiReadOptions { Strict = true }).Tracks[0].Events[0].Payload.Length);
    }

    private static int NotesOf(Song song)
    {
        int notes = 0;
        foreach (EngineEvent e in song.ToSequence(48_000).Events)
            notes += e.Kind == EventKind.NoteOn && !e.EndsNotes ? 1 : 0;
        return notes;
    }

    private static MidiFile File(params MidiEvent[] events) => new(0, MidiDivision.Quarter(480), new MidiTrack(events, 1_000));

    private static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", ""));
}

using System.Text;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Midi;

/// <summary>Faulty files: what is recovered, and the byte that strict reading refuses.</summary>
public class MidiFaultTests
{
    private const string Note = "00 90 3C 40", End = "00 FF 2F 00";

    [Theory]
    // name, file, strict offset, notes kept, end tick of the last track
    [InlineData("no end of track", "H0/1/60 T:00 90 3C 40", 26, 1, 0)]
    [InlineData("more tracks declared", "H1/2/60 T:00 90 3C 40 00 FF 2F 00", 10, 1, 0)]
    [InlineData("fewer tracks declared", "H1/1/60 T:00 90 3C 40 00 FF 2F 00 T:00 90 3C 40 05 FF 2F 00", 10, 2, 5)]
    [InlineData("two tracks in format 0", "H0/2/60 T:00 90 3C 40 00 FF 2F 00 T:00 90 3C 40 00 FF 2F 00", 8, 2, 0)]
    [InlineData("format 3", "H3/1/60 T:00 90 3C 40 00 FF 2F 00", 8, 1, 0)]
    [InlineData("division 0", "H0/1/00 T:00 90 3C 40 00 FF 2F 00", 12, 1, 0)]
    [InlineData("no tracks", "H0/0/60", 14, 0, 0)]
    [InlineData("garbage between chunks", "H0/1/60 01 02 03 04 05 06 07 08 09 T:00 90 3C 40 00 FF 2F 00", 14, 1, 0)]
    [InlineData("bytes after the last track", "H0/1/60 T:00 90 3C 40 00 FF 2F 00 00", 30, 1, 0)]
    [InlineData("truncated last track", "H0/1/60 4D 54 72 6B 00 00 00 20 00 90 3C 40 00 90", 18, 1, 0)]
    [InlineData("track length too short", "H0/1/60 4D 54 72 6B 00 00 00 05 00 90 3C 40 00 3E 40 00 FF 2F 00", 18, 2, 0)]
    [InlineData("track length too short, no end, another track", "H1/2/60 4D 54 72 6B 00 00 00 02 00 90 3C 40 T:00 90 3C 40 00 FF 2F 00",
        26, 2, 0)]
    [InlineData("track length too long", "H1/2/60 4D 54 72 6B 00 00 00 14 00 90 3C 40 00 FF 2F 00 T:00 90 3C 40 00 FF 2F 00", 30, 2, 0)]
    [InlineData("track length past the file, another track",
        "H1/2/60 4D 54 72 6B 7F FF FF FF 00 90 3C 40 00 FF 2F 00 T:00 90 3C 40 00 FF 2F 00", 18, 2, 0)]
    [InlineData("bytes after the end of track", "H0/1/60 T:00 90 3C 40 00 FF 2F 00 00 90 3C 40", 30, 1, 0)]
    [InlineData("data without status", "H0/1/60 T:05 3C 40 90 3C 40 00 FF 2F 00", 23, 1, 5)]
    [InlineData("data above 127", "H0/1/60 T:00 90 3C C0 00 FF 2F 00", 25, 1, 0)]
    [InlineData("running status after meta", "H0/1/60 T:00 90 3C 40 00 FF 01 00 00 3E 40 00 FF 2F 00", 31, 2, 0)]
    [InlineData("running status after sysex", "H0/1/60 T:00 90 3C 40 00 F0 01 F7 00 3E 40 00 FF 2F 00", 31, 2, 0)]
    [InlineData("song position in a track", "H0/1/60 T:03 F2 01 02 00 90 3C 40 00 FF 2F 00", 23, 1, 3)]
    [InlineData("clock in a track", "H0/1/60 T:03 F8 00 90 3C 40 00 FF 2F 00", 23, 1, 3)]
    [InlineData("number of five bytes", "H0/1/60 T:80 80 80 80 01 90 3C 40 00 FF 2F 00", 22, 1, 0)]
    [InlineData("meta type above 127", "H0/1/60 T:00 FF 81 00 00 90 3C 40 00 FF 2F 00", 24, 1, 0)]
    [InlineData("end of track with a length", "H0/1/60 T:00 90 3C 40 00 FF 2F 01 00", 29, 1, 0)]
    [InlineData("meta longer than the track", "H0/1/60 T:00 90 3C 40 00 FF 01 7F 41", 29, 1, 0)]
    [InlineData("sysex longer than the track", "H0/1/60 T:00 90 3C 40 00 F0 7F 41", 28, 1, 0)]
    [InlineData("half an event", "H0/1/60 T:00 90 3C 40 00 90 3E", 29, 1, 0)]
    [InlineData("tempo 0", "H0/1/60 T:00 FF 51 03 00 00 00 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("tempo of two bytes", "H0/1/60 T:00 FF 51 02 01 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("long header", "4D 54 68 64 00 00 00 08 00 00 00 01 00 60 AA BB T:00 90 3C 40 00 FF 2F 00", 4, 1, 0)]
    [InlineData("short header length", "4D 54 68 64 00 00 00 02 00 00 00 01 00 60 T:00 90 3C 40 00 FF 2F 00", 4, 1, 0)]
    [InlineData("RIFF", "52 49 46 46 00 00 00 00 52 4D 49 44 64 61 74 61 1E 00 00 00 H0/1/60 T:00 90 3C 40 00 FF 2F 00", 0, 1, 0)]
    [InlineData("byte order mark", "EF BB BF H0/1/60 T:00 90 3C 40 00 FF 2F 00", 0, 1, 0)]
    [InlineData("RIFF of no length", "52 49 46 46 00 00 00 00 52 4D 49 44 64 61 74 61 00 00 00 00 H0/1/60 T:00 90 3C 40 00 FF 2F 00", 0, 1,
        0)]
    [InlineData("RIFF with an unpadded chunk",
        "52 49 46 46 00 00 00 00 52 4D 49 44 4C 49 53 54 01 00 00 00 78 64 61 74 61 00 00 00 00 H0/1/60 T:00 90 3C 40 00 FF 2F 00", 0, 1,
        0)]
    [InlineData("short time signature", "H0/1/60 T:00 FF 58 02 04 02 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("time signature of 0", "H0/1/60 T:00 FF 58 04 00 02 18 08 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("8 sharps", "H0/1/60 T:00 FF 59 02 08 00 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("neither major nor minor", "H0/1/60 T:00 FF 59 02 FF 02 00 90 3C 40 00 FF 2F 00", 27, 1, 0)]
    [InlineData("payload: 9 flats", "H0/1/60 T:00 FF 59 02 F7 00 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("payload: long key", "H0/1/60 T:00 FF 59 03 00 00 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: tempo of four bytes", "H0/1/60 T:00 FF 51 04 07 A1 20 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: empty tempo", "H0/1/60 T:00 FF 51 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: time signature of 1/256", "H0/1/60 T:00 FF 58 04 04 08 18 08 00 90 3C 40 00 FF 2F 00", 27, 1, 0)]
    [InlineData("payload: sequence number of a byte", "H0/1/60 T:00 FF 00 01 01 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: channel prefix 16", "H0/1/60 T:00 FF 20 01 10 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("payload: empty channel prefix", "H0/1/60 T:00 FF 20 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: port 128", "H0/1/60 T:00 FF 21 01 80 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("payload: port of two bytes", "H0/1/60 T:00 FF 21 02 00 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: SMPTE offset of four bytes", "H0/1/60 T:00 FF 54 04 00 00 00 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("payload: SMPTE offset at 24 hours", "H0/1/60 T:00 FF 54 05 18 00 00 00 00 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("payload: SMPTE offset with the highest bit", "H0/1/60 T:00 FF 54 05 80 00 00 00 00 00 90 3C 40 00 FF 2F 00", 26, 1, 0)]
    [InlineData("payload: SMPTE offset at minute 60", "H0/1/60 T:00 FF 54 05 60 3C 00 00 00 00 90 3C 40 00 FF 2F 00", 27, 1, 0)]
    [InlineData("payload: SMPTE offset at second 60", "H0/1/60 T:00 FF 54 05 60 00 3C 00 00 00 90 3C 40 00 FF 2F 00", 28, 1, 0)]
    [InlineData("payload: SMPTE offset at frame 24 of 24", "H0/1/60 T:00 FF 54 05 00 00 00 18 00 00 90 3C 40 00 FF 2F 00", 29, 1, 0)]
    [InlineData("payload: SMPTE offset at frame 25 of 25", "H0/1/60 T:00 FF 54 05 20 00 00 19 00 00 90 3C 40 00 FF 2F 00", 29, 1, 0)]
    [InlineData("payload: SMPTE offset at frame 30 of 30", "H0/1/60 T:00 FF 54 05 60 00 00 1E 00 00 90 3C 40 00 FF 2F 00", 29, 1, 0)]
    [InlineData("payload: SMPTE offset at 100 hundredths", "H0/1/60 T:00 FF 54 05 60 00 00 00 64 00 90 3C 40 00 FF 2F 00", 30, 1, 0)]
    [InlineData("payload: empty patch type", "H0/1/60 T:00 FF 60 00 00 90 3C 40 00 FF 2F 00", 25, 1, 0)]
    [InlineData("odd frame rate", "4D 54 68 64 00 00 00 06 00 00 00 01 9C 0A T:00 90 3C 40 00 FF 2F 00", 12, 1, 0)]
    [InlineData("no ticks in a frame", "4D 54 68 64 00 00 00 06 00 00 00 01 E7 00 T:00 90 3C 40 00 FF 2F 00", 13, 1, 0)]
    public void A_fault_is_recovered_or_refused(string name, string file, int strictOffset, int notes, int endTick)
    {
        byte[] bytes = Bytes(file);
        MidiFile read = MidiFile.Read(bytes);
        Assert.True(new Song(read).NoteCount == notes, name);
        Assert.NotEmpty(read.Warnings);
        Assert.Equal(read.Warnings.Count, read.WarningCount);
        Assert.Contains(read.Warnings, w => w.Offset == strictOffset);
        if (read.Tracks.Count > 0)
            Assert.Equal(endTick, read.Tracks[^1].EndTick);
        MidiFormatException refused = Assert.Throws<MidiFormatException>(() => MidiFile.Read(bytes, new MidiReadOptions { Strict = true }));
        Assert.Equal(strictOffset, refused.Offset);
        Assert.NotEmpty(refused.Expected);
        // Faults of a payload or of the division stay as they are; all others are gone once it is written.
        if (!name.StartsWith("payload")
            && name is not ("odd frame rate" or "tempo 0" or "tempo of two bytes" or "meta type above 127" or "no tracks"
                or "short time signature" or "time signature of 0" or "8 sharps" or "neither major nor minor"))
            Assert.Equal(notes, Song.Read(read.ToArray(), new MidiReadOptions { Strict = true }).NoteCount);
    }

    [Fact]
    public void A_wrapper_and_its_missing_length_are_two_faults() => Assert.Equal([0L, 16], MidiFile.Read(Bytes(
        "52 49 46 46 00 00 00 00 52 4D 49 44 64 61 74 61 00 00 00 00 H0/1/60 T:00 90 3C 40 00 FF 2F 00")).Warnings.Select(w => w.Offset));

    [Theory]
    [InlineData("", 0)]
    [InlineData("00", 0)]
    [InlineData("4D 54 68 64", 4)]
    [InlineData("4D 54 68 64 00 00 00 06 00 00 00 01 00", 13)]
    [InlineData("00 4D 54 68 64 00 00 00 05 00 00 00 01 00 60", 0)]
    [InlineData("52 49 46 46 00 00 00 00 52 4D 49 44", 0)]
    [InlineData("52 49 46 46 00 00 00 00 57 41 56 45 64 61 74 61 00 00 00 00", 0)]
    public void What_is_no_midi_file_is_refused_always(string file, int offset)
    {
        Assert.Equal(offset, Assert.Throws<MidiFormatException>(() => MidiFile.Read(Bytes(file))).Offset);
        Assert.Throws<MidiFormatException>(() => MidiFile.Read(Bytes(file), new MidiReadOptions { Strict = true }));
    }

    [Fact]
    public void Any_bytes_throw_nothing_but_the_one_exception()
    {
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes;
            if (round % 4 == 0)
            {
                bytes = new byte[random.Next(300)];
                random.NextBytes(bytes);
                Bytes("H1/2/60 4D 54 72 6B 00 00 00 40").AsSpan(0, Math.Min(22, bytes.Length)).CopyTo(bytes);
            }
            else
            {
                bytes = MidiSamples.File(round % 97).ToArray();
                for (int i = random.Next(1, 8); i > 0; i--)
                    bytes[random.Next(random.Next(2) == 0 ? Math.Min(60, bytes.Length) : bytes.Length)] = (byte)random.Next(256);
                if (random.Next(3) == 0)
                    bytes = bytes[..random.Next(bytes.Length)];
            }
            foreach (bool strict in new[] { false, true })
            {
                try
                {
                    MidiFile file = MidiFile.Read(bytes, new MidiReadOptions { Strict = strict });
                    if (strict)
                        continue;
                    var song = new Song(file);
                    song.ToSequence(8_000).WithSampleRate(192_000);
                    _ = (song.Duration, song.Title, song.NoteCount, song.PositionAt(song.EndTick));
                    byte[] written = file.ToArray();
                    Assert.Equal(written, MidiFile.Read(written).ToArray());
                }
                catch (MidiFormatException e)
                {
                    Assert.InRange(e.Offset, 0, bytes.Length);
                }
            }
        }
    }

    [Theory]
    [InlineData("smallest events", "00 C0 01", "00 01")]
    [InlineData("empty tracks", "", "4D 54 72 6B 00 00 00 00")]
    [InlineData("empty tracks without end", "00 FF 2F 00", "4D 54 72 6B 00 00 00 04 00 FF 2F 00")]
    [InlineData("alien chunks", "", "41 41 41 41 00 00 00 00")]
    [InlineData("tempos", "", "00 FF 51 03 01 00 00")]
    [InlineData("stray data", "", "00 00")]
    [InlineData("clocks", "", "00 F8")]
    [InlineData("endless number", "", "FF FF")]
    [InlineData("track names in tracks", "", "4D 54 72 6B 7F FF FF FF")]
    public void Memory_stays_in_proportion(string name, string start, string pattern)
    {
        byte[] head = Bytes("H1/1/60 4D 54 72 6B 7F FF FF FF " + start), repeated = Bytes(pattern);
        foreach (int length in new[] { 1_000, 100_000, 400_001 })
        {
            var bytes = new byte[length];
            head.CopyTo(bytes, 0);
            for (int i = head.Length; i < length; i++)
                bytes[i] = repeated[(i - head.Length) % repeated.Length];
            MidiFile.Read(bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            MidiFile.Read(bytes);
            long used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used <= 64L * length + 65_536, $"{name}: {used} bytes for {length}");
        }
    }

    [Fact]
    public void Warnings_beyond_a_hundred_are_counted_only()
    {
        MidiFile file = MidiFile.Read(Bytes("H0/1/60 T:" + string.Concat(Enumerable.Repeat("00 F8 ", 500)) + End));
        Assert.Equal(MidiFile.MaximumWarnings, file.Warnings.Count);
        Assert.Equal(500, file.WarningCount);
    }

    [Fact]
    public void Chunks_of_other_kinds_are_no_fault_and_stay()
    {
        byte[] bytes = Bytes("H0/1/60 58 46 49 48 00 00 00 02 01 02 58 46 4B 4D 00 00 00 00 4D 54 72 6B 00 00 00 08 00 90 3C 40 00 FF 2F "
            + "00 58 46 49 48 00 00 00 01 03");
        MidiFile read = MidiFile.Read(bytes, new MidiReadOptions { Strict = true });
        Assert.Empty(read.Warnings);
        Assert.Equal(bytes, read.ToArray());
    }

    [Theory]
    [InlineData("00 FF 00 00")]
    [InlineData("00 FF 00 02 00 01")]
    [InlineData("00 FF 01 00")]
    [InlineData("00 FF 20 01 0F 00 FF 21 01 7F")]
    [InlineData("00 FF 51 03 00 00 01 00 FF 51 03 FF FF FF")]
    [InlineData("00 FF 54 05 17 3B 3B 17 63 00 FF 54 05 37 3B 3B 18 63 00 FF 54 05 57 3B 3B 1D 63 00 FF 54 05 77 3B 3B 1D 63")]
    [InlineData("00 FF 58 04 01 00 00 00 00 FF 58 04 FF 07 FF FF")]
    [InlineData("00 FF 59 02 07 00 00 FF 59 02 F9 01")]
    [InlineData("00 FF 60 01 02 00 FF 7F 00 00 FF 4B 03 01 02 03")]
    public void Payloads_at_both_ends_of_their_ranges_are_sound(string events) =>
        Assert.Empty(MidiFile.Read(Bytes($"H0/1/60 T:{events} {Note} {End}"), new MidiReadOptions { Strict = true }).Warnings);

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("49 44 33 03", "an MP3 file")]
    [InlineData("FF FB 90 44", "MP3")]
    [InlineData("1F 8B 08 00", "a gzip archive")]
    [InlineData("50 4B 03 04", "a ZIP archive")]
    [InlineData("58 4D 46 5F 31 2E 30 30", "an XMF file")]
    [InlineData("53 4D 46 32 43 4C 49 50", "a MIDI 2.0 clip file")]
    [InlineData("52 49 46 46 00 00 00 00 57 41 56 45", "a WAV sound file")]
    [InlineData("52 49 46 46 00 00 00 00 73 66 62 6B", "a SoundFont")]
    [InlineData("52 49 46 46 00 00 00 00 52 4D 49 44", "an RMI file")]
    [InlineData("46 4F 52 4D 00 00 00 00 58 44 49 52", "an XMI music file")]
    [InlineData("3C 3F 78 6D 6C 20", "MusicXML")]
    [InlineData("3C 68 74 6D 6C 3E", "a web page")]
    [InlineData("48 54 54 50 2F 31 2E 31", "a web server's answer")]
    [InlineData("58 3A 31 0A", "ABC")]
    [InlineData("68 65 6C 6C 6F", "a text file")]
    [InlineData("4D 55 53 1A", "a MUS music file")]
    [InlineData("25 50 44 46", "a PDF document")]
    [InlineData("00 01 02 03", "other bytes")]
    public void A_refusal_says_what_the_file_is(string file, string kind) =>
        Assert.Contains(kind, Assert.Throws<MidiFormatException>(() => MidiFile.Read(Bytes(file))).Found);

    [Fact]
    public void A_sound_file_has_no_warnings() =>
        Assert.Empty(MidiFile.Read(Bytes($"H0/1/60 T:{Note} {End}"), new MidiReadOptions { Strict = true }).Warnings);

    // "H1/2/60" is a header of format 1, 2 tracks and division 0x60; "T:" a track header with the length of the hexadecimal bytes up to the
    // next.
    private static byte[] Bytes(string text)
    {
        var all = new List<byte>();
        List<byte>? track = null;
        foreach (string part in text.Replace("T:", "T: ").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == 'H')
            {
                string[] numbers = part[1..].Split('/');
                all.AddRange([.. "MThd"u8, 0, 0, 0, 6, 0, byte.Parse(numbers[0]), 0, byte.Parse(numbers[1]), 0,
                    Convert.ToByte(numbers[2], 16)]);
            }
            else if (part == "T:")
            {
                Close();
                track = [];
            }
            else
            {
                (track ?? all).Add(Convert.ToByte(part, 16));
            }
        }
        Close();
        return [.. all];

        void Close()
        {
            if (track is not null)
                all.AddRange([.. Encoding.ASCII.GetBytes("MTrk"), (byte)(track.Count >> 24), (byte)(track.Count >> 16),
                    (byte)(track.Count >> 8), (byte)track.Count, .. track]);
            track = null;
        }
    }
}

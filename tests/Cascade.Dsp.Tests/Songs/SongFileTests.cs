using Cascade.Dsp.Midi;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>From a MIDI file to a song and back: nothing that the file said is lost.</summary>
public sealed class SongFileTests
{
    private const string Folder = "CASCADE_MIDI_FOLDER";

    [Property(MaxTest = 300)]
    public void A_random_file_says_the_same_after_it_was_a_song(int seed)
    {
        byte[] bytes = MidiSamples.File(seed).ToArray();
        AssertSame(bytes, Song.Read(bytes, new MidiReadOptions { Strict = true }).ToArray());
    }

    [Property(MaxTest = 300)]
    public void A_random_file_as_others_write_it_says_the_same(int seed)
    {
        byte[] bytes = ForeignMidi.File(new Random(seed));
        AssertSame(bytes, Song.Read(bytes, new MidiReadOptions { Strict = true }).ToArray());
    }

    [Fact]
    public void Divided_system_exclusive_and_escapes_stay_apart()
    {
        MidiEvent[] events =
        [
            MidiEvent.SysEx(0, [0x43, 0x12]), MidiEvent.Escape(10, [0x43, 0x12]), MidiEvent.Escape(20, [0x43, 0xF7]),
                MidiEvent.SysEx(30, [0x7E, 0x7F, 9, 1, 0xF7]),
            MidiEvent.Escape(40, [0xF3, 1]), MidiEvent.Meta(50, (MidiMetaType)0x60, [1, 2, 3]),
            MidiEvent.Meta(50, MidiMetaType.SequencerSpecific, []),
        ];
        Song song = Song.Read(new MidiFile(0, MidiDivision.Quarter(96), new MidiTrack(events, 60)).ToArray());
        Assert.Equal(events, song.Tracks[0].Midi);
        Assert.Equal(60, song.EndTick);
    }

    [Fact]
    public void Every_file_of_a_folder_says_the_same()
    {
        // The folder of public files is not part of the project; without it the demo song stands for it.
        string folder = Environment.GetEnvironmentVariable(Folder) ?? Path.Combine(AppContext.BaseDirectory, "Songs");
        int files = 0, sound = 0, refused = 0;
        long events = 0;
        var wrong = new List<string>();
        foreach (string path in MidiFolder.Files(folder))
        {
            byte[] bytes = File.ReadAllBytes(path);
            files++;
            try
            {
                (int count, bool isSound) = MidiFolder.Check(bytes, song => Song.Read(song.ToArray()));
                events += count;
                sound += isSound ? 1 : 0;
            }
            catch (MidiFormatException)
            {
                refused++;
            }
            catch (Exception e)
            {
                wrong.Add($"{path}: {e.Message.ReplaceLineEndings(" ")}");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{files} files, {events} events: {files - refused - wrong.Count} the same ({sound} sound, the others recovered), {refused} "
            + $"refused as no MIDI files, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(files > refused);
    }

    [Fact]
    public void Notes_in_escaped_bytes_sound()
    {
        MidiEvent[] events =
            [MidiEvent.Escape(0, [0x90, 60, 100, 64, 90]), MidiEvent.SysEx(5, [1]), MidiEvent.Escape(6, [0x90, 61, 1, 0xF7]),
            MidiEvent.Escape(480, [0xC1, 5, 0xF8, 0x80, 60, 64])];
        Sequence music = new Song(new MidiFile(0, MidiDivision.Quarter(480), new MidiTrack(events))).ToSequence(48_000);
        Assert.Equal(
            [(0, EventKind.NoteOn, 60), (0, EventKind.NoteOn, 64), (24_000, EventKind.Program, 5), (24_000, EventKind.NoteOff, 60)],
            music.Select(e => (e.Time, e.Kind, (int)e.Number)));
    }

    [Fact]
    public void A_note_off_of_another_track_ends_no_note_of_its_tick()
    {
        var first = new MidiTrack([MidiEvent.FromMessage(480, new(0x90, 60, 100)), MidiEvent.FromMessage(960, new(0x80, 60, 64))]);
        var second =
            new MidiTrack([MidiEvent.FromMessage(0, new(0x90, 60, 100)), MidiEvent.FromMessage(480, new(0x80, 60, 64)),
            MidiEvent.FromMessage(480, new(0xC0, 7, 0))]);
        Sequence music = new Song(new MidiFile(1, MidiDivision.Quarter(480), first, second)).ToSequence(48_000);
        Assert.Equal([EventKind.NoteOn, EventKind.NoteOff, EventKind.Program, EventKind.NoteOn, EventKind.NoteOff],
            music.Select(e => e.Kind));
    }

    [Fact]
    public void Events_go_to_the_port_that_their_track_names()
    {
        static MidiEvent Port(long tick, byte port) => MidiEvent.Meta(tick, MidiMetaType.Port, [port]);
        static MidiEvent On(long tick, byte key) => MidiEvent.FromMessage(tick, new(0x90, key, 1));
        var first =
            new MidiTrack([Port(0, 1), On(0, 1), Port(10, 2), On(10, 2), Port(20, 200), On(20, 3), MidiEvent.Escape(30, [0x90, 4, 1])]);
        var second = new MidiTrack([On(40, 5)]);
        Sequence music = new Song(new MidiFile(1, MidiDivision.Quarter(480), first, second)).ToSequence(48_000);
        Assert.Equal([(1, 1), (2, 2), (3, 2), (4, 2), (5, 0)], music.Select(e => ((int)e.Number, (int)e.Port)));
    }

    [Fact]
    public void A_part_of_a_sequence_starts_with_what_holds_there()
    {
        EngineEvent[] events =
        [
            EngineEvent.Control(0, 7, 0.25f), EngineEvent.Control(5, 7, 0.5f), EngineEvent.NoteOn(10, 60, 1),
                EngineEvent.Parameter(20, 0, 0, 3, 7), EngineEvent.PitchBend(99, 0.5f, 2),
            EngineEvent.NoteOff(100, 60), EngineEvent.NoteOn(150, 61, 1), EngineEvent.NoteOff(200, 61),
        ];
        Sequence part = new Sequence(events, 48_000, 1000).Slice(100, 200);
        Assert.Equal(
            [EngineEvent.Control(0, 7, 0.5f), EngineEvent.PitchBend(0, 0.5f, 2), EngineEvent.Parameter(0, 0, 0, 3, 7),
                EngineEvent.NoteOff(0, 60), EngineEvent.NoteOn(50, 61, 1)], part);
        Assert.Equal((48_000, 100L), (part.SampleRate, part.Length));
        var whole = new Sequence(events, 48_000, 1000);
        Assert.Equal(whole, whole.Slice(0, 1000));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Slice(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Slice(6, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Slice(0, 1001));
    }

    [Property(MaxTest = 200)]
    public void Within_a_track_the_order_of_a_tick_stays(int seed)
    {
        // Each track has a channel and the numbers of its events ascend, so that they can be told apart.
        var random = new Random(seed);
        var tracks = new MidiTrack[random.Next(2, 5)];
        for (int t = 0; t < tracks.Length; t++)
        {
            long tick = 0;
            var events = new MidiEvent[random.Next(30)];
            for (int i = 0; i < events.Length; i++)
                events[i] =
                    MidiEvent.FromMessage(tick += random.Next(2),
                    new MidiMessage((byte)(random.Next(3) switch { 0 => 0x80, 1 => 0x90, _ => 0xA0 } | t), (byte)i, 1));
            tracks[t] = new MidiTrack(events);
        }
        var song = new Song(new MidiFile(1, MidiDivision.Quarter(480), tracks));
        Sequence whole = song.ToSequence(48_000);
        for (int t = 0; t < tracks.Length; t++)
            Assert.Equal(song.ToSequence(48_000, t), whole.Where(e => e.Channel == t));
    }

    private static void AssertSame(byte[] expected, byte[] actual) =>
        Assert.Equal(ReferenceMidi.Read(expected), ReferenceMidi.Read(actual));
}

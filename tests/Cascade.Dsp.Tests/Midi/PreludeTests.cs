using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests.Midi;

/// <summary>The demo song that the console ships.</summary>
public class PreludeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Songs");

    private readonly string _text = File.ReadAllText(Path.Combine(Folder, "prelude-in-c.txt"));
    private readonly Song _song = Song.Read(Path.Combine(Folder, "prelude-in-c.mid"), new MidiReadOptions { Strict = true });

    [Fact]
    public void The_song_is_what_the_text_says()
    {
        byte[] expected = PreludeScore.Play(_text).ToArray();
        if (!expected.SequenceEqual(_song.ToArray()))
        {
            string made = Path.Combine(AppContext.BaseDirectory, "prelude-in-c.mid");
            File.WriteAllBytes(made, expected);
            Assert.Fail($"prelude-in-c.mid is not what prelude-in-c.txt gives; if the text is right, copy {made} over it.");
        }
    }

    [Fact]
    public void Its_notes_are_those_of_the_score()
    {
        var expected = PreludeScore.Read(_text)
            .Select(n => ((n.Bar - 1L) * PreludeScore.Bar + n.Start * PreludeScore.Semiquaver, n.Key, n.IsLeft)).Order().ToList();
        var found = new List<(long, int, bool)>();
        for (int track = 1; track < 3; track++)
            foreach (MidiEvent e in _song.Tracks[track].Midi.Events)
                if (e.Message.IsNoteOn)
                    found.Add((e.Tick, e.Message.Data1, track == 2));
        Assert.Equal(expected, found.Order());
        Assert.Equal(34 * 16 + 5, _song.NoteCount);
    }

    [Fact]
    public void Every_bar_has_its_bass_and_its_highest_note()
    {
        // Read off the score once more, apart from the text.
        const string bass = "60 60 59 60 60 60 59 59 57 50 55 55 53 53 52 52 50 43 48 48 41 42 44 43 43 43 43 43 43 43 43 36 36 36 36";
        const string top = "76 77 77 76 81 74 79 72 72 72 71 73 74 71 72 65 65 65 64 64 64 63 62 62 64 65 65 66 67 65 65 64 65 77 72";
        var bars = PreludeScore.Read(_text).GroupBy(n => n.Bar).OrderBy(b => b.Key).ToList();
        Assert.Equal(bass, string.Join(' ', bars.Select(b => b.Min(n => n.Key))));
        Assert.Equal(top, string.Join(' ', bars.Select(b => b.Max(n => n.Key))));
    }

    [Fact]
    public void It_is_two_hands_of_two_minutes_under_a_title()
    {
        Assert.Equal((1, 3, "Prelude in C major, BWV 846"), (_song.File.Format, _song.Tracks.Length, _song.Title));
        Assert.Equal(["Right hand", "Left hand"], _song.Tracks.Skip(1).Select(t => t.Name));
        Assert.InRange(_song.Duration.TotalSeconds, 125, 140);
        Sequence sequence = _song.ToSequence(48_000);
        var down = new HashSet<int>();
        foreach (EngineEvent e in sequence.Events)
        {
            if (e.Kind == EventKind.NoteOn)
                Assert.True(down.Add(e.Number));
            else if (e.Kind == EventKind.NoteOff)
                Assert.True(down.Remove(e.Number));
        }
        Assert.Empty(down);
        Assert.Equal(70, sequence.Events.ToArray().Count(e => e.Kind == EventKind.Control && e.Number == 64));
    }
}

using Cascade.Dsp.Midi;
using Cascade.Dsp.Songs;

namespace Cascade.Dsp.Tests.Songs;

public sealed class SongBuilderTests
{
    [Fact]
    public void A_song_composed_in_code_says_what_was_said()
    {
        var score = new SongBuilder(96) { Title = "Étude", EndTick = 1000 };
        score.AddTempo(0, Tempo.FromBeatsPerMinute(100));
        score.AddMetre(0, new(3, 4));
        score.AddKey(0, new(-1, true));
        score.AddText(288, MidiMetaType.Marker, "loopStart");
        score.AddText(576, MidiMetaType.Marker, "loopEnd");
        int harp = score.AddTrack("Harp", channel: 2, program: 46, port: 1, instrument: "Erard");
        score.AddNote(harp, 96, 96, 64, 90);
        score.AddNote(harp, 0, 96, 64);
        score.Add(harp, MidiEvent.FromMessage(96, new(0xB2, 64, 127)));
        Song song = Song.Read(score.ToSong().ToArray(), new MidiReadOptions { Strict = true });
        Assert.Equal(("Étude", (288, 576), 1000L, 1), (song.Title, song.Loop, song.EndTick, song.File.Format));
        Assert.Equal(100, song.TempoMap.TempoAt(0).BeatsPerMinute, 1e-9);
        Assert.Equal([new MetreChange(0, 1, new(3, 4))], song.Metres);
        Assert.Equal([new KeyChange(0, new(-1, true))], song.Keys);
        SongTrack track = song.Tracks[harp];
        Assert.Equal(("Harp", "Erard", 2, 46, 1), (track.Name, track.Instrument, track.Channel, track.Program, track.Port));
        Assert.Equal([EventKind.Program, EventKind.NoteOn, EventKind.NoteOff, EventKind.Control, EventKind.NoteOn, EventKind.NoteOff],
            song.ToSequence(48_000).Select(e => e.Kind));
        Assert.Equal([0, 80, 64, 127, 90, 64], track.Midi.Where(e => e.IsMessage).Select(e => (int)e.Message.Data2));
    }

    [Fact]
    public void What_is_added_later_changes_no_song_made_before()
    {
        var score = new SongBuilder();
        int track = score.AddTrack();
        Song before = score.ToSong();
        score.AddNote(track, 0, 1, 60);
        Assert.Equal((0, 1), (before.NoteCount, score.ToSong().NoteCount));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        var score = new SongBuilder();
        Assert.Throws<ArgumentOutOfRangeException>(() => new SongBuilder(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddTrack(channel: 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddTrack(program: 128));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddTrack(port: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(1, 0, 1, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(0, 0, 0, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(0, 0, 1, 128));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(0, 0, 1, 60, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(0, -1, 1, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.AddNote(0, MidiEvent.LastTick, 1, 60));
        Assert.Throws<ArgumentException>(() => score.Add(0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => score.EndTick = -1);
        Assert.Equal(0, score.ToSong().NoteCount);
    }
}

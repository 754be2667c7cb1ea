using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using FsCheck.Xunit;

namespace Cascade.Persistence.Tests;

public sealed class SongTests(TestServer server)
{
    // One database and one user for all cases of a property.
    private TestDatabase? _database;
    private Guid? _user;

    [Property(Arbitrary = [typeof(Songs)])]
    public async Task Any_sequence_reads_back_bit_by_bit(Sequence music)
    {
        _database ??= await server.CreateAsync();
        _user ??= await _database.CreateUserAsync();
        SongStore songs = _database.Store.For(_user.Value).Songs;
        StoredSong song = await songs.SaveAsync(Guid.CreateVersion7(), "any", music);
        Assert.Equal((music.Count, music.NoteCount), (song.EventCount, song.NoteCount));
        Songs.AssertSame(music, await songs.LoadSequenceAsync(song.Id));
        Assert.Equal(song, await songs.FindAsync(song.Id));
    }

    [Fact]
    public async Task A_song_larger_than_every_buffer_reads_back()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        Sequence music = Songs.Of(100_000);
        StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "long", music);
        Songs.AssertSame(music, await database.Store.For(user).Songs.LoadSequenceAsync(song.Id));
        StoredNote[] notes = await database.Store.For(user).Songs.StreamNotesAsync(song.Id).ToArrayAsync();
        Assert.Equal(100_000, notes.Length);
        Assert.All(notes, note => Assert.Equal(4000, note.Duration));
        Assert.Equal(notes.OrderBy(note => note.Onset), notes);
        await database.CheckWholeAsync(200_000);
    }

    [Fact]
    public async Task Saving_again_stores_nothing_twice()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        var id = Guid.CreateVersion7();
        StoredSong[] songs =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.Store.For(user).Songs.SaveAsync(id, "once", Songs.Of(100))));
        Assert.Single(songs.Distinct());
        Assert.Equal(200L, await database.ScalarAsync<long>("select count(*) from cascade.note_events"));
        Assert.Equal((1, 100), await StatisticsAsync(database, user));
        ConflictException e =
            await Assert.ThrowsAsync<ConflictException>(() => database.Store.For(user).Songs.SaveAsync(id, "once", Songs.Of(101)));
        Assert.Equal(1, e.CurrentVersion);
    }

    [Fact]
    public async Task Changes_are_meant_for_a_version()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        SongStore songs = database.Store.For(user).Songs;
        StoredSong first = await songs.SaveAsync(Guid.CreateVersion7(), "one", Songs.Of(10));
        StoredSong second = await songs.RenameAsync(first.Id, "two", first.Version);
        Assert.Equal(("two", 2), (second.Title, second.Version));
        Assert.True(second.UpdatedAt > first.UpdatedAt);
        Assert.Equal(2,
            (await Assert.ThrowsAsync<ConflictException>(() => songs.RenameAsync(first.Id, "three", first.Version))).CurrentVersion);
        await Assert.ThrowsAsync<ConflictException>(() => songs.ReplaceAsync(first.Id, Songs.Of(20), first.Version));
        await Assert.ThrowsAsync<ConflictException>(() => songs.DeleteAsync(first.Id, first.Version));
        StoredSong third = await songs.ReplaceAsync(first.Id, Songs.Of(20), second.Version);
        Assert.Equal((3, 20, "two"), (third.Version, third.NoteCount, third.Title));
        Assert.Equal(third, await songs.ReplaceAsync(first.Id, Songs.Of(20), second.Version));   // a repetition
        Songs.AssertSame(Songs.Of(20), await songs.LoadSequenceAsync(first.Id));
        await database.CheckWholeAsync(40);
        Assert.True(await songs.DeleteAsync(first.Id, third.Version));
        Assert.False(await songs.DeleteAsync(first.Id));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from cascade.note_events"));
        Assert.Equal((0, 0), await StatisticsAsync(database, user));
        await Assert.ThrowsAsync<NotFoundException>(() => songs.LoadAsync(first.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => songs.RenameAsync(first.Id, "x"));
    }

    [Fact]
    public async Task Notes_are_found_by_time_and_key()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        Sequence music = Songs.Of(1000);
        StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "range", music);
        var range = new NoteRange { From = 48_000, Before = 2_400_000, LowestKey = 40, HighestKey = 60 };
        IReadOnlyList<StoredNote> found = await database.Store.For(user).Songs.FindNotesAsync(song.Id, range);
        int[] expected =
            [.. Enumerable.Range(0, music.Count)
            .Where(i => music.Events[i] is { Kind: EventKind.NoteOn, Number: >= 40 and <= 60, Time: >= 48_000 and < 2_400_000 })];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found.Select(note => note.Index));
        Assert.Equal(expected.Take(7),
            (await database.Store.For(user).Songs.FindNotesAsync(song.Id, range with { Limit = 7 })).Select(note => note.Index));
        StoredNote one = found[0];
        EngineEvent e = music.Events[one.Index];
        Assert.Equal((e.Time, (int)e.Number, e.Value, (int)e.Channel, 4000L),
            (one.Onset, one.Key, one.Velocity, one.Channel, one.Duration));
    }

    [Fact]
    public async Task Durations_end_with_the_oldest_note_of_a_key_with_all_notes_or_with_the_song()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        EngineEvent[] events =
        [
            EngineEvent.NoteOn(0, 60, 1), EngineEvent.NoteOn(10, 60, 1), EngineEvent.NoteOff(30, 60), EngineEvent.NoteOn(50, 60, 0),
            EngineEvent.NoteOn(60, 61, 1, channel: 1), new(100, EventKind.AllNotesOff, 1, 0, 0), EngineEvent.NoteOn(110, 62, 1),
            EngineEvent.NoteOff(120, 99),
        ];
        StoredSong song =
            await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "durations", new Sequence(events, 8000, 200));
        StoredNote[] notes = await database.Store.For(user).Songs.StreamNotesAsync(song.Id).ToArrayAsync();
        Assert.Equal([30L, 40, 40, 90], notes.Select(note => note.Duration));
    }

    [Fact]
    public async Task Lists_page_through_all_songs_once_and_search_takes_text_as_it_is()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        SongStore songs = database.Store.For(user).Songs;
        for (int i = 0; i < 25; i++)
            await songs.SaveAsync(Guid.CreateVersion7(), i % 5 == 0 ? $"100% Bach_{i}" : $"Song {i}", Sequence.Empty(48_000));
        var seen = new List<string>();
        for (string? after = null; ;)
        {
            SongPage page = await songs.ListAsync(new SongQuery { Limit = 10, After = after });
            seen.AddRange(page.Songs.Select(song => song.Title));
            if ((after = page.Next) is null)
                break;
        }
        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal((25, "Song 24"), (seen.Count, seen[0]));
        Assert.Equal(5, (await songs.ListAsync(new SongQuery { Search = "0% bACH_" })).Songs.Count);
        Assert.Empty((await songs.ListAsync(new SongQuery { Search = "S_ng" })).Songs);
        Assert.Equal("After",
            (await Assert.ThrowsAsync<InvalidFieldException>(() => songs.ListAsync(new SongQuery { After = "nonsense" }))).Field);
    }

    [Fact]
    public async Task Midi_files_go_in_and_out()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        byte[] file = Song.FromSequence(Songs.Of(50)).ToArray();
        StoredSong song =
            await database.Store.For(user).Songs.ImportMidiAsync(Guid.CreateVersion7(), "midi", new MemoryStream(file), 48_000);
        Assert.Equal(50, song.NoteCount);
        using var written = new MemoryStream();
        await database.Store.For(user).Songs.ExportMidiAsync(song.Id, written);
        Songs.AssertSame(Song.Read(file).ToSequence(48_000), Song.Read(written.ToArray()).ToSequence(48_000));
        await Assert.ThrowsAsync<MidiFormatException>(() =>
            database.Store.For(user).Songs.ImportMidiAsync(Guid.CreateVersion7(), "x", new MemoryStream(Encoding.UTF8.GetBytes("no midi")),
            48_000));
    }

    [Fact]
    public async Task A_new_partition_is_made_before_it_is_needed()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        await database.ExecuteAsync("select setval('cascade.songs_key', 65534)");
        for (int i = 0; i < 4; i++)
        {
            StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "edge", Songs.Of(10, i));
            Songs.AssertSame(Songs.Of(10, i), await database.Store.For(user).Songs.LoadSequenceAsync(song.Id));
        }
        Assert.Equal(60L, await database.ScalarAsync<long>("select count(*) from cascade.note_events_000001"));
        await database.CheckWholeAsync(20);
    }

    private static async Task<(long Songs, long Notes)> StatisticsAsync(TestDatabase database, Guid user)
    {
        UserStatistics statistics = (await database.Store.Users.FindAsync(user))!.Statistics;
        return (statistics.Songs, statistics.Notes);
    }
}

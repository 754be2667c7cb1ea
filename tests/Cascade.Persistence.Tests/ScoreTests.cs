using System.Security.Cryptography;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Tests.Songs;
using FsCheck.Xunit;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>Whole songs: what a MIDI file said comes back out of the database.</summary>
public sealed class ScoreTests(TestServer server)
{
    private const string Folder = "CASCADE_MIDI_FOLDER";

    // One database and one user for all cases of a property.
    private TestDatabase? _database;
    private Guid? _user;

    [Property(MaxTest = 100)]
    public async Task A_midi_file_that_goes_in_and_out_says_the_same(int seed)
    {
        _database ??= await server.CreateAsync();
        _user ??= await _database.CreateUserAsync();
        SongStore songs = _database.Store.For(_user.Value).Songs;
        byte[] file = ForeignMidi.File(new Random(seed));
        StoredSong saved = await songs.ImportMidiAsync(Guid.CreateVersion7(), "any", new MemoryStream(file), 44_100);
        using var written = new MemoryStream();
        await songs.ExportMidiAsync(saved.Id, written);
        Assert.Equal(ReferenceMidi.Read(file), ReferenceMidi.Read(written.ToArray()));
        Assert.True(saved.HasScore);
        Songs.AssertSame(Song.Read(file).ToSequence(44_100), await songs.LoadSequenceAsync(saved.Id));
    }

    [Fact]
    public async Task Every_file_of_a_folder_comes_back_the_same()
    {
        TestDatabase database = await server.CreateAsync();
        SongStore songs = database.Store.For(await database.CreateUserAsync()).Songs;
        // The folder of public files is not part of the project; without it some made ones stand for it.
        IEnumerable<byte[]> files = Environment.GetEnvironmentVariable(Folder) is { } folder
            ? MidiFolder.Files(folder).Select(File.ReadAllBytes)
            : Enumerable.Range(0, 20).Select(seed => ForeignMidi.File(new Random(seed)));
        int count = 0, refused = 0;
        long events = 0;
        foreach (byte[] file in files)
        {
            count++;
            try
            {
                events += MidiFolder.Check(file, song =>
                {
                    StoredSong saved = songs.SaveAsync(Guid.CreateVersion7(), "any", song, 48_000).GetAwaiter().GetResult();
                    return songs.LoadAsync(saved.Id).GetAwaiter().GetResult();
                }).Events;
            }
            catch (MidiFormatException)
            {
                refused++;
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} files, {events} events: {count - refused} the same, {refused} refused as no MIDI files.");
        Assert.True(count > refused);
    }

    [Fact]
    public async Task The_chosen_encoding_of_texts_is_kept()
    {
        TestDatabase database = await server.CreateAsync();
        SongStore songs = database.Store.For(await database.CreateUserAsync()).Songs;
        var track = new MidiTrack([MidiEvent.Meta(0, MidiMetaType.TrackName, [0x83, 0x74, 0x83, 0x42, 0x83, 0x41, 0x83, 0x67])]);
        using var file = new MemoryStream(new MidiFile(0, MidiDivision.Quarter(480), track).ToArray());
        StoredSong saved =
            await songs.ImportMidiAsync(Guid.CreateVersion7(), "any", file, 48_000, CodePagesEncodingProvider.Instance.GetEncoding(932));
        Song song = await songs.LoadAsync(saved.Id);
        Assert.Equal(("フィアト", "shift_jis"), (song.Title, song.TextEncoding?.WebName));
    }

    [Fact]
    public async Task A_song_can_take_the_place_of_a_sequence_and_the_other_way()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        SongStore songs = database.Store.For(user).Songs;
        Song score = Scale("one");
        StoredSong first = await songs.SaveAsync(Guid.CreateVersion7(), "any", Songs.Of(10));
        Assert.False(first.HasScore);
        Assert.Equal(10, (await songs.LoadAsync(first.Id)).NoteCount);
        StoredSong second = await songs.ReplaceAsync(first.Id, score, 48_000, first.Version);
        Assert.Equal((true, 2, 8), (second.HasScore, second.Version, second.NoteCount));
        Assert.Equal(score.ToArray(), (await songs.LoadAsync(first.Id)).ToArray());
        Assert.Equal(second, await songs.ReplaceAsync(first.Id, score, 48_000, first.Version));   // a repetition
        StoredSong renamed = await songs.RenameAsync(first.Id, "other");
        Assert.Equal((true, 3), (renamed.HasScore, renamed.Version));
        Assert.Equal(score.ToArray(), (await songs.LoadAsync(first.Id)).ToArray());
        Assert.Equal(3, (await songs.ReplaceAsync(first.Id, score, 48_000)).Version);
        Assert.Equal(4, (await songs.ReplaceAsync(first.Id, Scale("two"), 48_000)).Version);   // the same notes, another title
        StoredSong last = await songs.ReplaceAsync(first.Id, Songs.Of(5));
        Assert.Equal((false, 5, 5), (last.HasScore, last.Version, last.NoteCount));
        Songs.AssertSame(Songs.Of(5), await songs.LoadSequenceAsync(first.Id));
        await database.CheckWholeAsync(last.EventCount);
    }

    [Fact]
    public async Task A_save_that_is_repeated_stores_nothing_twice()
    {
        TestDatabase database = await server.CreateAsync();
        SongStore songs = database.Store.For(await database.CreateUserAsync()).Songs;
        var id = Guid.CreateVersion7();
        StoredSong[] saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => songs.SaveAsync(id, "once", Scale("one"), 48_000)));
        Assert.Single(saved.Distinct());
        await Assert.ThrowsAsync<ConflictException>(() => songs.SaveAsync(id, "once", Scale("two"), 48_000));
        await Assert.ThrowsAsync<ConflictException>(() => songs.SaveAsync(id, "once", Scale("one"), 44_100));
        await Assert.ThrowsAsync<ConflictException>(() => songs.SaveAsync(id, "once", Scale("one").ToSequence(48_000)));
        Assert.Equal("sampleRate",
            (await Assert.ThrowsAsync<InvalidFieldException>(() => songs.SaveAsync(id, "once", Scale("one"), 1))).Field);
    }

    [Fact]
    public async Task The_application_role_cannot_change_a_score_under_its_hash()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        StoredSong saved = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "any", Scale("one"), 48_000);
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        await using var attack = new NpgsqlCommand($"select set_config('cascade.user_id', '{user}', false); update cascade.songs set score "
            + "= null, text_encoding = null, title = 'x'", connection);
        await attack.ExecuteNonQueryAsync();
        Assert.Equal(Scale("one").ToArray(), (await database.Store.For(user).Songs.LoadAsync(saved.Id)).ToArray());
    }

    [Fact]
    public async Task Songs_saved_before_scores_still_load()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        await MigrateToAsync(database, 3);
        var user = Guid.CreateVersion7();
        var id = Guid.CreateVersion7();
        await database.ExecuteAsync($"""
            begin;
            insert into cascade.users (id, name) values ('{user}', 'clara');
            set local role {CascadeSchema.ApplicationRole};
            select set_config('cascade.user_id', '{user}', true);
            insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count, note_count)
                values ('{user}', '{id}', 'old', 48000, 96000, sha256(''), 3, 1);
            insert into cascade.note_events_000000 (song_key, time, duration, ordinal, value, kind, channel, number) values
                (currval('cascade.songs_key'), 0, 48000, 0, 0.5, 0, 3, 60), (currval('cascade.songs_key'), 100, null, 1, 7, 7, 2, 5),
                (currval('cascade.songs_key'), 48000, null, 2, 0.25, 1, 3, 60);
            commit
            """);
        Assert.Equal(CascadeSchema.NewestVersion - 3, await CascadeSchema.MigrateAsync(database.Owner));
        SongStore songs = database.Store.For(user).Songs;
        StoredSong old = (await songs.ListAsync()).Songs.Single();
        Assert.Equal((id, "old", false, 1), (old.Id, old.Title, old.HasScore, old.Version));
        EngineEvent[] events =
            [EngineEvent.NoteOn(0, 60, 0.5f, 3), EngineEvent.Parameter(100, 0, 2, 5, 7), new(48_000, EventKind.NoteOff, 3, 60, 0.25f)];
        var expected = new Sequence(events, 48_000, 96_000);
        Songs.AssertSame(expected, await songs.LoadSequenceAsync(id));
        Song song = await songs.LoadAsync(id);
        Assert.Equal((1, TimeSpan.FromSeconds(2)), (song.NoteCount, song.Duration));
        Assert.Equal(60, Assert.Single(await songs.FindNotesAsync(id, new NoteRange())).Key);
        Assert.True((await songs.ReplaceAsync(id, Scale("new"), 48_000, old.Version)).HasScore);
    }

    // As a host of an earlier version left it.
    private static async Task MigrateToAsync(TestDatabase database, int version)
    {
        await database.ExecuteAsync("""
            create schema cascade;
            create table cascade.schema_migrations (
                number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())
            """);
        System.Reflection.Assembly assembly = typeof(CascadeSchema).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Take(version))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            string sql = (await reader.ReadToEndAsync()).ReplaceLineEndings("\n");
            string checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            await database.ExecuteAsync($"begin; {sql}; insert into cascade.schema_migrations (number, name, checksum) values "
                + $"({name[..4]}, '{name[5..^4]}', '{checksum}'); commit");
        }
    }

    private static Song Scale(string title)
    {
        var score = new SongBuilder { Title = title };
        score.AddTempo(960, Tempo.FromBeatsPerMinute(90));
        score.AddMetre(0, new(3, 4));
        int track = score.AddTrack("Piano", instrument: "Érard");
        for (int i = 0; i < 8; i++)
            score.AddNote(track, 480 * i, 480, 60 + 2 * i);
        return score.ToSong();
    }
}

using System.Diagnostics;
using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Benchmarks;

/// <summary>What others wait for: a slow saver at an edge, a long save, partitions and songs by the thousand.</summary>
internal sealed partial class Bench
{
    private const int Keys = 65_536;

    /// <summary>Savers over four edges of partitions, one of them slow at each: what the others wait there, and far from an edge.</summary>
    public async Task EdgesAsync(int savers)
    {
        var builder = new NpgsqlConnectionStringBuilder(store.Source.ConnectionString) { MaxPoolSize = savers + 10 };
        await using NpgsqlDataSource pool = NpgsqlDataSource.Create(builder);
        var crowd = new CascadeStore(pool);
        Guid[] users = [.. Enumerable.Range(0, savers).Select(_ => Guid.CreateVersion7())];
        foreach (Guid one in users)
            await crowd.Users.CreateAsync(one, $"{one}");
        Sequence music = Music(100);
        await RoundAsync(0, null);
        List<double> far = await RoundAsync(20, 10L * Keys + 1000), none = [], edge = [];
        for (int i = 1; i <= 4; i++)
        {
            // The present partition is there, the next one, at the last of them, not.
            await using NpgsqlConnection slow = await raw.OpenConnectionAsync();
            long last = i < 4 ? (10L + i) * Keys : 30L * Keys;
            await SetKeyAsync(last - savers);
            await using var begin = new NpgsqlCommand($"""
                begin; set local role {CascadeSchema.ApplicationRole}; select set_config('cascade.user_id', '{user}', true);
                insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash) values ('{user}', gen_random_uuid(),
                    'slow', 48000, 0, sha256(''))
                """, slow);
            if (i < 4)
                await begin.ExecuteNonQueryAsync();
            Task<StoredSong>? large = i == 4 ? crowd.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "slow", Music(250_000)) : null;
            edge.AddRange(await RoundAsync(20, null));
            if (large is not null)
                await large;
            else
                await new NpgsqlCommand("commit", slow).ExecuteNonQueryAsync();
        }
        far.AddRange(await RoundAsync(20, 50L * Keys + 1000));
        await using NpgsqlCommand lost = raw.CreateCommand("select count(*) from cascade.songs where title = 'crowd'");
        Console.WriteLine($"{savers} savers, 20 songs each, four edges with a slow saver: median {Median(edge):0.0} ms, slowest "
            + $"{edge.Max():0} ms; far from edges {Median(far):0.0} ms, {far.Max():0} ms; {await lost.ExecuteScalarAsync()} of "
            + $"{savers * 20 * 6} saved");

        async Task<List<double>> RoundAsync(int songs, long? key)
        {
            if (key is { } start)
                await SetKeyAsync(start);
            List<double>[] times = await Task.WhenAll(users.Select(one => Task.Run(async () =>
            {
                var own = new List<double>();
                for (int i = 0; i < songs; i++)
                    own.Add(await TimeAsync(() => crowd.For(one).Songs.SaveAsync(Guid.CreateVersion7(), "crowd", music)));
                return own;
            })));
            return [.. times.SelectMany(own => own)];
        }

        Task SetKeyAsync(long key) => ExecuteAsync($"select setval('cascade.songs_key', {key})");
    }

    /// <summary>What a user's other writing takes while a long song of the same user is being saved.</summary>
    public async Task LargeAsync(int events)
    {
        UserData data = store.For(user);
        StoredSong song = await data.Songs.SaveAsync(Guid.CreateVersion7(), "other", Music(10));
        Sequence music = Music(events / 2);
        List<double> saves = [], renames = [], practice = [], accounts = [];
        long start = Stopwatch.GetTimestamp();
        Task<StoredSong> large = Task.Run(() => data.Songs.SaveAsync(Guid.CreateVersion7(), "large", music));
        while (!large.IsCompleted)
        {
            saves.Add(await TimeAsync(() => data.Songs.SaveAsync(Guid.CreateVersion7(), "small", Music(5))));
            renames.Add(await TimeAsync(() => data.Songs.RenameAsync(song.Id, $"{renames.Count}")));
            practice.Add(await TimeAsync(() => data.Practice.RecordAsync(new PracticeSession
            {
                Id = Guid.CreateVersion7(),
                StartedAt = DateTimeOffset.UtcNow,
                Duration = TimeSpan.FromMinutes(1)
            })));
            accounts.Add(await TimeAsync(() => store.Users.SetPasswordHashAsync(user, "hash")));
        }
        await large;
        Console.WriteLine($"{music.Count} events in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s; meanwhile the same "
            + $"user's {saves.Count} writes of each kind, slowest: save {saves.Max():0} ms, rename {renames.Max():0} ms, practice "
            + $"{practice.Max():0} ms, password {accounts.Max():0} ms");
    }

    /// <summary>Range queries and saves among many partitions, and how many locks a query takes.</summary>
    public async Task PartitionsAsync(int partitions)
    {
        Sequence music = Music(NotesOfSong);
        foreach (int number in (int[])[1, partitions])
        {
            // One transaction each, as each holds its locks to the end.
            for (int part = 0; part < number; part++)
                await ExecuteAsync($"select cascade.ensure_note_partition({(long)part << 16})");
            var ids = new List<Guid>();
            for (int i = 0; i < 50; i++)
            {
                await ExecuteAsync($"select setval('cascade.songs_key', {(i * (long)number / 50 << 16) + 10 + i + number})");
                ids.Add(Guid.CreateVersion7());
                await store.For(user).Songs.SaveAsync(ids[^1], "one of many", music);
            }
            List<double> ranges = [], loads = [], deletes = [];
            for (int i = 0; i < 1000; i++)
            {
                Guid id = ids[i % ids.Count];
                long from = i * 4800L;
                ranges.Add(await TimeAsync(() => store.For(user).Songs.FindNotesAsync(id, new NoteRange
                {
                    From = from,
                    Before = from + 100 * 4800
                })));
                if (i % 10 == 0)
                    loads.Add(await TimeAsync(() => store.For(user).Songs.LoadSequenceAsync(id)));
            }
            double crowd = await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, 450).Select(i =>
                store.For(user).Songs.FindNotesAsync(ids[i % ids.Count], new NoteRange()))));
            foreach (Guid id in ids)
                deletes.Add(await TimeAsync(() => store.For(user).Songs.DeleteAsync(id)));
            Console.WriteLine($"{number} partitions: range median {Median(ranges):0.00} ms, 99 % "
                + $"{ranges.Order().ElementAt(990):0.00} ms; load {Median(loads):0.0} ms; delete {Median(deletes):0.0} ms; 450 "
                + $"ranges at once {crowd:0} ms");
        }
    }

    /// <summary>Many songs of one user: pages, searches, and the end of the account.</summary>
    public async Task SongsAsync(int songs)
    {
        var owner = Guid.CreateVersion7();
        await store.Users.CreateAsync(owner, $"{owner}");
        UserData data = store.For(owner);
        Sequence music = Music(10);
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, songs, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, end) =>
            await data.Songs.SaveAsync(Guid.CreateVersion7(), $"Song {i} of many", music, end));
        double saving = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ExecuteAsync("analyze cascade.songs");
        List<double> pages = [];
        string? after = null;
        do
        {
            SongPage page = null!;
            string? from = after;
            pages.Add(await TimeAsync(async () => page = await data.Songs.ListAsync(new SongQuery { Limit = 200, After = from })));
            after = page.Next;
        }
        while (after is not null);
        List<double> searches = [];
        for (int i = 0; i < 20; i++)
            searches.Add(await TimeAsync(() => data.Songs.ListAsync(new SongQuery { Search = i % 2 == 0 ? "NOWHERE" : $"SONG {i} OF" })));
        double deleting = await TimeAsync(() => store.Users.DeleteAsync(owner));
        Console.WriteLine($"{songs} songs of one user saved in {saving:0} s, 8 at once; {pages.Count} pages of 200, median "
            + $"{Median(pages):0.0} ms, slowest {pages.Max():0.0} ms; search through all {Median(searches):0} ms; account deleted "
            + $"in {deleting / 1000:0.0} s");
    }
}

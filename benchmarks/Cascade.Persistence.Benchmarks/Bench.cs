using System.Diagnostics;
using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Benchmarks;

/// <summary>Each measurement beside its baseline in turns, so that a noisy machine disturbs both; medians are told.</summary>
internal sealed partial class Bench(string owner, NpgsqlDataSource raw, CascadeStore store, Guid user) : IAsyncDisposable
{
    private const int NotesOfSong = 2000;

    private static readonly string DatabaseName = $"cascade_bench_{Environment.ProcessId}";

    public static async Task<Bench> CreateAsync(string owner)
    {
        await using (NpgsqlDataSource server = NpgsqlDataSource.Create(owner))
        await using (NpgsqlCommand create = server.CreateCommand($"create database {DatabaseName}"))
            await create.ExecuteNonQueryAsync();
        var builder =
            new NpgsqlConnectionStringBuilder(owner) { Database = DatabaseName, CommandTimeout = 600, MaxPoolSize = 20, Timeout = 120 };
        NpgsqlDataSource raw = NpgsqlDataSource.Create(builder);
        await CascadeSchema.MigrateAsync(raw);
        builder.Options = $"-c role={CascadeSchema.ApplicationRole}";
        var store = new CascadeStore(NpgsqlDataSource.Create(builder));
        var user = Guid.CreateVersion7();
        await store.Users.CreateAsync(user, "bench");
        var bench = new Bench(owner, raw, store, user);
        await bench.ExecuteAsync("create table bare (song_key bigint, time bigint, duration bigint, ordinal integer, value real, "
            + "kind smallint, channel smallint, number smallint, port smallint, part smallint, slot smallint, note integer, "
            + "primary key (song_key, time, ordinal))");
        return bench;
    }

    /// <summary>An ordinary song, durable: Cascade's save against a bare COPY and commit of the same rows.</summary>
    public async Task SongAsync()
    {
        Sequence music = Music(NotesOfSong);
        List<double> bare = [], saved = [], loaded = [];
        for (int i = 0; i < 300; i++)
        {
            // Keys that no other comparison takes.
            bare.Add(await TimeAsync(() => RawCopyAsync(1_000 + i, music)));
            var id = Guid.CreateVersion7();
            saved.Add(await TimeAsync(() => store.For(user).Songs.SaveAsync(id, "song", music)));
            loaded.Add(await TimeAsync(() => store.For(user).Songs.LoadSequenceAsync(id)));
        }
        Console.WriteLine($"song of {NotesOfSong} notes ({music.Count} events): bare COPY and commit {Median(bare):0.00} ms, save "
            + $"{Median(saved):0.00} ms ({Median(saved) / Median(bare):0.00} x), load {Median(loaded):0.00} ms");
    }

    /// <summary>Many events in one song: save and load against Npgsql's own binary COPY and INSERT.</summary>
    public async Task CopyAsync(int events)
    {
        Sequence music = Music(events / 2), small = Music(Math.Min(events, 10_000) / 2);
        List<double> copyIn = [], save = [], copyOut = [], load = [], insert = [];
        for (int i = 0; i < 5; i++)
        {
            copyIn.Add(await TimeAsync(() => RawCopyAsync(i + 1, music)));
            var id = Guid.CreateVersion7();
            save.Add(await TimeAsync(() => store.For(user).Songs.SaveAsync(id, "long", music)));
            copyOut.Add(await TimeAsync(() => RawReadAsync(i + 1, music.Count)));
            load.Add(await TimeAsync(() => store.For(user).Songs.LoadSequenceAsync(id)));
            insert.Add(await TimeAsync(() => RawInsertAsync(0, small)) * music.Count / small.Count);
        }
        Console.WriteLine($"{music.Count} events: Npgsql COPY in {Median(copyIn):0} ms, save {Median(save):0} ms (speed "
            + $"{Median(copyIn) / Median(save):0.00}), prepared INSERTs in one transaction {Median(insert):0} ms (from {small.Count})");
        Console.WriteLine($"{music.Count} events: Npgsql COPY out {Median(copyOut):0} ms, load {Median(load):0} ms (speed "
            + $"{Median(copyOut) / Median(load):0.00})");
    }

    /// <summary>About 100 notes by time and key from a table of many.</summary>
    public async Task RangeAsync(int events)
    {
        Sequence music = Music(NotesOfSong);
        var ids = new List<Guid>();
        for (int stored = 0; stored < events; stored += music.Count)
        {
            ids.Add(Guid.CreateVersion7());
            await store.For(user).Songs.SaveAsync(ids[^1], "one of many", music);
        }
        await ExecuteAsync("vacuum analyze cascade.note_events");
        await ExecuteAsync("vacuum analyze cascade.songs");
        var random = new Random(1);
        List<double> times = [];
        int notes = 0;
        for (int i = 0; i < 2000; i++)
        {
            long from = random.NextInt64(music.Length - 200 * 4800);
            var range = new NoteRange { From = from, Before = from + 200 * 4800, LowestKey = 43, HighestKey = 86 };
            Guid id = ids[random.Next(ids.Count)];
            times.Add(await TimeAsync(async () => notes += (await store.For(user).Songs.FindNotesAsync(id, range)).Count));
        }
        Console.WriteLine($"range of {notes / 2000} notes among {ids.Count * (long)music.Count} events: median {Median(times):0.000} ms, "
            + $"99 % {times.Order().ElementAt(1980):0.000} ms");
        await using NpgsqlCommand size = raw.CreateCommand("select pg_size_pretty(pg_table_size('cascade.note_events_000000')) || ' table, "
            + "' || pg_size_pretty(pg_indexes_size('cascade.note_events_000000')) || ' index'");
        Console.WriteLine($"size: {await size.ExecuteScalarAsync()}");
    }

    /// <summary>Many savers at once through a pool of 20.</summary>
    public async Task SaversAsync(int savers)
    {
        const int Each = 10;
        Sequence music = Music(NotesOfSong);
        Guid[] users = [.. Enumerable.Range(0, savers).Select(_ => Guid.CreateVersion7())];
        foreach (Guid one in users)
            await store.Users.CreateAsync(one, one.ToString());
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(users.Select(async one =>
        {
            for (int i = 0; i < Each; i++)
                await store.For(one).Songs.SaveAsync(Guid.CreateVersion7(), "song", music);
        }));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{savers} savers, {Each} songs each: {savers * Each / seconds:0} songs/s, "
            + $"{(long)savers * Each * music.Count / seconds:0} events/s");
    }

    /// <summary>Drops the database: the server may be somebody's own.</summary>
    public async ValueTask DisposeAsync()
    {
        await store.Source.DisposeAsync();
        await raw.DisposeAsync();
        await using NpgsqlDataSource server = NpgsqlDataSource.Create(owner);
        await using NpgsqlCommand drop = server.CreateCommand($"drop database {DatabaseName} with (force)");
        await drop.ExecuteNonQueryAsync();
    }

    private static Sequence Music(int notes)
    {
        var events = new EngineEvent[2 * notes];
        for (int i = 0; i < notes; i++)
        {
            events[2 * i] = EngineEvent.NoteOn(i * 4800L, 21 + i * 7 % 88, (1 + i % 127) / 127f);
            events[2 * i + 1] = EngineEvent.NoteOff(i * 4800L + 4000, 21 + i * 7 % 88);
        }
        return new Sequence(events, 48_000);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        long start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = raw.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task RawCopyAsync(long key, Sequence music)
    {
        await using NpgsqlConnection connection = await raw.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync("copy bare from stdin (format binary)"))
        {
            for (int i = 0; i < music.Count; i++)
            {
                EngineEvent e = music.Events[i];
                importer.StartRow();
                importer.Write(key);
                importer.Write(e.Time);
                if (e.Kind == EventKind.NoteOn)
                    importer.Write(4000L);
                else
                    importer.WriteNull();
                importer.Write(i);
                importer.Write(e.Value);
                importer.Write((short)e.Kind);
                importer.Write((short)e.Channel);
                importer.Write((short)e.Number);
                importer.Write((short)e.Port);
                importer.Write((short)e.Part);
                importer.Write((short)e.Slot);
                importer.Write(e.Note);
            }
            await importer.CompleteAsync();
        }
        await transaction.CommitAsync();
    }

    private async Task RawReadAsync(long key, int count)
    {
        await using NpgsqlConnection connection = await raw.OpenConnectionAsync();
        await using NpgsqlBinaryExporter exporter = await connection.BeginBinaryExportAsync(
            $"copy (select ordinal, time, value, kind, channel, number, port, part, slot, note from bare where song_key = {key}) "
                + "to stdout (format binary)");
        var events = new EngineEvent[count];
        while (exporter.StartRow() >= 0)
        {
            int ordinal = exporter.Read<int>();
            long time = exporter.Read<long>();
            float value = exporter.Read<float>();
            events[ordinal] =
                new EngineEvent(time, (EventKind)exporter.Read<short>(), (byte)exporter.Read<short>(), (byte)exporter.Read<short>(), value)
                {
                    Port = (byte)exporter.Read<short>(),
                    Part = (byte)exporter.Read<short>(),
                    Slot = (byte)exporter.Read<short>(),
                    Note = exporter.Read<int>(),
                };
        }
        GC.KeepAlive(events);
    }

    private async Task RawInsertAsync(long key, Sequence music)
    {
        await using NpgsqlConnection connection = await raw.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("insert into bare values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0)", connection);
        for (int i = 0; i < music.Count; i++)
        {
            EngineEvent e = music.Events[i];
            insert.Parameters.Clear();
            foreach (object value in new object[] { key, e.Time, 4000L, i, e.Value, (short)e.Kind, (short)e.Channel, (short)e.Number })
                insert.Parameters.Add(new NpgsqlParameter { Value = value });
            if (i == 0)
                await insert.PrepareAsync();
            await insert.ExecuteNonQueryAsync();
        }
        await transaction.RollbackAsync();
    }
}

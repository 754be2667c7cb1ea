using System.Diagnostics;
using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>What PostgreSQL's own programs save of a database is all of it, and what they restore goes on.</summary>
public sealed class BackupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dump_restores_every_song_and_every_rule(bool dataAlone)
    {
        string? binaries = Installation.All.Select(row => row.Data).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_dump")));
        Installation.Require(binaries is not null,
            "There is no pg_dump; install PostgreSQL, for instance by 'apt-get install postgresql'.");
        await using PostgresServer server =
            await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { BinariesFolder = binaries });
        var sources = new List<NpgsqlDataSource>();
        TestDatabase DatabaseOf(string name) =>
            new(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString, text =>
        {
            sources.Add(NpgsqlDataSource.Create(text));
            return sources[^1];
        });
        TestDatabase first = DatabaseOf(new NpgsqlConnectionStringBuilder(server.ConnectionString).Database!);
        await CascadeSchema.MigrateAsync(first.Owner);
        Guid user = await first.CreateUserAsync();
        StoredSong[] songs =
            [.. await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(i => first.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), $"song {i}", Songs.Of(50, i))))];
        await first.ExecuteAsync("create database restored");
        TestDatabase restored = DatabaseOf("restored");

        string file = Path.GetTempFileName();
        try
        {
            if (dataAlone)
                await CascadeSchema.MigrateAsync(restored.Owner);
            await RunAsync(Path.Combine(binaries!, "pg_dump"), first.OwnerConnectionString, "",
                ["--file", file, .. dataAlone ? (string[])["--data-only", "--exclude-table", "cascade.schema_migrations"] : []]);
            await RunAsync(Path.Combine(binaries!, "psql"), restored.OwnerConnectionString,
                dataAlone ? "-c session_replication_role=replica" : "",
                "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", file);
            await CascadeSchema.VerifyAsync(restored.Store.Source);
            for (int i = 0; i < songs.Length; i++)
                Songs.AssertSame(Songs.Of(50, i), await restored.Store.For(user).Songs.LoadSequenceAsync(songs[i].Id));
            StoredSong later = await restored.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "later", Songs.Of(50, 99));
            Songs.AssertSame(Songs.Of(50, 99), await restored.Store.For(user).Songs.LoadSequenceAsync(later.Id));
            Assert.Equal((11, 550),
                ((await restored.Store.Users.FindAsync(user))!.Statistics.Songs,
                (await restored.Store.Users.FindAsync(user))!.Statistics.Notes));
            await restored.CheckWholeAsync(100);
        }
        finally
        {
            File.Delete(file);
            foreach (NpgsqlDataSource source in sources)
                await source.DisposeAsync();
        }
    }

    private static async Task RunAsync(string program, string connectionString, string options, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in new[]
        {
            ("PGHOST", to.Host), ("PGPORT", to.Port.ToString()), ("PGUSER", to.Username), ("PGPASSWORD", to.Password),
            ("PGDATABASE", to.Database), ("PGOPTIONS", options)
        })
            start.Environment[name] = value;
        using Process process = Process.Start(start)!.Watched();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await errors} {await output}");
    }
}

using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>Data of an older PostgreSQL become a newer one's when that is asked for.</summary>
[Collection(nameof(PostgresServer))]
public class PostgresUpgradeTests
{
    [Fact]
    public async Task Data_move_to_a_newer_version_with_all_that_is_in_them()
    {
        (PostgresBinaries older, PostgresBinaries newer) = Versions();
        using var place = new ClusterPlace();
        await using (PostgresServer server = await place.StartAsync(older.Folder))
        {
            string songs = await server.CreateDatabaseAsync("songs ♪", cancellationToken: ClusterPlace.Cancelled);
            await ClusterPlace.AskAsync(songs, "CREATE ROLE web LOGIN PASSWORD 'secret'; CREATE TABLE t AS SELECT 42 AS x, 'Für "
                + "Élise' AS title; GRANT SELECT ON t TO web");
        }
        // Not without being asked.
        await Assert.ThrowsAsync<PostgresServerException>(() => place.StartAsync(newer.Folder));
        var options = new PostgresServerOptions { Folder = place.Cluster, BinariesFolder = newer.Folder, UpgradesData = true };
        for (int start = 0; start < 2; start++)
        {
            await using PostgresServer server = await PostgresServer.StartAsync(options, ClusterPlace.Cancelled);
            Assert.Equal(newer.Version.Major, server.Version.Major);
            Assert.Equal("42 Für Élise", await ClusterPlace.AskAsync(server.ConnectionStringFor("songs ♪"),
                "SELECT x || ' ' || title FROM t"));
            Assert.Equal(true, await ClusterPlace.AskAsync(server.ConnectionStringFor("songs ♪"),
                "SELECT has_table_privilege('web', 't', 'SELECT')"));
        }
        Assert.Equal([place.Data, $"{place.Data}-{older.Version.Major}"], Directory.GetDirectories(place.Cluster, "data*").Order());
        Assert.Empty(Directory.GetDirectories(place.Cluster, "new-*"));
    }

    [Fact]
    public async Task A_move_that_fails_or_breaks_off_leaves_the_old_data()
    {
        (PostgresBinaries older, PostgresBinaries newer) = Versions();
        using var place = new ClusterPlace();
        await using (PostgresServer server = await place.StartAsync(older.Folder))
            await ClusterPlace.AskAsync(server.ConnectionString, "CREATE TABLE t AS SELECT 42 AS x");
        // A move before it that was broken off between its last two steps.
        Directory.Move(place.Data, $"{place.Data}-{older.Version.Major}");
        await using (PostgresServer server = await place.StartAsync(older.Folder))
            Assert.Equal(42, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT x FROM t"));
        Directory.CreateDirectory($"{place.Data}-{older.Version.Major}");
        var options = new PostgresServerOptions { Folder = place.Cluster, BinariesFolder = newer.Folder, UpgradesData = true };
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Contains("remove it", refusal.Message, StringComparison.Ordinal);
        await using PostgresServer again = await place.StartAsync(older.Folder);
        Assert.Equal(42, await ClusterPlace.AskAsync(again.ConnectionString, "SELECT x FROM t"));
    }

    private static (PostgresBinaries Older, PostgresBinaries Newer) Versions()
    {
        _ = Installation.First;
        PostgresBinaries? older = Installation.List.FirstOrDefault(b => File.Exists(b.Program("pg_dumpall"))
            && File.Exists(b.Program("psql"))),
            newer = Installation.List.FirstOrDefault(b => b.Version.Major > older?.Version.Major);
        Assert.SkipWhen(newer is null, "There are no two versions of PostgreSQL, the older with pg_dumpall and psql.");
        return (older!, newer);
    }
}

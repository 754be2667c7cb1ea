using System.Globalization;
using Cascade.Persistence.Benchmarks;
using Cascade.Samples.EmbeddedPostgres;

// song | copy [events] | range [events] | savers [number], or all of these; edges [savers] | large [events] | partitions [number] |
// songs [number] by name. On the server named by CASCADE_TEST_POSTGRES, else on a private one with fsync on.
string? named = Environment.GetEnvironmentVariable("CASCADE_TEST_POSTGRES");
var settings = new Dictionary<string, string>
{
    ["fsync"] = "on",
    ["synchronous_commit"] = "on",
    ["full_page_writes"] = "on",
    ["wal_level"] = "replica",
    ["shared_buffers"] = "512MB",
    ["max_wal_size"] = "4GB",
    ["max_connections"] = "200",
};
await using PostgresServer? server = string.IsNullOrEmpty(named)
    ? await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { Settings = settings }) : null;
Console.WriteLine($"PostgreSQL {server?.Version.ToString() ?? "as named"}, .NET {Environment.Version}");
string owner = server?.ConnectionString ?? named!;
await using Bench bench = await Bench.CreateAsync(owner);
int? size = args.Length > 1 ? int.Parse(args[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;
string[] commands = args.Length > 0 ? [args[0]] : ["song", "copy", "range", "savers"];
foreach (string command in commands)
    await (command switch
    {
        "song" => bench.SongAsync(),
        "copy" => bench.CopyAsync(size ?? 1_000_000),
        "range" => bench.RangeAsync(size ?? 10_000_000),
        "savers" => bench.SaversAsync(size ?? 100),
        "edges" => bench.EdgesAsync(size ?? 32),
        "large" => bench.LargeAsync(size ?? 3_000_000),
        "partitions" => bench.PartitionsAsync(size ?? 300),
        "songs" => bench.SongsAsync(size ?? 50_000),
        _ => throw new ArgumentException($"There is no benchmark {command}."),
    });

using System.Globalization;
using Cascade.Persistence.Benchmarks;
using Cascade.Persistence.Tests;

// song | copy [events] | range [events] | savers [number], or all of them. On the server named by CASCADE_TEST_POSTGRES, else on a private one with fsync on.
using ThrowawayCluster? cluster = Environment.GetEnvironmentVariable("CASCADE_TEST_POSTGRES") is null
    ? new ThrowawayCluster(ThrowawayCluster.FindBinaries() ?? throw new InvalidOperationException("There is no PostgreSQL on this machine."), durable: true)
    : null;
cluster?.Start("-c shared_buffers=512MB -c max_wal_size=4GB ");
string owner = cluster?.ConnectionString ?? Environment.GetEnvironmentVariable("CASCADE_TEST_POSTGRES")!;
var bench = await Bench.CreateAsync(owner);
int? size = args.Length > 1 ? int.Parse(args[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : null;
string[] commands = args.Length > 0 ? [args[0]] : ["song", "copy", "range", "savers"];
foreach (string command in commands)
    await (command switch
    {
        "song" => bench.SongAsync(),
        "copy" => bench.CopyAsync(size ?? 1_000_000),
        "range" => bench.RangeAsync(size ?? 10_000_000),
        "savers" => bench.SaversAsync(size ?? 100),
        _ => throw new ArgumentException($"There is no benchmark {command}."),
    });

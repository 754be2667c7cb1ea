using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cascade.Persistence.Storage;

/// <summary>What the package tells OpenTelemetry. Neither names nor ids of users or songs are among it.</summary>
internal static class Telemetry
{
    public static readonly ActivitySource Activities = new(CascadeStore.TelemetryName);

    private static readonly Meter Meter = new(CascadeStore.TelemetryName);

    public static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("cascade.persistence.operation.duration", "s", "How long an operation took, retries included.");

    public static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("cascade.persistence.retries", "{retry}", "Attempts that were repeated.");

    public static readonly Counter<long> ReplicaReads =
        Meter.CreateCounter<long>("cascade.persistence.replica.reads", "{read}", "Reads that were offered to a copy of the "
            + "database, by outcome.");

    public static readonly Counter<long> EventsWritten =
        Meter.CreateCounter<long>("cascade.persistence.events.written", "{event}", "Events stored and committed.");

    public static readonly Counter<long> EventsRead =
        Meter.CreateCounter<long>("cascade.persistence.events.read", "{event}", "Events loaded.");
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>What operations and logs are told of, and that nobody's name, id or password is among it.</summary>
public sealed class TelemetryTests(TestServer server)
{
    private const string Secret = "secret-word";

    [Fact]
    public async Task Operations_are_traced_and_measured()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync(), id = Guid.CreateVersion7();
        using var root = new Activity("the test's own, so that those of tests beside it are told apart");
        var activities = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Cascade.Persistence",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { if (activity.RootId == root.RootId) activities.Add(activity); },
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new ConcurrentBag<(string Instrument, double Value, string Tags)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == "Cascade.Persistence")
                    own.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Text(tags))));
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Text(tags))));
        meters.Start();
        root.Start();
        await database.Store.For(user).Songs.SaveAsync(id, Secret, Songs.Of(1234));
        await Assert.ThrowsAsync<NotFoundException>(() => database.Store.For(user).Songs.LoadSequenceAsync(Guid.NewGuid()));
        root.Stop();
        Assert.Equal([("Songs.Load", ActivityStatusCode.Error), ("Songs.Save", ActivityStatusCode.Unset)],
            activities.Select(a => (a.OperationName, a.Status)).Order());
        Assert.Contains(("cascade.persistence.events.written", 2468, ""), measured);
        Assert.Contains(measured, m => m is ("cascade.persistence.operation.duration", > 0, "operation=Songs.Save outcome=ok"));
        Assert.Contains(measured, m =>
            m is ("cascade.persistence.operation.duration", > 0, "operation=Songs.Load outcome=NotFoundException"));
        string all =
            string.Join('\n',
            activities.SelectMany(a => a.TagObjects.Select(t => $"{t}").Append($"{a.DisplayName} {a.StatusDescription}"))
            .Concat(measured.Select(m => m.Tags)));
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain($"{user}", all, StringComparison.Ordinal);
        Assert.DoesNotContain($"{id}", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retries_and_refusals_are_logged_without_secrets()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        var log = new RememberingLogger();
        NpgsqlDataSource source = database.OpenApplication(_ => { });
        var store = new CascadeStore(source, logger: log);
        await store.Users.FindAsync(user);
        await database.ExecuteAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), Secret, Songs.Of(1));
        await Assert.ThrowsAsync<ConflictException>(() => store.Users.CreateAsync(Guid.CreateVersion7(), $"{user}", Secret));
        Assert.Contains(log.Lines, line => line.StartsWith("Warning Songs.Save failed for a passing reason", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line == "Error Users.Create was refused by the database: SQLSTATE 23505");
        string all = string.Join('\n', log.Lines);
        Assert.DoesNotContain(Secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain($"{user}", all, StringComparison.Ordinal);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));

    private sealed class RememberingLogger : ILogger<CascadeStore>
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}{exception}");
    }
}

using Cascade.Persistence.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>What a fresh or wrong installation makes the server say is a documented exception that tells what to do, and makes a host
/// unhealthy.</summary>
public sealed class WrongInstallationTests(TestServer server)
{
    [Theory]
    [InlineData("the role is missing", "22023", typeof(SchemaException), "MigrateAsync")]
    [InlineData("the setting is unknown", "42704", typeof(SchemaException), "setting of the connection string")]
    [InlineData("the database is missing", "3D000", typeof(StoreException), "create it")]
    [InlineData("the user is missing", "28000", typeof(StoreException), "user name")]
    [InlineData("the login may not connect", "42501", typeof(SchemaException), "grant it CONNECT")]
    [InlineData("the login is no member", "42501", typeof(SchemaException), "membership in cascade_app")]
    [InlineData("the tables are missing", "42P01", typeof(SchemaException), "MigrateAsync")]
    [InlineData("the tables are others", "42703", typeof(SchemaException), "MigrateAsync")]
    [InlineData("a table is a function", "42809", typeof(SchemaException), "MigrateAsync")]
    public async Task It_says_what_to_do_and_the_host_is_unhealthy(string fault, string state, Type kind, string advice)
    {
        (NpgsqlDataSource source, TestDatabase database) = await PrepareAsync(fault);
        try
        {
            StoreException e =
                Assert.IsType<StoreException>(await Record.ExceptionAsync(() => CascadeSchema.VerifyAsync(source)), exactMatch: false);
            Assert.Equal(kind, e.GetType());
            Assert.Equal(state, Assert.IsType<PostgresException>(e.InnerException).SqlState);
            Assert.Contains(advice, e.Message, StringComparison.Ordinal);
            HealthCheckResult result = await new CascadeHealthCheck(new CascadeStore(source)).CheckHealthAsync(new HealthCheckContext());
            Assert.Equal((HealthStatus.Unhealthy, e.Message), (result.Status, result.Description));
            if (fault is not ("the tables are missing" or "the tables are others" or "a table is a function"))
                Assert.Equal(e.Message,
                    (await Assert.ThrowsAnyAsync<StoreException>(() =>
                    new CascadeStore(source).Users.FindAsync(Guid.CreateVersion7()))).Message);
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {LoginOf(database)}; drop role {LoginOf(database)}");
        }
    }

    [Fact]
    public async Task A_read_only_database_is_told_apart_from_wrong_data()
    {
        TestDatabase database = await server.CreateAsync();
        NpgsqlDataSource source = database.OpenApplication(builder => builder.Options += " -c default_transaction_read_only=on");
        StoreException e =
            await Assert.ThrowsAsync<StoreException>(() => new CascadeStore(source).Users.CreateAsync(Guid.CreateVersion7(), "reader"));
        Assert.Contains("read-only", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the database is missing", "create it")]
    [InlineData("the user is missing", "user name")]
    public async Task Migrations_say_it_too(string fault, string advice)
    {
        (NpgsqlDataSource source, TestDatabase database) = await PrepareAsync(fault);
        await database.ExecuteAsync($"drop role {LoginOf(database)}");
        Assert.Contains(advice, (await Assert.ThrowsAsync<StoreException>(() => CascadeSchema.MigrateAsync(source))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void No_state_of_a_refused_connection_is_taken_for_a_wrong_value()
    {
        foreach (string state in new[] { "22023", "23505", "23514", "22P02", "42501", "0A000", "08P01", "55000", "XX000" })
            Assert.IsType<StoreException>(Fault.Final(new PostgresException("refused", "FATAL", "FATAL", state)), exactMatch: false);
    }

    private async Task<(NpgsqlDataSource, TestDatabase)> PrepareAsync(string fault)
    {
        bool isMigrated = fault.Contains("login", StringComparison.Ordinal)
            || fault.StartsWith("the tables are others", StringComparison.Ordinal) || fault.StartsWith("a table", StringComparison.Ordinal);
        TestDatabase database = isMigrated ? await server.CreateAsync() : await server.CreateEmptyAsync();
        string login = LoginOf(database);
        await database.ExecuteAsync($"create role {login} login");
        var builder = new NpgsqlConnectionStringBuilder(database.OwnerConnectionString);
        switch (fault)
        {
            case "the role is missing": builder.Options = "-c role=cascade_nobody"; break;
            case "the setting is unknown": builder.Options = "-c no_such_setting=1"; break;
            case "the database is missing": builder.Database = "cascade_nowhere"; break;
            case "the user is missing": builder.Username = "cascade_nobody"; break;
            // Becoming a role does not ask for its right to connect, so it logs in.
            case "the login may not connect":
                await database.ExecuteAsync($"revoke connect on database {database.Name} from public");
                builder.Username = login; break;
            case "the login is no member": builder.Options = $"-c role={login}"; break;
            case "the tables are others":
                await database.ExecuteAsync(
                "alter table cascade.schema_migrations rename column checksum to sum"); break;
            case "a table is a function":
                await database.ExecuteAsync(
                "drop table cascade.schema_migrations; create type cascade.schema_migrations as (number int, name text, checksum text)");
                break;
        }
        return (database.Open(builder.ConnectionString), database);
    }

    private static string LoginOf(TestDatabase database) => database.Name + "_login";
}

using Npgsql;

namespace Cascade.Persistence.Tests;

public sealed class MigrationTests(TestServer server)
{
    [Fact]
    public async Task Hosts_that_start_together_apply_each_migration_once()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        int[] applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => CascadeSchema.MigrateAsync(database.Owner))));
        Assert.Equal(CascadeSchema.NewestVersion, applied.Sum());
        Assert.Contains(CascadeSchema.NewestVersion, applied);
        Assert.Equal(CascadeSchema.NewestVersion, await database.ScalarAsync<long>("select count(*) from cascade.schema_migrations"));
    }

    [Fact]
    public async Task A_changed_migration_is_refused()
    {
        TestDatabase database = await server.CreateAsync();
        await database.ExecuteAsync("update cascade.schema_migrations set checksum = 'other' where number = 2");
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.MigrateAsync(database.Owner));
        Assert.Contains("Migration 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        TestDatabase database = await server.CreateAsync();
        await database.ExecuteAsync("insert into cascade.schema_migrations (number, name, checksum) values (1000, 'future', '')");
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.MigrateAsync(database.Owner));
        Assert.Contains("too old", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.VerifyAsync(database.Store.Source));
    }

    [Fact]
    public async Task A_database_without_tables_says_what_to_do()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.VerifyAsync(database.Owner));
        Assert.Contains("MigrateAsync", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_is_refused_as_an_application_because_row_level_security_does_not_hold_for_it()
    {
        TestDatabase database = await server.CreateAsync();
        await CascadeSchema.VerifyAsync(database.Store.Source);
        SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.VerifyAsync(database.Owner));
        Assert.Contains(CascadeSchema.ApplicationRole, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create schema cascade authorization {0}")]
    [InlineData("create schema cascade; create table cascade.schema_migrations (number integer, name text, checksum text); alter "
        + "table cascade.schema_migrations owner to {0}")]
    [InlineData("create schema cascade; create function cascade.folded(text) returns text language sql as 'select $1'; alter "
        + "function cascade.folded owner to {0}")]
    public async Task A_schema_of_somebody_else_is_refused(string sql)
    {
        TestDatabase database = await server.CreateEmptyAsync();
        string other = database.Name + "_other";
        await database.ExecuteAsync($"create role {other}");
        await database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, other));
        try
        {
            SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.MigrateAsync(database.Owner));
            Assert.Contains(other, e.Message, StringComparison.Ordinal);
            Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from pg_class where relname = 'users' and "
                + "relnamespace = 'cascade'::regnamespace"));
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {other} cascade; drop role {other}");
        }
    }

    [Fact]
    public async Task A_role_without_superuser_migrates_its_own_database()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        string owner = database.Name + "_owner";
        await database.ExecuteAsync($"create role {owner} login createrole; grant create on database {database.Name} to {owner}");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Options = $"-c role={owner}", Pooling = false });
        try
        {
            Assert.Equal(CascadeSchema.NewestVersion, await CascadeSchema.MigrateAsync(source));
            Assert.Equal(0, await CascadeSchema.MigrateAsync(source));
            await CascadeSchema.VerifyAsync(database.Store.Source);
            Guid user = await database.CreateUserAsync();
            await database.ExecuteAsync("select setval('cascade.songs_key', 40 * 65536 - 3)");
            for (int i = 0; i < 5; i++)
                await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "any", Songs.Of(5, i));
            await database.CheckWholeAsync(10);
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {owner} cascade; drop role {owner}");
        }
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        string latin = database.Name + "_latin";
        await database.ExecuteAsync($"create database {latin} template template0 encoding 'LATIN1' locale 'C'");
        try
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Database = latin, Pooling = false });
            SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.MigrateAsync(source));
            Assert.Contains("UTF8", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync($"drop database {latin}");
        }
    }

    [Theory]
    [InlineData("create table cascade.mine (id integer)")]
    [InlineData("alter table cascade.songs disable row level security")]
    [InlineData("drop table cascade.songs")]
    [InlineData("truncate cascade.songs")]
    [InlineData("drop policy songs_own on cascade.songs")]
    [InlineData("alter table cascade.note_events_000000 disable trigger all")]
    [InlineData("select cascade.ensure_note_partition(1 << 30)")]
    [InlineData("select setval('cascade.songs_key', 1)")]
    [InlineData("update cascade.schema_migrations set checksum = ''")]
    public async Task The_application_role_cannot_define(string sql)
    {
        TestDatabase database = await server.CreateAsync();
        await using NpgsqlCommand command = database.Store.Source.CreateCommand(sql);
        PostgresException e = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal("42501", e.SqlState);
    }
}

using Npgsql;

namespace Cascade.Samples.Web.Storage;

/// <summary>What the host itself keeps beside the store's tables, in a schema of its own.</summary>
internal static class HostSchema
{
    // Written so that it may run again, also by two hosts at once.
    private const string Definition = """
        select pg_advisory_xact_lock(hashtextextended('cascade_web', 0));
        create schema if not exists cascade_web;
        -- What one session played within a moment is one row.
        create table if not exists cascade_web.played (
            user_id uuid not null references cascade.users on delete cascade,
            session uuid not null,
            ordinal bigint generated always as identity,
            keys smallint[] not null check ((0 <= all (keys) and 127 >= all (keys)) is true),
            velocities real[] not null check ((0 < all (velocities) and 1 >= all (velocities)) is true),
            times double precision[] not null check ((0 <= all (times) and 'infinity' > all (times)) is true),
            played_at timestamptz not null,
            check (cardinality(keys) > 0 and cardinality(keys) = cardinality(velocities) and cardinality(keys) = cardinality(times)),
            primary key (user_id, session, ordinal)
        );
        create index if not exists played_age on cascade_web.played (user_id, played_at);
        alter table cascade_web.played enable row level security;
        drop policy if exists played_own on cascade_web.played;
        create policy played_own on cascade_web.played using (user_id = (select cascade.current_user_id()));
        -- Notes of hosts that kept each as a row.
        do $$ begin
            if to_regclass('cascade_web.played_notes') is not null then
                insert into cascade_web.played (user_id, session, keys, velocities, times, played_at)
                select user_id, session, array_agg(key order by ordinal), array_agg(velocity order by ordinal),
                    array_agg(time order by ordinal), max(played_at)
                from cascade_web.played_notes group by user_id, session, date_trunc('minute', played_at) order by max(ordinal);
                drop table cascade_web.played_notes;
            end if;
        end $$;
        create table if not exists cascade_web.files (
            user_id uuid not null references cascade.users on delete cascade,
            id uuid not null,
            name text not null check (char_length(name) between 1 and 400),
            content_type text not null check (content_type in ('audio/midi', 'audio/wav')),
            size integer not null check (size = octet_length(content)),
            content bytea not null check (octet_length(content) <= 16777216),
            created_at timestamptz not null default now(),
            primary key (user_id, id)
        );
        -- Such files are as small as they get: only time would be lost over them.
        alter table cascade_web.files alter column content set storage external;
        alter table cascade_web.files enable row level security;
        drop policy if exists files_own on cascade_web.files;
        create policy files_own on cascade_web.files using (user_id = (select cascade.current_user_id()));
        grant select, delete, insert (user_id, id, name, content_type, size, content) on cascade_web.files to cascade_app;
        grant usage on schema cascade_web to cascade_app;
        grant select, delete, insert (user_id, session, keys, velocities, times, played_at) on cascade_web.played to cascade_app;
        """;

    /// <summary>Makes what is not there yet, as the owner.</summary>
    public static async Task MigrateAsync(NpgsqlDataSource owner, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Definition, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

create sequence cascade.songs_key as bigint;

-- id is the client's and unique for its user alone, so that nobody learns of another's; key names one content of the song and is never used again.
-- Whoever writes the content counts it; songs_whole holds him to it.
create table cascade.songs (
    user_id uuid not null references cascade.users on delete cascade,
    id uuid not null,
    key bigint not null default nextval('cascade.songs_key') unique,
    title text not null constraint songs_title_length check (char_length(title) between 1 and 200),
    sample_rate integer not null constraint songs_sample_rate_range check (sample_rate between 8000 and 192000),
    length bigint not null constraint songs_length_range check (length >= 0),
    content_hash bytea not null constraint songs_content_hash_length check (octet_length(content_hash) = 32),
    event_count integer not null default 0 check (event_count >= 0),
    note_count integer not null default 0 check (note_count between 0 and event_count),
    seconds numeric not null generated always as (round(length::numeric / sample_rate, 6)) stored,
    version integer not null default 1 check (version >= 1),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (user_id, id)
);

create index songs_newest on cascade.songs (user_id, created_at desc, id desc);

-- One row an engine event. The ranges are one check, as each costs time for every row.
create table cascade.note_events (
    song_key bigint not null,
    time bigint not null,
    duration bigint,
    ordinal integer not null,
    value real not null,
    kind smallint not null,
    channel smallint not null,
    number smallint not null,
    primary key (song_key, time, ordinal),
    constraint note_events_range check (
        time >= 0 and ordinal >= 0 and channel >= 0 and number >= 0 and kind between 0 and 9
        and (duration is null or (duration >= 0 and kind = 0 and value > 0))
        and case kind
            when 7 then value > '-infinity' and value < 'infinity' and channel < 256 and number < 256
            when 3 then value between -1 and 1 and channel < 16 and number < 128
            else value between 0 and 1 and channel < 16 and number < 128
        end)
) partition by range (song_key);

-- The foreign key of note_events: PostgreSQL's own would ask for each row. It is the song of the current user whose key this session drew last, while it waits
-- for its events; else 0. So events come in one statement and none is added later. The function is called immutable to be asked once for a statement, at its
-- first row: a check is planned anew by each statement, so no answer outlives one. Null, which a check lets pass, is for replication and for restoring data
-- alone: their role, which only a superuser takes, switches off foreign keys too.
create function cascade.awaited_song_key() returns bigint
    language plpgsql immutable security definer set search_path = cascade, pg_temp as $$
declare
    drawn bigint;
begin
    if current_setting('session_replication_role') = 'replica' then
        return null;
    end if;
    drawn := currval('cascade.songs_key');
    if exists (select from songs where key = drawn and user_id = current_user_id() and event_count > 0)
        and not exists (select from note_events where song_key = drawn) then
        return drawn;
    end if;
    return 0;
end
$$;

-- A partition holds 65,536 keys. Rows are copied into the partition itself, as PostgreSQL has no COPY into a table with row-level security; it gives
-- nothing back: reading goes through note_events and its policy.
create function cascade.ensure_note_partition(wanted bigint) returns void
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    part bigint := wanted >> 16;
    leaf text := 'note_events_' || lpad(part::text, 6, '0');
begin
    if to_regclass('cascade.' || leaf) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('cascade.note_events', 0));
    if to_regclass('cascade.' || leaf) is not null then
        return;
    end if;
    execute format('create table cascade.%I (like cascade.note_events including all)', leaf);
    -- Not valid, so that a dump loads the rows first and no plan relies on it.
    execute format('alter table cascade.%I add constraint note_events_awaited check (song_key = cascade.awaited_song_key()) not valid', leaf);
    execute format('grant insert (song_key, time, duration, ordinal, value, kind, channel, number) on cascade.%I to cascade_app', leaf);
    execute format('alter table cascade.note_events attach partition cascade.%I for values from (%s) to (%s)', leaf, part << 16, (part + 1) << 16);
end
$$;

create function cascade.before_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if (new.title, new.content_hash) is not distinct from (old.title, old.content_hash) then
            new.event_count := old.event_count;
            new.note_count := old.note_count;
            return new;
        end if;
        new.version := old.version + 1;
        new.updated_at := clock_timestamp();
        if new.content_hash is distinct from old.content_hash then
            new.key := nextval('cascade.songs_key');
        end if;
    end if;
    -- The next partition is made long before it is needed, so that savers do not wait for each other at its edge.
    perform cascade.ensure_note_partition(new.key);
    perform cascade.ensure_note_partition(new.key + 4096);
    return new;
end
$$;

create trigger songs_before before insert or update on cascade.songs
    for each row execute function cascade.before_song();

create function cascade.after_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        update cascade.users set song_count = song_count + 1, note_count = note_count + new.note_count, song_seconds = song_seconds + new.seconds
            where id = new.user_id;
        return null;
    end if;
    if tg_op = 'DELETE' or new.key <> old.key then
        delete from cascade.note_events where song_key = old.key;
    end if;
    if tg_op = 'DELETE' then
        update cascade.users set song_count = song_count - 1, note_count = note_count - old.note_count, song_seconds = song_seconds - old.seconds
            where id = old.user_id;
    elsif (new.note_count, new.seconds) is distinct from (old.note_count, old.seconds) then
        update cascade.users set note_count = note_count + new.note_count - old.note_count, song_seconds = song_seconds + new.seconds - old.seconds
            where id = new.user_id;
    end if;
    return null;
end
$$;

create trigger songs_after after insert or update or delete on cascade.songs
    for each row execute function cascade.after_song();

-- Asked at commit: the last event of a song is the last of those that were counted.
create function cascade.song_is_whole() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    counted integer;
    last integer;
begin
    select event_count into counted from songs where key = new.key;
    if not found then
        return null;
    end if;
    select ordinal into last from note_events where song_key = new.key order by song_key desc, time desc, ordinal desc limit 1;
    if counted <> coalesce(last + 1, 0) then
        raise exception 'the song has % of its % events', coalesce(last + 1, 0), counted using errcode = 'check_violation';
    end if;
    return null;
end
$$;

create constraint trigger songs_whole after insert or update on cascade.songs
    deferrable initially deferred for each row execute function cascade.song_is_whole();

select cascade.ensure_note_partition(1);

alter table cascade.songs enable row level security;
create policy songs_own on cascade.songs
    using (user_id = (select cascade.current_user_id()));

-- The song that the transaction names, if it is the current user's.
create function cascade.current_song_key() returns bigint
    language sql stable parallel safe
    as $$ select key from cascade.songs where user_id = cascade.current_user_id() and id = nullif(current_setting('cascade.song_id', true), '')::uuid $$;

alter table cascade.note_events enable row level security;
-- The first condition is asked once for a statement and lets the events of the named song pass; without it the second hashes all songs of the user, however many.
create policy note_events_own on cascade.note_events for select
    using (song_key = (select cascade.current_song_key())
        or exists (select from cascade.songs s where s.key = song_key and s.user_id = (select cascade.current_user_id())));

revoke execute on all functions in schema cascade from public;
grant execute on function cascade.current_song_key(), cascade.awaited_song_key() to cascade_app;
grant usage on sequence cascade.songs_key to cascade_app;
grant select on cascade.note_events to cascade_app;
grant select, delete, insert (user_id, id, title, sample_rate, length, content_hash, event_count, note_count),
    update (title, sample_rate, length, content_hash, event_count, note_count) on cascade.songs to cascade_app;

create sequence cascade.songs_key as bigint;

-- id is the client's and unique for its user alone, so that nobody learns of another's; key names one content of the song and is never used again.
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

-- One row an engine event.
create table cascade.note_events (
    song_key bigint not null,
    time bigint not null constraint note_events_time_range check (time >= 0),
    duration bigint constraint note_events_duration_range check (duration is null or (duration >= 0 and kind = 0 and value > 0)),
    ordinal integer not null constraint note_events_ordinal_range check (ordinal >= 0),
    value real not null constraint note_events_value_range check (
        case kind when 7 then value > '-infinity' and value < 'infinity' when 3 then value between -1 and 1 else value between 0 and 1 end),
    kind smallint not null constraint note_events_kind_range check (kind between 0 and 9),
    channel smallint not null constraint note_events_channel_range check (channel between 0 and 15 or (kind = 7 and channel between 0 and 255)),
    number smallint not null constraint note_events_number_range check (number between 0 and 127 or (kind = 7 and number between 0 and 255)),
    primary key (song_key, time, ordinal)
) partition by range (song_key);

-- Runs once a COPY into a partition: the foreign key of all its rows, which are of one song by the constraint below, and the song's statistics.
-- A foreign key of PostgreSQL's own would ask for each row.
create function cascade.note_events_arrived() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    wanted bigint := currval('cascade.songs_key');
    events bigint;
    notes bigint;
begin
    select count(*), count(*) filter (where kind = 0 and value > 0) into events, notes
        from cascade.note_events where song_key = wanted;
    update cascade.songs set event_count = events, note_count = notes
        where key = wanted and user_id = cascade.current_user_id();
    if not found then
        raise exception 'note events belong to a song of the current user' using errcode = 'foreign_key_violation';
    end if;
    return null;
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
    execute format('create trigger note_events_arrived after insert on cascade.%I for each statement execute function cascade.note_events_arrived()', leaf);
    -- The only key that may be written is the one that the session drew last, and a sequence never draws a key twice: no session can write into a
    -- song but its own. Not valid, so that a dump loads the rows first. A default would say the same, but a volatile one makes COPY a third slower.
    execute format('alter table cascade.%I add constraint note_events_of_session check (song_key = currval(''cascade.songs_key'')) not valid', leaf);
    execute format('grant insert (song_key, time, duration, ordinal, value, kind, channel, number) on cascade.%I to cascade_app', leaf);
    execute format('alter table cascade.note_events attach partition cascade.%I for values from (%s) to (%s)', leaf, part << 16, (part + 1) << 16);
end
$$;

create function cascade.before_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if (new.title, new.content_hash) is not distinct from (old.title, old.content_hash) then
            return new;
        end if;
        new.version := old.version + 1;
        new.updated_at := clock_timestamp();
        if new.content_hash is distinct from old.content_hash then
            new.key := nextval('cascade.songs_key');
            new.event_count := 0;
            new.note_count := 0;
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
grant execute on function cascade.current_song_key() to cascade_app;
grant usage on sequence cascade.songs_key to cascade_app;
grant select on cascade.note_events to cascade_app;
grant select, delete, insert (user_id, id, title, sample_rate, length, content_hash), update (title, sample_rate, length, content_hash) on cascade.songs to cascade_app;

-- Partitions are made ahead, in short transactions of their own: what a saver makes in his, all others wait for until he is ready.

create or replace function cascade.ensure_note_partition(wanted bigint) returns void
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    part bigint := wanted >> 16;
    leaf text := 'note_events_' || lpad(part::text, greatest(6, length(part::text)), '0');
begin
    if to_regclass('cascade.' || leaf) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('cascade.note_events', 0));
    begin
        execute format('create table cascade.%I (like cascade.note_events including all)', leaf);
    exception
        -- Made while this session waited. To ask by name would not tell: a name that was not there is remembered, also through the wait for that lock.
        when duplicate_table then return;
    end;
    -- Not valid, so that a dump loads the rows first and no plan relies on it.
    execute format('alter table cascade.%I add constraint note_events_awaited check (song_key = cascade.awaited_song_key()) not valid', leaf);
    execute format('grant insert (song_key, time, duration, ordinal, value, kind, channel, number, port, part, slot, note) on cascade.%I to cascade_app', leaf);
    execute format('alter table cascade.note_events attach partition cascade.%I for values from (%s) to (%s)', leaf, part << 16, (part + 1) << 16);
end
$$;

-- Makes the partition of the key drawn last and the two after it, and tells the number of the last there is. For a transaction of its own, which nobody has
-- to wait for: if the later ones cannot be made at once, another is making them, or will.
create function cascade.prepare_note_partitions() returns bigint
    language plpgsql security definer set search_path = cascade, pg_temp set lock_timeout = '250ms' as $$
declare
    part bigint := (select last_value from cascade.songs_key) >> 16;
begin
    perform ensure_note_partition(part << 16);
    for ahead in 1..2 loop
        if to_regclass('cascade.note_events_' || lpad((part + 1)::text, greatest(6, length((part + 1)::text)), '0')) is null then
            exit when not pg_try_advisory_xact_lock(hashtextextended('cascade.note_events', 0));
            perform ensure_note_partition((part + 1) << 16);
        end if;
        part := part + 1;
    end loop;
    return part;
end
$$;

create or replace function cascade.before_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    part bigint;
begin
    if tg_op = 'UPDATE' then
        -- The hash is that of the content: without another one, what was counted and written stays.
        if new.content_hash is not distinct from old.content_hash then
            if (new.sample_rate, new.length) is distinct from (old.sample_rate, old.length) then
                raise exception 'a song has another rate or length with another content only'
                    using errcode = 'check_violation', constraint = 'songs_content_hash';
            end if;
            new.event_count := old.event_count;
            new.note_count := old.note_count;
            new.score := old.score;
            new.text_encoding := old.text_encoding;
            if new.title is not distinct from old.title then
                return new;
            end if;
        else
            new.key := nextval('cascade.songs_key');
        end if;
        new.version := old.version + 1;
        -- Also when the clock was put back.
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    part := new.key >> 16;
    if to_regclass('cascade.note_events_' || lpad(part::text, greatest(6, length(part::text)), '0')) is null then
        if current_setting('cascade.prepares', true) = 'yes' then
            -- Whoever says that calls prepare_note_partitions, and comes again.
            raise exception 'the partition % is missing', part using errcode = 'CA001';
        end if;
        perform cascade.ensure_note_partition(new.key);
    end if;
    return new;
end
$$;

-- In a copy that logical replication keeps: its own partitions, and a sequence that goes on behind the last key when the copy is promoted.
create function cascade.follow_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    perform ensure_note_partition(new.key);
    if new.key > (select last_value from cascade.songs_key) then
        perform pg_advisory_xact_lock(hashtextextended('cascade.songs_key', 0));
        perform setval('cascade.songs_key', greatest(new.key, (select last_value from cascade.songs_key)));
    end if;
    return new;
end
$$;

create trigger songs_follow before insert or update on cascade.songs
    for each row execute function cascade.follow_song();
alter table cascade.songs enable replica trigger songs_follow;

-- Statements that name one song are planned for it, so that of all partitions one is looked at and locked.
alter function cascade.awaited_song_key() set plan_cache_mode = force_custom_plan;

create or replace function cascade.after_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
    if new.key <> old.key then
        delete from cascade.note_events where song_key = old.key;
    end if;
    return null;
end
$$;

-- All songs of an account leave in one statement, and their events in one.
create function cascade.after_songs_deleted() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    keys bigint[] := (select array_agg(key) from gone);
begin
    delete from cascade.note_events where song_key = any(keys);
    return null;
end
$$;

drop trigger songs_after on cascade.songs;
create trigger songs_after after update on cascade.songs
    for each row execute function cascade.after_song();
create trigger songs_deleted after delete on cascade.songs referencing old table as gone
    for each statement execute function cascade.after_songs_deleted();

-- Asked at commit: a song has the events that were counted, the last of them last. Only then the user's sums change, so that a long save does not stop the
-- user's other writing.
create function cascade.settle_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    counted integer;
    found_events bigint;
    last integer;
begin
    if tg_op = 'DELETE' then
        update users set song_count = song_count - 1, note_count = note_count - old.note_count, song_seconds = song_seconds - old.seconds
            where id = old.user_id;
        return null;
    end if;
    if tg_op = 'INSERT' or new.key <> old.key then
        select event_count into counted from songs where key = new.key;
        if found then
            select count(*), max(ordinal) into found_events, last from note_events where song_key = new.key;
            if found_events <> counted or coalesce(last + 1, 0) <> counted then
                raise exception 'the song has % of its % events', found_events, counted
                    using errcode = 'check_violation', constraint = 'songs_whole';
            end if;
        end if;
    end if;
    if tg_op = 'INSERT' then
        update users set song_count = song_count + 1, note_count = note_count + new.note_count, song_seconds = song_seconds + new.seconds
            where id = new.user_id;
    elsif (new.note_count, new.seconds) is distinct from (old.note_count, old.seconds) then
        update users set note_count = note_count + new.note_count - old.note_count, song_seconds = song_seconds + new.seconds - old.seconds
            where id = new.user_id;
    end if;
    return null;
end
$$;

drop trigger songs_whole on cascade.songs;
drop function cascade.song_is_whole();
create constraint trigger songs_whole after insert or update or delete on cascade.songs
    deferrable initially deferred for each row execute function cascade.settle_song();

-- The notes of a song of the current user: the key is known when the statement is planned.
create function cascade.find_notes(song uuid, from_time bigint, before bigint, lowest smallint, highest smallint, most integer)
    returns table (onset bigint, duration bigint, number smallint, value real, channel smallint, ordinal integer, port smallint)
    language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
    wanted bigint := (select s.key from cascade.songs s where s.user_id = cascade.current_user_id() and s.id = song);
begin
    if wanted is not null then
        return query
            select e.time, e.duration, e.number, e.value, e.channel, e.ordinal, e.port from cascade.note_events e
            where e.song_key = wanted and e.time >= from_time and e.time < before and e.number between lowest and highest and e.duration is not null
            order by e.time, e.ordinal limit most;
    end if;
end
$$;

select cascade.prepare_note_partitions();

revoke execute on all functions in schema cascade from public;
grant execute on function cascade.prepare_note_partitions(), cascade.find_notes(uuid, bigint, bigint, smallint, smallint, integer) to cascade_app;

-- What a song says beside its events - ticks, tempos, metres, keys, tracks, texts - as the one thing that holds all of it: its MIDI file. Null for songs that
-- were saved as events alone. The events stay the rows that are searched; whoever writes both derives them from the score.
alter table cascade.songs
    add column score bytea constraint songs_score_length check (octet_length(score) between 1 and 268435456),
    add column text_encoding text constraint songs_text_encoding_length check (char_length(text_encoding) between 1 and 40);

alter table cascade.songs add constraint songs_text_encoding_of_score check (text_encoding is null or score is not null);

create or replace function cascade.before_song() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        -- The hash is that of the content: without another one, what was counted and written stays.
        if new.content_hash is not distinct from old.content_hash then
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
        new.updated_at := clock_timestamp();
    end if;
    -- The next partition is made long before it is needed, so that savers do not wait for each other at its edge.
    perform cascade.ensure_note_partition(new.key);
    perform cascade.ensure_note_partition(new.key + 4096);
    return new;
end
$$;

grant insert (score, text_encoding), update (score, text_encoding) on cascade.songs to cascade_app;

-- Whom an event is for, beside its channel: the MIDI port, the part of a rack, the device of that part, and the note.
alter table cascade.note_events
    add column port smallint not null default 0,
    add column part smallint not null default 0,
    add column slot smallint not null default 0,
    add column note integer not null default 0;

alter table cascade.note_events drop constraint note_events_range;
alter table cascade.note_events add constraint note_events_range check (
    time >= 0 and ordinal >= 0 and channel >= 0 and number >= 0 and kind between 0 and 17 and note >= 0
    and port between 0 and 255 and part between 0 and 255 and slot between 0 and 255
    and (duration is null or (duration >= 0 and kind = 0 and value > 0))
    and case kind
        when 7 then value > '-infinity' and value < 'infinity' and channel < 256
        when 3 then value between -1 and 1 and channel < 16 and number < 128
        when 10 then value between -96 and 96 and channel < 16 and number < 128
        when 15 then value between -64 and 64 and channel < 16 and number < 128
        when 17 then value between 0 and 128 and channel < 16 and number < 128
        else value between 0 and 1 and channel < 16 and number < 128
    end);

do $$
declare
    leaf regclass;
begin
    for leaf in select inhrelid from pg_inherits where inhparent = 'cascade.note_events'::regclass loop
        execute format('grant insert (port, part, slot, note) on %s to cascade_app', leaf);
    end loop;
end
$$;

create or replace function cascade.ensure_note_partition(wanted bigint) returns void
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
    execute format('grant insert (song_key, time, duration, ordinal, value, kind, channel, number, port, part, slot, note) on cascade.%I to cascade_app', leaf);
    execute format('alter table cascade.note_events attach partition cascade.%I for values from (%s) to (%s)', leaf, part << 16, (part + 1) << 16);
end
$$;

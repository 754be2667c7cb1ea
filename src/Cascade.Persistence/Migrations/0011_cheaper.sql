-- What each row of a long song costs. Notes of the first part pass by a few comparisons; everything else is held to the ranges of its kind as before.
alter table cascade.note_events drop constraint note_events_range;
alter table cascade.note_events add constraint note_events_range check (
    time >= 0 and ordinal >= 0 and note >= 0
    and case
        when duration is null then true
        else duration >= 0 and kind = 0 and value > 0::real
    end
    and case
        -- Kinds 0 and 1, channels to 15, numbers to 127.
        when ((kind >> 1) | port | part | slot) = 0 and ((channel & (-16)::smallint) | (number & (-128)::smallint)) = 0
            then value >= 0::real and value <= 1::real
        else
            channel >= 0 and number >= 0 and kind between 0 and 17
            and port between 0 and 255 and part between 0 and 255 and slot between 0 and 255
            and case kind
                when 7 then value > '-infinity' and value < 'infinity' and channel < 256
                when 3 then value between -1 and 1 and channel < 16 and number < 128
                when 10 then value between -96 and 96 and channel < 16 and number < 128
                when 15 then value between -64 and 64 and channel < 16 and number < 128
                when 17 then value between 0 and 128 and channel < 16 and number < 128
                else value between 0 and 1 and channel < 16 and number < 128
            end
    end);

-- As before, but the last event is looked up by the index instead of being sought among all.
create or replace function cascade.settle_song() returns trigger
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
            select count(*) into found_events from note_events where song_key = new.key;
            select ordinal into last from note_events where song_key = new.key order by song_key desc, time desc, ordinal desc limit 1;
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

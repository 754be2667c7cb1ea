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

-- Four partitions ahead instead of two: whoever saves by SQL alone, and so makes a missing partition in a transaction that others wait for, is farther from
-- where one is missing.
create or replace function cascade.prepare_note_partitions() returns bigint
    language plpgsql security definer set search_path = cascade, pg_temp set lock_timeout = '250ms' as $$
declare
    part bigint := (select last_value from cascade.songs_key) >> 16;
begin
    perform ensure_note_partition(part << 16);
    for ahead in 1..4 loop
        if to_regclass('cascade.note_events_' || lpad((part + 1)::text, greatest(6, length((part + 1)::text)), '0')) is null then
            exit when not pg_try_advisory_xact_lock(hashtextextended('cascade.note_events', 0));
            perform ensure_note_partition((part + 1) << 16);
        end if;
        part := part + 1;
    end loop;
    return part;
end
$$;

select cascade.prepare_note_partitions();

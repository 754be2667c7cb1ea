-- A clock that was wrong, a user's or the server's, does not decide what comes after it.

create or replace function cascade.touch_user() returns trigger language plpgsql as $$
begin
    if (new.name, new.password_hash) is distinct from (old.name, old.password_hash) then
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    return new;
end
$$;

create or replace function cascade.touch_preferences() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    return new;
end
$$;

-- The last day that is anywhere on earth.
create function cascade.latest_day() returns date
    language sql stable
    as $$ select (clock_timestamp() at time zone 'UTC' + interval '14 hours')::date $$;

-- A streak is a run of days (UTC) with practice; the present one is the run that holds the last such day. Days that are still to come are in none.
create or replace function cascade.count_streaks(owner uuid) returns void
    language sql security definer set search_path = cascade, pg_temp as $$
    with days as (
        select distinct (started_at at time zone 'UTC')::date as day from cascade.practice_sessions
        where user_id = owner and (started_at at time zone 'UTC')::date <= cascade.latest_day()
    ), numbered as (
        select day, day - (row_number() over (order by day))::integer as run from days
    ), runs as (
        select max(day) as last_day, count(*)::integer as days from numbered group by run
    )
    update cascade.users set
        last_practice = (select max(last_day) from runs),
        practice_streak = coalesce((select days from runs order by last_day desc limit 1), 0),
        longest_streak = coalesce((select max(days) from runs), 0)
    where id = owner
$$;

create or replace function cascade.after_practice() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    day date;
    last date;
begin
    if tg_op = 'DELETE' then
        update cascade.users set practice_count = practice_count - 1, practice_seconds = practice_seconds - old.seconds where id = old.user_id;
        -- Not when the user goes too.
        if found then
            perform cascade.count_streaks(old.user_id);
        end if;
        return null;
    end if;
    day := (new.started_at at time zone 'UTC')::date;
    update cascade.users set practice_count = practice_count + 1, practice_seconds = practice_seconds + new.seconds
        where id = new.user_id returning last_practice into last;
    if day = last or day > cascade.latest_day() then
        return null;
    elsif day > last and not exists (select from cascade.practice_sessions
            where user_id = new.user_id and started_at >= (last + 1)::timestamp at time zone 'UTC' and started_at < day::timestamp at time zone 'UTC') then
        update cascade.users set
            last_practice = day,
            practice_streak = case when day = last + 1 then practice_streak + 1 else 1 end,
            longest_streak = greatest(longest_streak, case when day = last + 1 then practice_streak + 1 else 1 end)
            where id = new.user_id;
    else
        -- Out of order, or what was to come has come meanwhile.
        perform cascade.count_streaks(new.user_id);
    end if;
    return null;
end
$$;

-- Streaks that a day to come has stopped.
do $$
declare
    owner uuid;
begin
    for owner in select id from cascade.users where last_practice > cascade.latest_day() loop
        perform cascade.count_streaks(owner);
    end loop;
end
$$;

revoke execute on all functions in schema cascade from public;

create table cascade.analytics_cache (
    user_id uuid not null,
    song_id uuid not null,
    kind text not null constraint analytics_cache_kind_length check (char_length(kind) between 1 and 100),
    result jsonb not null,
    computed_at timestamptz not null default now(),
    primary key (user_id, song_id, kind),
    foreign key (user_id, song_id) references cascade.songs on delete cascade
);

create function cascade.invalidate_analytics() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
begin
    delete from cascade.analytics_cache where user_id = new.user_id and song_id = new.id;
    return null;
end
$$;

create trigger songs_invalidate_analytics after update on cascade.songs
    for each row when (new.version <> old.version) execute function cascade.invalidate_analytics();

create function cascade.touch_analytics() returns trigger language plpgsql as $$
begin
    new.computed_at := clock_timestamp();
    return new;
end
$$;

create trigger analytics_cache_touch before update on cascade.analytics_cache
    for each row execute function cascade.touch_analytics();

create table cascade.practice_sessions (
    user_id uuid not null references cascade.users on delete cascade,
    id uuid not null,
    song_id uuid,
    started_at timestamptz not null,
    seconds numeric not null constraint practice_sessions_seconds_range check (seconds between 0 and 604800),
    note_count integer not null constraint practice_sessions_note_count_range check (note_count >= 0),
    accuracy double precision constraint practice_sessions_accuracy_range check (accuracy between 0 and 1),
    details jsonb,
    created_at timestamptz not null default now(),
    primary key (user_id, id),
    foreign key (user_id, song_id) references cascade.songs on delete set null (song_id)
);

create index practice_sessions_newest on cascade.practice_sessions (user_id, started_at desc, id desc);
create index practice_sessions_song on cascade.practice_sessions (user_id, song_id, started_at desc, id desc) where song_id is not null;

-- A streak is a run of days (UTC) with practice; the present one is the run that holds the last such day.
create function cascade.count_streaks(owner uuid) returns void
    language sql security definer set search_path = cascade, pg_temp as $$
    with days as (
        select distinct (started_at at time zone 'UTC')::date as day from cascade.practice_sessions where user_id = owner
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

create function cascade.after_practice() returns trigger
    language plpgsql security definer set search_path = cascade, pg_temp as $$
declare
    day date;
    last date;
begin
    if tg_op = 'DELETE' then
        update cascade.users set practice_count = practice_count - 1, practice_seconds = practice_seconds - old.seconds where id = old.user_id;
        perform cascade.count_streaks(old.user_id);
        return null;
    end if;
    day := (new.started_at at time zone 'UTC')::date;
    update cascade.users set practice_count = practice_count + 1, practice_seconds = practice_seconds + new.seconds
        where id = new.user_id returning last_practice into last;
    if day = last then
        return null;
    elsif last is null or day > last then
        update cascade.users set
            last_practice = day,
            practice_streak = case when day = last + 1 then practice_streak + 1 else 1 end,
            longest_streak = greatest(longest_streak, case when day = last + 1 then practice_streak + 1 else 1 end)
            where id = new.user_id;
    else
        perform cascade.count_streaks(new.user_id);
    end if;
    return null;
end
$$;

create trigger practice_sessions_after after insert or delete on cascade.practice_sessions
    for each row execute function cascade.after_practice();

alter table cascade.analytics_cache enable row level security;
create policy analytics_cache_own on cascade.analytics_cache
    using (user_id = (select cascade.current_user_id()));

alter table cascade.practice_sessions enable row level security;
create policy practice_sessions_own on cascade.practice_sessions
    using (user_id = (select cascade.current_user_id()));

revoke execute on all functions in schema cascade from public;
grant select, delete, insert (user_id, song_id, kind, result), update (result) on cascade.analytics_cache to cascade_app;
grant select, delete, insert (user_id, id, song_id, started_at, seconds, note_count, accuracy, details) on cascade.practice_sessions to cascade_app;

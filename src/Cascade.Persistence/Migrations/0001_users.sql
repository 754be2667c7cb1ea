-- The group role of applications: it may read and write rows, its own users' rows alone, and define nothing.
do $$
begin
    if not exists (select from pg_roles where rolname = 'cascade_app') then
        begin
            create role cascade_app nologin;
        exception
            -- Roles belong to the whole server: another database may have made it at this moment.
            when duplicate_object or unique_violation then null;
        end;
    end if;
end
$$;

create function cascade.current_user_id() returns uuid
    language sql stable parallel safe
    as $$ select nullif(current_setting('cascade.user_id', true), '')::uuid $$;

create table cascade.users (
    id uuid primary key,
    name text not null constraint users_name_length check (char_length(name) between 1 and 100),
    password_hash text constraint users_password_hash_length check (char_length(password_hash) between 1 and 1000),
    song_count bigint not null default 0 check (song_count >= 0),
    note_count bigint not null default 0 check (note_count >= 0),
    song_seconds numeric not null default 0 check (song_seconds >= 0),
    practice_count bigint not null default 0 check (practice_count >= 0),
    practice_seconds numeric not null default 0 check (practice_seconds >= 0),
    practice_streak integer not null default 0 check (practice_streak >= 0),
    longest_streak integer not null default 0 check (longest_streak >= practice_streak),
    last_practice date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_name_unique unique (name)
);

create table cascade.user_preferences (
    user_id uuid primary key references cascade.users on delete cascade,
    document jsonb not null constraint user_preferences_object check (jsonb_typeof(document) = 'object'),
    version integer not null default 1 check (version >= 1),
    updated_at timestamptz not null default now()
);

create function cascade.touch_user() returns trigger language plpgsql as $$
begin
    if (new.name, new.password_hash) is distinct from (old.name, old.password_hash) then
        new.updated_at := clock_timestamp();
    end if;
    return new;
end
$$;

create trigger users_touch before update on cascade.users
    for each row execute function cascade.touch_user();

create function cascade.touch_preferences() returns trigger language plpgsql as $$
begin
    new.version := old.version + 1;
    new.updated_at := clock_timestamp();
    return new;
end
$$;

create trigger user_preferences_touch before update on cascade.user_preferences
    for each row execute function cascade.touch_preferences();

-- Signing in comes before a user is known, so this one question passes row-level security: an exact name, one row.
create function cascade.find_user(wanted text, out id uuid, out password_hash text) returns setof record
    language sql stable security definer set search_path = cascade, pg_temp
    as $$ select u.id, u.password_hash from cascade.users u where u.name = wanted $$;

alter table cascade.users enable row level security;
create policy users_own on cascade.users
    using (id = (select cascade.current_user_id()));

alter table cascade.user_preferences enable row level security;
create policy user_preferences_own on cascade.user_preferences
    using (user_id = (select cascade.current_user_id()));

revoke execute on all functions in schema cascade from public;
grant usage on schema cascade to cascade_app;
grant execute on function cascade.current_user_id(), cascade.find_user(text) to cascade_app;
grant select on cascade.schema_migrations to cascade_app;
grant select, delete, insert (id, name, password_hash), update (name, password_hash) on cascade.users to cascade_app;
grant select, delete, insert (user_id, document), update (document) on cascade.user_preferences to cascade_app;

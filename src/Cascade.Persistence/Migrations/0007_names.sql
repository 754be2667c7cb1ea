-- Upper and lower case alike in every language, whatever the database's locale is: ICU knows them all. A PostgreSQL without ICU knows those of its locale.
do $$
begin
    execute format($function$
        create function cascade.folded(value text) returns text
            language sql immutable strict parallel safe
            as $body$ select lower(upper(normalize(value, NFKC) collate pg_catalog.%I)) $body$
        $function$, case when exists (select from pg_collation where collname = 'und-x-icu') then 'und-x-icu' else 'default' end);
end
$$;

-- What people take for one name: without case, forms of a letter, characters that nobody sees (Unicode: Default_Ignorable_Code_Point and controls), and
-- spaces around and beside others. Cut, as an index has no longer entries; only names of ligatures that stand for sentences are longer.
create function cascade.name_key(name text) returns text
    language sql immutable strict parallel safe as $$
        select left(btrim(regexp_replace(regexp_replace(cascade.folded(name),
            '[\u0001-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]+', '', 'g'),
            '[\s\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g')), 400)
    $$;

revoke execute on all functions in schema cascade from public;
grant execute on function cascade.folded(text), cascade.name_key(text) to cascade_app;

create unique index users_name_alike on cascade.users (cascade.name_key(name));
alter table cascade.users drop constraint users_name_unique;
alter table cascade.users add constraint users_name_visible check (cascade.name_key(name) <> '') not valid;

create or replace function cascade.find_user(wanted text, out id uuid, out password_hash text) returns setof record
    language sql stable security definer set search_path = cascade, pg_temp
    as $$ select u.id, u.password_hash from cascade.users u where cascade.name_key(u.name) = cascade.name_key(wanted) $$;

alter table cascade.songs add column title_folded text generated always as (cascade.folded(title)) stored;

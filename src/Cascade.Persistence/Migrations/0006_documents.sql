-- A document of a few kilobytes may write out as megabytes, by numbers of 131,072 digits, or be nested deeper than readers go. 4 MiB are what 1,048,576
-- characters come to at the most.
create function cascade.document_fits(document jsonb) returns boolean
    language sql immutable parallel safe as $$
        select octet_length(document::text) <= 4194304
            and not jsonb_path_exists(document, 'strict $.**{64} ? (@.type() == "object" || @.type() == "array")')
    $$;

revoke execute on all functions in schema cascade from public;
grant execute on function cascade.document_fits(jsonb) to cascade_app;

-- Not valid: what is stored stays, and can be replaced.
alter table cascade.user_preferences add constraint user_preferences_fits check (cascade.document_fits(document)) not valid;
alter table cascade.analytics_cache add constraint analytics_cache_fits check (cascade.document_fits(result)) not valid;
alter table cascade.practice_sessions add constraint practice_sessions_fits check (details is null or cascade.document_fits(details)) not valid;

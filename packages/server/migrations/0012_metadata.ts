import type { Knex } from 'knex';

/**
 * How what the host says of channels and messages (their columns: 0002_chat) is asked for. Row-level security lets no index answer `@>`, so the conversations of a type of record
 * that say something exactly are found by a function that runs as the owner, as in 0004_search, and answers ids only.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- the same as matchesMetadata in the protocol
    create function metadata_matches(metadata jsonb, filter jsonb) returns boolean language sql immutable parallel safe as $$
      select not exists (
        select from jsonb_each(filter) wanted cross join lateral (select coalesce(metadata, '{}') -> wanted.key as value) held
        where not coalesce(case
          when jsonb_typeof(wanted.value) = 'null' then held.value is null
          when jsonb_typeof(wanted.value) <> 'object' then held.value = wanted.value
          when wanted.value -> 'prefix' is not null then jsonb_typeof(held.value) = 'string' and starts_with(held.value #>> '{}', wanted.value ->> 'prefix')
          else not exists (
            select from jsonb_each(wanted.value) bound cross join lateral (
              select case when jsonb_typeof(held.value) is distinct from jsonb_typeof(bound.value) then null
                when jsonb_typeof(bound.value) = 'number' then numeric_cmp(held.value::numeric, bound.value::numeric)
                else bttextcmp((held.value #>> '{}') collate "C", (bound.value #>> '{}') collate "C") end as sign
            ) compared
            where not coalesce(case bound.key when 'from' then sign >= 0 when 'to' then sign <= 0 when 'above' then sign > 0 else sign < 0 end, false)
          )
        end, false)
      )
    $$;

    create index channels_by_metadata on channels using gin (tenant_id, metadata jsonb_path_ops) where metadata is not null;

    -- kind is compared as no index knows it: tables without statistics would have it that channels_of_record tells the most
    create function channels_with_metadata(tenant text, type text, exact jsonb) returns setof uuid
      language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off as $$
    begin
      if not public.is_served(tenant) then return; end if;
      return query select c.id from public.channels c
        where c.tenant_id = tenant and c.record_type = type and c.kind || '' = 'record' and c.metadata is not null and c.metadata @> exact;
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop function channels_with_metadata; drop index channels_by_metadata; drop function metadata_matches');
}

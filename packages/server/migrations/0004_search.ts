import type { Knex } from 'knex';

/**
 * What texts can be found by. `words` holds each word without case and accents; `PO-1042` also as `po1042`, `getUserName` also in its pieces;
 * `#tag`, `@sender`, `:link`, `=key` and `=key=text` of metadata stand for filters. The same as tokensOf in the protocol's search.words. Other forms of a word are added to
 * the question, not to the index, which would cost every message three times as much.
 *
 * Row-level security lets no index answer `@@`: an operator that might tell of hidden rows is asked last. So the index is asked by functions
 * that run as the owner, whom a policy of its own lets read; each keeps to the tenants of the transaction and answers ids only. The rows
 * themselves are read afterwards, under row-level security.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(literally(`
    create extension if not exists btree_gin;
    create extension if not exists pg_trgm;

    create function search_fold(t text) returns text language plpgsql immutable strict parallel safe as $$
    begin
      if octet_length(t) = length(t) then return lower(t); end if;
      t := lower(regexp_replace(normalize(t, NFKD), '[\\u0300-\\u036f\\u064b-\\u065f]', '', 'g') collate "und-x-icu");
      return replace(replace(replace(translate(t, 'øđłıς', 'odliσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
    end $$;

    -- no parser: it makes something of its own of numbers, names with dots and addresses, and of other characters what the locale says
    create function search_split(t text) returns text[] language sql immutable strict parallel safe as $$
      select string_to_array(regexp_replace(t collate "C", '[\\u0001-\\u001f\\u0021-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f]+', ' ', 'g'), ' ')
    $$;

    create function search_words(t text) returns tsvector language plpgsql immutable strict parallel safe as $$
    declare
      plain text collate "C" := t;
      folded text collate "C";
      found text[];
    begin
      if octet_length(t) = length(t) then
        folded := lower(plain);
      else
        -- signs and punctuation beyond ASCII; what is left of that belongs to a word
        plain := regexp_replace(plain, '[\\u0080-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u037e\\u0387\\u055a-\\u055f\\u0589\\u058a\\u05be\\u05c0\\u05c3\\u05f3\\u05f4\\u060c\\u061b\\u061f\\u066a-\\u066d\\u06d4\\u0964\\u0965\\u2000-\\u20cf\\u2103\\u2109\\u2116\\u2122\\u2190-\\u2bff\\u3000-\\u3004\\u3008-\\u3020\\u3030\\u30fb\\ufe00-\\ufe0f\\U0001f000-\\U0001fbff]', ' ', 'g');
        folded := public.search_fold(plain);
      end if;
      found := public.search_split(folded);
      if folded ~ '[^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f][-_.,][^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f]' then
        found := found || public.search_split(regexp_replace(folded, '([^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f])[-_.,](?=[^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f])', '\\1', 'g'));
      end if;
      if plain ~ '[a-z][A-Z]' then
        found := found || public.search_split(public.search_fold(regexp_replace(plain, '([a-z0-9])([A-Z])', '\\1 \\2', 'g')));
      end if;
      if folded ~ '[a-z][0-9][0-9]' then
        found := found || public.search_split(regexp_replace(folded, '([a-z])([0-9]{2,})(?![^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f])', '\\1 \\2', 'g'));
      end if;
      if strpos(folded, '#') > 0 then
        found := found || array(select '#' || m[1] from regexp_matches(folded, '(?:^|[\\u0001-\\u0022\\u0024\\u0025\\u0027-\\u002e\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f])#((?:[^\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u007f]|[-_]){1,100})', 'g') m);
      end if;
      if folded ~ 'https?://|www\\.|mailto:' then found := array_append(found, ':link'); end if;
      if octet_length(folded) > 1000 then found := array(select left(w, 101) from unnest(found) w); end if;
      return array_to_tsvector(array_remove(found, ''));
    end $$;

    create function metadata_words(metadata jsonb) returns text[] language sql immutable strict parallel safe as $$
      select array_agg(word) from jsonb_each(metadata) one
      cross join lateral unnest(array['=' || one.key] || case when jsonb_typeof(one.value) = 'string' then array['=' || one.key || '=' || (one.value #>> '{}')] end) word
    $$;

    alter table messages add column is_open boolean not null default false,
      add column words tsvector generated always as (
        case when deleted_at is null and card ->> 'type' is distinct from 'system' then public.search_words(text || coalesce(' ' || (card ->> 'text'), '') || coalesce(' ' || (card ->> 'options'), '') || coalesce(' ' || (card ->> 'transcript'), '')
          || case when card ->> 'type' = 'files' then ' ' || jsonb_path_query_array(card, '$.files[*].name')::text else '' end
          || case when card -> 'carried' is not null then ' ' || jsonb_path_query_array(card, '$.carried.files[*].name')::text || coalesce(' ' || (card #>> '{carried,transcript}'), '') else '' end) || array_to_tsvector(array['@' || sender_id]
          || case when metadata is not null then public.metadata_words(metadata) end) else ''::tsvector end
      ) stored;
    comment on column messages.is_open is 'everybody of the tenant may read it: its channel is public, from the beginning';

    alter table messages no force row level security;
    alter table channels no force row level security;
    update messages m set is_open = true from channels c where c.id = m.channel_id and c.tenant_id = m.tenant_id and c.visibility = 'public' and c.history = 'all';
    alter table messages force row level security;
    alter table channels force row level security;

    -- with the channel, so that a common word of conversations that the reader is not in costs nothing
    create index messages_open_words on messages using gin (tenant_id, channel_id, words) where is_open;
    create index messages_closed_words on messages using gin (tenant_id, channel_id, words) where not is_open;
    create index messages_newest on messages (is_open, tenant_id, sent_at desc, id desc);

    create function open_messages() returns trigger language plpgsql as $$
    begin
      update messages set is_open = new.visibility = 'public' and new.history = 'all' where channel_id = new.id and tenant_id = new.tenant_id;
      return null;
    end $$;
    create trigger open_messages after update of visibility, history on channels
      for each row when ((old.visibility = 'public' and old.history = 'all') <> (new.visibility = 'public' and new.history = 'all')) execute function open_messages();

    create function channel_label(name text, description text, record_title text, record_id text) returns text language sql immutable parallel safe as $$
      select coalesce(name, '') || ' ' || coalesce(record_title, '') || ' ' || coalesce(record_id, '') || ' ' || coalesce(description, '')
    $$;
    create index channels_by_words on channels using gin (tenant_id, public.search_words(public.channel_label(name, description, record_title, record_id))) where kind <> 'direct';
    create index channels_alike on channels using gin (tenant_id, public.search_fold(public.channel_label(name, description, record_title, record_id)) gin_trgm_ops) where kind <> 'direct';
    create index users_by_words on users using gin (tenant_id, public.search_words(name || ' ' || id));
    create index users_alike on users using gin (tenant_id, public.search_fold(name) gin_trgm_ops);

    create policy search on messages for select to current_user using (true);
    create policy search on channels for select to current_user using (true);
    create policy search on users for select to current_user using (true);

    create function is_served(tenant text) returns boolean language sql stable as $$
      select coalesce(tenant = any (nullif(current_setting('app.tenants', true), '')::text[]), false)
    $$;

    create function search_messages(tenant text, question tsquery, isopen boolean, channels uuid[], reacted boolean,
      since timestamptz, until timestamptz, top_at timestamptz, top_id uuid, most integer, metadata jsonb default null) returns table (id uuid, sent_at timestamptz)
      language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off as $$
    begin
      if not public.is_served(tenant) then return; end if;
      return query execute 'select m.id, m.sent_at from public.messages m where m.tenant_id = $1 and m.words @@ $2 and '
        || case when isopen then 'm.is_open' else 'not m.is_open' end
        || case when channels is null then '' else ' and m.channel_id = any ($3)' end
        || case when reacted then ' and m.has_reactions' else '' end
        || case when metadata is null then '' else ' and public.metadata_matches(m.metadata, $9)' end
        || ' and m.sent_at >= $4 and m.sent_at < $5'
        || case when top_at is null then '' else ' and (m.sent_at, m.id) <= ($6, $7)' end
        || ' limit $8' using tenant, question, channels, since, until, top_at, top_id, most, metadata;
    end $$;

    create function search_channels(tenant text, question tsquery, alike text, mine uuid[], most integer) returns setof uuid
      language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off set pg_trgm.word_similarity_threshold = 0.5 as $$
    begin
      if not public.is_served(tenant) then return; end if;
      return query execute 'select c.id from public.channels c where c.tenant_id = $1 and c.kind <> ''direct'' and (c.visibility = ''public'' or $3 is null or c.id = any ($3)) and '
        || case when question is not null then 'public.search_words(public.channel_label(c.name, c.description, c.record_title, c.record_id)) @@ $2'
             else '$4 <% public.search_fold(public.channel_label(c.name, c.description, c.record_title, c.record_id))' end
        || ' limit $5' using tenant, question, mine, alike, most;
    end $$;

    create function search_people(tenant text, question tsquery, alike text, most integer) returns setof text
      language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off set pg_trgm.word_similarity_threshold = 0.5 as $$
    begin
      if not public.is_served(tenant) then return; end if;
      return query execute 'select u.id from public.users u where u.tenant_id = $1 and u.id !~ ''^guest:[0-9a-f-]{36}$'' and '
        || case when question is not null then 'public.search_words(u.name || '' '' || u.id) @@ $2' else '$3 <% public.search_fold(u.name)' end
        || ' limit $4' using tenant, question, alike, most;
    end $$;
  `));
}

/** Knex takes each question mark for a binding. */
const literally = (sql: string) => sql.replaceAll('?', '\\?');

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function search_people, search_channels, search_messages, is_served;
    drop policy search on users; drop policy search on channels; drop policy search on messages;
    drop index users_alike, users_by_words, channels_alike, channels_by_words;
    drop trigger open_messages on channels;
    drop function open_messages;
    alter table messages drop column words, drop column is_open;
    drop function channel_label, metadata_words, search_words, search_split, search_fold;
    drop extension pg_trgm, btree_gin;
  `);
}

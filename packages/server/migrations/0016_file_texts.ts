import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

/**
 * What files are found by: name, tags, owner (`@id`), kind and ending (`=type=pdf`), and the text in them. A row a file, kept by triggers, so that whoever renames, tags or deletes
 * a file need not know of it. The index is asked by a function that runs as the owner, as those of messages are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table file_texts (
      tenant_id text not null,
      file_id uuid not null,
      text text not null default '',
      words tsvector not null default '',
      primary key (file_id, tenant_id),
      foreign key (file_id, tenant_id) references files (id, tenant_id) on delete cascade
    );
    comment on column file_texts.text is 'of the current version; empty until it has been read';

    create function file_words(tenant text, file uuid, text text) returns tsvector language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
    declare
      f record;
      known text[];
      label text;
    begin
      select one.name, one.tags, one.owner_id, one.deleted_at, v.kind into f from public.files one
        left join public.file_versions v on v.file_id = one.id and v.version = one.version and v.tenant_id = one.tenant_id
        where one.id = file and one.tenant_id = tenant;
      if f.deleted_at is not null or f.name is null then return ''; end if;
      known := array['@' || f.owner_id, '=type=' || coalesce(f.kind, ''), '=type=' || lower(coalesce(substring(f.name from '\\.([A-Za-z0-9]{1,10})$'), ''))]
        || coalesce((select array_agg('#' || public.search_fold(tag)) from unnest(f.tags) tag), '{}');
      -- people write names with _ and . where texts have blanks
      label := f.name || ' ' || translate(f.name, '_.', '  ') || ' ' || array_to_string(f.tags, ' ');
      -- a text of other words only may not fit: PostgreSQL takes a megabyte of them
      begin
        return public.search_words(label || ' ' || text) || array_to_tsvector(known);
      exception when program_limit_exceeded then
        return public.search_words(label || ' ' || left(text, 10000)) || array_to_tsvector(known);
      end;
    end $$;

    create function index_file() returns trigger language plpgsql as $$
    begin
      insert into file_texts (tenant_id, file_id, words) values (new.tenant_id, new.id, file_words(new.tenant_id, new.id, ''))
      on conflict (file_id, tenant_id) do update set words = file_words(new.tenant_id, new.id, file_texts.text);
      return null;
    end $$;
    create trigger index_file after insert or update of name, tags, owner_id, deleted_at on files for each row execute function index_file();

    create function index_file_text() returns trigger language plpgsql as $$
    begin
      new.words := file_words(new.tenant_id, new.file_id, new.text);
      return new;
    end $$;
    create trigger index_file_text before update of text on file_texts for each row execute function index_file_text();
    insert into file_texts (tenant_id, file_id) select tenant_id, id from files;

    create index file_texts_by_words on file_texts using gin (tenant_id, words);
    create policy search on file_texts for select to current_user using (true);

    create function search_files(tenant text, question tsquery, most integer) returns setof uuid
      language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off as $$
    begin
      if not public.is_served(tenant) then return; end if;
      return query execute 'select t.file_id from public.file_texts t where t.tenant_id = $1 and t.words @@ $2 limit $3' using tenant, question, most;
    end $$;
  `);
  await secureTables(knex, ['file_texts']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger index_file on files;
    drop function search_files;
    drop table file_texts;
    drop function index_file, index_file_text, file_words;
  `);
}

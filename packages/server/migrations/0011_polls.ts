import type { Knex } from 'knex';
import { secureTables } from './tenancy.ts';

// One row a voter: a vote is changed as a whole, and voters keep the place of their first vote.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table poll_votes (
      tenant_id text not null,
      message_id uuid not null,
      user_id text not null,
      options smallint[] not null check (cardinality(options) > 0),
      place bigint generated always as identity,
      primary key (message_id, user_id, tenant_id),
      foreign key (message_id, tenant_id) references messages (id, tenant_id) on delete cascade,
      foreign key (tenant_id, user_id) references users (tenant_id, id)
    ) with (fillfactor = 70);
    comment on column poll_votes.options is 'their places in the card, from 0';

    -- who voted leaves the database only where the poll is not anonymous
    create function poll_results(tenant text, poll uuid, card jsonb) returns jsonb language sql stable as $$
      with ballots as materialized (
        select user_id, options, place from poll_votes where message_id = poll and tenant_id = tenant
      ), counted as (
        select i, count(b.user_id)::int as votes, coalesce(jsonb_agg(b.user_id order by b.place) filter (where b.user_id is not null), '[]') as voters
        from generate_series(0, jsonb_array_length(card -> 'options') - 1) i left join ballots b on i = any (b.options)
        group by i
      )
      select jsonb_build_object('people', (select count(*) from ballots), 'votes', jsonb_agg(votes order by i))
        || case when (card -> 'isAnonymous')::boolean then '{}' else jsonb_build_object('voters', jsonb_agg(voters order by i)) end
      from counted
    $$;
  `);
  await secureTables(knex, ['poll_votes']);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop function poll_results; drop table poll_votes');
}

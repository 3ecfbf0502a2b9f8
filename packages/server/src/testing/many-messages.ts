import type { Knex } from 'knex';

/**
 * A history to read in: `cycles` times over, the same messages go to the same channels, so the shape is the same however long it is. Of each thousand
 * channels two are busy (five hundred messages a cycle), ninety-eight less so (six), and the others quiet (one).
 */
export interface ManyMessages { readonly tenant: string; readonly messages: number; readonly channels: number; readonly users: number; readonly days: number; readonly isSearched?: boolean }

/** What a day brings to each channel, however long its history is. All are behind by that, but for those who never read. */
const aDay = 'case each when 500 then 200 when 6 then 20 else 3 end';
/** Rounds of the pattern below this do not even hold a day. */
const leastCycles = 4;

/** In two busy channels, 98 less busy and 100 quiet ones; has read all but what the last day brought. */
export const reader = 'user0';
const vocabulary = `the of and to in is that for it on with as be at by this have from or one had word but not what all were we when your can said there use an each which she do how their if will up other about
out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part
order invoice delivery customer supplier price quantity machine meeting contract offer drawing pallet warehouse truck payment discount question answer project deadline sample quality inspection report budget`.split(/\s+/);

/** Between three and twenty words each, the first ones of the vocabulary most often. */
function sentences(count: number): string[] {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => Array.from({ length: 3 + Math.floor(18 * random()) }, () => vocabulary[Math.floor(vocabulary.length * random() ** 2)]).join(' '));
}

/**
 * Fills a migrated database that holds nothing else, as its owner. Ten million messages take a few minutes: indexes are made afterwards, and what messages are found by
 * is reckoned once a sentence, for which that column has to lose its expression. So such a database is for reading. Answers the ids
 * of the two busy channels, the first of which anybody may read.
 */
export async function fillWithMessages(database: Knex, { tenant, messages, channels, users, days, isSearched = true }: ManyMessages): Promise<readonly [string, string]> {
  const busy = Math.ceil(channels / 500), lively = busy * 49, each = `case when n < ${busy} then 500 when n < ${busy + lively} then 6 else 1 end`;
  const aCycle = busy * 500 + lively * 6 + (channels - busy - lively), cycles = Math.round(messages / aCycle), total = cycles * aCycle;
  if (cycles < leastCycles || lively < 98 || channels < busy + lively + 100) throw new RangeError(`At least ${leastCycles * aCycle} messages in a thousand channels make a history`);
  const aMessage = `interval '${(days * 86_400_000_000) / total} microseconds'`;

  const { rows: constraints } = await database.raw<{ rows: { name: string; how: string }[] }>("select conname as name, pg_get_constraintdef(oid) as how from pg_constraint where conrelid = 'messages'::regclass and contype = 'u'");
  for (const { name } of constraints) await database.raw('alter table messages drop constraint ??', [name]);
  const { rows: indexes } = await database.raw<{ rows: { name: string; how: string }[] }>("select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as how from pg_index where indrelid = 'messages'::regclass and not indisprimary");
  for (const { name } of indexes) await database.raw('drop index ??', [name]);
  await database.raw('alter table messages alter column words drop expression');

  const ids = await database.transaction(async (transaction) => {
    const run = (sql: string, ...values: unknown[]) => transaction.raw(sql, values as never[]);
    await run("select set_config('app.tenants', array[?]::text, true), set_config('work_mem', '64MB', true), set_config('enable_mergejoin', 'off', true)", tenant);
    await run('insert into tenants values (?)', tenant);
    await run("insert into users (tenant_id, id, name) select ?, 'user' || u, 'User ' || u from generate_series(0, ?::int - 1) u", tenant, users);

    await run(`create temporary table rooms on commit drop as select n, gen_random_uuid() as id, ${each} as each, n % 2 = 0 as is_open from generate_series(0, ${channels} - 1) n`);
    await run(`create temporary table places on commit drop as
      select row_number() over (order by hashint4(n * 1000 + turn)) - 1 as place, n, id, each, is_open, turn from rooms cross join lateral generate_series(1, each) turn`);
    await run('create temporary table parts on commit drop as select distinct n, u from (' + [
      `select n, 0 as u from rooms where n < 2 or n between ${busy} and ${busy + 97} or n between ${busy + lively} and ${busy + lively + 99}`,
      'select n, 1 from rooms where n < 2',
      `select (u * 37 + step * 97) % ${channels}, u from generate_series(2, ${users - 1}) u cross join generate_series(0, 99) step`,
    ].join(' union all ') + ') part');
    await run(`insert into channels (tenant_id, id, kind, visibility, name, last_seq, last_change, member_count, active_at)
      select ?, id, 'group', case when is_open then 'public' else 'private' end, 'room ' || n, each * ${cycles}, each * ${cycles}, people,
        now() - (${aCycle - 1} - last) * ${aMessage} from rooms join (select n, count(*) as people from parts group by n) p using (n) join (select n, max(place) as last from places group by n) l using (n)`, tenant);
    await run(`insert into members (tenant_id, channel_id, user_id, read_seq) select ?, id, 'user' || u, case when u = 1 then 0 else each * ${cycles} - ${aDay} end from parts join rooms using (n)`, tenant);

    await run('create temporary table sentences on commit drop as select place - 1 as place, text, search_words(text) as words from unnest(?::text[]) with ordinality as made (text, place)', sentences(9973));
    for (const table of ['places', 'sentences']) await run(`analyze ${table}`);
    await run(`
      insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, is_open, sent_at, text, words, mentions)
      select ?, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || lpad(to_hex(i), 15, '0'))::uuid,
        p.id, seq, seq, sender, p.is_open, at, s.text, s.words || array_to_tsvector(array['@' || sender]),
        case when (p.each * ${cycles} - seq) % 10 = 7 then array['@user' || (p.each * ${cycles} - seq) / 10 % 5 * 2] end
      from generate_series(0, ${total} - 1) i
      join places p on p.place = i % ${aCycle} join sentences s on s.place = i % 9973
      cross join lateral (select (i / ${aCycle})::bigint * p.each + p.turn as seq, now() - (${total} - i) * ${aMessage} as at, 'user' || 2 + (i / 7 + p.n) % ${users - 2} as sender offset 0) m`, tenant);
    return (await run('select id from rooms where n < 2 order by n') as unknown as { rows: { id: string }[] }).rows.map(({ id }) => id) as [string, string];
  });

  await database.raw("set maintenance_work_mem = '512MB'");
  for (const { name, how } of constraints) await database.raw(`alter table messages add constraint "${name}" ${how}`);
  for (const { how } of indexes) if (isSearched || !how.includes(' USING gin ')) await database.raw(how);
  await database.raw('reset maintenance_work_mem');
  await database.raw('vacuum analyze');
  return ids;
}

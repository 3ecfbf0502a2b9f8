// How long a search takes over ten million messages, beside one with as many hits over a hundred thousand; and so opening a channel, and listing two hundred.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Session } from '../../packages/server/src/call.ts';
import { chatAsSeen } from '../../packages/server/src/chat/chat.seen.ts';
import { connect, migrate } from '../../packages/server/src/database.ts';
import { createDispatch, type Dispatch } from '../../packages/server/src/dispatch.ts';
import { provision } from '../../packages/server/src/embedded-database.ts';
import { startEmbedded } from '../../packages/server/src/embedded-postgres.ts';
import { createLimits } from '../../packages/server/src/limits.ts';
import { createRoles } from '../../packages/server/src/permissions.ts';
import { type Figure, figure, quantile } from './figure.ts';
import { sizes } from './histories.ts';

const rounds = 60;
const warmUp = 5;
const tenant = 'acme';

/** Sentences of twelve words each, few of them common; a third hold `invoice`. */
function sentences(count: number): string[] {
  const syllables = ['ka', 'lo', 'mi', 'ren', 'tas', 'ul', 'vor', 'pes', 'din', 'qua', 'zel', 'hob', 'nar', 'fi', 'gut', 'sy'];
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const word = () => {
    let n = Math.floor(20_000 * random() ** 3);
    let text = '';
    for (let i = 0; i < 4; i++, n >>= 4) text += syllables[n & 15];
    return text;
  };
  return Array.from({ length: count }, (_, i) => [...Array.from({ length: 12 }, word), ...(i % 3 ? [] : ['invoice'])].join(' '));
}

/**
 * A thousand channels, two hundred of them public. Of the words that mark hits, `kestrel` stands in a hundred messages and `falcon` in five
 * thousand, whatever the size; `merger` in every second one of closed channels, but of none that the outsider is in.
 */
async function fill(database: ReturnType<typeof connect>, size: number): Promise<void> {
  const { rows } = await database.raw<{ rows: { name: string; how: string }[] }>(
    "select indexname as name, indexdef as how from pg_indexes where tablename = 'messages' and indexdef like '% USING gin %'",
  );
  for (const { name } of rows) await database.raw(`drop index ${name}`);
  await database.transaction(async (transaction) => {
    const run = (sql: string, ...values: unknown[]) => transaction.raw(sql, values as never[]);
    await run("select set_config('app.tenants', array[?]::text, true)", tenant);
    await run('create temporary table sentences (place serial, text text)');
    await run('insert into sentences (text) select unnest(?::text[])', sentences(9973));
    await run('create unique index on sentences (place)');
    await run('analyze sentences');
    await run('insert into tenants values (?)', tenant);
    await run("insert into users (tenant_id, id, name) select ?, 'user' || i, 'User ' || i from generate_series(0, 999) i", tenant);
    await run(
      `create temporary table places as select n, gen_random_uuid() as id, case when n < 200 then 'public' else 'private' end as visibility from generate_series(0, 999) n`,
    );
    await run(
      `insert into channels (tenant_id, id, kind, visibility, name, last_seq, last_change)
      select ?, id, 'group', visibility, 'channel ' || n, ${size / 1000}, ${size / 1000} from places`,
      tenant,
    );
    await run("insert into members (tenant_id, channel_id, user_id) select ?, id, 'user1' from places where n >= 200 and n % 20 = 10", tenant);
    await run("insert into members (tenant_id, channel_id, user_id) select ?, id, 'user2' from places where n >= 200 and n % 20 = 9", tenant);
    await run(`insert into members (tenant_id, channel_id, user_id, read_seq) select ?, id, 'user4', ${size / 1000} - 50 from places where n % 5 = 3`, tenant);
    await run(
      `insert into messages (tenant_id, id, channel_id, seq, changed_seq, sender_id, is_open, sent_at, text)
      select ?, gen_random_uuid(), p.id, i / 1000 + 1, i / 1000 + 1, 'user' || (i / 7) % 100, visibility = 'public', now() - (${size} - i) * interval '10 seconds',
        s.text || case when i % ${size / 100} = 7 * (i / ${size / 100}) % ${size / 100} then ' kestrel' else '' end
          || case when i % ${size / 5000} = 7 * (i / ${size / 5000}) % ${size / 5000} then ' falcon' else '' end
          || case when visibility = 'private' and i / 1000 % 2 = 0 and i % 20 <> 9 then ' merger' else '' end
      from generate_series(0, ${size - 1}) i join places p on p.n = i % 1000 join sentences s on s.place = i % 9973 + 1`,
      tenant,
    );
  });
  await database.raw("set maintenance_work_mem = '512MB'");
  for (const { how } of rows) await database.raw(how);
  await database.raw('vacuum analyze');
}

const people = { member: 'user1', outsider: 'user2', auditor: 'user3', busy: 'user4' };
const questions: Record<string, [who: keyof typeof people, query: string]> = {
  'a hundred hits': ['member', 'kestrel '],
  'half a word': ['member', 'kest'],
  'five thousand hits': ['member', 'falcon '],
  'a common word': ['member', 'invoice '],
  'a common word beside a rare one': ['member', 'invoice kestrel '],
  'a common word, none to read': ['outsider', 'merger '],
  'two common words, none to read': ['outsider', 'merger invoice '],
  'a common word, to read it all': ['auditor', 'merger '],
  'common words side by side': ['member', '"invoice merger"'],
  'a sender': ['member', 'from:user5'],
  'no such word': ['member', 'nowhere '],
};

export async function search(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-'));
  fs.chmodSync(folder, 0o711); // where the database runs as nobody, it must be able to enter
  const cluster = await startEmbedded(folder);
  const databases: ReturnType<typeof connect>[] = [];
  try {
    const asked: Dispatch[] = [];
    for (const size of [sizes.corridor, sizes.floor]) {
      const address = { host: cluster.host, database: `messages${size}` };
      await provision(address.host, address.database);
      await migrate(address);
      const owner = connect(address, 'owner', 1);
      await fill(owner, size);
      await owner.destroy();
      const database = connect(address, 'app');
      databases.push(database);
      const services = { chat: chatAsSeen, roles: createRoles(database), access: { prepare: async () => undefined } } as unknown as Parameters<typeof createDispatch>[0]['services'];
      asked.push(createDispatch({ database, services, limits: createLimits(0), publish: () => undefined }).dispatch);
    }
    const figures: Figure[] = [];
    const sessionOf = (who: keyof typeof people): Session => ({ tenant, user: people[who], name: who, avatar: null, roles: who === 'auditor' ? ['admin'] : [], groups: [], expiresAt: Infinity });
    const busy = sessionOf('busy');
    const opened = await Promise.all(asked.map(async (dispatch) => (await dispatch(busy, 'chat.channels', { limit: 1 })).items[0]!.id));
    const asks: Record<string, (dispatch: (typeof asked)[number], i: number) => Promise<unknown>> = {
      ...Object.fromEntries(Object.entries(questions).map(([name, [who, query]]) => [name, (dispatch: (typeof asked)[number]) => dispatch(sessionOf(who), 'search.find', { kind: 'messages', query })])),
      'opening a channel': (dispatch, i) => dispatch(busy, 'chat.history', { channelId: opened[i]!, limit: 50 }),
      'two hundred channels, counted': (dispatch) => dispatch(busy, 'chat.channels', { limit: 200 }),
    };
    for (const [name, ask] of Object.entries(asks)) {
      const taken: number[][] = asked.map(() => []);
      for (let round = 0; round < rounds + warmUp; round++) {
        for (const [i, dispatch] of asked.entries()) {
          const start = performance.now();
          await ask(dispatch, i);
          if (round >= warmUp) taken[i]!.push(performance.now() - start);
        }
      }
      const [corridor, floor] = taken.map((one) => quantile(one, 0.95));
      figures.push(figure(`${name}, p95`, 'ms', corridor!, floor!));
    }
    return figures;
  } finally {
    for (const database of databases) await database.destroy();
    await cluster.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

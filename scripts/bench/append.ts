// How many messages a second are stored: the append path beside a bare prepared INSERT at the same concurrency, rounds taking turns.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { groupCommit } from '../../packages/server/src/chat/chat.append.ts';
import { connect, connectionOf, migrate } from '../../packages/server/src/database.ts';
import { provision } from '../../packages/server/src/embedded-database.ts';
import { startEmbedded } from '../../packages/server/src/embedded-postgres.ts';
import { inTransaction } from '../../packages/server/src/transaction.ts';
import { type Figure, figure, median } from './figure.ts';

const writers = [1, 16, 128];
const rounds = 5;
const roundMs = 1000;
const text = 'The forwarder confirmed PO-1042 for Monday: one truck, both profiles, thirty days net, gate 3 please.';
const tenants = Array.from({ length: 10 }, (_, i) => `tenant${i}`);
const channels = Array.from({ length: 100 }, (_, i) => ({ tenant: tenants[i % tenants.length]!, id: randomUUID() }));

type Way = (i: number) => Promise<unknown>;

async function rate(way: Way, count: number): Promise<number> {
  let done = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, async (_, writer) => {
      for (let i = writer; performance.now() < start + roundMs; i += count) {
        await way(i);
        done++;
      }
    }),
  );
  return (done * 1000) / (performance.now() - start);
}

export async function append(): Promise<Figure[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-'));
  fs.chmodSync(folder, 0o711); // where the database runs as nobody, it must be able to enter
  const cluster = await startEmbedded(folder);
  const address = { host: cluster.host, database: 'corridor' };
  await provision(cluster.host, address.database);
  await migrate(address);
  const owner = connect(address, 'owner', 1);
  await owner.raw(
    'create table bare (tenant_id text, id uuid primary key, channel_id uuid, seq bigint generated always as identity, sender_id text, text text, sent_at timestamptz default now())',
  );
  await owner.raw('grant all on bare to corridor_app');
  await owner.destroy();
  const database = connect(address, 'app', 3), // as many as the embedded server has
    pool = new pg.Pool({ ...connectionOf(address, 'app'), max: 10 });
  pool.on('error', () => undefined); // the database ends while its last connections do
  try {
    for (const tenant of tenants) {
      await inTransaction(database, [tenant], async (transaction) => {
        await transaction.query('', 'insert into tenants (tenant_id) values ($1)', [tenant]);
        await transaction.query('', 'insert into users (tenant_id, id, name) values ($1, $2, $2)', [tenant, 'ada']);
        for (const { id } of channels.filter((channel) => channel.tenant === tenant)) {
          await transaction.query('', "insert into channels (tenant_id, id, kind) values ($1, $2, 'group')", [tenant, id]);
          await transaction.query('', 'insert into members (tenant_id, channel_id, user_id) values ($1, $2, $3)', [tenant, id, 'ada']);
        }
      });
    }
    const store = groupCommit(database);
    const to = ({ tenant, id }: { tenant: string; id: string }) =>
      store({ tenant, channelId: id, id: randomUUID(), senderId: 'ada', text });
    const bare: Way = (i) => {
      const { tenant, id } = channels[i % channels.length]!;
      return pool.query({
        name: 'bare',
        text: 'insert into bare (tenant_id, id, channel_id, sender_id, text) values ($1, $2, $3, $4, $5) returning seq, sent_at',
        values: [tenant, randomUUID(), id, 'ada', text],
      });
    };
    const ways: Record<string, Way> = {
      '100 channels of 10 tenants': (i) => to(channels[i % channels.length]!),
      'one channel': () => to(channels[0]!),
    };
    const figures: Figure[] = [];
    for (const count of writers) {
      const found: Record<string, number[]> = {};
      for (let round = 0; round <= rounds; round++) {
        for (const [name, way] of Object.entries({ floor: bare, ...ways })) {
          const perSecond = await rate(way, count);
          if (round > 0) (found[name] ??= []).push(perSecond); // the first one only warms up
        }
      }
      for (const name of Object.keys(ways))
        figures.push(figure(`${count} at once, ${name}`, '1/s', median(found[name]!), median(found.floor!)));
    }
    return figures;
  } finally {
    await pool.end();
    await database.destroy();
    await cluster.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

// Two real servers, one with a history of 100,000 messages, the other of BENCH_MESSAGES (ten million), each with a database of its own; and somebody who is connected to each.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Input, OperationName, Output } from '@corridor/sdk/protocol';
import { io, type Socket } from 'socket.io-client';
import { connect, migrate } from '../../packages/server/src/database.ts';
import { provision } from '../../packages/server/src/embedded-database.ts';
import { startEmbedded } from '../../packages/server/src/embedded-postgres.ts';
import { fillWithMessages } from '../../packages/server/src/testing/many-messages.ts';
import { type Figure, figure, quantile } from './figure.ts';
import { startCorridor, token } from './processes.ts';

export const sizes = { floor: 100_000, corridor: Number(process.env.BENCH_MESSAGES ?? 10_000_000) };
const tenant = 'bench', rounds = 60, warmUp = 8; // a statement is planned once for all after five times

/** `BENCH_DATA=FOLDER` keeps the filled databases there, about a gigabyte a million messages, and goes on with those of an earlier run. */
const kept = process.env.BENCH_DATA;

/** What one asks of a server, and its busy channels. */
export interface History { ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>; busy: readonly string[] }

async function fill(folder: string, messages: number): Promise<void> {
  fs.chmodSync(folder, 0o711); // where the database runs as nobody, it must be able to enter
  const cluster = await startEmbedded(folder);
  try {
    const address = { host: cluster.host, database: 'corridor' };
    await provision(address.host, address.database);
    await migrate(address);
    const owner = connect(address, 'owner', 1);
    const begin = performance.now();
    const busy = await fillWithMessages(owner, { tenant, messages, channels: 10_000, users: 1000, days: 30, isSearched: false });
    await owner.destroy();
    console.log(`  ${messages} messages made in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    fs.writeFileSync(path.join(folder, 'busy.json'), JSON.stringify(busy));
  } finally { await cluster.stop(); }
}

async function start(name: string, messages: number, user: string): Promise<History & { stop: () => Promise<void> }> {
  const folder = kept ? path.join(kept, `${name}-${messages}`) : fs.mkdtempSync(path.join(os.tmpdir(), 'corridor-bench-'));
  fs.mkdirSync(folder, { recursive: true });
  if (!fs.existsSync(path.join(folder, 'busy.json'))) await fill(folder, messages);
  const server = await startCorridor('', {}, folder);
  const socket: Socket = io(server.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: token(user, tenant) } });
  await new Promise<void>((resolve, reject) => { socket.once('connect', resolve).once('connect_error', reject); });
  return {
    busy: JSON.parse(fs.readFileSync(path.join(folder, 'busy.json'), 'utf8')) as string[],
    ask: async (operation, input) => {
      const { ok, error } = await socket.timeout(60_000).emitWithAck('request', operation, input) as { ok: never; error?: { message: string } };
      if (error) throw new Error(`${operation}: ${error.message}`);
      return ok;
    },
    stop: async () => {
      socket.close();
      if (kept) await server.end();
      else await server.stop();
    },
  };
}

/** Each question put to both in turns: half of its answers take no longer, and nineteen of twenty. */
export async function inHistories(user: string, questions: Record<string, (history: History) => Promise<unknown>>): Promise<Figure[]> {
  const histories: Awaited<ReturnType<typeof start>>[] = [];
  try {
    histories.push(await start('large', sizes.corridor, user), await start('small', sizes.floor, user));
    const figures: Figure[] = [];
    for (const [name, question] of Object.entries(questions)) {
      const taken: number[][] = histories.map(() => []);
      for (let round = 0; round < rounds + warmUp; round++) {
        for (const [i, history] of histories.entries()) {
          const begin = performance.now();
          await question(history);
          if (round >= warmUp) taken[i]!.push(performance.now() - begin);
        }
      }
      for (const [words, share] of [['median', 0.5], ['p95', 0.95]] as const) {
        const [corridor, floor] = taken.map((one) => quantile(one, share));
        figures.push(figure(`${name}, ${words}`, 'ms', corridor!, floor!));
      }
    }
    return figures;
  } finally { for (const history of histories) await history.stop(); }
}

// Five thousand people who are connected and do nothing: the memory of each, and how soon all are in sync again after the server was killed.
import { setTimeout as pause } from 'node:timers/promises';
import { build } from '../build.mjs';
import { type Figure, figure, quantile } from './figure.ts';
import { memoryOf } from './memory.ts';
import { People } from './people.ts';
import { startCorridor, startRoomsFloor, token } from './processes.ts';

const count = Number(process.env.BENCH_PEOPLE ?? 5000);
const settleMs = 15_000;

const users = () => Array.from({ length: count }, (_, i) => `idle${i}`);
const tokens = () => users().map((user) => token(user));

interface Kept { acknowledged: number; missing: number; doubled: number }

interface Side { readonly name: 'corridor' | 'floor'; readonly pid: number; readonly url: string; readonly people: People; kill(): Promise<void>; again(): Promise<{ stop(): Promise<void> }>; stop(): Promise<void> }

async function open(name: Side['name']): Promise<Side> {
  const people = new People('crowd-clients.mjs');
  if (name === 'floor') {
    const bare = await startRoomsFloor();
    return { name, pid: bare.pid, url: bare.url, people, kill: bare.kill, again: () => startRoomsFloor(new URL(bare.url).port), stop: bare.stop };
  }
  const server = await startCorridor();
  return { name, pid: server.pid, url: server.url, people, kill: server.kill, again: () => startCorridor('', { PORT: new URL(server.url).port }, server.folder), stop: server.stop };
}

const enter = ({ name, url, people }: Side) => people.ask('enter', { url, isBare: name === 'floor', tokens: tokens() });

export async function idle(): Promise<Figure[]> {
  await build({ goesOn: true });
  const each: Partial<Record<Side['name'], number>> = {};
  for (const name of ['floor', 'corridor'] as const) {
    const side = await open(name);
    try {
      await pause(settleMs / 3);
      const before = memoryOf(side.pid).pss;
      await enter(side);
      await pause(settleMs);
      each[name] = ((memoryOf(side.pid).pss - before) * 1024) / count;
    } finally {
      side.people.end();
      await side.stop();
    }
  }
  return [figure(`memory of each of ${count} who are idle`, 'KiB', each.corridor!, each.floor!)];
}

export async function storm(): Promise<Figure[]> {
  await build({ goesOn: true });
  const found: Partial<Record<Side['name'], number[]>> = {};
  let kept: Kept | undefined;
  for (const name of ['floor', 'corridor'] as const) {
    const side = await open(name);
    let again: { stop(): Promise<void> } | undefined;
    try {
      await enter(side);
      if (name === 'corridor') await side.people.ask('gather', { users: users() });
      await side.people.ask('comeBack', {});
      if (name === 'corridor') await side.people.ask('talk', {});
      await pause(1000);
      await side.kill();
      again = await side.again();
      found[name] = (await side.people.ask<{ times: number[] }>('allBack', {})).times;
      if (name === 'corridor') kept = await side.people.ask<Kept>('check', {});
    } finally {
      side.people.end();
      await again?.stop();
    }
  }
  const of = (share: number) => [quantile(found.corridor!, share) / 1000, quantile(found.floor!, share) / 1000] as const;
  return [figure(`${count} back after a kill, half`, 's', ...of(0.5)), figure(`${count} back after a kill, all`, 's', ...of(1)),
    figure('messages acknowledged before the kill', '', kept!.acknowledged, null), figure('of them missing', '', kept!.missing, null), figure('doubled', '', kept!.doubled, null)];
}

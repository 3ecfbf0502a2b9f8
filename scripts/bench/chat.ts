// A hundred rooms of ten: as many messages as go through, and a thousand a second, beside Socket.io that stores nothing.
import fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from '../build.mjs';
import { type Figure, figure } from './figure.ts';
import { People } from './people.ts';
import { startCorridor, startRoomsFloor, token } from './processes.ts';

const roomCount = 100, peopleInRoom = 10, rounds = 5, seconds = 8;

interface Saturated { sent: number; delivered: number; seconds: number }
interface Paced { sent: number; failed: number; delivered: number; p50: number; p99: number; most: number }

/** Seconds of processor time that a process has taken so far. */
function workOf(pid: number): number {
  const [user = 0, system = 0] = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
}

/** Of all processes below one, without itself. */
function workBelow(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try { parents.set(Number(name), Number(fs.readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1])); } catch { /* gone */ }
  }
  const isBelow = (one: number | undefined): boolean => one !== undefined && one > 1 && (parents.get(one) === pid || isBelow(parents.get(one)));
  let sum = 0;
  for (const one of parents.keys()) if (isBelow(one)) try { sum += workOf(one); } catch { /* gone */ }
  return sum;
}

interface Side { pid: number; people: People }

/** Both servers, with everybody in their rooms. */
async function both(tenants: number): Promise<{ corridor: Side; floor: Side; stop: () => Promise<void> }> {
  await build({ goesOn: true });
  const server = await startCorridor(), bare = await startRoomsFloor();
  const [corridor, floor] = [{ pid: server.pid, people: new People('chat-clients.mjs') }, { pid: bare.pid, people: new People('chat-clients.mjs') }];
  const places = Array.from({ length: roomCount }, (_, room) => {
    const members = Array.from({ length: peopleInRoom }, (_, seat) => `p${room}-${seat}`), tenant = `bench${room % tenants}`;
    return { channelId: randomUUID(), members: members.slice(1), tokens: members.map((user) => token(user, tenant)) };
  });
  await corridor.people.ask('enter', { url: server.url, bare: false, places });
  await floor.people.ask('enter', { url: bare.url, bare: true, places });
  return {
    corridor, floor,
    stop: async () => {
      corridor.people.end();
      floor.people.end();
      await bare.stop();
      await server.stop();
    },
  };
}

/** Rounds take turns; the first one only warms up. */
async function inTurns<T>(sides: { corridor: Side; floor: Side }, each: (side: Side) => Promise<T>): Promise<{ corridor: T[]; floor: T[] }> {
  const found = { corridor: [] as T[], floor: [] as T[] };
  for (let round = 0; round <= rounds; round++) {
    for (const name of ['corridor', 'floor'] as const) {
      const one = await each(sides[name]);
      if (round > 0) found[name].push(one);
      if (process.stdout.isTTY) process.stdout.write(`\r  round ${round} of ${rounds}, ${name}   `);
      await pause(300);
    }
  }
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  return found;
}

export async function chatSaturation(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const tenants of [1, 100]) {
    const sides = await both(tenants);
    try {
      const found = await inTurns(sides, async ({ pid, people }) => {
        const before = [workOf(pid), workBelow(pid)] as const, { delivered, seconds: took } = await people.ask<Saturated>('saturate', { seconds });
        return { perSecond: delivered / took, work: ((workOf(pid) - before[0]) * 1e6) / delivered, below: ((workBelow(pid) - before[1]) * 1e6) / delivered };
      });
      const of = (name: 'perSecond' | 'work' | 'below') => [found.corridor.map((one) => one[name]), found.floor.map((one) => one[name])] as const;
      const words = tenants === 1 ? 'one tenant' : `${tenants} tenants`;
      figures.push(figure(`deliveries a second, ${words}`, '1/s', ...of('perSecond')), figure(`server's work each, ${words}`, 'µs', ...of('work')), figure(`database's work each, ${words}`, 'µs', of('below')[0], null));
    } finally { await sides.stop(); }
  }
  return figures;
}

export async function chatRate(): Promise<Figure[]> {
  const sides = await both(1);
  try {
    const found = await inTurns(sides, ({ people }) => people.ask<Paced>('keepPace', { seconds, perSecond: 1000 }));
    const lost = found.corridor.reduce((sum, { sent, failed, delivered }) => sum + failed + (sent * peopleInRoom - delivered), 0);
    const of = (name: 'p50' | 'p99' | 'most') => [found.corridor.map((one) => one[name]), found.floor.map((one) => one[name])] as const;
    return [figure('1,000 a second to ten, p50', 'ms', ...of('p50')), figure('1,000 a second to ten, p99', 'ms', ...of('p99')), figure('1,000 a second to ten, slowest', 'ms', ...of('most')), figure('not delivered, or refused', '', lost, null)];
  } finally { await sides.stop(); }
}

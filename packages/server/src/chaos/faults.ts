import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from './dice.ts';
import type { Person } from './people.ts';
import type { Site } from './site.ts';

export interface Fault {
  readonly name: string;
  /** The steps of the run in which it begins and is mended. */
  readonly from: number;
  readonly to: number;
  begin(): unknown;
  mend(): unknown;
}

interface Kind { name: string; isPossible?: (site: Site) => boolean; make(dice: Dice, site: Site, people: readonly Person[]): Pick<Fault, 'begin' | 'mend'>; least?: number; most?: number }

const node = (dice: Dice, site: Site) => dice.pick(site.nodes);

const all: readonly Kind[] = [
  { name: 'server killed', make: (dice, site) => { const one = node(dice, site); return { begin: () => one.stop('SIGKILL'), mend: () => one.start() }; } },
  { name: 'server terminated', make: (dice, site) => { const one = node(dice, site); return { begin: () => one.stop('SIGTERM'), mend: () => one.start() }; } },
  { name: 'server frozen', least: 40, most: 90, make: (dice, site) => { const one = node(dice, site); return { begin: () => { one.freeze(); }, mend: () => { one.thaw(); } }; } },
  { name: 'server frozen and killed', least: 20, make: (dice, site) => {
    const one = node(dice, site);
    return { begin: () => { one.freeze(); }, async mend() { await one.stop('SIGKILL'); await one.start(); } };
  } },
  { name: 'database killed', make: (_, { database, kind }) => ({ begin: () => { database.kill(); }, mend: () => kind === 'embedded' ? undefined : persist(() => database.start()) }) },
  { name: 'connections terminated', make: (_, { database }) => ({ begin: () => database.terminateConnections(), mend: () => undefined }) },
  { name: 'redis killed', isPossible: ({ redis }) => redis !== undefined, make: (_, { redis }) => ({ begin: () => redis!.kill(), mend: () => redis!.start() }) },
  { name: 'wire cut', make: (dice, _, people) => { const { wire } = dice.pick(people); return { begin: () => { wire.cut(); }, mend: () => { wire.mend(); } }; } },
  { name: 'wire silent', least: 20, most: 90, make: (dice, _, people) => { const { wire } = dice.pick(people), isForgotten = dice.chance(0.5); return { begin: () => { wire.silence(); }, mend: () => { wire.mend(isForgotten); } }; } },
  { name: 'slow reader', least: 20, most: 90, make: (dice, _, people) => { const { wire } = dice.pick(people), rate = dice.between(2, 20) * 1000; return { begin: () => { wire.slow(rate); }, mend: () => { wire.mend(); } }; } },
  { name: 'page loaded anew', least: 1, most: 20, make: (dice, _, people) => {
    const person = dice.pick(people);
    return { begin: () => { for (let i = dice.below(4); i > 0; i--) person.write(dice); person.close(); }, mend() { if (!person.corridor) void person.open().catch(() => undefined); } };
  } },
  { name: 'wrong clock', least: 10, make: (dice) => { const ms = dice.pick([-86_400_000, -60_000, 60_000, 86_400_000]); return { begin: () => { turnClock(ms); }, mend: () => { turnClock(0); } }; } },
];

/** From four to eight, of which those of a server or what it stands on are rarer than those of wires and pages only by their number; any of them may overlap. */
export function planFaults(dice: Dice, site: Site, people: readonly Person[], steps: number): Fault[] {
  const possible = all.filter(({ isPossible }) => isPossible?.(site) ?? true), taken = new Set<string>();
  return Array.from({ length: dice.between(4, 8) }, () => {
    const { name, make, least = 2, most = 40 } = dice.pick(possible);
    const from = dice.between(5, steps - 5), to = Math.min(steps, from + dice.between(least, most));
    return { name, from, to, ...make(dice, site, people) };
  }).filter(({ name }) => {
    // One clock, one Redis and one database: two at a time of the same would mend each other.
    if (!['redis killed', 'database killed', 'wrong clock'].includes(name)) return true;
    const isFirst = !taken.has(name);
    taken.add(name);
    return isFirst;
  });
}

/** A database that is told to start while another fault has its way is told again. */
async function persist(start: () => Promise<void>): Promise<void> {
  for (const since = performance.now(); ;) {
    try { await start(); return; } catch (error) { if (performance.now() - since > 60_000) throw error; await delay(100); }
  }
}

const now = Date.now;
/** All clients live in this process, so it is wrong for each of them. */
export function turnClock(ms: number): void { Date.now = ms ? () => now() + ms : now; }

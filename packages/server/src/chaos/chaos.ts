import './browser.ts'; // before anything that pages call
import { setTimeout as delay } from 'node:timers/promises';
import { violationsOf } from './check.ts';
import { dice } from './dice.ts';
import { planFaults } from './faults.ts';
import type { History } from './history.ts';
import { freshView, Person, type Notes } from './people.ts';
import { openSite, type Kind, type Site } from './site.ts';
import { openWire } from './wire.ts';

export interface ChaosOptions {
  /** All choices come of it: who does what, and what fails when. What the machine makes of it differs a little from run to run. */
  seed: number;
  kind: Kind;
  /** One that is open already, and stays open; otherwise one is made for this run. */
  site?: Site;
  steps?: number;
  log?: (line: string) => void;
}

export interface Verdict {
  readonly seed: number;
  readonly kind: Kind;
  readonly faults: readonly string[];
  readonly acknowledged: number;
  /** How long it took after the last fault was mended until all was well. */
  readonly settledMs: number;
  readonly violations: readonly string[];
  readonly history: History;
}

const stepMs = 40, patienceMs = 90_000;
let runs = 0;

/** People write, edit, delete, react and read while all sorts of things fail; in the end all is mended, and what everybody sees is checked. */
export async function runChaos({ seed, kind, site: given, steps = 120, log = () => undefined }: ChaosOptions): Promise<Verdict> {
  const site = given ?? await openSite(kind, { hasRedis: seed % 2 === 1 });
  const random = dice(seed), tenant = `chaos ${seed} ${process.pid} ${++runs}`;
  const users = ['ada', 'ben', 'chloe', 'dan', 'eve', 'fay'].slice(0, random.between(4, 6));
  const crashes = crashesOf(site);
  const notes: Notes = { acts: [], heard: [], resets: [], channels: [] };
  const people = await Promise.all(users.map(async (user, index) => new Person(user, { wire: await openWire(site.nodes[index % site.nodes.length]!.url), tenant, notes, others: users.filter((one) => one !== user) })));
  try {
    await Promise.all(people.map((person) => person.open()));
    const [ada, ben] = people as [Person, Person];
    const first = [await ada.create(users.slice(1)), await ben.create(users.slice(2, 4))];
    first.push(...await Promise.all([ada, ben].map(async ({ user, corridor }, index) => {
      const other = users[index + 2]!, { id } = await corridor!.chat.openDirect(other);
      notes.channels.push({ id, members: [user, other], isFirst: true });
      return id;
    })));
    await until(() => notes.channels.every(({ id, members }) => people.every(({ user, corridor }) => !members.includes(user) || corridor!.chat.channels.get().some((channel) => channel.id === id))), () => 'not everybody has come to know the channels');

    const faults = planFaults(random, site, people, steps), busy: Promise<unknown>[] = [];
    log(`seed ${seed}, ${kind}${site.redis ? ' with Redis' : ''}: ${users.length} people; ${faults.map(({ name, from, to }) => `${name} ${from}-${to}`).join(', ')}`);
    for (let step = 0; step <= steps; step++) {
      for (const fault of faults) {
        if (fault.from === step) busy.push(Promise.resolve(fault.begin()));
        if (fault.to === step) busy.push(Promise.resolve(fault.mend()));
      }
      for (const person of people) if (random.chance(0.3)) person.act(random);
      if (random.chance(0.1)) random.pick(people).look(random.pick(first));
      await delay(stepMs); // the pace at which they write
    }
    await Promise.all(busy);
    await mendAll(site, people);

    const since = performance.now();
    await calm(people, log);
    // What is stored and was not to be read comes with the next page.
    for (const person of people.filter(({ browser }) => !browser.isKeeping)) { person.close(); person.reopen(); }
    await calm(people, log);
    let history: History = { ...notes, stored: new Map(), views: [] }, violations: string[];
    for (;;) {
      try {
        history = await witness(site, people, notes, tenant);
        violations = violationsOf(history);
      } catch (error) { violations = [`somebody cannot see anything: ${String(error)}`]; }
      if (!violations.length || performance.now() - since > patienceMs) break;
      await delay(500); // a wire that was lost is found again, a number is told again
    }
    if (crashesOf(site) > crashes) violations.push(`${crashesOf(site) - crashes} servers ended by themselves: see the logs in ${site.folder}`);
    return { seed, kind, faults: faults.map(({ name }) => name), acknowledged: notes.acts.filter(({ kind: what, outcome }) => what === 'send' && outcome === 'acknowledged').length, settledMs: performance.now() - since, violations, history };
  } finally {
    for (const person of people) { person.close(); await person.wire.close(); }
    if (!given) await site.close();
  }
}

const crashesOf = ({ nodes }: Site) => nodes.reduce((sum, node) => sum + node.crashes, 0);

/** Whatever the faults have left: everything runs, every wire is open, every page is there. */
async function mendAll(site: Site, people: readonly Person[]): Promise<void> {
  for (const node of site.nodes) { node.thaw(); await node.start(); }
  for (const person of people) {
    person.wire.mend();
    person.browser.thaw();
    person.reopen();
  }
}

/** Waits until everybody has a connection, and the answers to all. */
async function calm(people: readonly Person[], log: (line: string) => void): Promise<void> {
  await until(() => people.every(({ awaited }) => awaited === undefined), () => people.map(({ awaited }) => awaited).filter(Boolean).join(', ')).catch((error: unknown) => { log((error as Error).message); });
}

/** What everybody sees, and somebody new in their place at the next server. */
async function witness(site: Site, people: readonly Person[], { acts, heard, resets, channels }: Notes, tenant: string): Promise<History> {
  const views = await Promise.all(people.map((person) => person.view()));
  const fresh = await Promise.all(people.map(({ user }, index) => freshView(site.nodes[(index + 1) % site.nodes.length]!.url, user, tenant)));
  const stored = new Map(fresh.flatMap((view) => view.channels.map(({ id, messages }) => [id, messages] as const)));
  return { acts, heard, resets, channels, stored, views: [...views, ...fresh] };
}

async function until(isSo: () => boolean, why: () => string): Promise<void> {
  for (const since = performance.now(); !isSo(); await delay(20)) if (performance.now() - since > patienceMs) throw new Error(`It does not settle: ${why()}`);
}

import type { Dice } from './dice.ts';
import type { Fault } from './fault.ts';
import { databaseFaults } from './faults.database.ts';
import { pageFaults } from './faults.pages.ts';
import { serverFaults } from './faults.servers.ts';
import type { Person } from './people.ts';
import type { Site } from './site.ts';

const all = [...serverFaults, ...databaseFaults, ...pageFaults];

/** From five to nine, each kind as likely as another, without those that this site or this machine cannot have: so a seed is the same everywhere. Any of them may overlap. `CHAOS_FAULT` wants one kind among them. */
export function planFaults(dice: Dice, site: Site, people: readonly Person[], steps: number): Fault[] {
  const wanted = all.find(({ name }) => name === process.env.CHAOS_FAULT), taken = new Set<string>();
  return Array.from({ length: dice.between(5, 9) }, (_, index) => {
    const any = dice.pick(all), kind = index === 0 && wanted || any, { least = 2, most = 40 } = kind;
    const from = dice.between(5, steps - 5), to = Math.min(steps, from + dice.between(least, most));
    return { ...kind, from, to, ...kind.make(dice, site, people) };
  }).filter(({ only, isPossible }) => {
    if (isPossible?.(site) === false) return false;
    if (!only) return true;
    const isFirst = !taken.has(only);
    taken.add(only);
    return isFirst;
  });
}

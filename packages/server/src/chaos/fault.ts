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

/** One way in which things fail. */
export interface Kind {
  name: string;
  isPossible?: (site: Site) => boolean;
  make(dice: Dice, site: Site, people: readonly Person[]): Pick<Fault, 'begin' | 'mend'>;
  least?: number;
  most?: number;
  /** Of those that share one, a run has only the first: there is one of it, and two would mend each other. */
  only?: string;
}

/** What is asked of a database while another fault has its way is asked again. */
export async function persist(ask: () => Promise<unknown>): Promise<void> {
  for (const since = performance.now(); ;) {
    try { await ask(); return; } catch (error) { if (performance.now() - since > 60_000) throw error; await delay(50); }
  }
}

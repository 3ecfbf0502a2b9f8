import type { Dice } from './dice.ts';
import type { Kind } from './fault.ts';
import type { Site } from './site.ts';

const node = (dice: Dice, site: Site) => dice.pick(site.nodes);

/** Of servers and of what stands between them. */
export const serverFaults: readonly Kind[] = [
  { name: 'server killed', make: (dice, site) => { const one = node(dice, site); return { begin: () => one.stop('SIGKILL'), mend: () => one.start() }; } },
  { name: 'server terminated', make: (dice, site) => { const one = node(dice, site); return { begin: () => one.stop('SIGTERM'), mend: () => one.start() }; } },
  { name: 'server frozen', least: 40, most: 90, make: (dice, site) => { const one = node(dice, site); return { begin: () => { one.freeze(); }, mend: () => { one.thaw(); } }; } },
  { name: 'server frozen and killed', least: 20, make: (dice, site) => {
    const one = node(dice, site);
    return { begin: () => { one.freeze(); }, async mend() { await one.stop('SIGKILL'); await one.start(); } };
  } },
  { name: 'redis killed', only: 'redis', isPossible: ({ redis }) => redis !== undefined, make: (_, { redis }) => ({ begin: () => redis!.kill(), mend: () => redis!.start() }) },
];

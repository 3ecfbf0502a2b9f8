import { persist, type Kind } from './fault.ts';
import type { Site } from './site.ts';

const terminate = 'select pg_terminate_backend(pid) from pg_stat_activity where datname is not null and pid <> pg_backend_pid()';

/** Says this of the database for a while, to whoever logs in from then on; and everybody has to. */
function altered({ database }: Site, begin: string, mend: string): ReturnType<Kind['make']> {
  const alter = (how: string) => persist(async () => { await database.query(`alter database ${database.name} ${how}`); await database.query(terminate); });
  let isBegun: Promise<void> | undefined;
  return { begin: () => isBegun = alter(begin), async mend() { await isBegun; await alter(mend); } };
}

/** Of the database and the disk below it. */
export const databaseFaults: readonly Kind[] = [
  { name: 'database killed', only: 'cluster', make: (_, { database }) => ({ begin: () => { database.kill(); }, mend: () => persist(() => database.start()) }) },
  { name: 'connections terminated', make: (_, { database }) => ({ begin: () => database.query(terminate).catch(() => undefined), mend: () => undefined }) }, // it may be down just now
  { name: 'connections taken', only: 'connections', make: (dice, site) => altered(site, `connection limit ${dice.below(4)}`, 'connection limit -1') }, // what others leave of them
  // What servers meet that still reach the one which is not the first any more.
  { name: 'database read-only', only: 'read-only', make: (_, site) => altered(site, 'set default_transaction_read_only = on', 'reset default_transaction_read_only') },
  { name: 'database failed over', only: 'cluster', least: 10, isPossible: ({ database }) => database.prepareStandby !== undefined, make: (_, { database }) => {
    let standby: Promise<() => Promise<void>> | undefined;
    return { begin: () => standby = database.prepareStandby!(), async mend() { await (await standby)?.(); } };
  } },
  // Also below the server's own files, where they lie on the same disk.
  { name: 'disk full', only: 'cluster', least: 10, isPossible: ({ disk }) => disk !== undefined, make: (dice, { disk, database }) => {
    const free = dice.below(5) * 4096, isLogAsked = dice.chance(0.5);
    return {
      begin() { disk!.fill(free); return isLogAsked ? database.query('select pg_switch_wal()').catch(() => undefined) : undefined; }, // a new piece of the log finds no room, which PostgreSQL does not survive
      mend() { disk!.clear(); return persist(() => database.start()); },
    };
  } },
];

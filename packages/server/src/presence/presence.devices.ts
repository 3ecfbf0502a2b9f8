import type { Presence } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import type { There } from '../cluster/words.ts';
import type { Publish } from '../publish.ts';
import { together } from '../together.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { channelsOfEach, type Chosen, presenceOfEach, storeActivities, type StoredPresence } from './presence.queries.ts';

type Key = Readonly<{ tenant: string; user: string }>;

/** How people can be reached, from their devices, which this process or others hear, and from what they have chosen. Tells each change to watchers and where a conversation of theirs is open. */
export interface PresenceOfPeople {
  /** A device is there, or (not) in use. */
  device(key: Key, deviceId: string, isActive: boolean): void;
  deviceGone(key: Key, deviceId: string): void;
  /** Told once the choice is stored. */
  chose(key: Key, chosen: StoredPresence): void;
  /** How somebody will be seen with this choice. */
  preview(key: Key, chosen: StoredPresence): Presence;
  /** `stored`: what the database has of them. */
  now(tenant: string, users: readonly string[], stored: readonly StoredPresence[]): Presence[];
  isHidden(key: Key): boolean;
  /** Who has devices at this process. */
  here(): [Key, There][];
  /** Another process says who has devices there. */
  elsewhere(process: string, key: Key, state: There): void;
  /** Another process is gone, and whoever was there. */
  elsewhereGone(process: string): void;
  /** By another process, and stored. */
  choseElsewhere(key: Key): void;
  close(): Promise<void>;
}

interface Known {
  key: Key;
  devices: Map<string, boolean>;
  /** What the devices of this process come to, as others were told. */
  here: There;
  /** Whether the last device was in use when it went: it may be back in a moment. */
  wasActive: boolean;
  chosen: Chosen;
  /** False until the database has been asked. */
  isLoaded: boolean;
  /** Of the newest question to the database: an older answer says nothing. */
  asked: number;
  lastActiveAt: Date | undefined;
  storedActivity: number;
  gone: NodeJS.Timeout | undefined;
  end: NodeJS.Timeout | undefined;
  told: string;
  /** Ends when all is told: one change after the other. */
  telling: Promise<void>;
}

const nothingChosen: Chosen = { status: null, text: null, until: null };
const activityEvery = 60_000;
/** Stands for all of somebody's devices at another process. */
const deviceOf = (process: string) => `@${process}`;
const isElsewhere = (deviceId: string) => deviceId.startsWith('@');
const longestTimer = 2 ** 31 - 1;

interface Surroundings {
  database: Knex;
  publish: Publish;
  graceMs?: number | undefined;
  /** Somebody who is there hides, or shows again. */
  onHidden: (key: Key) => void;
  /** What other processes have to know. */
  onHere?: ((key: Key, state: There) => void) | undefined;
  onChosen?: ((key: Key) => void) | undefined;
  onError: (error: unknown) => void;
}

export function createPresence({ database, publish, graceMs = 2500, onHidden, onHere, onChosen, onError }: Surroundings): PresenceOfPeople {
  const known = new Map<string, Known>();
  const writing = new Set<Promise<void>>();
  const nameOf = ({ tenant, user }: Key) => JSON.stringify([tenant, user]);

  /** Of many at once: people come and go in crowds, whenever a network or a server has been away. */
  const ofMany = <T extends Key, R>(ask: (transaction: Transaction, items: readonly T[]) => Promise<readonly R[]>) =>
    together<T, R>((items) => inTransaction(database, [...new Set(items.map(({ tenant }) => tenant))], (transaction) => ask(transaction, items)), nameOf);
  const presenceOf = ofMany(presenceOfEach), channelsOf = ofMany(channelsOfEach);
  const storeActivity = ofMany(async (transaction, active: readonly (Key & { at: Date })[]) => { await storeActivities(transaction, active); return []; });

  function enter(key: Key): Known {
    const name = nameOf(key);
    let one = known.get(name);
    if (!one) known.set(name, one = {
      key, devices: new Map(), here: 'gone', wasActive: false, chosen: nothingChosen, isLoaded: false, asked: 0, lastActiveAt: undefined, storedActivity: 0, gone: undefined, end: undefined, told: '', telling: Promise.resolve(),
    });
    return one;
  }

  function write(run: Promise<unknown>): void {
    const done: Promise<void> = run.then(() => undefined, onError).finally(() => { writing.delete(done); });
    writing.add(done);
  }

  const isThere = (one: Known) => one.devices.size > 0 || one.gone !== undefined;

  function shown({ key: { user: userId }, chosen, devices, wasActive = false, lastActiveAt }: Pick<Known, 'key' | 'chosen' | 'devices' | 'lastActiveAt'> & { wasActive?: boolean | undefined }, isConnected: boolean): Presence {
    const isOver = chosen.until !== null && chosen.until.getTime() <= Date.now();
    const { status, text, until } = isOver ? nothingChosen : chosen;
    const byDevices = (devices.size > 0 ? [...devices.values()].some((isActive) => isActive) : wasActive) ? 'online' : 'away';
    const seen = isConnected ? status ?? byDevices : 'offline';
    const isUntil = text !== null || seen !== 'offline'; // who hides until five looks like anybody who is not there
    return { userId, status: seen, text, until: isUntil ? until?.toISOString() ?? null : null, lastActiveAt: lastActiveAt?.toISOString() ?? null };
  }

  /** Tells those who see it where something has changed. */
  function tell(one: Known): void {
    const presence = shown(one, isThere(one));
    const { lastActiveAt: _, ...visible } = presence, told = JSON.stringify(visible);
    if (one.isLoaded && told !== one.told) {
      one.told = told;
      const { tenant, user } = one.key;
      one.telling = one.telling.then(async () => {
        const openIn = await channelsOf(one.key);
        publish(tenant, [{ audience: { watchers: user, openIn }, name: 'presence.changed', payload: presence }]);
      }).catch(onError);
      write(one.telling);
    }
    void one.telling.then(() => { // before, who comes back could be told of first
      if (!isThere(one) && !one.end && known.get(nameOf(one.key)) === one) known.delete(nameOf(one.key));
    });
  }

  /** At the end of `until`, what was chosen is over. */
  function adopt(one: Known, stored: StoredPresence | undefined): void {
    clearTimeout(one.end);
    one.end = undefined;
    one.isLoaded = true;
    one.chosen = stored ? { status: stored.status, text: stored.text, until: stored.until } : nothingChosen;
    if (stored?.last_active_at && (!one.lastActiveAt || stored.last_active_at > one.lastActiveAt)) one.lastActiveAt = stored.last_active_at;
    const left = one.chosen.until ? one.chosen.until.getTime() - Date.now() : 0;
    if (left > 0) one.end = setTimeout(() => { adopt(one, stored); tell(one); }, Math.min(left, longestTimer));
    one.end?.unref();
  }

  /** `isStored`: by the process that they are at. */
  function noteActivity(one: Known, isStored: boolean): void {
    if (one.chosen.status === 'offline') return; // hidden people leave no trace
    one.lastActiveAt = new Date();
    if (isStored) one.storedActivity = one.lastActiveAt.getTime();
    if (one.lastActiveAt.getTime() - one.storedActivity < activityEvery) return;
    storeNow(one, one.lastActiveAt);
  }

  function storeNow(one: Known, at: Date): void {
    one.storedActivity = at.getTime();
    write(storeActivity({ ...one.key, at }));
  }

  function sayHere(one: Known): void {
    const here = [...one.devices].filter(([id]) => !isElsewhere(id)).map(([, isActive]) => isActive);
    const now = here.length === 0 ? 'gone' : here.includes(true) ? 'active' : 'idle';
    if (now === one.here) return;
    one.here = now;
    onHere?.(one.key, now);
  }

  function reload(one: Known, then: () => void): void {
    const asked = ++one.asked;
    write(presenceOf(one.key).then((stored) => {
      const wasLoaded = one.isLoaded;
      if (asked === one.asked || !wasLoaded) adopt(one, stored);
      if (!wasLoaded && one.chosen.status !== 'offline') onHidden(one.key); // until it was known they were taken for hidden
      if (one.isLoaded) then();
    }));
  }

  const presence: PresenceOfPeople = {
    device(key, deviceId, isActive) {
      const one = enter(key);
      clearTimeout(one.gone);
      one.gone = undefined;
      one.devices.set(deviceId, isActive);
      sayHere(one);
      const proceed = () => {
        if (isActive && isThere(one)) noteActivity(one, isElsewhere(deviceId));
        tell(one);
      };
      if (one.isLoaded) proceed();
      else reload(one, proceed);
    },
    deviceGone(key, deviceId) {
      const one = known.get(nameOf(key)), wasActive = one?.devices.get(deviceId);
      if (!one || wasActive === undefined) return;
      one.devices.delete(deviceId);
      sayHere(one);
      if (one.devices.size > 0) { tell(one); return; }
      one.wasActive = wasActive;
      if (one.lastActiveAt && one.lastActiveAt.getTime() > one.storedActivity) storeNow(one, one.lastActiveAt);
      one.gone = setTimeout(() => { one.gone = undefined; tell(one); }, graceMs);
    },
    chose(key, stored) {
      const one = enter(key), wasHidden = one.chosen.status === 'offline';
      one.asked++;
      adopt(one, stored);
      tell(one);
      onChosen?.(key);
      if (wasHidden !== (stored.status === 'offline')) onHidden(key);
    },
    preview(key, stored) {
      const one = known.get(nameOf(key));
      const presence = shown({ key, chosen: stored, devices: one?.devices ?? new Map<string, boolean>(), wasActive: one?.wasActive, lastActiveAt: one?.lastActiveAt ?? stored.last_active_at ?? undefined }, one !== undefined && isThere(one));
      return { ...presence, until: stored.until?.toISOString() ?? null };
    },
    now(tenant, users, stored) {
      const rows = new Map(stored.map((row) => [row.user_id, row]));
      return [...new Set(users)].map((user) => {
        const key = { tenant, user }, row = rows.get(user);
        let one = known.get(nameOf(key));
        if (one?.isLoaded) return shown(one, isThere(one));
        if (!one && row?.until && row.until.getTime() > Date.now()) one = enter(key); // watchers hear its end
        if (one) { adopt(one, row); one.told = ''; return shown(one, isThere(one)); }
        return shown({ key, chosen: row ?? nothingChosen, devices: new Map(), lastActiveAt: row?.last_active_at ?? undefined }, false);
      });
    },
    isHidden(key) {
      const one = known.get(nameOf(key));
      return !one?.isLoaded || one.chosen.status === 'offline';
    },
    here: () => [...known.values()].flatMap(({ key, here }) => (here === 'gone' ? [] : [[key, here] as [Key, There]])),
    elsewhere(process, key, state) {
      if (state === 'gone') presence.deviceGone(key, deviceOf(process));
      else presence.device(key, deviceOf(process), state === 'active');
    },
    elsewhereGone(process) { for (const { key } of [...known.values()]) presence.deviceGone(key, deviceOf(process)); },
    choseElsewhere(key) {
      const one = known.get(nameOf(key));
      if (!one) return;
      const wasHidden = one.chosen.status === 'offline';
      reload(one, () => {
        tell(one);
        if (wasHidden !== (one.chosen.status === 'offline')) onHidden(key);
      });
    },
    async close() {
      for (const one of known.values()) { clearTimeout(one.gone); clearTimeout(one.end); }
      await Promise.all(writing);
    },
  };
  return presence;
}

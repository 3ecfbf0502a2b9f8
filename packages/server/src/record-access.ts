import type { OperationName } from '@corridor/sdk/protocol';
import type { Knex } from 'knex';
import { setTimeout as later } from 'node:timers/promises';
import type { Server } from 'socket.io';
import { z } from 'zod';
import type { Call, Session } from './call.ts';
import { CallError } from './errors.ts';
import { type Host, type HostUser, hostUser } from './host.ts';
import { type Publish, roomParts } from './publish.ts';
import { accessible, type Guard, guardsOf, guardsOfCalls, lostChannels, type Pair, storeDecisions, sweepDecisions } from './record-access.queries.ts';
import type { LiveSocket } from './socket.ts';
import { inTransaction } from './transaction.ts';

/** Who sees the conversations of records: everybody of the tenant, or who the host says. */
export interface RecordAccess {
  readonly isHost: boolean;
  /** Before an operation: asks the host's hook about the records that it is about, where nothing else has decided. */
  prepare(session: Session, name: OperationName, input: unknown): Promise<void>;
  /** Whether the caller sees the conversation of a record, which may not exist yet. */
  maySee(call: Call, record: { type: string; id: string; audience?: string | undefined }): Promise<boolean>;
  /** Those of `records` of which the caller sees some conversation, or might. */
  seen<R extends { type: string; id: string }>(call: Call, records: readonly R[]): Promise<R[]>;
  /** A conversation that nobody has written in is heard: it stands in no table yet. */
  noteEmpty(tenant: string, channelId: string, record: { type: string; id: string; audience?: string | undefined }): void;
  /** Somebody's access may be another now, or everybody's: who hears what they may not see any more hears it no longer. */
  changed(tenant: string, user?: string): void;
  close(): Promise<void>;
}

const yesSeconds = 30, noMs = 5000, lossMs = 1000;
const mostDecisions = 100_000, mostEmpty = 10_000, mostMine = 500, mostAsked = 200, askedAtOnce = 20;
const Answer = z.object({ allowed: z.array(z.boolean()) });
/** Requests that are about whatever the caller is in. */
const aboutMine: readonly OperationName[] = ['chat.sync', 'chat.channels', 'chat.threads', 'files.list', 'search.find'];
const isUuid = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

const guardOf = ({ type, id, audience = 'internal' }: { type: string; id: string; audience?: string | undefined }): Guard => ({ type, id, audience });

/** All ids that a request names, and all records, whatever the operation calls them. */
function namedIn(input: unknown, ids = new Set<string>(), guards: Guard[] = []): { ids: Set<string>; guards: Guard[] } {
  if (typeof input === 'string') { if (isUuid(input)) ids.add(input.toLowerCase()); }
  else if (typeof input === 'object' && input !== null) {
    const { type, id, audience } = input as Record<string, unknown>;
    if (typeof type === 'string' && typeof id === 'string') guards.push(guardOf({ type, id, audience: typeof audience === 'string' ? audience : undefined }));
    for (const value of Object.values(input)) namedIn(value, ids, guards);
  }
  return { ids, guards };
}

const open: RecordAccess = {
  isHost: false, prepare: () => Promise.resolve(), maySee: () => Promise.resolve(true), seen: (_, records) => Promise.resolve([...records]), noteEmpty: () => undefined, changed: () => undefined, close: () => Promise.resolve(),
};

interface Surroundings {
  mode: 'open' | 'host';
  io: Server; database: Knex; publish: Publish; host: Host | undefined;
  onlyTenants?: readonly string[] | undefined;
  /** How often those who listen are looked at again, in ms. */
  everyMs?: number | undefined;
  /** These hear channels whose records they have access to no more. It is waited for a moment, and neither fails nor ends with that moment. */
  onLost(tenant: string, lost: readonly Pair[]): Promise<void>;
  onError: (error: unknown) => void;
}

export function createRecordAccess({ mode, io, database, publish, host, onlyTenants, everyMs = 3000, onLost, onError }: Surroundings): RecordAccess {
  if (mode === 'open') return open;
  /** What the hook has said, as long as it counts. */
  const decisions = new Map<string, { may: boolean; until: number; at: number }>();
  const empty = new Map<string, Guard>();
  /** One question at a time about each user: the next one may find its answer there. */
  const asking = new Map<string, Promise<void>>();
  const run = <T>(tenant: string, work: Parameters<typeof inTransaction<T>>[2]) => inTransaction(database, onlyTenants ?? [tenant], work);
  const keyOf = (tenant: string, user: string, { type, id, audience }: Guard) => JSON.stringify([tenant, user, type, id, audience]);

  function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
    map.delete(key);
    map.set(key, value);
    if (map.size > most) map.delete(map.keys().next().value!);
  }

  /** Asks the hook about what it has not decided since `notBefore`, and what nothing else allows. */
  async function decide(tenant: string, user: HostUser, guards: readonly Guard[], notBefore: number): Promise<void> {
    const isKnown = (guard: Guard) => { const known = decisions.get(keyOf(tenant, user.id, guard)); return known !== undefined && known.until > Date.now() && known.at > notBefore; };
    const open = [...new Map(guards.map((guard) => [keyOf(tenant, user.id, guard), guard])).values()].filter((guard) => guard.id !== '*' && !isKnown(guard));
    if (!host || open.length === 0) return;
    const allowed = await run(tenant, (transaction) => accessible(transaction, tenant, user.id, open, true));
    const asked = open.filter((_, at) => !allowed.has(at));
    for (let from = 0; from < asked.length; from += mostAsked) {
      const records = asked.slice(from, from + mostAsked);
      const answer = await host.ask({ type: 'authorize', tenant, user, records }, Answer, { timeoutMs: 3000 });
      const decided = records.map((record, at) => ({ ...record, may: answer?.allowed[at] === true }));
      await run(tenant, (transaction) => storeDecisions(transaction, tenant, user.id, decided, yesSeconds));
      const at = Date.now();
      for (const { may, ...guard } of decided) remember(decisions, keyOf(tenant, user.id, guard), { may, at, until: at + (may ? yesSeconds * 1000 : noMs) }, mostDecisions);
    }
  }

  function inTurn(tenant: string, user: HostUser, guards: readonly Guard[], notBefore: number): Promise<void> {
    const key = JSON.stringify([tenant, user.id]), before = asking.get(key) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => decide(tenant, user, guards, notBefore)).finally(() => { if (asking.get(key) === mine) asking.delete(key); });
    asking.set(key, mine);
    return mine;
  }

  /** What is heard on live connections, by user. */
  function heard(tenant: string, only?: string): Map<string, { session: Session; channels: Set<string>; records: Map<string, Guard> }> {
    const users = new Map<string, { session: Session; channels: Set<string>; records: Map<string, Guard> }>();
    for (const socket of io.of('/').sockets.values() as Iterable<LiveSocket>) {
      const { session } = socket.data;
      if (session.tenant !== tenant || (only !== undefined && session.user !== only)) continue;
      let user = users.get(session.user);
      if (!user) users.set(session.user, user = { session, channels: new Set(), records: new Map() });
      const rooms = [...socket.rooms].map(roomParts), isInCall = rooms.some(({ kind }) => kind === 'call');
      for (const { kind, id } of rooms) {
        if (kind === 'channel' || kind === 'open' || (kind === 'guarded' && isInCall)) user.channels.add(id);
        if (kind === 'counts') { const [type, recordId] = JSON.parse(id) as [string, string]; user.records.set(id, { type, id: recordId, audience: '*' }); }
      }
    }
    return users;
  }

  /** `isAnew`: the hook is asked again. */
  async function sweep(tenant: string, only: string | undefined, isAnew: boolean): Promise<void> {
    const users = heard(tenant, only), now = Date.now();
    if (host && isAnew) {
      const ask = async ({ session, channels }: { session: Session; channels: Set<string> }) => {
        const guards = await run(tenant, (transaction) => guardsOf(transaction, tenant, session.user, [...channels], false, mostMine * 4));
        const unwritten = [...channels].flatMap((id) => empty.get(`${tenant} ${id}`) ?? []);
        await inTurn(tenant, hostUser(session), [...guards, ...unwritten], now - everyMs / 2).catch(onError); // what was allowed ends by itself
      };
      const waiting = [...users.values()];
      while (waiting.length > 0) await Promise.all(waiting.splice(0, askedAtOnce).map(ask));
      await run(tenant, (transaction) => sweepDecisions(transaction, tenant));
    }
    const pairs = [...users].flatMap(([user, { channels }]) => [...channels].map((channelId): Pair => ({ user, channelId })));
    const lost = pairs.length > 0 ? await run(tenant, (transaction) => lostChannels(transaction, tenant, pairs)) : [];
    for (const [user, { channels, records }] of users) {
      const unwritten = [...channels].flatMap((channelId) => { const guard = empty.get(`${tenant} ${channelId}`); return guard ? [{ channelId, guard }] : []; }), watched = [...records];
      const guards = [...unwritten.map(({ guard }) => guard), ...watched.map(([, guard]) => guard)];
      if (guards.length === 0) continue;
      const mine = await run(tenant, (transaction) => accessible(transaction, tenant, user, guards));
      lost.push(...unwritten.filter((_, at) => !mine.has(at)).map(({ channelId }) => ({ user, channelId })));
      publish(tenant, watched.filter((_, at) => !mine.has(unwritten.length + at)).map(([key]) => ({ unwatch: key, users: [user] })));
    }
    if (lost.length > 0) await Promise.race([onLost(tenant, lost), later(lossMs, undefined, { ref: false })]); // before they are told, so that all of it is done by then; but nobody hears on for long where the database is busy
    publish(tenant, lost.flatMap(({ user, channelId }) => [
      { leave: channelId, users: [user], isHidden: true }, { audience: { users: [user] }, name: 'chat.left', payload: { channelId } },
    ]));
  }

  let sweeping = Promise.resolve(), isClosed = false;
  const soon = (tenant: string, only: string | undefined, isAnew: boolean) => {
    sweeping = sweeping.then(() => (isClosed ? undefined : sweep(tenant, only, isAnew))).catch(onError);
    return sweeping;
  };
  const tenantsHere = () => new Set(([...io.of('/').sockets.values()] as LiveSocket[]).map((socket) => socket.data.session.tenant));
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    timer = setTimeout(() => {
      void Promise.all([...tenantsHere()].map((tenant) => soon(tenant, undefined, true))).then(() => { if (!isClosed) again(); });
    }, everyMs);
    timer.unref();
  };
  again();

  return {
    isHost: true,
    async prepare(session, name, input) {
      if (!host || session.isKey) return;
      const { ids, guards } = namedIn(input), isMine = aboutMine.includes(name);
      if (ids.size === 0 && guards.length === 0 && !isMine) return;
      const { tenant, user } = session, stored = ids.size > 0 || isMine ? await run(tenant, (transaction) => (name === 'calls.resume' ? guardsOfCalls(transaction, tenant, user, [...ids]) : guardsOf(transaction, tenant, user, [...ids], isMine, mostMine))) : [];
      const asked = inTurn(tenant, hostUser(session), [...guards, ...stored], 0);
      // A host that does not answer hides records, and keeps nobody from all else that a list is of.
      await (isMine ? asked.catch((error: unknown) => { if (!(error instanceof CallError)) throw error; }) : asked);
    },
    maySee: async (call, record) => (await accessible(call, call.session.tenant, call.session.user, [guardOf(record)])).size > 0,
    async seen(call, records) {
      const mine = await accessible(call, call.session.tenant, call.session.user, records.map(({ type, id }) => ({ type, id, audience: '*' })));
      return records.filter((_, at) => mine.has(at));
    },
    noteEmpty: (tenant, channelId, record) => { remember(empty, `${tenant} ${channelId}`, guardOf(record), mostEmpty); },
    changed: (tenant, user) => { void soon(tenant, user, false); },
    close: () => { isClosed = true; clearTimeout(timer); return sweeping; },
  };
}

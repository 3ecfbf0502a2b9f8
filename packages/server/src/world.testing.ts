import type { EventName, Input, OperationName, Output, Payload, Refusal } from '@corridor/sdk/protocol';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import { io, type Socket } from 'socket.io-client';
import type { Session } from './call.ts';
import type { IceConfig } from './config.ice.ts';
import { type CallsConfig, usualCalls } from './config.sfu.ts';
import type { OpenCarrier } from './cluster/carrier.ts';
import { connect, type DatabaseAddress } from './database.ts';
import { CallError } from './errors.ts';
import type { FileConfig } from './files/files.service.ts';
import { createLimits } from './limits.ts';
import { createProvisioning } from './provisioning.ts';
import { cloneDatabase } from './testing/database.ts';
import { temporaryFolder } from './testing/files.ts';
import { inTransaction } from './transaction.ts';
import type { TranscribeConfig } from './voice/voice.transcriber.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

type Heard = { [N in EventName]: { name: N; payload: Payload<N> } }[EventName];

/** One connected person: what they ask, and everything they hear. */
export interface Guest {
  readonly session: Session;
  readonly heard: Heard[];
  readonly socket: Socket;
  request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** Of what was heard, from now on or before. */
  hears<N extends EventName>(name: N, isIt?: (payload: Payload<N>) => boolean): Promise<Payload<N>>;
  /** All that is on its way has arrived. */
  settled(): Promise<void>;
  close(): void;
}

export interface TestWorld extends Omit<World, 'close'> {
  readonly database: Knex;
  readonly address: DatabaseAddress;
  readonly url: string;
  readonly errors: unknown[];
  person(user: string, claims?: Partial<Session>): Promise<Session>;
  request<N extends OperationName>(session: Session, name: N, input: Input<N>): Promise<Output<N>>;
  /** All rows of a tenant, by table. */
  rows(tenant: string): Promise<Record<string, unknown[]>>;
  connect(user: string, claims?: Partial<Session>): Promise<Guest>;
  close(how?: { keepGuests?: boolean }): Promise<void>;
}

/** All features on a database of their own and a socket, without HTTP; everything said is checked against the contract. A token is its session as JSON. `beside`: on the database of another. */
export async function startTestWorld({ beside, limits = 0, corsOrigins = [], recordAccess = 'open', files = {}, transcribe, ice, calls = {}, carrier, ...options }: Omit<WorldOptions, 'carrier'> & { carrier?: (address: DatabaseAddress) => OpenCarrier; ice?: IceConfig; files?: Partial<FileConfig>; transcribe?: TranscribeConfig; calls?: Partial<CallsConfig>; limits?: number; corsOrigins?: string[]; recordAccess?: 'open' | 'host'; beside?: TestWorld } = {}): Promise<TestWorld> {
  const source = beside ? undefined : await cloneDatabase();
  const address = beside?.address ?? source!.address, database = beside?.database ?? connect(address, 'app', 10, recordAccess);
  const server = createServer();
  const errors: unknown[] = [];
  const tokens: Parameters<typeof createWorld>[0]['tokens'] = {
    onStored: undefined, onPerson: undefined, onAccess: undefined,
    forget: (tenant, user, said) => { provision.forget(tenant, user, said); },
    async open(token) {
      if (typeof token !== 'string') throw new CallError('unauthenticated', 'A token is needed');
      const session = JSON.parse(token) as Session;
      if (session.expiresAt * 1000 <= Date.now()) throw new CallError('unauthenticated', 'The token has expired');
      await provision(session);
      return session;
    },
  };
  const provision = createProvisioning({
    database, onStored: (tenant, user, said) => { tokens.onStored?.(tenant, user, said); }, onPerson: (tenant, person) => { tokens.onPerson?.(tenant, person); },
    onAccess: recordAccess === 'host' ? (tenant, user) => { tokens.onAccess?.(tenant, user); } : undefined,
  });
  const world = await createWorld({
    database, server, tokens, limits: createLimits(limits), config: { limits, corsOrigins, recordAccess, transcribe, ...ice && { ice }, calls: { ...usualCalls, ...calls }, files: { folder: temporaryFolder(), url: '', maxBytes: 1e9, voiceMaxBytes: 10 * 2 ** 20, quotaBytes: 0, keepsPlace: false, store: 'disk', s3: undefined, key: undefined, previousKey: undefined, keptDays: 30, ...files } },
    log: { error: (entry: unknown) => { errors.push(entry); } } as never,
    isStrict: true, tools: () => Promise.resolve({}), carrier: carrier?.(address), ...options, timing: { graceMs: 0, readsMs: 10, viewersMs: 10, numbersMs: 3_600_000, countsMs: 10, accessMs: 50, ...options.timing, calls: { ringMs: 3_600_000, graceMs: 3_600_000, seenMs: 3_600_000, ...options.timing?.calls } },
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const guests = new Set<Guest>();

  const person = async (user: string, claims: Partial<Session> = {}): Promise<Session> => {
    const session: Session = { tenant: 'acme', name: user, avatar: null, roles: [], groups: [], expiresAt: Math.floor(Date.now() / 1000) + 600, ...claims, user };
    await provision(session);
    return session;
  };
  return {
    ...world, database, address, url, errors, person,
    request: (session, name, input) => world.dispatch(session, name, input),
    rows: (tenant) => inTransaction(database, [tenant], async (transaction) => {
      const tables = await transaction.query<{ name: string }>('', `
        select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1`, []);
      const rows: Record<string, unknown[]> = {};
      for (const { name } of tables) rows[name] = await transaction.query('', `select to_jsonb(t) as row from ${name} t where tenant_id = $1 order by t::text`, [tenant]);
      return rows;
    }),
    async connect(user, claims) {
      const session = await person(user, claims);
      const guest = await openGuest(url, session);
      guests.add(guest);
      return guest;
    },
    async close({ keepGuests = false } = {}) {
      if (!keepGuests) for (const guest of guests) guest.close();
      await world.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
      if (!source) return;
      await database.destroy();
      await source.stop();
    },
  };
}

const patienceMs = 10_000;

async function openGuest(url: string, session: Session): Promise<Guest> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: JSON.stringify(session) } });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  socket.onAny((name: string, payload: unknown) => {
    heard.push({ name, payload } as Heard);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve, reject) => { socket.once('connect', resolve); socket.once('connect_error', reject); });
  const request: Guest['request'] = async (name, input) => {
    const ack = (await socket.emitWithAck('request', name, input)) as { ok: never } | { error: Refusal };
    if ('error' in ack) throw new CallError(ack.error.code, ack.error.message, ack.error.details);
    return ack.ok;
  };
  return {
    session, heard, socket, request,
    hears: (name, isIt = () => true) => new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`${session.user} did not hear ${name}, but ${JSON.stringify(heard).slice(0, 2000)}`));
      }, patienceMs);
      const look = () => {
        const found = heard.find((one) => one.name === name && isIt(one.payload as never));
        if (!found) return;
        waiting.delete(look);
        clearTimeout(deadline);
        resolve(found.payload as never);
      };
      waiting.add(look);
      look();
    }),
    settled: async () => {
      if (!socket.connected) return; // one that has ended hears nothing more
      try { await request('session.me', {}); } catch (error) { if (socket.connected) throw error; }
    },
    close: () => { socket.close(); },
  };
}

export { uuid7 as newId } from './uuid.ts';

/** The code a promise is refused with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try { await promise; return 'ok'; } catch (error) { if (error instanceof CallError) return error.code; throw error; }
}

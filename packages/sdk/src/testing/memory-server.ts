import { createCorridor, type Corridor } from '../corridor.ts';
import { events, operations, type Input, type OperationName, type Output, type Parsed } from '../protocol/contract.ts';
import type { Message } from '../protocol/chat.ts';
import type { FileSummary } from '../protocol/files.summary.ts';
import type { OperationSpec } from '../protocol/operation.ts';
import { permissions, type Permission } from '../protocol/permissions.ts';
import type { WireEvent } from '../transport/transport.ts';
import { refuse, type Call, type Handler } from './call.ts';
import { tellCounts } from './chat.records.ts';
import { fill, type FilledMessage } from './fill.ts';
import { arrive, keepUpload } from './files.ts';
import { handlers } from './handlers.ts';
import { openIn, room, type Connection } from './hub.ts';
import { MemoryTransport } from './memory-transport.ts';
import { noteActive, presenceOf, tellPresence } from './presence.ts';
import { demoPeople, seed } from './seed.ts';
import { Tenant } from './tenant.ts';
import { tellViewers } from './viewers.ts';

/** Somebody as a token would describe them, or with `isKey` the host's back end; a plain id stands for one of the server's people. */
export type MemoryUser = string | { id: string; name?: string; avatar?: string; tenant?: string; roles?: readonly string[]; groups?: readonly string[]; isKey?: boolean };

export interface MemoryServerOptions {
  people?: readonly { id: string; name: string; avatar?: string }[];
  /** The tenant of whoever names none. */
  tenant?: string;
  /** Milliseconds since 1970. */
  now?: () => number;
}

const longestTimer = 2 ** 31 - 1;

interface Session { tenant: Tenant; user: string; roles: readonly string[]; isKey: boolean; connection?: Connection }

/** The smallest server that keeps the contract: no network, no database, the same answers and events as the real one. */
export class MemoryServer {
  readonly #tenants = new Map<string, Tenant>();
  readonly #home: string;
  readonly #transports = new Set<MemoryTransport>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #now: () => number;

  constructor({ people = [], tenant = 'demo', now = Date.now }: MemoryServerOptions) {
    this.#home = tenant;
    this.#now = now;
    this.#introduce(people);
  }

  transport(user: MemoryUser): MemoryTransport {
    const transport = new MemoryTransport({
      attach: (deliver) => this.#attach(this.#session(user), deliver),
      detach: (connection) => { this.#detach(this.#session(user), connection); },
      offsetOf: (uploadId) => this.#tenantOf(user).uploads.get(uploadId)?.upload.offset ?? 0,
      arrive: (connection, uploadId, blob, offset) => { this.#run({ ...this.#session(user), connection }, (call) => { arrive(call, uploadId, blob, offset); }); },
      dispatch: (connection, name, input) => this.#dispatch({ ...this.#session(user), connection }, name as OperationName, input),
    });
    this.#transports.add(transport);
    return transport;
  }

  /** A client of its own device, with nothing kept; not yet connected. */
  client(user: MemoryUser): Corridor { return createCorridor({ transport: this.transport(user), storage: 'memory' }); }

  /** One request without a live connection, as over REST. */
  async request<N extends OperationName>(user: MemoryUser, name: N, input: Input<N>): Promise<Output<N>> {
    return this.#dispatch(this.#session(user), name, input);
  }

  /** Appends many messages at once, straight into the channel. Who is connected learns of them as of missed events. */
  fill(channelId: string, count: number, make?: (index: number) => FilledMessage): readonly Message[] {
    const tenant = [...this.#tenants.values()].find(({ channels }) => channels.has(channelId)) ?? refuse('not-found', 'No such channel');
    const messages = fill(tenant, channelId, count, this.#now(), make);
    this.tellNumbers();
    return messages;
  }

  /** The demo's people and conversations; answers the ids of its channels. */
  seed(): ReturnType<typeof seed> {
    const real = this.#now;
    const start = real();
    this.#introduce(demoPeople);
    try {
      return seed((minutesAgo, user, name, input) => {
        this.#now = () => start - minutesAgo * 60_000;
        return this.#dispatch(this.#session(user), name, input);
      });
    } finally { this.#now = real; }
  }

  /** Tells the numbers of all channels again, as the real server does now and then of those that changed. */
  tellNumbers(): void {
    for (const { channels, hub } of this.#tenants.values()) {
      for (const { id, lastSeq, lastChange } of channels.values()) hub.tell(room.channel(id), { name: 'chat.numbers', payload: { channelId: id, lastSeq, lastChange } });
    }
  }

  /** Takes every device offline. */
  close(): void {
    for (const transport of this.#transports) transport.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #introduce(people: NonNullable<MemoryServerOptions['people']>): void {
    const known = this.#tenant(this.#home).people;
    for (const { id, name, avatar } of people) known.set(id, { id, name, avatar: avatar ?? null, isPlaceholder: false });
  }

  #tenant(id: string): Tenant {
    const tenant = this.#tenants.get(id) ?? new Tenant(id);
    this.#tenants.set(id, tenant);
    return tenant;
  }

  /** First sight makes a person; what a token says of them replaces what was known. */
  #session(user: MemoryUser): Session {
    const { id, name, avatar, tenant: tenantId = this.#home, roles = [], groups, isKey = false } = typeof user === 'string' ? { id: user } : user;
    const tenant = this.#tenant(tenantId);
    const known = tenant.people.get(id);
    const person = { id, name: name ?? known?.name ?? id, avatar: avatar ?? known?.avatar ?? null, isPlaceholder: false };
    tenant.people.set(id, person);
    if (groups) tenant.groupsOf(id).splice(0, Infinity, ...groups);
    if (known && JSON.stringify(known) !== JSON.stringify(person)) tenant.hub.tell(room.presence(id), { name: 'people.changed', payload: person });
    return { tenant, user: id, roles, isKey };
  }

  #tenantOf(user: MemoryUser): Tenant { return this.#session(user).tenant; }

  /** Puts a file there as if somebody had uploaded it, with what the server would have found out; answers its id. */
  async putFile(user: MemoryUser, file: Blob & { name: string }, facts?: FileSummary['facts'], more: { fileId?: string; folderId?: string; purpose?: 'file' | 'voice' } = {}): Promise<string> {
    const { uploadId, fileId } = await this.request(user, 'files.beginUpload', { name: file.name, bytes: file.size, mediaType: file.type, ...more });
    this.#run(this.#session(user), (call) => { keepUpload(call, uploadId, file, facts); });
    return fileId;
  }

  #attach(session: Session, deliver: (event: WireEvent) => void): Connection {
    const connection: Connection = { user: session.user, isActive: true, deliver };
    this.#run(session, (call) => {
      const before = presenceOf(call.tenant, call.user, call.now);
      call.tenant.hub.join(connection, room.user(call.user));
      noteActive(call.tenant, call.user, call.now);
      tellPresence(call, before);
    });
    return connection;
  }

  #detach(session: Session, connection: Connection): void {
    this.#run(session, (call) => {
      const before = presenceOf(call.tenant, call.user, call.now);
      const left = call.tenant.hub.leaveAll(connection);
      tellPresence(call, before);
      for (const channelId of openIn(left)) tellViewers(call, channelId);
    });
  }

  #dispatch<N extends OperationName>(session: Session, name: N, raw: unknown): Output<N> {
    if (!Object.hasOwn(operations, name)) refuse('unknown-operation', `No operation ${JSON.stringify(name)}`);
    const { input, output, permission, callers }: OperationSpec = operations[name];
    const parsed = input.safeParse(raw);
    if (!parsed.success) {
      refuse('invalid-input', `${name}: ${parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'} ${issue.message}`).join('; ')}`, parsed.error.issues);
    }
    if (callers !== 'all' && session.isKey !== (callers === 'keys')) refuse('forbidden', session.isKey ? 'An API key does not do this' : 'Only an API key does this; an administrator can make one');
    return this.#run(session, (call) => {
      if (permission && !call.may(permission)) refuse('forbidden', `This needs the permission ${permission}; an administrator can grant it`, { permission });
      const handler = handlers[name] as Handler<N>;
      return output.parse(handler(call, parsed.data as Parsed<N>)) as Output<N>;   // parsing copies: nobody shares the server's rows
    });
  }

  /** Runs to the end or not at all: what is to be told and done is kept until nothing can fail any more. */
  #run<T>(session: Session, run: (call: Call) => T): T {
    const { tenant, user, roles, isKey, connection } = session;
    const effects: (() => void)[] = [], changed = new Set<string>();
    const granted: readonly Permission[] = isKey ? permissions : tenant.permissionsOf(roles);
    const result = run({
      tenant, user, roles, connection, now: new Date(this.#now()).toISOString(),
      may: (permission) => granted.includes(permission),
      publish: (to, name, payload, { except } = { except: '' }) => {
        const event = { name, payload: events[name].parse(payload) } as WireEvent;
        effects.push(() => { tenant.hub.tell(to, event, except); });
        if (event.name === 'chat.message') changed.add(event.payload.channelId);
        if (event.name === 'chat.channelChanged') changed.add(event.payload.id);
      },
      afterwards: (effect) => { effects.push(effect); },
      later: (instant, then) => { effects.push(() => { this.#wait(session, Date.parse(instant) - this.#now(), then); }); },
    });
    for (const effect of effects) effect();
    tellCounts(tenant, changed);
    return result;
  }

  #wait(session: Session, ms: number, then: (call: Call) => void): void {
    if (ms >= longestTimer) return;   // whoever is still there in weeks has other worries
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#run(session, then);
    }, ms + 1);
    if (typeof timer === 'object') timer.unref();   // a test need not wait for it
    this.#timers.add(timer);
  }
}

/** A server in this very process, for tests, stories and demos. */
export const createMemoryServer = (options: MemoryServerOptions = {}): MemoryServer => new MemoryServer(options);


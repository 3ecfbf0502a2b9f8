// The people of an office, each with a connection of their own, and what has been told them: what was acknowledged has to be there in the end.
import { randomUUID } from 'node:crypto';
import type { ErrorCode, HostRecord, Input, OperationName, Output } from '@corridor/sdk/protocol';
import { io, type Socket } from 'socket.io-client';
import { token } from './processes.ts';

export class Refused extends Error {
  readonly code: ErrorCode | 'no answer';
  constructor(what: string, code: ErrorCode | 'no answer', message: string) {
    super(`${what}: ${code}: ${message}`);
    this.code = code;
  }
}

export interface Said { id: string; by: Person; place: Place; isGone: boolean }

/** A conversation; `acknowledged` are the ids of all messages that the server has answered for. */
export interface Place { id: string; members: Person[]; record?: HostRecord; threadOf?: string; acknowledged: Set<string>; said: Said[]; threads: Place[]; lastSeq: number }

export const placeOf = (id: string, members: Person[], more: Pick<Place, 'record' | 'threadOf'> = {}): Place => ({ id, members, ...more, acknowledged: new Set(), said: [], threads: [], lastSeq: 0 });

/** What has been answered, by operation, and events heard. */
export const tally = { done: new Map<string, number>(), heard: 0 };
export const count = (what: string): void => { tally.done.set(what, (tally.done.get(what) ?? 0) + 1); };

export const one = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)]!;
export const oneOf = <T>(of: readonly T[], isIt: (each: T) => boolean): T | undefined => { const fit = of.filter(isIt); return fit.length ? one(fit) : undefined; };
export const isBy = (share: number): boolean => Math.random() < share;

/** Words of an office, some of them used much more than others. */
const words = Array.from({ length: 2000 }, (_, i) => (i < 12 ? ['order', 'Monday', 'please', 'invoice', 'truck', 'stock', 'the', 'for', 'and', 'price', 'late', 'Hamburg'][i]! : i % 5 ? `w${(i * 7919).toString(36)}` : `PO-${1000 + i}`));
export const word = (): string => words[Math.floor(words.length * Math.random() ** 3)]!;
export const text = (least = 3, most = 40): string => Array.from({ length: least + Math.floor(Math.random() ** 2 * (most - least)) }, word).join(' ');

const keptSaid = 50;

export class Person {
  readonly url: string;
  readonly user: string;
  places: Place[] = [];
  readonly mine: Said[] = [];
  isHere = false;
  /** Acts under way: who is in the middle of something does not go. */
  holds = 0;
  listensTo: Place | undefined;
  #socket: Socket | undefined;

  onLost: ((reason: string) => void) | undefined;

  constructor(url: string, user: string) {
    this.url = url;
    this.user = user;
  }

  /** A new connection, as a page has it that is opened. */
  async come(): Promise<void> {
    const socket = io(this.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth: { token: token(this.user) } });
    await new Promise<void>((resolve, reject) => { socket.once('connect', resolve).once('connect_error', reject); });
    socket.onAny(() => { tally.heard++; });
    socket.once('disconnect', (reason) => { if (reason !== 'io client disconnect') this.onLost?.(reason); });
    this.#socket = socket;
    this.isHere = true;
    count('connections');
  }

  go(): void {
    this.isHere = false;
    this.listensTo = undefined;
    this.#socket?.disconnect();
  }

  async ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> {
    const { ok, error } = await this.#socket!.timeout(30_000).emitWithAck('request', name, input).catch((cause: Error) => ({ error: { code: 'no answer', message: cause.message } })) as { ok: Output<N>; error?: { code: ErrorCode; message: string } };
    if (error) throw new Refused(name, error.code, error.message);
    count(name);
    return ok;
  }

  /** The answer's body, once it is whole; `path`: below `/api/v1`, or a whole address. Each over a connection of its own: one that is kept may end at the server while the next request is on its way. */
  async fetch(what: string, path: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer<ArrayBuffer> } = {}): Promise<Buffer> {
    const answer = await fetch(path.startsWith('http') ? path : `${this.url}/api/v1${path}`, { method, headers: { Connection: 'close', Authorization: `Bearer ${token(this.user)}`, ...(typeof body === 'string' && { 'Content-Type': 'application/json' }), ...headers }, ...(body !== undefined && { body }) });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) {
      const { code, message } = (JSON.parse(bytes.toString() || '{}') as { error?: { code: ErrorCode; message: string } }).error ?? { code: 'no answer' as const, message: String(answer.status) };
      throw new Refused(what, code, message);
    }
    count(what);
    return bytes;
  }

  /** What was answered for has to be there in the end. */
  note(place: Place, { id, seq }: { id: string; seq: number }): Said {
    const said: Said = { id, by: this, place, isGone: false };
    place.acknowledged.add(id);
    place.lastSeq = Math.max(place.lastSeq, seq);
    place.said.push(said);
    if (place.said.length > keptSaid) place.said.shift();
    this.mine.push(said);
    if (this.mine.length > keptSaid) this.mine.shift();
    return said;
  }

  async say(place: Place, words: string, fileIds?: string[]): Promise<Said> {
    return this.note(place, await this.ask('chat.send', { id: randomUUID(), channelId: place.id, text: words, ...(fileIds && { fileIds }), ...where(place) }));
  }
}

/** What a conversation needs said of it that may not be there yet. */
export const where = ({ record, threadOf }: Place): Pick<Place, 'record' | 'threadOf'> => ({ ...(record && { record }), ...(threadOf !== undefined && { threadOf }) });

const some = <T>(of: readonly T[], how: number): T[] => [...of].sort(() => Math.random() - 0.5).slice(0, how);

/** A hundred people who are there, with a group of all, departments, groups, direct conversations and those of orders. */
export async function openOffice(url: string, size: number): Promise<{ people: Person[]; places: Place[] }> {
  const people = Array.from({ length: size }, (_, i) => new Person(url, `person${i}`)), places: Place[] = [];
  for (const person of people) await person.come();
  const add = (place: Place) => { places.push(place); for (const member of place.members) member.places.push(place); };
  const group = async (name: string, members: Person[]) => {
    const [first, ...others] = members as [Person, ...Person[]];
    add(placeOf((await first.ask('chat.createChannel', { kind: 'group', name, members: others.map(({ user }) => user) })).id, members));
  };
  await group('All', people);
  for (let i = 0; i < 4; i++) await group(`Department ${i}`, people.slice(i * size / 4, (i + 1) * size / 4));
  for (let i = 0; i < 12; i++) await group(`Group ${i}`, some(people, 8));
  for (const [i, person] of people.entries()) {
    const other = people[(i + 1) % size]!;
    add(placeOf((await person.ask('chat.openDirect', { userIds: [other.user] })).id, [person, other]));
  }
  for (let i = 0; i < 30; i++) {
    const record = { type: 'order', id: `PO-${1000 + i}`, title: `Order ${1000 + i}` }, members = some(people, 5);
    const place = placeOf((await members[0]!.ask('chat.openRecord', record)).id, members, { record });
    add(place);
    for (const member of members) await member.say(place, text());
  }
  return { people, places };
}

/** Messages that were acknowledged and are not there, and those that are there twice, for people who come anew. */
export async function checkAll(url: string, places: readonly Place[]): Promise<{ acknowledged: number; missing: number; doubled: number }> {
  const fresh = new Map<string, Person>(), found = { acknowledged: 0, missing: 0, doubled: 0 };
  for (const place of places.flatMap((each) => [each, ...each.threads])) {
    if (place.acknowledged.size === 0) continue;
    const { user } = place.members[0]!, reader = fresh.get(user) ?? new Person(url, user), ids: string[] = [];
    if (!fresh.has(user)) await reader.come();
    fresh.set(user, reader);
    for (let before: number | undefined, isFirst = true; isFirst || before !== undefined; isFirst = false) {
      const page = await reader.ask('chat.history', { channelId: place.id, limit: 200, ...(before !== undefined && { before }) });
      ids.push(...page.items.map(({ id }) => id));
      before = page.next;
    }
    const stored = new Set(ids);
    found.acknowledged += place.acknowledged.size;
    found.doubled += ids.length - stored.size;
    for (const id of place.acknowledged) if (!stored.has(id)) found.missing++;
  }
  for (const reader of fresh.values()) reader.go();
  return found;
}

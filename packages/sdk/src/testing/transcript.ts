import type { EventName, Input, OperationName, Output, Payload } from '../protocol/contract.ts';
import type { WireEvent } from '../transport/transport.ts';

export interface UploadedFile { readonly name: string; readonly text: string; readonly fileId?: string; readonly folderId?: string }

/** One live connection to a server, real or in memory. A refused request rejects with an error that has a `code`. */
export interface Line {
  readonly heard: readonly WireEvent[];
  request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** The first such event, heard before or from now on. */
  hears<N extends EventName>(name: N, isIt: (payload: Payload<N>) => boolean): Promise<Payload<N>>;
  /** Puts a file of text there as if this user had uploaded it, or a next version of it; answers its id. */
  upload(file: UploadedFile): Promise<string>;
  /** All that is on its way has arrived. */
  settled(): Promise<void>;
}

/** How a scenario reaches a server that nobody has used before. */
export interface Driver { connect(user: string, claims: { tenant: string; name: string; roles: readonly string[]; groups: readonly string[]; isKey: boolean }): Promise<Line> }

/** Somebody in a scenario. */
export interface Guest {
  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** The code that a request is refused with, or `ok`. */
  codeOf(name: string, input: unknown): Promise<string>;
  /** The answer, or the code that the request is refused with. */
  outcomeOf(name: string, input: unknown): Promise<unknown>;
  upload(file: UploadedFile): Promise<string>;
  hears: Line['hears'];
}

export interface Cast {
  connect(user: string, claims?: { tenant?: string; roles?: readonly string[]; groups?: readonly string[]; isKey?: boolean }): Promise<Guest>;
  equal(actual: unknown, expected: unknown): void;
}

export interface Scenario { readonly name: string; play(cast: Cast): Promise<void> }

/** Told a moment later, gathered, or again when a file has been looked at; where a scenario needs them it waits for them. */
const gathered: readonly EventName[] = ['chat.reads', 'chat.numbers', 'chat.counted', 'presence.viewers', 'presence.changed', 'people.changed', 'files.changed'];

/**
 * Plays a scenario and answers all that could be observed: each request, its answer or code, and what everybody heard of it, in order.
 * Ids are numbered as they appear and times are left out, so that two servers which keep the contract give the same transcript.
 */
export async function transcribe(driver: Driver, scenario: Scenario): Promise<unknown[]> {
  const transcript: unknown[] = [];
  const lines: { user: string; line: Line; seen: number }[] = [];
  const plain = normaliser();

  async function note(user: string, name: string, input: unknown, answer: unknown): Promise<void> {
    for (const { line } of lines) await line.settled();
    const heard = lines.map((one) => {
      const events = one.line.heard.slice(one.seen).filter((event) => !gathered.includes(event.name));
      one.seen = one.line.heard.length;
      return events.length > 0 ? { [one.user]: events } : undefined;
    }).filter((one) => one !== undefined);
    transcript.push(plain({ [`${user}: ${name}`]: input, answer: inOrder(name, answer), heard }));
  }

  await scenario.play({
    async connect(user, { tenant = 'norvik', roles = [], groups = [], isKey = false } = {}) {
      const line = await driver.connect(user, { tenant, name: user[0]!.toUpperCase() + user.slice(1), roles, groups, isKey });
      lines.push({ user, line, seen: 0 });
      const guest: Guest = {
        async ask(name, input) {
          const answer = await line.request(name, input);
          await note(user, name, input, answer);
          return answer;
        },
        async codeOf(name, input) {
          const outcome = await guest.outcomeOf(name, input);
          return typeof outcome === 'string' ? outcome : 'ok';
        },
        async outcomeOf(name, input) {
          const outcome: unknown = await line.request(name as OperationName, input as never).catch((error: { code: string }) => error.code);
          await note(user, name, input, outcome);
          return outcome;
        },
        async upload(file) {
          const fileId = await line.upload(file);
          await note(user, 'upload', file, fileId);
          return fileId;
        },
        async hears(name, isIt) {
          const payload = await line.hears(name, isIt);
          transcript.push(plain({ [`${user} hears ${name}`]: payload }));
          return payload;
        },
      };
      return guest;
    },
    equal(actual, expected) {
      const [is, should] = [sorted(actual), sorted(expected)].map((value) => JSON.stringify(value, undefined, 1));
      if (is !== should) throw new Error(`${scenario.name}: expected ${should}, got ${is}`);
    },
  });
  return transcript;
}

/** A sync names channels in no order. */
const inOrder = (name: string, answer: unknown): unknown =>
  name === 'chat.sync' && typeof answer === 'object'
    ? { ...answer, channels: (answer as Output<'chat.sync'>).channels.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) }
    : answer;
const keyOf = ({ kind, name, people, record, thread, lastMessage }: Output<'chat.channel'>): string => JSON.stringify([kind, name, people, record, thread?.seq, lastMessage?.text]);

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const instant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

const roomCode = /^(?:\/meet\/)?[b-z]{3}-[b-z]{4}-[b-z]{3}$/;

function normaliser(): (value: unknown) => unknown {
  const ids = new Map<string, string>();
  const plain = (value: unknown, key = ''): unknown => {
    if (key === 'lastActiveAt') return 'some time or none';   // noted a moment later
    if (typeof value === 'number' && key.endsWith('Seconds')) return 'some time';
    if (typeof value === 'string') {
      if (key === 'next' || key === 'cursor') return 'a cursor';
      if (instant.test(value)) return 'an instant';
      if (value.startsWith('corridor_key_')) return 'an API key';
      if (key === 'url' && /^(\/f|\/files\/|blob:)/.test(value)) return 'an address';
      if (key === 'sha256') return 'a checksum';
      if (roomCode.test(value)) return 'a room\'s code';
      if (!uuid.test(value)) return value;
      const id = value.toLowerCase();
      if (!ids.has(id)) ids.set(id, `id ${ids.size + 1}`);
      return ids.get(id);
    }
    if (Array.isArray(value)) return value.map((item) => plain(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(sorted(value) as object).map(([name, item]) => [uuid.test(name) ? plain(name) : name, plain(item, name)]));
  };
  return (value) => plain(value);
}

/** With its keys in order, so that ids are numbered alike and texts can be compared. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

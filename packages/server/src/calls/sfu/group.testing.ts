import type { CallInfo } from '@corridor/sdk/protocol';
import type { Browser, Page } from 'playwright-core';
import type { CorridorServer } from '../../index.ts';
import { openMediaPage } from '../../testing/pages.ts';

export interface Seen { link: string; frames: number; hertz: number; slots: string[]; height: number }

/** Somebody with a page in a call over the media server. */
export interface Participant {
  readonly name: string;
  readonly hertz: number;
  readonly page: Page;
  readonly id: string;
  seen(): Promise<Record<string, Seen>>;
  /** Evaluates an expression over `me`, the page's place in the call. */
  run<T>(expression: string): Promise<T>;
}

export const namesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `person${index}`);
/** Apart from one another and from each other's overtones, each in a bin of the analysis. */
const hertzOf = (index: number) => 440 + 120 * index;

/** A group of so many, and a call in it that nobody is in but an API's caller, who leaves. Answers how they ask the server. */
export async function startGroupCall(server: CorridorServer, names: readonly string[], input: object = {}): Promise<{ callId: string; ask: <T>(user: string, method: string, path: string, body?: object) => Promise<T> }> {
  const tokens = new Map<string, string>();
  const tokenOf = async (user: string) => { if (!tokens.has(user)) tokens.set(user, await server.tokens.mint({ sub: user, tenant: 'acme', name: user })); return tokens.get(user)!; };
  const ask = async <T>(user: string, method: string, path: string, body?: object): Promise<T> =>
    (await fetch(`${server.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${await tokenOf(user)}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) })).json() as never;
  for (const name of ['host', ...names]) await ask(name, 'GET', '/me');
  const { id: channelId } = await ask<{ id: string }>('host', 'POST', '/channels', { kind: 'group', name: 'Building site', members: [...names] });
  const { call } = await ask<{ call: CallInfo }>('host', 'POST', `/channels/${channelId}/calls`, { kind: 'video', deviceId: 'host', userIds: [], ...input });
  return { callId: call.id, ask };
}

export async function joinCall({ server, browser, pages, callId, name, index, options = {} }: { server: CorridorServer; browser: Browser; pages: string; callId: string; name: string; index: number; options?: object }): Promise<Participant> {
  const page = await openMediaPage(browser, pages), hertz = hertzOf(index);
  const token = await server.tokens.mint({ sub: name, tenant: 'acme', name });
  await page.evaluate(`(async () => { globalThis.me = new SfuPage(${JSON.stringify({ url: server.url, token, callId, hertz, ...options })}); await me.join(); })()`);
  return {
    name, hertz, page, id: await page.evaluate<string>('me.participantId'),
    seen: () => page.evaluate<Record<string, Seen>>('me.seen()'),
    run: <T>(expression: string) => page.evaluate<T>(expression),
  };
}

/** Resolves once everybody sees new pictures of everybody else, and hears their tone. */
export async function allSeeAndHear(people: readonly Participant[], patienceMs = 40_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const before = await Promise.all(people.map((one) => one.seen()));
  for (let missing: string[] = ['nothing asked yet']; missing.length > 0;) {
    if (Date.now() > deadline) throw new Error(`Not all see and hear each other: ${missing.join('; ')}`);
    missing = [];
    const now = await Promise.all(people.map((one) => one.seen()));
    people.forEach((one, index) => {
      for (const other of people) {
        if (other === one) continue;
        const seen = now[index]![other.id], was = before[index]![other.id]?.frames ?? 0;
        if (!seen || seen.frames === was || Math.abs(seen.hertz - other.hertz) > 12) missing.push(`${one.name} of ${other.name} (${other.hertz} Hz): ${JSON.stringify(seen)}`);
      }
    });
  }
}

/** Resolves once these hear those. */
export async function allHear(people: readonly Participant[], others: readonly Participant[], patienceMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const now = await Promise.all(people.map((one) => one.seen()));
    if (people.every((one, index) => others.every((other) => one === other || Math.abs((now[index]![other.id]?.hertz ?? 0) - other.hertz) <= 12))) return;
    if (Date.now() > deadline) throw new Error('Not all hear each other');
  }
}

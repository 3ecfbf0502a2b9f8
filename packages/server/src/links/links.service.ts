import { RecordCard } from '@corridor/sdk/protocol';
import { z } from 'zod';
import type { Session } from '../call.ts';
import { type Host, hostUser } from '../host.ts';
import { type Page, readPage } from './links.page.ts';
import { createSafeFetch, type FetchRules } from './links.safe.ts';

/** What is known of links outside the database. */
export interface Links {
  /** Whether the host declared that its records are there. */
  isRecord(url: string): boolean;
  /** What the host shows this user of its records; what it does not know, or does not say now, is left out. Kept for a minute. */
  records(session: Session, urls: readonly string[]): Promise<Map<string, RecordCard>>;
  /** Fetches a page, for all of a tenant who ask within a few seconds once; null where there is nothing to show, undefined where it was not asked. */
  page(tenant: string, url: string): Promise<Page | null | undefined>;
  close(): Promise<void>;
}

export interface LinkRules extends FetchRules {
  host?: Host | undefined;
  /** Addresses that all of the host's records begin with. */
  recordUrls?: readonly string[] | (() => readonly string[]);
  hasPreviews?: boolean;
}

const Answer = z.object({ items: z.array(RecordCard.omit({ type: true })).max(20) });
const keptMs = 60_000, mostKept = 20_000;
const mostAtOnce = 30;
/** By then it is in the database, where the next one finds it. */
const untilStoredMs = 15_000, mostFetched = 500;
const hostPatienceMs = 3000;

export function createLinks({ host, recordUrls = [], hasPreviews = true, ...rules }: LinkRules): Links {
  let prefixes: readonly URL[] | undefined;
  const { fetchPage, close } = createSafeFetch(rules);
  const kept = new Map<string, { card: RecordCard | undefined; until: number }>();
  const fetched = new Map<string, { page: Promise<Page | null>; until: number }>();
  let fetching = 0;

  function keep(key: string, card: RecordCard | undefined): void {
    kept.delete(key);
    kept.set(key, { card, until: Date.now() + keptMs });
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  }

  return {
    isRecord(url) {
      const { origin, pathname } = new URL(url);
      prefixes ??= (typeof recordUrls === 'function' ? recordUrls() : recordUrls).map((prefix) => new URL(prefix));
      return host !== undefined && prefixes.some((prefix) => prefix.origin === origin && pathname.startsWith(prefix.pathname));
    },

    async records(session, urls) {
      const keyOf = (url: string) => JSON.stringify([session.tenant, session.user, url]), cards = new Map<string, RecordCard>();
      const unknown = urls.filter((url) => (kept.get(keyOf(url))?.until ?? 0) <= Date.now());
      if (host && unknown.length > 0) {
        const answer = await host.ask({ type: 'unfurl', tenant: session.tenant, user: hostUser(session), urls: unknown }, Answer, { timeoutMs: hostPatienceMs }).catch(() => null);
        if (answer !== null) for (const url of unknown) { const item = answer?.items.find((one) => one.url === url); keep(keyOf(url), item && { type: 'record', ...item }); }
      }
      for (const url of urls) { const card = kept.get(keyOf(url))?.card; if (card) cards.set(url, card); }
      return cards;
    },

    async page(tenant, url) {
      if (!hasPreviews) return undefined;
      const key = JSON.stringify([tenant, url]), known = fetched.get(key);
      if (known && known.until > Date.now()) return known.page;
      if (fetching >= mostAtOnce) return undefined;
      fetching++;
      const page = fetchPage(url).then((found) => found && readPage(found), () => null).finally(() => { fetching--; });
      fetched.delete(key);
      fetched.set(key, { page, until: Date.now() + untilStoredMs });
      if (fetched.size > mostFetched) fetched.delete(fetched.keys().next().value!);
      return page;
    },
    close,
  };
}

import type { Corridor, LinkCard } from '@corridor/sdk';
import type { ResolveRecord } from '../base/corridor-context.ts';
import { complain } from '../base/problem.ts';

const mostAtOnce = 20;
const keptMs = 60_000;

interface Asked { at: number; card: Promise<LinkCard | undefined> }

/** Answers of a client, and what it is about to be asked: rows that come together ask together. */
class Cards {
  readonly #corridor: Corridor;
  readonly #known = new Map<string, Asked>();
  #waiting = new Map<string, (card: LinkCard | undefined) => void>();

  constructor(corridor: Corridor) { this.#corridor = corridor; }

  of(url: string, resolveRecord: ResolveRecord | undefined): Promise<LinkCard | undefined> {
    const known = this.#known.get(url);
    if (known && known.at > performance.now() - keptMs) return known.card;
    const card = this.#find(url, resolveRecord);
    this.#known.set(url, { at: performance.now(), card });
    return card;
  }

  async #find(url: string, resolveRecord: ResolveRecord | undefined): Promise<LinkCard | undefined> {
    try {
      const own = await resolveRecord?.(url);
      if (own) return { ...own, type: 'record', url };
    } catch (error) {
      complain(`resolveRecord failed: ${String(error)}`);
    }
    return new Promise((resolve) => {
      if (this.#waiting.size === 0) setTimeout(() => void this.#ask());
      this.#waiting.set(url, resolve);
    });
  }

  async #ask(): Promise<void> {
    await online(this.#corridor);
    const waiting = [...this.#waiting];
    this.#waiting = new Map();
    for (let at = 0; at < waiting.length; at += mostAtOnce) {
      const some = waiting.slice(at, at + mostAtOnce);
      try {
        const { items } = await this.#corridor.links.preview({ urls: some.map(([url]) => url) });
        for (const [url, tell] of some) tell(items.find((item) => item.url === url));
      } catch {
        // Asked again when it is shown the next time.
        for (const [url, tell] of some) {
          this.#known.delete(url);
          tell(undefined);
        }
      }
    }
  }
}

/** Resolves once the client is connected: a page's own card is there before that. */
function online({ connection }: Corridor): Promise<void> {
  return new Promise((resolve) => {
    const stop = connection.listen((now) => {
      if (now !== 'online') return;
      stop();
      resolve();
    });
    if (connection.get() !== 'online') return;
    stop();
    resolve();
  });
}

const clients = new WeakMap<Corridor, Cards>();

/** What a link shows; undefined where that is nothing, or where nobody answers now. The page is asked first, then the server. */
export function cardOf(corridor: Corridor, url: string, resolveRecord: ResolveRecord | undefined): Promise<LinkCard | undefined> {
  let cards = clients.get(corridor);
  if (!cards) clients.set(corridor, (cards = new Cards(corridor)));
  return cards.of(url, resolveRecord);
}

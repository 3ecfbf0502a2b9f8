import type { Carrier, OpenCarrier } from './carrier.ts';
import type { Word } from './words.ts';

/** The other server processes on the same database. What one tells, each of the others hears once, in its order. */
export interface Cluster {
  /** Costs nothing where there are no others. */
  tell(word: Word): void;
  /** How many others there are. */
  size(): number;
  close(): Promise<void>;
}

/** A server that has its database to itself. */
export const alone: Cluster = { tell: () => undefined, size: () => 0, close: () => Promise.resolve() };

export interface ClusterListener {
  onWord(word: Word, from: string): void;
  /** What the others have to know of this process. */
  introduce(): Iterable<Word>;
  /** Another process is there no more, or nothing is known of it any more: what it has said of itself is over. */
  onGone(from: string): void;
  /** Words of others have been missed. */
  onMissed(): void;
  onError(error: unknown): void;
}

/** `n`: its number among all of this process. `asks`: for the introductions of all who hear it. `missed`: were taken for gone, and not told what was said meanwhile. */
interface Letter { from: string; n: number; asks?: boolean; missed?: string[]; isLast?: boolean; words?: Word[] }

const mostWords = 500, mostWaiting = 50_000, againMs = 500, patienceMs = 5000;

/** `everyMs`: between two signs of life; who gives none for three times as long is gone. Resolves once the others hear this process and it hears them, or it is plain that they do not. */
export async function createCluster({ open, everyMs = 2000, now = () => performance.now(), onWord, introduce, onGone, onMissed, onError }: ClusterListener & { open: OpenCarrier; everyMs?: number | undefined; now?: () => number }): Promise<Cluster> {
  const me = crypto.randomUUID(), others = new Map<string, { /** Of their last letter; undefined after a break. */ n: number | undefined; heardAt: number }>();
  const silent = new Set<string>();
  let back: string[] = [];
  const beganAt = now();
  let waiting: Word[] = [], asks = true, owes = false, sent = 0, isClosed = false, hasMissed = false, ownAt = beganAt, most = mostWaiting;
  let wake = () => undefined as void, isHeard = () => undefined as void;
  const heard = new Promise<void>((resolve) => { isHeard = resolve; });

  function hear(letter: Letter): void {
    const { from, n, words = [] } = letter;
    if (from === me) {
      if (now() - ownAt > 3 * everyMs) missed(); // nothing came for so long, not even this
      ownAt = now();
      isHeard();
      return;
    }
    const known = others.get(from), isGap = known?.n !== undefined && n > known.n + 1;
    if (isClosed || (known?.n !== undefined && n <= known.n)) return;
    if (letter.isLast) {
      leave(from);
      if (isGap) onMissed();
      return;
    }
    if (silent.delete(from)) back.push(from);
    others.set(from, { n, heardAt: now() });
    if (isGap) onGone(from);
    if (isGap || hasMissed) { hasMissed = false; onMissed(); }
    if (!known || isGap) ask();
    if (letter.missed?.includes(me)) missed();
    for (const word of words) { try { onWord(word, from); } catch (error) { onError(error); } }
    if (letter.asks) { owes = true; wake(); }
  }

  function leave(from: string): void { if (others.delete(from)) onGone(from); }
  /** They are told as before, and introduce themselves anew. */
  function missed(): void {
    for (const [from, other] of others) { other.n = undefined; onGone(from); }
    if (others.size > 0) onMissed();
    else hasMissed = true; // if there is anybody who could have said something
    ask();
  }
  function ask(): void { asks = true; wake(); }

  function say(word: Word): void {
    if (waiting.push(word) > most) { waiting = []; sent++; } // the others miss a number, and ask
    wake();
  }

  /** One letter after the other; what is said while one is on its way goes together. */
  async function write(carrier: Carrier): Promise<void> {
    let letter: Letter | undefined;
    while (!isClosed) {
      if (!letter && waiting.length === 0 && !asks && !owes) await new Promise<void>((resolve) => { wake = resolve; setTimeout(resolve, everyMs).unref(); });
      if (isClosed) break;
      if (!letter && waiting.length === 0 && owes) { // once for all who have asked, and newer than all that was said before
        owes = false;
        waiting = [...introduce()];
        most = waiting.length + mostWaiting;
      }
      if (!letter) {
        const words = waiting.slice(0, mostWords);
        waiting = waiting.slice(words.length);
        letter = { from: me, n: ++sent, ...(asks && { asks }), ...(back.length > 0 && { missed: back }), ...(words.length > 0 && { words }) };
        asks = false;
        back = [];
      }
      try { await carrier.send([JSON.stringify(letter)]); letter = undefined; }
      catch (error) {
        onError(error);
        await new Promise<void>((resolve) => { setTimeout(resolve, againMs); });
      }
    }
  }

  const carrier = await open({ onText: (text) => { try { hear(JSON.parse(text) as Letter); } catch (error) { onError(error); } }, onMissed: missed, onError });
  const writing = write(carrier);
  const looking = setInterval(() => {
    const oldest = now() - 3 * everyMs, gone = [...others].filter(([, { heardAt }]) => heardAt < oldest);
    for (const [from] of gone) {
      silent.add(from);
      leave(from);
    }
    if (gone.length > 0) onMissed(); // what they said last may have reached nobody
  }, everyMs);
  looking.unref();
  const late = setTimeout(() => {
    onError(new Error('What this server tells others does not come back to it: a pooler in transaction mode passes no notifications on. Connect without it, or set REDIS_URL'));
    isHeard();
  }, patienceMs);
  await heard.finally(() => { clearTimeout(late); });

  return {
    tell: (word) => { if (others.size > 0 || now() - beganAt < 3 * everyMs) say(word); }, // at first it is not known who there is
    size: () => others.size,
    async close() {
      clearInterval(looking);
      isClosed = true;
      wake();
      await writing;
      await carrier.send([...waiting.length > 0 ? [{ from: me, n: ++sent, words: waiting } satisfies Letter] : [], { from: me, n: ++sent, isLast: true } satisfies Letter].map((letter) => JSON.stringify(letter))).catch(() => undefined);
      await carrier.close();
    },
  };
}

import { CallError } from './errors.ts';
import { soon } from './limits.ts';

/** Waits for a turn; resolves to how it ends. */
export type Turns = (key: string) => Promise<() => void>;

/** Lets as many run at once for each key; others of the same key wait in line, and hold up nobody else. Where the line is too long, one more is refused with `rate-limited`. */
export function createTurns(most: number, mostWaiting = Infinity): Turns {
  const running = new Map<string, { count: number; waiting: (() => void)[] }>();
  return async (key) => {
    let line = running.get(key);
    if (!line) running.set(key, line = { count: 0, waiting: [] });
    const { waiting } = line, mine = line;
    if (mine.count < most) mine.count++;
    else if (waiting.length < mostWaiting) await new Promise<void>((resolve) => { waiting.push(resolve); });
    else throw new CallError('rate-limited', 'Too much is asked here at once; wait a moment', { retryAfterMs: soon() });
    return () => {
      const next = waiting.shift();
      if (next) next(); // the turn goes on to the next one
      else if (--mine.count === 0) running.delete(key);
    };
  };
}

import { backoff } from '../core/backoff.ts';
import { toCorridorError } from '../core/errors.ts';

/** Asks until there is an answer, or a refusal that stays; or nobody waits for it any more. */
export async function patiently<T>(ask: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try { return await ask(); } catch (thrown) {
      const error = toCorridorError(thrown);
      if (!error.isRetryable || isOver()) throw error;
      await new Promise((resolve) => { setTimeout(resolve, backoff(attempt, error)); });
    }
  }
}

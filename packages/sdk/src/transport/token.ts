import { readClaims } from '../core/claims.ts';
import { CorridorError, toCorridorError } from '../core/errors.ts';

/** setTimeout takes no more; a token that lives longer is asked for again a little early. */
const longestTimer = 2 ** 31 - 1;

/** The host's tokens, asked for one at a time. A token is renewed at 80 % of its life, counted from when it came: clocks are never compared. */
export class Tokens {
  readonly #ask: () => Promise<string>;
  #asking: Promise<string> | undefined;
  #held: { token: string; staleAt: number } | undefined;

  constructor(ask: () => Promise<string>) { this.#ask = ask; }

  /** The token in hand while it is fresh, else a new one. Rejects with `offline` where the host gives none now. */
  get(): Promise<string> {
    return this.#held && this.#held.staleAt > performance.now() ? Promise.resolve(this.#held.token) : this.renew();
  }

  /** A new token, even if the one in hand looks fresh. */
  renew(): Promise<string> {
    this.drop();
    return this.#asking ??= this.#fetch().finally(() => { this.#asking = undefined; });
  }

  /** The token in hand is good for nothing any more. */
  drop(): void { this.#held = undefined; }

  /** Milliseconds until the token in hand should be renewed; undefined where it says nothing of its life. */
  get staleInMs(): number | undefined {
    return this.#held && Number.isFinite(this.#held.staleAt) ? Math.min(longestTimer, Math.max(0, this.#held.staleAt - performance.now())) : undefined;
  }

  async #fetch(): Promise<string> {
    let token: string;
    try { token = await this.#ask(); }
    catch (cause) {
      const error = toCorridorError(cause);
      throw error === cause ? error : new CorridorError('offline', `The token function failed: ${error.message}`, { cause });
    }
    if (typeof token !== 'string' || !token) throw new CorridorError('unauthenticated', 'The token function gave no token');
    const { lifetimeMs = Infinity } = readClaims(token);
    this.#held = { token, staleAt: performance.now() + lifetimeMs * 0.8 };
    return token;
  }
}

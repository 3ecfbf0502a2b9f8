import type { ReadableAtom } from 'nanostores';
import type { Input } from '../protocol/contract.ts';
import type { Presence as PresenceOf } from '../protocol/presence.ts';
import type { Link } from '../transport/transport.ts';
import type { PresenceState } from './presence.state.ts';

/** Who can be reached, and how. */
export class Presence {
  readonly #state: PresenceState;
  readonly #link: Link;
  constructor(state: PresenceState, link: Link) { this.#state = state; this.#link = link; }

  /** Mine as others see it, on all my devices; undefined until the first connect. */
  get mine(): ReadableAtom<PresenceOf | undefined> { return this.#state.mine; }

  /** How somebody is, followed while the store has a subscriber; `offline` while it is not known. */
  of(userId: string): ReadableAtom<PresenceOf> { return this.#state.stores.of(userId); }

  /** Chooses my status and its text until a time; what is left out is cleared, and without a status it follows my devices. */
  async set(chosen: Input<'presence.set'>): Promise<PresenceOf> {
    const presence = await this.#link.request('presence.set', chosen);
    this.#state.hear(presence);
    return presence;
  }
}

import { atom } from 'nanostores';
import { backoff } from '../core/backoff.ts';
import { gather } from '../core/gather.ts';
import { Keyed } from '../core/keyed.ts';
import type { Presence } from '../protocol/presence.ts';
import type { Link } from '../transport/transport.ts';

/** Who is watched, and how they are. */
export class PresenceState {
  readonly #link: Link;
  /** Watched while they have a subscriber. */
  readonly stores = new Keyed<Presence>(
    // I am watched from the start, so that nobody tells again how I am.
    (userId) => (userId === this.#me && this.mine.value) || { userId, status: 'offline', text: null, until: null, lastActiveAt: null },
    (userId) => { this.#settle(userId); },
  );
  readonly mine = atom<Presence | undefined>(undefined);
  /** Watched on this connection. */
  #watched = new Set<string>();
  /** Of whom nothing was heard since they were asked for: what is heard meanwhile is newer than the answer. */
  readonly #asked = new Set<string>();
  #me = '';
  #isActive = true;
  readonly #settle = gather<string>((userIds) => { void this.#watch(userIds); });

  constructor(link: Link) { this.#link = link; }

  hear(presence: Presence): void {
    this.#asked.delete(presence.userId);
    this.stores.get(presence.userId)?.set(presence);
    if (presence.userId === this.#me) this.mine.set(presence);
  }

  /** The person left this device or came back. */
  active(isActive: boolean): void {
    this.#isActive = isActive;
    this.#link.request('presence.active', { isActive }).catch(() => undefined);
  }

  /** On each connect: the new connection watches nobody yet. */
  resume(me: string): void {
    this.#me = me;
    this.#watched = new Set();
    if (!this.#isActive) this.active(false);
    this.#settle(me);
    for (const userId of this.stores.keys()) this.#settle(userId);
  }

  /** Nobody is known to be there while I am not. */
  pause(): void {
    this.#me = '';
    this.stores.forget();
  }

  clear(): void { this.pause(); this.mine.set(undefined); }

  async #watch(userIds: string[]): Promise<void> {
    if (!this.#link.isOnline()) return;
    const watched = this.#watched;
    const isWanted = (userId: string) => userId === this.#me || this.stores.isUsed(userId);
    const added = userIds.filter((userId) => isWanted(userId) && !watched.has(userId));
    const removed = userIds.filter((userId) => !isWanted(userId) && watched.has(userId));
    for (const userId of added) { watched.add(userId); this.#asked.add(userId); }
    for (const userId of removed) watched.delete(userId);
    if (removed.length) this.#link.request('presence.unwatch', { userIds: removed }).catch(() => undefined);
    if (!added.length) return;
    try { for (const presence of (await this.#link.request('presence.watch', { userIds: added })).items) if (this.#asked.has(presence.userId)) this.hear(presence); }
    catch { setTimeout(() => { for (const userId of added) { watched.delete(userId); this.#settle(userId); } }, backoff(2)); }
  }
}

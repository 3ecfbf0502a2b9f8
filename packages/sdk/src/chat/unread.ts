import type { Membership } from '../protocol/chat.ts';

interface Effect { change: number; seq: number; by: number }

/** How many later changes are remembered, so that an answer from a moment ago can still be brought up to date. */
const remembered = 500;

/** The exact number of unread messages: what the server counted as of a change, and what later changes did to it. */
export class Unread {
  #base: Membership | undefined;
  #effects: Effect[] = [];
  /** Every change after this one has been seen singly. */
  #since = 0;

  get membership(): Membership | undefined { return this.#base; }

  /** False where changes between the server's count and now were not seen singly: the count must be asked for again. */
  get isExact(): boolean { return !this.#base || this.#base.asOf >= this.#since; }

  get count(): number {
    const base = this.#base;
    if (!base) return 0;
    if (base.unread >= 999) return 999;
    let count = base.unread;
    for (const { change, seq, by } of this.#effects) if (change > base.asOf && seq > base.readSeq) count += by;
    return Math.max(0, Math.min(999, count));
  }

  /** Takes the server's count unless it is older than the one known. */
  adopt(membership: Membership | null): void {
    const base = this.#base;
    if (membership && base && (membership.version < base.version || (membership.version === base.version && membership.asOf < base.asOf))) return;
    this.#base = membership ?? undefined;
  }

  /** One change, heard in its place: `by` is 1 for another's new message, -1 for another's deleted one, else 0. */
  note(change: number, seq: number, by: number): void {
    if (by) this.#effects.push({ change, seq, by });
    if (this.#effects.length > remembered) this.#since = this.#effects.shift()?.change ?? 0;
  }

  /** Changes up to here came summed up. */
  skipTo(change: number): void {
    this.#since = change;
    this.#effects = this.#effects.filter((effect) => effect.change > change);
  }
}

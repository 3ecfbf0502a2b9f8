import type { Membership } from '../protocol/chat.ts';

/** `isUnknown`: what it did cannot be told, as the words before it are not known. */
interface Effect { change: number; seq: number; by: number; mentions: number; isUnknown?: boolean }

/** How many later changes are remembered, so that an answer from a moment ago can still be brought up to date. */
const remembered = 500;

/** The exact numbers of unread messages and of mentions among them: what the server counted as of a change, and what later changes did to it. */
export class Unread {
  #base: Membership | undefined;
  #effects: Effect[] = [];
  /** Every change after this one has been seen singly. */
  #since = 0;

  get membership(): Membership | undefined { return this.#base; }

  /** False where changes between the server's count and now were not seen singly: the count must be asked for again. */
  get isExact(): boolean { return !this.#base || (this.#base.asOf >= this.#since && !this.#later(this.#base).some(({ isUnknown }) => isUnknown)); }

  get count(): number { return this.#sum('unread', 'by'); }
  get mentions(): number { return this.#sum('mentions', 'mentions'); }

  /** Takes the server's count unless it is older than the one known. Who has left and come back counts anew from their joining on. */
  adopt(membership: Membership | null): void {
    const base = this.#base;
    if (membership && base && (membership.joinedChange - base.joinedChange || membership.version - base.version || membership.asOf - base.asOf) < 0) return;
    this.#base = membership ?? undefined;
  }

  /** One change, heard in its place: `by` is 1 for another's message that is new or brought back, -1 for another's deleted one, else 0; `mentions` the same for one that names me, or named me before it was edited. */
  note(change: number, seq: number, by: number, mentions: number, isUnknown = false): void {
    if (by || mentions || isUnknown) this.#effects.push({ change, seq, by, mentions, isUnknown });
    if (this.#effects.length > remembered) this.#since = this.#effects.shift()?.change ?? 0;
  }

  /** What happened to messages that a count has as unread, after it. */
  #later({ asOf, readSeq }: Membership): Effect[] { return this.#effects.filter(({ change, seq }) => change > asOf && seq > readSeq); }

  #sum(total: 'unread' | 'mentions', by: 'by' | 'mentions'): number {
    const base = this.#base;
    if (!base) return 0;
    let count = base[total];
    if (count >= 999) return 999;
    for (const effect of this.#later(base)) count += effect[by];
    return Math.max(0, Math.min(999, count));
  }

  /** Changes up to here came summed up. */
  skipTo(change: number): void {
    this.#since = change;
    this.#effects = this.#effects.filter((effect) => effect.change > change);
  }
}

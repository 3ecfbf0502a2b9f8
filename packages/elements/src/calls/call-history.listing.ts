import type { CallEntry, CallLog, Corridor, CorridorError } from '@corridor/sdk';

export type HistoryQuery = Parameters<CallLog['history']>[0];

const pageSize = 100;

/** Calls that are over, page by page, asked for anew when one ends or my history changes. */
export class CallListing {
  readonly #corridor: Corridor;
  readonly #query: HistoryQuery;
  readonly #onChange: () => void;
  readonly #ends: (() => void)[] = [];
  #next: string | undefined;
  #asked = 0;
  #isAsking = false;
  #isOver = false;
  /** Undefined until the first page is there. */
  items: readonly CallEntry[] | undefined;
  failure: CorridorError | undefined;

  constructor(corridor: Corridor, query: HistoryQuery, onChange: () => void) {
    this.#corridor = corridor;
    this.#query = query;
    this.#onChange = onChange;
    void this.#begin();
  }

  get hasMore(): boolean { return this.#next !== undefined; }

  end(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
  }

  async more(): Promise<void> {
    if (!this.#isAsking && (!this.items || this.hasMore)) await this.#ask(this.#next);
  }

  /** From the beginning; what is shown stays until the answer is there. */
  again(): Promise<void> { return this.#ask(undefined); }

  /** Before the server says so. */
  drop(callId: string): void {
    this.items = this.items?.filter((entry) => entry.callId !== callId);
    this.#onChange();
  }

  async #begin(): Promise<void> {
    // A page begins to show before it is connected; and what happened while it was not is asked for afterwards.
    this.#ends.push(this.#corridor.connection.subscribe((connection) => { if (connection !== 'connecting') void this.again(); }));
    const { log } = await this.#corridor.calls.loaded().catch(() => ({ log: undefined }));
    if (!log || this.#isOver) return;
    this.#ends.push(log.onChange((event) => { if (event.name === 'calls.historyChanged' || (event.name === 'calls.changed' && event.payload.endedAt)) void this.again(); }));
  }

  async #ask(cursor: string | undefined): Promise<void> {
    const asked = ++this.#asked;
    this.#isAsking = true;
    try {
      const { log } = await this.#corridor.calls.loaded(), page = await log.history({ ...this.#query, limit: pageSize, ...(cursor && { cursor }) });
      if (asked !== this.#asked || this.#isOver) return;
      this.items = cursor ? [...(this.items ?? []), ...page.items] : page.items;
      this.#next = page.next;
      this.failure = undefined;
    } catch (error) {
      if (asked === this.#asked) this.failure = this.items ? undefined : error as CorridorError; // what is shown is still worth reading
    } finally {
      if (asked === this.#asked) this.#isAsking = false;
      if (!this.#isOver) this.#onChange();
    }
  }
}

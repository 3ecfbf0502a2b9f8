import { toCorridorError, type CorridorError } from '../core/errors.ts';
import type { Input, OperationName, Output } from '../protocol/contract.ts';
import type { Refusal } from '../protocol/errors.ts';
import { Wishes } from './tabs.wishes.ts';
import type { LeadWord, Word } from './tabs.words.ts';
import type { Connection, Transport, WireEvent } from './transport.ts';

interface Surroundings {
  id: string;
  term: number;
  transport: Transport;
  locks: Pick<LockManager, 'request'>;
  /** The lock that a tab holds as long as it is there. */
  lockOf: (tabId: string) => string;
  isHidden: () => boolean;
  say: (word: Word) => void;
  onLead: (lead: LeadWord) => void;
  onEvent: (event: WireEvent) => void;
}

const toRefusal = ({ code, message, details }: CorridorError): Refusal => ({ code, message, ...(details !== undefined && { details }) });

/** What the tab that leads does: it holds the connection, and serves the others through it. */
export class Leader {
  readonly #given: Surroundings;
  readonly #wishes: Wishes;
  readonly #tabs = new Map<string, AbortController>();
  #lead: LeadWord | undefined;
  #isOver = false;

  constructor(given: Surroundings) {
    const { id: from, transport, say, onEvent } = this.#given = given;
    this.#wishes = new Wishes((name, input) => transport.request(name, input));
    transport.onEvent((event) => {
      if (this.#tabs.size > 0) say({ is: 'event', from, event });
      onEvent(event);
    });
    transport.onConnection((connection, reason) => {
      if (connection !== 'online') this.#wishes.forget();
      this.#tell(connection, reason);
    });
    this.#tell('connecting');
  }

  connect(): void {
    this.#given.transport.connect().catch((error: unknown) => { this.#tell('offline', toCorridorError(error), true); });
  }

  ask<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>> { return this.#wishes.ask(this.#given.id, name, input); }

  hear(word: Word): void {
    const { id: me, say } = this.#given;
    if (word.is === 'hello') {
      this.#admit(word.from);
      if (this.#lead) say({ ...this.#lead, isHidden: this.#given.isHidden() });
      if (word.again && this.#lead?.isRefused) this.connect();
    } else if (word.is === 'bye') this.#dismiss(word.from);
    else if (word.is === 'ask' && word.to === me) {
      const { from: to, id, name, input } = word;
      this.#admit(to);
      this.#wishes.ask(to, name, input).then(
        (ok) => { say({ is: 'answer', to, id, ok }); },
        (error: unknown) => { say({ is: 'answer', to, id, error: toRefusal(toCorridorError(error)) }); },
      );
    }
  }

  end(): void {
    this.#isOver = true;
    for (const stop of this.#tabs.values()) stop.abort();
    this.#given.transport.close();
  }

  #tell(connection: Connection, error?: CorridorError, isRefused = false): void {
    if (this.#isOver) return;
    const { id: from, term, isHidden, say, onLead } = this.#given;
    this.#lead = { is: 'lead', from, term, connection, ...(error && { reason: toRefusal(error) }), isRefused, isHidden: isHidden() };
    say(this.#lead);
    onLead(this.#lead);
  }

  /** From now on another tab hears what this one hears; its own lock comes free when it is gone, however that happens. */
  #admit(tabId: string): void {
    if (this.#tabs.has(tabId)) return;
    const stop = new AbortController();
    this.#tabs.set(tabId, stop);
    this.#given.locks.request(this.#given.lockOf(tabId), { signal: stop.signal }, () => { this.#dismiss(tabId); }).catch(() => undefined);
  }

  #dismiss(tabId: string): void {
    this.#tabs.get(tabId)?.abort();
    if (this.#tabs.delete(tabId)) this.#wishes.leave(tabId);
  }
}

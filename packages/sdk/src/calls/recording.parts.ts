import { atom } from 'nanostores';
import { backoff } from '../core/backoff.ts';
import { CorridorError } from '../core/errors.ts';
import { largestRecordingPart } from '../protocol/calls.recording.state.ts';

/** What waits for a server that takes nothing is held in memory: at the recorder's rates these are some five minutes. */
const mostWaitingBytes = 64 * 2 ** 20;

/** One WebM from its beginning on, in parts. */
export interface Run { next: number; isBroken: boolean }

interface Surroundings {
  readonly put: (part: number, data: Blob) => Promise<Response>;
  /** A part is refused for good, and what comes after it in its run is worth nothing. */
  readonly onRefused: (error: CorridorError) => void;
  /** Too much waits; and then all of it has arrived. */
  readonly onFull: () => void;
  readonly onEmpty: () => void;
  /** Nothing new comes: without a token that is taken the rest is given up. */
  readonly isOver: () => boolean;
  readonly mostBytes?: number | undefined;
  readonly waitMs?: ((attempt: number) => number) | undefined;
}

/** Brings the parts of a recording to the server, one after the other, each again until it arrives or is refused for good. */
export class Parts {
  /** How many the server has not got yet. */
  readonly waiting = atom(0);
  readonly problem = atom<CorridorError | undefined>(undefined);
  readonly #around: Surroundings;
  #bytes = 0;
  #isFull = false;
  #refusals = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(around: Surroundings) { this.#around = around; }

  /** Refused one after the other, without one that arrived between. */
  get refusals(): number { return this.#refusals; }

  /** Resolves once what is there now has arrived, or is not taken any more. */
  get sent(): Promise<void> { return this.#sending; }

  add(run: Run, data: Blob): void {
    for (let from = 0; from < data.size; from += largestRecordingPart) this.#send(run, data.slice(from, from + largestRecordingPart)); // a page that slept gives much at once
    if (this.#isFull || this.#bytes <= (this.#around.mostBytes ?? mostWaitingBytes)) return;
    this.#isFull = true;
    this.#around.onFull();
  }

  #send(run: Run, data: Blob): void {
    if (run.isBroken) return;
    const part = run.next++;
    this.#bytes += data.size;
    this.waiting.set(this.waiting.get() + 1);
    this.#sending = this.#sending.then(async () => {
      if (!run.isBroken) await this.#bring(run, part, data);
      this.#bytes -= data.size;
      this.waiting.set(this.waiting.get() - 1);
      if (!this.#isFull || this.#bytes > 0) return;
      this.#isFull = false;
      this.#around.onEmpty();
    });
  }

  async #bring(run: Run, part: number, data: Blob): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await this.#around.put(part, data);
        if (response.ok) {
          this.#refusals = 0;
          this.problem.set(undefined);
          return;
        }
        const { error: said } = await response.json().catch(() => ({})) as { error?: { code: 'internal'; message: string } }, error = new CorridorError(said?.code ?? 'internal', said?.message ?? 'The server does not take the recording');
        this.problem.set(error);
        if (response.status < 500 && response.status !== 429 && (response.status !== 401 || this.#around.isOver())) {
          run.isBroken = true;
          this.#refusals++;
          this.#around.onRefused(error);
          return;
        }
      } catch { this.problem.set(new CorridorError('offline', 'The server is not reached')); }
      await new Promise((resolve) => { setTimeout(resolve, (this.#around.waitMs ?? backoff)(attempt)); });
    }
  }
}

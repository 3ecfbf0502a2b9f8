import { uuidv7 } from '../core/uuid.ts';
import { Timers } from '../core/timers.ts';
import type { CallSignal } from '../protocol/calls.ts';

/** Until nothing was heard of what was sent for so long it is sent again. */
const againMs = 3000;
/** What is said of candidates comes in bursts, and an acknowledgement can wait for something to go with. */
const gatherMs = 8, ackMs = 200;
/** At most so many go in one request, of so many characters; the contract allows somewhat more. */
const mostAtOnce = 32, longest = 90_000;

export interface SignalsContext {
  /** One attempt; may be refused. */
  request(to: string, signals: CallSignal[]): Promise<unknown>;
  hear(from: string, data: unknown): void;
  /** Another page speaks for them than before. */
  onRun(from: string): void;
}

interface Line {
  /** Said and not acknowledged yet. */
  readonly out: { readonly seq: number; readonly data: unknown }[];
  lastSeq: number;
  /** How far those that wait have been sent. */
  sentSeq: number;
  run: string | undefined;
  /** Of pages that have been loaded anew since. */
  readonly gone: Set<string>;
  heardSeq: number;
  /** Those that came before one that is missing. */
  readonly early: Map<number, unknown>;
  isAckDue: boolean;
}

/**
 * What the participants of a call say to each other to reach one another: each arrives once and in order, also over a connection that was lost for a while. The server
 * passes on and keeps nothing, so each side acknowledges what has arrived and sends again what was not.
 */
export class Signals {
  /** The page's own: who hears another one knows that this page was loaded anew. */
  readonly run: string = uuidv7();
  readonly #context: SignalsContext;
  readonly #lines = new Map<string, Line>();
  readonly #timers = new Timers();

  constructor(context: SignalsContext) { this.#context = context; }

  send(to: string, data: unknown): void {
    const line = this.#line(to);
    line.out.push({ seq: ++line.lastSeq, data });
    this.#soon(to, gatherMs);
  }

  receive(from: string, signals: readonly CallSignal[]): void {
    const line = this.#line(from);
    for (const { run, seq, acked, ack, data } of signals) {
      if (acked !== undefined && acked !== this.run) continue; // to the page before this one
      if (run !== line.run) {
        if (line.gone.has(run)) continue; // of a page before
        const isAnew = line.run !== undefined;
        if (line.run !== undefined) line.gone.add(line.run);
        Object.assign(line, { run, heardSeq: 0 });
        line.early.clear();
        if (isAnew) {
          line.out.length = 0; // was meant for the page before
          Object.assign(line, { lastSeq: 0, sentSeq: 0 });
          this.#context.onRun(from);
        }
      }
      if (acked && line.out[0] && line.out[0].seq <= ack) {
        while (line.out[0] && line.out[0].seq <= ack) line.out.shift();
        this.#timers.stop(`again ${from}`);
        this.#expect(from, line);
      }
      if (seq === 0) continue;
      line.isAckDue = true;
      if (seq > line.heardSeq) line.early.set(seq, data);
      for (let next = line.heardSeq + 1; line.early.has(next); next++) {
        const said = line.early.get(next);
        line.early.delete(next);
        line.heardSeq = next;
        this.#context.hear(from, said);
      }
    }
    if (line.isAckDue && !this.#timers.has(`soon ${from}`)) this.#soon(from, ackMs);
  }

  /** There is a connection again: what waits goes out at once. */
  resume(): void { for (const to of this.#lines.keys()) this.#again(to); }

  /** They are not in the call any more. */
  drop(participantId: string): void {
    this.#lines.delete(participantId);
    for (const name of ['soon', 'again']) this.#timers.stop(`${name} ${participantId}`);
  }

  close(): void {
    this.#timers.stopAll();
    this.#lines.clear();
  }

  #line(id: string): Line {
    let line = this.#lines.get(id);
    if (!line) this.#lines.set(id, line = { out: [], lastSeq: 0, sentSeq: 0, run: undefined, gone: new Set(), heardSeq: 0, early: new Map(), isAckDue: false });
    return line;
  }

  #soon(to: string, ms: number): void {
    if (ms === gatherMs || !this.#timers.has(`soon ${to}`)) this.#timers.set(`soon ${to}`, ms, () => { this.#flush(to); });
  }

  #again(to: string): void {
    const line = this.#lines.get(to);
    if (!line || line.out.length === 0) return;
    line.sentSeq = 0;
    this.#flush(to);
  }

  /** The oldest of what waits is heard of by then: what is said after it does not put that off. */
  #expect(to: string, { out }: Line): void {
    if (out.length > 0 && !this.#timers.has(`again ${to}`)) this.#timers.set(`again ${to}`, againMs, () => { this.#again(to); });
  }

  #flush(to: string): void {
    const line = this.#lines.get(to);
    if (!line) return;
    const said = { run: this.run, ...(line.run !== undefined && { acked: line.run }), ack: line.heardSeq }, batch: CallSignal[] = [];
    let length = 0;
    for (const { seq, data } of line.out) {
      if (seq <= line.sentSeq) continue;
      length += JSON.stringify(data).length + 120;
      if (batch.length === mostAtOnce || (batch.length > 0 && length > longest)) { this.#soon(to, gatherMs); break; }
      batch.push({ ...said, seq, data });
    }
    if (batch.length === 0) {
      if (!line.isAckDue) return;
      batch.push({ ...said, seq: 0, data: null });
    }
    line.sentSeq = Math.max(line.sentSeq, batch.at(-1)!.seq);
    line.isAckDue = false;
    this.#expect(to, line);
    this.#context.request(to, batch).catch(() => undefined); // sent again in a while, or once there is a connection
  }
}

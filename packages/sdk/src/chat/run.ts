import type { Message } from './message.ts';

/** Messages of one channel, oldest first, without a hole: each `seq` is one more than the last. */
export type Run = readonly Message[];

const newer = (a: Message | undefined, b: Message): Message => (a && a.changedSeq >= b.changedSeq ? a : b);

/** Where the message of this `seq` stands in a run, or -1. */
export function placeOf(run: Run, seq: number): number {
  const at = seq - (run[0]?.seq ?? 0);
  return run[at]?.seq === seq ? at : -1;
}

/** The newer state of those messages that are in the run; the same run where none is. */
export function replaced(run: Run, messages: Iterable<Message>): Run {
  let result: Message[] | undefined;
  for (const message of messages) {
    const at = placeOf(run, message.seq);
    const old = (result ?? run)[at];
    if (!old || newer(old, message) === old) continue;
    result ??= [...run];
    result[at] = message;
  }
  return result ?? run;
}

/** Two runs that overlap or touch, as one with the newer state of each message; undefined where there is a hole between them. */
export function joined(a: Run, b: Run): Run | undefined {
  const [low, high] = (a[0]?.seq ?? 0) <= (b[0]?.seq ?? 0) ? [a, b] : [b, a];
  const [first, last] = [low[0], low.at(-1)];
  if (!first || !last) return high;
  const from = high[0];
  if (!from) return low;
  if (from.seq > last.seq + 1) return undefined;
  const result = [...low];
  for (const message of high) {
    const at = message.seq - first.seq;
    result[at] = newer(result[at], message);
  }
  return result;
}

/** The newest unbroken run among messages in any order. */
export function newestRun(messages: Iterable<Message>): Run {
  const bySeq = new Map<number, Message>();
  let seq = 0;
  for (const message of messages) {
    bySeq.set(message.seq, newer(bySeq.get(message.seq), message));
    seq = Math.max(seq, message.seq);
  }
  const result: Message[] = [];
  for (let row = bySeq.get(seq); row; row = bySeq.get(--seq)) result.push(row);
  return result.reverse();
}

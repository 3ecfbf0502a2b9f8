import { randomInt } from 'node:crypto';
import { type Handle, JanusError, type JanusSession, openJanus } from './janus.ts';

/** One Janus, whether it answers now or not. */
export interface Node {
  readonly url: string;
  /** While it answers: its session, and what makes rooms. */
  now: { readonly session: JanusSession; readonly control: Handle; readonly newId: () => number | string } | undefined;
  /** How many calls go over it. */
  calls: number;
}

export interface Nodes {
  readonly all: readonly Node[];
  /** Of those that answer, the one with the fewest calls. */
  least(): Node | undefined;
  close(): void;
}

const firstWaitMs = 100, longestWaitMs = 2000;
/** JANUS_VIDEOROOM_ERROR_INVALID_ELEMENT: with `string_ids` ids are texts, without it they are numbers. */
const wrongKindOfId = 430;
/** Ids are ours, and nobody can guess them: nearly the whole range that JSON's numbers hold exactly. */
const newNumber = (): number => randomInt(1, 2 ** 48 - 1);

/** Keeps a connection to each Janus, and tries again where one is lost. `onGone`: all that was on it is over. */
export function createNodes({ urls, secret, onGone, log }: { urls: readonly string[]; secret: string | undefined; onGone: (node: Node) => void; log: (url: string, error: unknown) => void }): Nodes {
  let isClosed = false;
  const timers = new Set<NodeJS.Timeout>();
  const all = urls.map((url): Node => ({ url, now: undefined, calls: 0 }));

  async function open(node: Node): Promise<void> {
    const session = await openJanus({
      url: node.url, secret,
      onGone: () => {
        const was = node.now;
        node.now = undefined;
        if (!was || isClosed) return;
        log(node.url, undefined);
        onGone(node);
        again(node, firstWaitMs);
      },
    });
    if (isClosed) { session.close(); return; }
    try {
      const control = await session.attach();
      const isText = await control.ask({ request: 'exists', room: 1 }).then(() => false, (error: unknown) => { if (error instanceof JanusError && error.code === wrongKindOfId) return true; throw error; });
      node.now = { session, control, newId: isText ? () => String(newNumber()) : newNumber };
    } catch (error) {
      session.close();
      throw error;
    }
  }

  function again(node: Node, waitMs: number): void {
    if (isClosed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      open(node).catch((error: unknown) => {
        if (waitMs === firstWaitMs) log(node.url, error);
        again(node, Math.min(waitMs * 2, longestWaitMs));
      });
    }, waitMs);
    timer.unref();
    timers.add(timer);
  }

  for (const node of all) again(node, 0);
  return {
    all,
    least: () => all.filter(({ now }) => now).sort((a, b) => a.calls - b.calls)[0],
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const { now } of all) now?.session.close();
    },
  };
}

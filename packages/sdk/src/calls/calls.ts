import { atom, type ReadableAtom, type WritableAtom } from 'nanostores';
import { later } from '../core/later.ts';
import type { CallInfo } from '../protocol/calls.ts';
import type { Me } from '../protocol/session.ts';
import type { Connection, Link, WireEvent } from '../transport/transport.ts';
import type { CallSession } from './call.ts';
import type { CallsEngine } from './calls.engine.ts';

/** What calls need of the client. */
export interface CallsSurroundings {
  readonly link: Link;
  /** The server's address. */
  readonly url: string;
  readonly me: ReadableAtom<Me | undefined>;
  readonly connection: ReadableAtom<Connection>;
  /** Whether this tab acts for all of this user's. */
  readonly isLeader: () => boolean;
  /** Asks REST, as `corridor.fetch`. */
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
}

const load = () => import('./calls.engine.ts');

/** Calls: those that ring or are on, and the one that this page is in. What makes them work is loaded with the first one. */
export interface Calls extends Pick<CallsEngine, 'start' | 'join' | 'decline' | 'enter' | 'preflight' | 'schedule' | 'scheduled' | 'scheduledCall' | 'reschedule' | 'unschedule' | 'answerScheduled' | 'joinScheduled'> {
  /** Those that ring for me, that I am in, and that are on in my conversations. */
  readonly live: WritableAtom<readonly CallInfo[]>;
  /** The call that this page is in, or was in last: its `phase` says which. */
  readonly current: WritableAtom<CallSession | undefined>;
  /** For `corridor.ts`: I am in a call, on this page or another one: its connection must not wait long. */
  isOn: boolean;
  /** What is loaded with the first call: `log` has those that are over. */
  loaded(): Promise<CallsEngine>;
  /** For `corridor.ts`: something happened to a call. */
  hear(event: WireEvent): void;
  /** For `corridor.ts`, on each connect: the calls that are mine now. */
  resume(calls: readonly CallInfo[] | undefined): void;
  /** For `corridor.ts`: somebody else may sign in here. */
  clear(): void;
}

export function createCalls(around: CallsSurroundings): Calls {
  let engine: Promise<CallsEngine> | undefined;
  const loaded = () => {
    engine ??= load().then(({ CallsEngine: Engine }) => new Engine(around, calls));
    engine.catch(() => { engine = undefined; }); // another try with the next call
    return engine;
  };
  const quietly = (work: (engine: CallsEngine) => unknown) => { loaded().then(work, () => undefined); };
  const calls: Calls = later(loaded, {
    live: atom<readonly CallInfo[]>([]), current: atom<CallSession | undefined>(undefined), isOn: false, loaded,
    hear: (event: WireEvent) => { quietly((one) => { one.hear(event); }); },
    resume: (now: readonly CallInfo[] = []) => { if (now[0] || engine) quietly((one) => one.resume(now)); },
    clear: () => {
      calls.current.set(undefined);
      calls.live.set([]);
      if (engine) quietly((one) => { one.close(); });
    },
  });
  return calls;
}

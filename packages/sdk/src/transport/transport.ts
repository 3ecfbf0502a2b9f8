import type { ReadableAtom } from 'nanostores';
import type { EventName, Input, OperationName, Output, Payload } from '../protocol/contract.ts';
import type { CorridorError } from '../core/errors.ts';

export type Connection = 'connecting' | 'online' | 'offline' | 'closed';

/** One published event, as it came over the wire. */
export type WireEvent = { [N in EventName]: { name: N; payload: Payload<N> } }[EventName];

/** How far the bytes of an upload are told, and what ends their way. */
export interface Sending { onSent: (bytes: number) => void; signal: AbortSignal }

/** How requests leave and events arrive. The socket is one; another tab's socket, tests and stories are others. */
export interface Transport {
  /** Resolves when online. Keeps trying while that makes sense; rejects once the token is refused. May be called again after that. */
  connect(): Promise<void>;
  close(): void;
  /** One attempt: rejects with `offline` or `timeout` where no answer came. */
  request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>;
  onEvent(listener: (event: WireEvent) => void): () => void;
  /** `reason` says why not online, where more is known than "no network"; `offline` for a reason that no retry would change is the end of trying. */
  onConnection(listener: (connection: Connection, reason?: CorridorError) => void): () => void;
  /** Where several tabs share one connection: true in the one that sends the outbox and writes the cache. Absent: always. */
  readonly isLeader?: ReadableAtom<boolean>;
  /** Tells the other tabs of this user something; plain values only. */
  post?(hint: unknown): void;
  onHint?(listener: (hint: unknown) => void): () => void;
  /** Answers REST instead of the network. */
  fetch?(path: string): Promise<Response>;
  /** Carries the bytes of an upload instead of tus; resolves when they are a file. One attempt. */
  upload?(uploadId: string, blob: Blob, how: Sending): Promise<void>;
}

/** What a feature may do with the outside world; `corridor.ts` hands it in. */
export interface Link {
  /** One attempt, refused with `offline` at once where there is no connection. */
  readonly request: Transport['request'];
  readonly isOnline: () => boolean;
}

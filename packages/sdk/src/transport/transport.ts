import type { EventName, Input, OperationName, Output, Payload, QueuedName } from '../protocol/contract.ts';
import type { CorridorError } from '../core/errors.ts';

export type Connection = 'connecting' | 'online' | 'offline' | 'closed';

/** One published event, as it came over the wire. */
export type WireEvent = { [N in EventName]: { name: N; payload: Payload<N> } }[EventName];

/** How requests leave and events arrive. The socket is one; another tab's socket, tests and stories are others. */
export interface Transport {
  /** Resolves when online. Keeps trying while that makes sense; rejects once the token is refused. */
  connect(): Promise<void>;
  close(): void;
  /** One attempt: rejects with `offline` or `timeout` where no answer came. */
  request<N extends OperationName>(name: N, input: Input<N>): Promise<Output<N>>;
  onEvent(listener: (event: WireEvent) => void): () => void;
  /** `reason` says why not online, where more is known than "no network". */
  onConnection(listener: (connection: Connection, reason?: CorridorError) => void): () => void;
}

/** What a feature may do with the outside world; `corridor.ts` hands it in. */
export interface Link {
  request: Transport['request'];
  /** Stored until answered, in order within `channelId`; goes out again after a reconnect or a reload. */
  enqueue<N extends QueuedName>(name: N, input: Input<N>, channelId: string): Promise<Output<N>>;
}

import type { Input, OperationName } from '../protocol/contract.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { Connection, WireEvent } from './transport.ts';

/** How the one who leads is connected. A later leader has a higher `term`; `isRefused`: it does not try again by itself. */
export interface LeadWord { is: 'lead'; from: string; term: number; connection: Connection; reason?: Refusal; isRefused: boolean; isHidden: boolean }

/** What tabs say to each other. Every tab hears all of it. */
export type Word =
  | LeadWord
  /** Is somebody there? `again`: and connect once more. */
  | { is: 'hello'; from: string; again?: boolean }
  | { is: 'ask'; from: string; to: string; id: number; name: OperationName; input: Input<OperationName> }
  | { is: 'answer'; to: string; id: number; ok?: unknown; error?: Refusal }
  | { is: 'event'; from: string; event: WireEvent }
  | { is: 'hint'; hint: unknown }
  | { is: 'bye'; from: string };

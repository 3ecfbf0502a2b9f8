import { CorridorError } from '../core/errors.ts';
import type { EventName, OperationName, Output, Parsed, Payload } from '../protocol/contract.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Permission } from '../protocol/permissions.ts';
import type { Connection } from './hub.ts';
import type { Tenant } from './tenant.ts';

/** One run of an operation. What it publishes is told once it has succeeded. */
export interface Call {
  readonly tenant: Tenant;
  /** Who asks. */
  readonly user: string;
  readonly roles: readonly string[];
  /** Absent where the request came without a live connection. */
  readonly connection: Connection | undefined;
  readonly now: string;
  may(permission: Permission): boolean;
  publish<N extends EventName>(rooms: string | readonly string[], name: N, payload: Payload<N>, options?: { except: string }): void;
  /** For what must happen between or after publications, such as leaving a room. */
  afterwards(effect: () => void): void;
  /** Once `instant` has come, unless the server is closed before. */
  later(instant: string, run: (call: Call) => void): void;
}

export type Handler<N extends OperationName> = (call: Call, input: Parsed<N>) => Output<N>;
/** Every operation of one feature; a missing one does not compile. */
export type Handlers<Feature extends string> = { [N in Extract<OperationName, `${Feature}.${string}`>]: Handler<N> };

export function refuse(code: ErrorCode, message: string, details?: unknown): never { throw new CorridorError(code, message, { details }); }

import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the server needs to know of an operation to serve it over socket and REST alike. */
export interface OperationSpec {
  /** Route below `/api/v1`; absent where an operation only makes sense on a live connection. */
  readonly http?: `${Method} /${string}`;
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  /** Role permission; `null` for what every signed-in user may do. */
  readonly permission: Permission | null;
  /** Whose requests are taken: without it those of users alone. `keys`: of API keys alone, which the host's back end uses; `all`: both. */
  readonly callers?: 'keys' | 'all';
  /** Which allowance it draws on. `signal` is for what is sent often and stored nowhere, such as typing. */
  readonly limit: 'read' | 'write' | 'signal';
  /** Codes beyond those that every operation may answer. */
  readonly errors?: readonly ErrorCode[];
  /** Kept by the client's outbox until answered. */
  readonly queued?: true;
  /** Joins a shared transaction with others of its kind. */
  readonly batched?: true;
}

export const operation = <const S extends OperationSpec>(spec: S): S => spec;

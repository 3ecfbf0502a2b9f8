import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CallError } from '../../errors.ts';

/** First and last byte, both included, counted from 0. */
export interface ByteRange { start: number; end: number }
export interface StoredKey { key: string; bytes: number; changedAt: Date }

/** Where bytes are kept, by key. It knows neither tenants nor encryption. */
export interface ObjectStore {
  readonly name: 'disk' | 's3';
  /** Stores a copy of the file at `path`, which is not to be changed any more and stays. A key is written once: `conflict` where there is one. Durable when it resolves. */
  put(key: string, path: string): Promise<void>;
  /** The bytes that were put, or a range of them, as far as there are any; `not-found` where the key is not there. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** How many bytes it has; undefined where there are none. */
  size(key: string): Promise<number | undefined>;
  /** Nothing happens where it is gone already. */
  delete(key: string): Promise<void>;
  /** What is kept below a prefix, which ends at a `/` or is empty. */
  list(prefix: string): AsyncIterable<StoredKey>;
  /** Removes what was left by puts that ended in the middle before that time; answers how many. */
  sweep(before: Date): Promise<number>;
}

export const missing = (key: string): CallError => new CallError('not-found', 'The file is not in the store', { key });
export const taken = (key: string): CallError => new CallError('conflict', 'The store has this key already', { key });

/** A tenant's own folder, whose name tells nobody who it is. */
export const prefixOf = (tenant: string): string => `${createHash('sha256').update(tenant).digest('hex').slice(0, 32)}/`;
/** Below the last digits of the id: its first ones are the time. */
export const keyOf = (tenant: string, id: string): string => `${prefixOf(tenant)}${id.slice(-2)}/${id}`;
/** The id in a key; undefined for what somebody else keeps in the same place. */
export const idIn = (key: string): string | undefined => /^[\da-f]{32}\/([\da-f]{2})\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{10}\1)$/.exec(key)?.[2];

/** A store that is opened when it is first used. */
export function lazyStore(name: ObjectStore['name'], open: () => Promise<ObjectStore>): ObjectStore {
  let opening: Promise<ObjectStore> | undefined;
  const opened = () => (opening ??= open());
  return {
    name,
    put: async (key, path) => (await opened()).put(key, path),
    read: async (key, range) => (await opened()).read(key, range),
    size: async (key) => (await opened()).size(key),
    delete: async (key) => (await opened()).delete(key),
    async* list(prefix) { yield* (await opened()).list(prefix); },
    sweep: async (before) => (await opened()).sweep(before),
  };
}

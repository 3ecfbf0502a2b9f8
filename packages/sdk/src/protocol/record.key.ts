import type { HostRecord } from './chat.records.ts';

/** Whom a record's conversation is for where it does not say. */
export const internal = 'internal';

/** What tells a record's conversation from every other one: the order of a place's keys does not count. */
export function recordParts({ type, id, place, audience = internal }: HostRecord): unknown[] {
  if (!place && audience === internal) return [type, id];
  return [type, id, Object.entries(place ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)), audience]; // code units: the same everywhere
}

export const recordKey = (record: HostRecord): string => JSON.stringify(recordParts(record));

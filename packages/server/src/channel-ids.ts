import { type HostRecord, recordParts } from '@corridor/sdk/protocol';
import { uuid5 } from './uuid.ts';

// never changed: ids of stored channels are made with them
const records = 'b3f0c1de-6a57-5d52-9c43-3a0d6f5f2a11', directs = '5c6e9d0a-41f7-5b8e-8f6d-70f5c9d6b4e2', threads = '1d2f6c34-9b0e-5a47-8c55-2f9be6a7d013';

export const recordChannelId = (tenant: string, record: HostRecord): string => uuid5(records, JSON.stringify([tenant, ...recordParts(record)]));

/** `users` in any order, all of them. */
export const directChannelId = (tenant: string, users: readonly string[]): string => uuid5(directs, JSON.stringify([tenant, ...distinct(users)]));

export const threadChannelId = (tenant: string, messageId: string): string => uuid5(threads, JSON.stringify([tenant, messageId]));

/** Code units, not letters: the same everywhere. */
export const distinct = (users: readonly string[]): string[] => [...new Set(users)].sort();

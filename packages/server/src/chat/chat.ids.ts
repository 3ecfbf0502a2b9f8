import { type HostRecord, recordKey, recordParts } from '@corridor/sdk/protocol';
import { CallError } from '../errors.ts';
import { uuid5 } from '../uuid.ts';
import { type ChannelRow, recordOf } from './chat.rows.ts';

// never changed: ids of stored channels are made with them
const records = 'b3f0c1de-6a57-5d52-9c43-3a0d6f5f2a11', directs = '5c6e9d0a-41f7-5b8e-8f6d-70f5c9d6b4e2', threads = '1d2f6c34-9b0e-5a47-8c55-2f9be6a7d013';

export const recordChannelId = (tenant: string, record: HostRecord): string => uuid5(records, JSON.stringify([tenant, ...recordParts(record)]));

/** `users` in any order, all of them. */
export const directChannelId = (tenant: string, users: readonly string[]): string => uuid5(directs, JSON.stringify([tenant, ...distinct(users)]));

export const threadChannelId = (tenant: string, messageId: string): string => uuid5(threads, JSON.stringify([tenant, messageId]));

/** Code units, not letters: the same everywhere. */
export const distinct = (users: readonly string[]): string[] => [...new Set(users)].sort();

/** Derived ids belong to the conversations of people and records; what else has one is in their way and must not be taken for them. */
export const inTheWay = () => new CallError('conflict', 'Another channel has the id of this conversation, so it cannot be opened; tell whoever runs this server');

export function isOfRecord(channel: Parameters<typeof recordOf>[0], record: HostRecord): boolean {
  const own = recordOf(channel);
  return own !== null && recordKey(own) === recordKey(record);
}

/** Refuses a record that is not the channel's, or whose address a browser must not follow. */
export function checkRecord(tenant: string, record: HostRecord | undefined, channelId?: string): void {
  if (!record) return;
  if (channelId !== undefined && recordChannelId(tenant, record) !== channelId) throw new CallError('not-found', 'No such channel: its id is not that of this record');
  if (record.url !== undefined && !isWebAddress(record.url)) throw new CallError('invalid-input', 'record.url: must be an http or https address, or a path on the host');
}

function isWebAddress(url: string): boolean {
  try { return ['http:', 'https:'].includes(new URL(url, 'https://host.invalid').protocol); } catch { return false; }
}

import { type HostRecord, recordKey } from '@corridor/sdk/protocol';
import { recordChannelId } from '../channel-ids.ts';
import { CallError } from '../errors.ts';
import { recordOf } from './chat.rows.ts';

export { directChannelId, distinct, threadChannelId } from '../channel-ids.ts';
export { recordChannelId };

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

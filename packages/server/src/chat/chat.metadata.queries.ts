import type { Message, Metadata, MetadataFilter } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { changeMessage } from './chat.messages.queries.ts';
import { channelColumns, type ChannelRow } from './chat.rows.ts';

/** Whether the metadata of a channel or message answers a filter. */
export const answers = (carrier: string, filter: string): string => `metadata_matches(${carrier}.metadata, ${filter}::jsonb)`;

/** What is looked for exactly, which an index answers; undefined where nothing is. */
export function exactly(filter: MetadataFilter | undefined): string | undefined {
  const exact = Object.entries(filter ?? {}).filter(([, value]) => typeof value !== 'object');
  return exact.length > 0 ? JSON.stringify(Object.fromEntries(exact)) : undefined;
}

export const toColumn = (metadata: Metadata | null | undefined): string | null => (metadata && Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null);

export async function storeChannelMetadata(call: Call, id: string, metadata: Metadata | null): Promise<ChannelRow> {
  const [row] = await call.query<ChannelRow>('store-channel-metadata', `
    update channels c set metadata = $3, version = version + 1 where c.id = $2 and c.tenant_id = $1 returning ${channelColumns}`, [call.session.tenant, id, toColumn(metadata)]);
  return row!;
}

export const storeMessageMetadata = (call: Call, message: Message, metadata: Metadata | null): Promise<Message> => changeMessage(call, 'store-message-metadata', message, toColumn(metadata));

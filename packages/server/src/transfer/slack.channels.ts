import { directChannelId, distinct } from '../channel-ids.ts';
import { uuid5 } from '../uuid.ts';
import type { SlackChannel } from './slack.types.ts';

// never changed: what was imported is found again by them
const channelIds = '8c1f5f0e-3b1d-5a0c-9d55-4f8d2f1f7b10', messageIds = 'e4a7a6f2-52d4-5f0b-8a87-6f0a3f5c9e21';

/** Slack's channel ids are unique among all workspaces. */
export const importedChannelId = (tenant: string, slackId: string): string => uuid5(channelIds, JSON.stringify([tenant, 'slack', slackId]));

/** `ts` names a message within its channel. */
export const importedMessageId = (tenant: string, slackChannel: string, ts: string): string => uuid5(messageIds, JSON.stringify([tenant, 'slack', slackChannel, ts]));

/** A channel as it is to be here; instants in ms. */
export interface ImportedChannel {
  slackId: string; id: string; kind: 'group' | 'direct'; visibility: 'public' | 'private'; name: string | null; description: string | null;
  createdBy: string | null; createdAt: number; isArchived: boolean; updatedAt: number; members: string[];
}

const longestName = 200, longestDescription = 2000;
const storable = (text: string | undefined, most: number): string | null => text?.toWellFormed().replaceAll('\u0000', '').trim().slice(0, most) || null;

const texts = (list: unknown): string[] => (Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string' && one !== '') : []);

/** What a person may know a conversation by: the folder's name in the export. */
export const labelOf = ({ id, name }: SlackChannel): string => name || id;

/** `person`: ids here; `decode`: Slack's text as ours. Between two or more people it is their direct conversation; alone, or with nobody known, a private channel. */
export function channelOf(tenant: string, channel: SlackChannel, person: (slackId: string) => string, decode: (text: string) => string): ImportedChannel {
  const isDirect = channel.source === 'dms' || channel.source === 'mpims';
  const members = [...new Set(texts(channel.members).map(person))];
  const isBetweenPeople = isDirect && members.length >= 2 && members.length <= 50;
  const description = [channel.topic?.value, channel.purpose?.value].filter((text): text is string => typeof text === 'string' && text !== '').map(decode);
  return {
    slackId: channel.id, members, kind: isBetweenPeople ? 'direct' : 'group',
    id: isBetweenPeople ? directChannelId(tenant, distinct(members)) : importedChannelId(tenant, channel.id),
    visibility: channel.source === 'channels' && !channel.is_private ? 'public' : 'private',
    name: isBetweenPeople ? null : storable(isDirect ? `Slack ${labelOf(channel)}` : labelOf(channel), longestName),
    description: isBetweenPeople ? null : storable([...new Set(description)].join('\n\n'), longestDescription),
    createdBy: channel.creator ? person(channel.creator) : null, createdAt: seconds(channel.created) ?? 0,
    isArchived: !isBetweenPeople && channel.is_archived === true, updatedAt: seconds(channel.updated) ?? 0,
  };
}

/** Where people have written to each other here already, what they wrote in Slack stands beside it, or it would come after. */
export const besideDirect = (tenant: string, channel: ImportedChannel, names: readonly string[]): ImportedChannel => ({
  ...channel, kind: 'group', id: importedChannelId(tenant, channel.slackId), name: storable(`${names.join(', ')} (Slack)`, longestName),
});

/** Newer exports say milliseconds in some places. */
function seconds(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? (number > 1e11 ? number : number * 1000) : undefined;
}

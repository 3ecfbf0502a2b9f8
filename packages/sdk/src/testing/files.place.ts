import { mostFacets } from '../protocol/files.facets.ts';
import type { FileLevel } from '../protocol/files.ts';
import type { Call } from './call.ts';
import { homeOf, seesMessage, visibleChannel } from './channels.ts';
import { type FileRow, levelOf } from './files.ts';

interface FilePlace { scope: 'mine' | 'shared' | 'organisation' | 'all'; channelId?: string | undefined; isFavourite?: true | undefined }

/** Conversations that the caller is in, and their threads. */
function isMyPlace(call: Call, channelId: string | null | undefined): boolean {
  const channel = call.tenant.channels.get(channelId ?? '');
  return channel !== undefined && (homeOf(call, channel) ?? channel).members.has(call.user);
}

/** Files that the caller sees in a place, with what they may do with each. */
export function filesOfPlace(call: Call, { scope, channelId, isFavourite }: FilePlace): { row: FileRow; level: FileLevel }[] {
  const { tenant, user } = call;
  const isThere = channelId === undefined ? (id: string | null | undefined) => isMyPlace(call, id) : (id: string | null | undefined) => id === channelId;
  if (channelId !== undefined) visibleChannel(call, channelId);
  const carried = new Set([...tenant.carried].flatMap(([messageId, ids]) => { const message = tenant.messages.get(messageId); return message && isThere(message.channelId) && (channelId === undefined || (!message.deletedAt && seesMessage(call, message))) ? ids : []; }));
  const isInPlace = ({ file, grants }: FileRow) => carried.has(file.id) || isThere(tenant.folders.get(file.folderId ?? '')?.channelId) || grants.some(({ kind, id }) => kind === 'channel' && isThere(id));
  const isMine = ({ file }: FileRow) => file.ownerId === user, isOrganisation = ({ file }: FileRow) => file.visibility === 'organisation';
  const isShared = (row: FileRow) => !isMine(row) && (isFavourite || isInPlace(row) || row.grants.some(({ kind, id }) => (kind === 'user' ? id === user : kind === 'group' && tenant.groupsOf(user).includes(id))));
  const isIn = channelId !== undefined ? isInPlace : { mine: isMine, organisation: isOrganisation, shared: isShared, all: (row: FileRow) => isFavourite || isMine(row) || isOrganisation(row) || isShared(row) }[scope];
  return [...tenant.files.values()].flatMap((row) => {
    const level = levelOf(call, row);
    return level && isIn(row) && (!isFavourite || row.favouriteOf.has(user)) ? [{ row, level }] : [];
  });
}

/** How often each stands there, the most frequent first. */
export function counted(words: readonly string[]): [word: string, times: number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(0, mostFacets);
}

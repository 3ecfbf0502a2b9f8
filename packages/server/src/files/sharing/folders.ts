import { deepestFolder, mostFolders } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../../call.ts';
import { CallError } from '../../errors.ts';
import { seenFile } from '../files.access.ts';
import { tellFile } from '../files.attach.ts';
import { audienceOf, markDeleted } from '../files.queries.ts';
import { noteActivity } from './activity.queries.ts';
import { changeFolder, contentsOf, deleteFolder, type FolderRow, folderById, foldersOf, heightOf, insertFolder, lockFolders, pathOf, setFavourite, toFolder } from './folders.queries.ts';
import { endAddresses } from './sharing.queries.ts';

const none = () => new CallError('not-found', 'No such folder');

/** A folder that the caller sees: their own, or one of a channel that they see. */
export async function seenFolder(call: Call, id: string): Promise<FolderRow> {
  const folder = await folderById(call, id);
  if (!folder) throw none();
  if (folder.channel_id === null) {
    if (folder.owner_id !== call.session.user) throw none();
  } else await mayLook(call, folder.channel_id).catch((error: unknown) => { throw error instanceof CallError && error.code === 'not-found' ? none() : error; });
  return folder;
}

/** The same, where the caller may put something in, or change it. */
export async function folderToFill(call: Call, id: string): Promise<FolderRow> {
  const folder = await seenFolder(call, id);
  if (folder.channel_id !== null) await mustTakePart(call, folder.channel_id);
  return folder;
}

async function mayLook(call: Call, channelId: string): Promise<void> {
  if (!call.can('chat.access_channels')) throw none();
  await call.chat.seenChannel(call, channelId);
}

async function mustTakePart(call: Call, channelId: string): Promise<void> {
  call.chat.mustWrite(await call.chat.seenChannel(call, channelId));
}

function tell(call: Call, { owner_id: ownerId, channel_id: channelId }: Pick<FolderRow, 'owner_id' | 'channel_id'>): void {
  call.publish(channelId === null ? { users: [ownerId!] } : { channel: channelId }, 'files.foldersChanged', { channelId });
}

const isSamePlace = (a: Pick<FolderRow, 'owner_id' | 'channel_id'>, b: Pick<FolderRow, 'owner_id' | 'channel_id'>) => a.owner_id === b.owner_id && a.channel_id === b.channel_id;

/** Refuses a place inside another one, `height` folders deep, that is none. */
async function checkParent(call: Call, place: Pick<FolderRow, 'owner_id' | 'channel_id'>, parentId: string, height: number, itself?: string): Promise<void> {
  const parent = await folderToFill(call, parentId), path = await pathOf(call, parentId);
  if (!isSamePlace(parent, place)) throw new CallError('invalid-input', 'parentId: folders lie in folders of the same person or channel');
  if (itself !== undefined && path.includes(itself)) throw new CallError('invalid-input', 'parentId: a folder does not lie in itself');
  if (path.length + height > deepestFolder) throw new CallError('invalid-input', `parentId: folders lie at most ${deepestFolder} deep`);
}

export const folderHandlers = {
  'files.folders': async (call, { channelId }) => {
    if (channelId !== undefined) await mayLook(call, channelId);
    return { items: (await foldersOf(call, channelId, mostFolders)).map(toFolder) };
  },

  'files.createFolder': async (call, { folderId = call.mintedId, name, parentId = null, channelId = null }) => {
    const place = { owner_id: channelId === null ? call.session.user : null, channel_id: channelId }, known = await folderById(call, folderId);
    if (channelId !== null) {
      await mayLook(call, channelId);
      await mustTakePart(call, channelId);
    }
    if (known) {
      if (!isSamePlace(known, place)) throw new CallError('id-taken', `The id ${folderId} belongs to another folder; mint a new one`);
      return toFolder(known);
    }
    await lockFolders(call, place);
    if (parentId !== null) await checkParent(call, place, parentId, 1);
    if ((await foldersOf(call, channelId ?? undefined, mostFolders)).length >= mostFolders) throw new CallError('conflict', `There are ${mostFolders} folders, and no more`);
    const made = await insertFolder(call, { id: folderId, name, parent_id: parentId, ...place });
    tell(call, place);
    return toFolder(made);
  },

  'files.updateFolder': async (call, { folderId, name, parentId }) => {
    const folder = await folderToFill(call, folderId);
    await lockFolders(call, folder);
    if (parentId) await checkParent(call, folder, parentId, await heightOf(call, folderId), folderId);
    const changed = await changeFolder(call, folderId, name ?? folder.name, parentId === undefined ? folder.parent_id : parentId);
    tell(call, folder);
    return toFolder(changed);
  },

  'files.deleteFolder': async (call, { folderId, withContents }) => {
    const folder = await folderToFill(call, folderId);
    await lockFolders(call, folder);
    const { folders, files } = await contentsOf(call, folderId), there = files.filter((file) => !file.is_deleted);
    if (!withContents && folders + there.length > 0) throw new CallError('conflict', 'The folder is not empty', { folders, files: there.length });
    const before = new Map<string, Awaited<ReturnType<typeof audienceOf>>>();
    for (const { id, owner_id: ownerId } of there) {
      before.set(id, await audienceOf(call, id));
      await endAddresses(call, [id]);
      if (ownerId !== call.session.user) continue;
      await markDeleted(call, id);
      await noteActivity(call, id, 'deleted');
    }
    await deleteFolder(call, folderId);
    for (const [id, audience] of before) await tellFile(call, id, audience);
    tell(call, folder);
    return {};
  },

  'files.setFavourite': async (call, { fileId, isFavourite }) => {
    await seenFile(call, fileId);
    await setFavourite(call, fileId, isFavourite);
    call.publish({ users: [call.session.user] }, 'files.changed', { fileId });
    return {};
  },
} satisfies Partial<Handlers<'files'>>;

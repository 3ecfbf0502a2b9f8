import { uuidv7 } from '../core/uuid.ts';
import { deepestFolder, type FileFolder, mostFolders } from '../protocol/files.folders.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { mustBeLive, mustTakePart, visibleChannel } from './channels.ts';
import { audienceOf, isOfChannelSeen, noteActivity, seenFile, tellFile } from './files.ts';
import { room } from './hub.ts';

type Names = 'files.folders' | 'files.createFolder' | 'files.updateFolder' | 'files.deleteFolder' | 'files.setFavourite';
type Place = Pick<FileFolder, 'ownerId' | 'channelId'>;

export function seenFolder(call: Call, id: string): FileFolder {
  const folder = call.tenant.folders.get(id);
  return folder && (folder.ownerId === call.user || isOfChannelSeen(call, id)) ? folder : refuse('not-found', 'No such folder');
}

function mustArrange(call: Call, channelId: string): void {
  if (!call.may('chat.access_channels')) refuse('not-found', 'No such folder');
  const channel = visibleChannel(call, channelId);
  mustTakePart(call, channel);
  mustBeLive(call, channel);
  if (!channel.thread && channel.posting === 'admins' && channel.members.size > 0 && (channel.members.get(call.user)?.role ?? 'member') === 'member') refuse('forbidden', 'Only owners and admins of this channel write in it');
}

export function folderToFill(call: Call, id: string): FileFolder {
  const folder = seenFolder(call, id);
  if (folder.channelId !== null) mustArrange(call, folder.channelId);
  return folder;
}

const isSamePlace = (a: Place, b: Place) => a.ownerId === b.ownerId && a.channelId === b.channelId;
const childrenOf = ({ tenant }: Call, id: string): FileFolder[] => [...tenant.folders.values()].filter(({ parentId }) => parentId === id);
const heightOf = (call: Call, id: string): number => 1 + Math.max(0, ...childrenOf(call, id).map((child) => heightOf(call, child.id)));
const below = (call: Call, id: string): string[] => [id, ...childrenOf(call, id).flatMap((child) => below(call, child.id))];
function pathOf({ tenant }: Call, id: string): string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = id; at; at = tenant.folders.get(at)?.parentId) path.push(at);
  return path;
}

const tell = (call: Call, { ownerId, channelId }: Place) => { call.publish(channelId === null ? room.user(ownerId!) : room.channel(channelId), 'files.foldersChanged', { channelId }); };

function checkParent(call: Call, place: Place, parentId: string, height: number, itself?: string): void {
  const parent = folderToFill(call, parentId), path = pathOf(call, parentId);
  if (!isSamePlace(parent, place)) refuse('invalid-input', 'parentId: folders lie in folders of the same person or channel');
  if (itself !== undefined && path.includes(itself)) refuse('invalid-input', 'parentId: a folder does not lie in itself');
  if (path.length + height > deepestFolder) refuse('invalid-input', `parentId: folders lie at most ${deepestFolder} deep`);
}

export const folderHandlers: Pick<Handlers<'files'>, Names> = {
  'files.folders': (call, { channelId }) => {
    if (channelId !== undefined) {
      if (!call.may('chat.access_channels')) refuse('not-found', 'No such folder');
      visibleChannel(call, channelId);
    }
    const items = [...call.tenant.folders.values()].filter((folder) => (channelId === undefined ? folder.ownerId === call.user : folder.channelId === channelId));
    return { items: items.sort((a, b) => (a.name < b.name || (a.name === b.name && a.id < b.id) ? -1 : 1)).slice(0, mostFolders) };
  },

  'files.createFolder': (call, { folderId = uuidv7(), name, parentId = null, channelId = null }) => {
    const place: Place = { ownerId: channelId === null ? call.user : null, channelId }, { folders } = call.tenant, known = folders.get(folderId);
    if (channelId !== null) mustArrange(call, channelId);
    if (known) return isSamePlace(known, place) ? known : refuse('id-taken', `The id ${folderId} belongs to another folder; mint a new one`);
    if (parentId !== null) checkParent(call, place, parentId, 1);
    if ([...folders.values()].filter((folder) => isSamePlace(folder, place)).length >= mostFolders) refuse('conflict', `There are ${mostFolders} folders, and no more`);
    const folder: FileFolder = { id: folderId, name, parentId, ...place, createdAt: call.now };
    folders.set(folderId, folder);
    tell(call, place);
    return folder;
  },

  'files.updateFolder': (call, { folderId, name, parentId }) => {
    const folder = folderToFill(call, folderId);
    if (parentId) checkParent(call, folder, parentId, heightOf(call, folderId), folderId);
    Object.assign(folder, { ...(name !== undefined && { name }), ...(parentId !== undefined && { parentId }) });
    tell(call, folder);
    return folder;
  },

  'files.deleteFolder': (call, { folderId, withContents }) => {
    const folder = folderToFill(call, folderId), { tenant } = call, gone = below(call, folderId);
    const there = [...tenant.files.values()].filter(({ file, isDeleted }) => !isDeleted && file.folderId && gone.includes(file.folderId)).sort((a, b) => (a.file.id < b.file.id ? -1 : 1));
    if (!withContents && gone.length - 1 + there.length > 0) refuse('conflict', 'The folder is not empty', { folders: gone.length - 1, files: there.length });
    const before = new Map(there.map(({ file }) => [file.id, audienceOf(call, file.id)]));
    for (const row of there) {
      if (row.file.ownerId !== call.user) continue;
      Object.assign(row, { isDeleted: true, deletedAt: call.now, deletedBy: call.user });
      noteActivity(call, row.file.id, 'deleted');
    }
    for (const { file } of tenant.files.values()) if (file.folderId && gone.includes(file.folderId)) file.folderId = null;
    for (const id of gone) tenant.folders.delete(id);
    for (const [id, audience] of before) tellFile(call, id, audience);
    tell(call, folder);
    return {};
  },

  'files.setFavourite': (call, { fileId, isFavourite }) => {
    const { favouriteOf } = seenFile(call, fileId).row;
    if (isFavourite) favouriteOf.add(call.user); else favouriteOf.delete(call.user);
    call.publish(room.user(call.user), 'files.changed', { fileId });
    return {};
  },
};

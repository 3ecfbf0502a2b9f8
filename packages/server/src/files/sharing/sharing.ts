import type { FileSharing } from '@corridor/sdk/protocol';
import type { Call, Handlers } from '../../call.ts';
import { CallError } from '../../errors.ts';
import { seenFile, type SeenFile, toSeen } from '../files.access.ts';
import { tellFile } from '../files.attach.ts';
import { audienceOf } from '../files.queries.ts';
import { cleanName } from '../safety/names.ts';
import { noteActivity } from './activity.queries.ts';
import { folderToFill } from './folders.ts';
import { changeFile, endAddresses, grant, grantsOf, setOwner, setVisibility, ungrant } from './sharing.queries.ts';

const endingOf = (name: string): string => /[^.]\.([^.\s]{1,10})$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';

/** The name as it is kept. What a file is was found by its content, and its name's ending says so. */
function newName(call: Call, file: SeenFile, given: string): string {
  const name = cleanName(given);
  if (endingOf(name) !== endingOf(file.name)) throw new CallError('invalid-input', endingOf(file.name) ? `The name keeps its ending .${endingOf(file.name)}` : 'The name has no ending now, and gets none');
  call.files.checkName(name);
  return name;
}

const sharingOf = async (call: Call, { id, visibility }: Pick<SeenFile, 'id' | 'visibility'>): Promise<FileSharing> => ({ visibility, items: await grantsOf(call, id) });

export const sharingHandlers = {
  'files.update': async (call, { fileId, name: given, tags, folderId }) => {
    const file = await seenFile(call, fileId, folderId === undefined ? 'edit' : 'owner'), before = await audienceOf(call, fileId);
    const name = given === undefined ? undefined : newName(call, file, given);
    if (folderId) await folderToFill(call, folderId);
    await changeFile(call, fileId, { name, tags: tags && [...new Set(tags)], folderId });
    if (name !== undefined && name !== file.name) await noteActivity(call, fileId, 'renamed', { from: file.name, to: name });
    if (tags !== undefined) await noteActivity(call, fileId, 'tagged', { to: [...new Set(tags)] });
    if (folderId !== undefined && folderId !== file.folder_id) {
      await endAddresses(call, [fileId]);
      await noteActivity(call, fileId, 'moved', { to: folderId });
    }
    await tellFile(call, fileId, before);
    return toSeen(await seenFile(call, fileId));
  },

  'files.share': async (call, { fileId, visibility, grants }) => {
    const file = await seenFile(call, fileId, 'owner'), before = await audienceOf(call, fileId);
    if (visibility === 'private' && grants.length > 0) throw new CallError('invalid-input', 'grants: what is private is shared with nobody; leave out `visibility`');
    for (const { kind, id } of grants) if (kind === 'channel') await call.chat.seenChannel(call, id.toLowerCase());
    const now = visibility ?? (grants.length > 0 && file.visibility === 'private' ? 'restricted' : file.visibility);
    if (now !== file.visibility) await setVisibility(call, fileId, now);
    if (grants.length > 0) await grant(call, fileId, grants);
    if (now === 'private' ? file.visibility !== 'private' : now === 'restricted' && file.visibility === 'organisation') await endAddresses(call, [fileId]);
    await noteActivity(call, fileId, now === 'private' ? 'unshared' : 'shared', { visibility: now, subjects: grants });
    await tellFile(call, fileId, before);
    return sharingOf(call, { id: fileId, visibility: now });
  },

  'files.unshare': async (call, { fileId, subjects }) => {
    const { user } = call.session, isOwn = subjects.every(({ kind, id }) => kind === 'user' && id === user);
    const file = await seenFile(call, fileId, isOwn ? 'view' : 'owner'), before = await audienceOf(call, fileId);
    const gone = await ungrant(call, fileId, subjects);
    if (gone.length > 0) {
      await endAddresses(call, [fileId]);
      await noteActivity(call, fileId, 'unshared', { visibility: file.visibility, subjects: gone });
      await tellFile(call, fileId, before);
    }
    return file.level > 2 ? sharingOf(call, file) : { visibility: file.visibility, items: [] };
  },

  'files.grants': async (call, { fileId }) => sharingOf(call, await seenFile(call, fileId, 'edit')),

  'files.transfer': async (call, { fileId, userId }) => {
    const file = await seenFile(call, fileId, 'owner'), { owner_id: from } = file;
    if (userId === from) return {};
    if (!await setOwner(call, fileId, userId)) throw new CallError('not-found', 'No such person');
    if (file.visibility === 'private') await setVisibility(call, fileId, 'restricted');
    await ungrant(call, fileId, [{ kind: 'user', id: userId }]);
    await grant(call, fileId, [{ kind: 'user', id: from, level: 'edit' }]);
    await noteActivity(call, fileId, 'transferred', { from, to: userId });
    await tellFile(call, fileId);
    return {};
  },
} satisfies Partial<Handlers<'files'>>;

import type { FileSharing } from '../protocol/files.sharing.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { visibleChannel } from './channels.ts';
import { asSeen, audienceOf, type FileRow, noteActivity, seenFile, tellFile } from './files.ts';
import { folderToFill } from './files.folders.ts';

type Names = 'files.update' | 'files.share' | 'files.unshare' | 'files.grants' | 'files.transfer';

const endingOf = (name: string): string => /[^.]\.([^.\s]{1,10})$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';
const sharingOf = ({ file, grants }: FileRow): FileSharing => ({ visibility: file.visibility, items: [...grants].sort((a, b) => (`${a.grantedAt} ${a.kind} ${a.id}` < `${b.grantedAt} ${b.kind} ${b.id}` ? -1 : 1)) });

function grant(call: Call, row: FileRow, given: Omit<FileSharing['items'][number], 'grantedBy' | 'grantedAt'>): void {
  const known = row.grants.find(({ kind, id }) => kind === given.kind && id === given.id);
  if (known?.level === given.level) return;
  row.grants = [...row.grants.filter((one) => one !== known), { ...given, grantedBy: call.user, grantedAt: call.now }];
}

export const sharingHandlers: Pick<Handlers<'files'>, Names> = {
  'files.update': (call, { fileId, name: given, tags, folderId }) => {
    const { row } = seenFile(call, fileId, folderId === undefined ? 'edit' : 'owner'), before = audienceOf(call, fileId), { file } = row, name = given?.trim();
    if (name !== undefined) {
      if (endingOf(name) !== endingOf(file.name)) refuse('invalid-input', `The name keeps its ending .${endingOf(file.name)}`);
      if (/[\p{Cc}/\\]/u.test(name)) refuse('invalid-input', 'The name of a file is text without slashes and control characters');
    }
    if (folderId) folderToFill(call, folderId);
    if (name !== undefined && name !== file.name) {
      noteActivity(call, fileId, 'renamed', { from: file.name, to: name });
      row.versions.at(-1)!.name = file.name = name;
    }
    if (tags) noteActivity(call, fileId, 'tagged', { to: file.tags = [...new Set(tags)] });
    if (folderId !== undefined && folderId !== file.folderId) noteActivity(call, fileId, 'moved', { to: file.folderId = folderId });
    file.changedAt = call.now;
    tellFile(call, fileId, before);
    const seen = seenFile(call, fileId);
    return asSeen(call, seen.row, seen.level);
  },

  'files.share': (call, { fileId, visibility, grants }) => {
    const { row } = seenFile(call, fileId, 'owner'), before = audienceOf(call, fileId), { file } = row;
    if (visibility === 'private' && grants.length > 0) refuse('invalid-input', 'grants: what is private is shared with nobody; leave out `visibility`');
    for (const { kind, id } of grants) if (kind === 'channel') visibleChannel(call, id.toLowerCase());
    file.visibility = visibility ?? (grants.length > 0 && file.visibility === 'private' ? 'restricted' : file.visibility);
    if (file.visibility === 'private') row.grants = [];
    for (const given of grants) grant(call, row, given.kind === 'channel' ? { ...given, id: given.id.toLowerCase() } : given);
    noteActivity(call, fileId, file.visibility === 'private' ? 'unshared' : 'shared', { visibility: file.visibility, subjects: grants });
    tellFile(call, fileId, before);
    return sharingOf(row);
  },

  'files.unshare': (call, { fileId, subjects }) => {
    const isOwn = subjects.every(({ kind, id }) => kind === 'user' && id === call.user), { row, level } = seenFile(call, fileId, isOwn ? 'view' : 'owner'), before = audienceOf(call, fileId);
    const gone = row.grants.filter((one) => subjects.some(({ kind, id }) => one.kind === kind && one.id === (kind === 'channel' ? id.toLowerCase() : id)));
    if (gone.length > 0) {
      row.grants = row.grants.filter((one) => !gone.includes(one));
      noteActivity(call, fileId, 'unshared', { visibility: row.file.visibility, subjects: gone.map(({ kind, id }) => ({ kind, id })) });
      tellFile(call, fileId, before);
    }
    return level === 'edit' || level === 'owner' ? sharingOf(row) : { visibility: row.file.visibility, items: [] };
  },

  'files.grants': (call, { fileId }) => sharingOf(seenFile(call, fileId, 'edit').row),

  'files.transfer': (call, { fileId, userId }) => {
    const { row } = seenFile(call, fileId, 'owner'), { file } = row, from = file.ownerId;
    if (userId === from) return {};
    if (!call.tenant.people.has(userId)) refuse('not-found', 'No such person');
    file.ownerId = userId;
    file.changedAt = call.now;
    if (file.folderId && !call.tenant.folders.get(file.folderId)?.channelId) file.folderId = null;
    if (file.visibility === 'private') file.visibility = 'restricted';
    row.grants = row.grants.filter(({ kind, id }) => kind !== 'user' || id !== userId);
    grant(call, row, { kind: 'user', id: from, level: 'edit' });
    noteActivity(call, fileId, 'transferred', { from, to: userId });
    tellFile(call, fileId);
    return {};
  },
};

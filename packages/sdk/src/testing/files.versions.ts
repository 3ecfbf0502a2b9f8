import { refuse, type Handlers } from './call.ts';
import { addVersion, asSeen, noteActivity, seenFile, tellFile } from './files.ts';
import { latestFirst, pageOf } from './page.ts';

type Names = 'files.versions' | 'files.restoreVersion' | 'files.deleted' | 'files.restore';

const keptMs = 30 * 86_400_000;

export const versionHandlers: Pick<Handlers<'files'>, Names> = {
  'files.versions': (call, { fileId, cursor, limit }) => pageOf(seenFile(call, fileId, 'edit').row.versions, ({ version }) => [String(1e9 - version), ''], { cursor, limit }),

  'files.restoreVersion': (call, { fileId, version }) => {
    const { row, level } = seenFile(call, fileId, 'edit'), old = row.versions[version - 1];
    if (!old) return refuse('not-found', `The file has no version ${version}`);
    if (version === row.file.version) return asSeen(call, row, level);
    const { name, mediaType, kind, bytes, state, facts, renditions } = old;
    row.file = { ...row.file, name, mediaType, kind, bytes, state, facts, renditions, version: row.file.version + 1, changedAt: call.now };
    addVersion(call, row, row.contents[version - 1]!, old.restoredFrom ?? version);
    noteActivity(call, fileId, 'version-restored', { from: version, version: row.file.version });
    tellFile(call, fileId);
    return asSeen(call, row, level);
  },

  'files.deleted': (call, { cursor, limit }) => {
    const gone = [...call.tenant.files.values()].filter(({ isDeleted, deletedBy, deletedAt }) => isDeleted && deletedBy === call.user && Date.parse(call.now) - Date.parse(deletedAt!) < keptMs);
    const items = gone.map((row) => {
      const isMine = row.file.ownerId === call.user;
      return { ...asSeen(call, row, isMine ? 'owner' : 'view'), folderId: isMine ? row.file.folderId : null, deletedAt: row.deletedAt!, deletedBy: row.deletedBy!, goneAt: new Date(Date.parse(row.deletedAt!) + keptMs).toISOString() };
    });
    return pageOf(items, ({ deletedAt, id }) => latestFirst(deletedAt, id), { cursor, limit });
  },

  'files.restore': (call, { fileId }) => {
    const row = call.tenant.files.get(fileId);
    if (!row?.isDeleted || (row.deletedBy !== call.user && !call.may('files.manage')) || Date.parse(call.now) - Date.parse(row.deletedAt!) >= keptMs) return refuse('not-found', 'No such file among those that were deleted by you in the last 30 days');
    row.isDeleted = false;
    row.file.changedAt = call.now;
    delete row.deletedAt;
    delete row.deletedBy;
    noteActivity(call, fileId, 'restored');
    tellFile(call, fileId);
    return {};
  },
};

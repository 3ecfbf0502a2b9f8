import { Id } from '@corridor/sdk/protocol';
import type { Handlers } from '../../call.ts';
import { fromCursor, toPage } from '../../cursor.ts';
import { CallError } from '../../errors.ts';
import { seenFile, toSeen } from '../files.access.ts';
import { tellFile } from '../files.attach.ts';
import { readAgain } from '../files.made.queries.ts';
import { toFile } from '../files.rows.ts';
import { noteActivity } from './activity.queries.ts';
import { deletedBy, repeatVersion, stateOf, toVersion, undelete, versionsOf } from './versions.queries.ts';

const dayMs = 86_400_000;

export const versionHandlers = {
  'files.versions': async (call, { fileId, cursor, limit }) => {
    await seenFile(call, fileId, 'edit');
    const from = fromCursor(cursor, 'number', Id)?.[0] as number | undefined;
    if (from !== undefined && Math.abs(from) > 2 ** 31 - 1) throw new CallError('invalid-input', 'cursor: not one that a list here has answered');
    return toPage(await versionsOf(call, fileId, from, limit), limit, ({ version }) => [version, fileId], toVersion);
  },

  'files.restoreVersion': async (call, { fileId, version }) => {
    const file = await seenFile(call, fileId, 'edit'), state = await stateOf(call, fileId, version);
    if (!state) throw new CallError('not-found', `The file has no version ${version}`);
    if (state !== 'ready') throw new CallError('conflict', state === 'checking' ? 'This version is being checked; try again in a moment' : 'This version is in quarantine');
    if (version === file.version) return toSeen(file);
    const now = await repeatVersion(call, fileId, version);
    await readAgain(call, fileId, now);
    await noteActivity(call, fileId, 'version-restored', { from: version, version: now });
    await tellFile(call, fileId);
    return toSeen(await seenFile(call, fileId));
  },

  'files.deleted': async (call, { cursor, limit }) => toPage(
    await deletedBy(call, call.files.keptDays, fromCursor(cursor, 'number', Id), limit), limit, ({ place, id }) => [place, id],
    (row) => {
      const isMine = row.owner_id === call.session.user;
      return { ...toFile(row, isMine ? 'owner' : 'view', row.is_favourite), folderId: isMine ? row.folder_id : null, deletedAt: row.deleted_at.toISOString(), deletedBy: row.deleted_by, goneAt: new Date(row.deleted_at.getTime() + call.files.keptDays * dayMs).toISOString() };
    }),

  'files.restore': async (call, { fileId }) => {
    if (!await undelete(call, fileId, call.files.keptDays, call.can('files.manage'))) throw new CallError('not-found', 'No such file among those that were deleted by you and are still kept');
    await noteActivity(call, fileId, 'restored');
    await tellFile(call, fileId);
    return {};
  },
} satisfies Partial<Handlers<'files'>>;

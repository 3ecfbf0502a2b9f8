import { type FileForm, Id } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import { fromCursor, toPage } from '../cursor.ts';
import { CallError } from '../errors.ts';
import { filesSeen, levels, seenFile, type SeenFile, toSeen } from './files.access.ts';
import { tellFile } from './files.attach.ts';
import { beginUpload, cancelUpload } from './files.begin.ts';
import { facetHandlers } from './files.facets.ts';
import { placeOf } from './files.place.ts';
import { quarantineHandlers } from './files.quarantine.ts';
import { filesPage } from './files.pages.queries.ts';
import { filesById, formsOf, markDeleted } from './files.queries.ts';
import { activityHandlers } from './sharing/activity.ts';
import { noteActivity } from './sharing/activity.queries.ts';
import { commentHandlers } from './sharing/comments.ts';
import { byUser } from './sharing/downloads.ts';
import { folderHandlers, seenFolder } from './sharing/folders.ts';
import { linkHandlers } from './sharing/links.ts';
import { sharingHandlers } from './sharing/sharing.ts';
import { versionHandlers } from './sharing/versions.ts';

const canEdit = ({ level }: SeenFile) => level > levels.indexOf('edit');

export const filesHandlers: Handlers<'files'> = {
  ...sharingHandlers, ...versionHandlers, ...linkHandlers, ...commentHandlers, ...folderHandlers, ...activityHandlers, ...quarantineHandlers, ...facetHandlers,
  'files.beginUpload': beginUpload,
  'files.cancelUpload': cancelUpload,

  'files.file': async (call, { fileId }) => {
    const file = await seenFile(call, fileId);
    return { ...toSeen(file), ...(!await call.calls.mayDownload(call, file) && { mayDownload: false as const }) };
  },

  'files.list': async (call, { scope, cursor, limit, ...filter }) => {
    const { folderId } = filter, from = fromCursor(cursor, 'number', Id), place = await placeOf(call, filter.channelId, scope);
    if (folderId !== undefined && folderId !== 'none') await seenFolder(call, folderId);
    const found = await filesPage(call, { ...filter, scope: place }, from && { at: Number(from[0]), id: from[1] }, limit);
    return toPage(found, limit, ({ at, id }) => [at, id], toSeen);
  },

  'files.urls': async (call, { items }) => {
    const { tenant, user } = call.session, seen = new Map((await filesSeen(call, [...new Set(items.map(({ fileId }) => fileId))])).map((file) => [file.id, file]));
    const wanted: { fileId: string; version: number; as: FileForm }[] = [];
    for (const { fileId, version, as } of items) {
      const file = seen.get(fileId), isVoice = file?.purpose === 'voice' && file.owner_id !== user;
      if (!file || (version !== undefined && version !== file.version && !canEdit(file))) continue;
      if (file && as === 'download' && !await call.calls.mayDownload(call, file)) continue;
      if (!isVoice || await call.voice.mayFetch(call, fileId, as === 'download' ? 'download' : 'listen')) wanted.push({ fileId, version: version ?? file.version, as });
    }
    const forms = await formsOf(call, wanted);
    const signed = await Promise.all(wanted.map(async (one) => {
      const form = forms.find(({ file_id: fileId, version, as }) => fileId === one.fileId && version === one.version && as === one.as), file = seen.get(one.fileId)!;
      return form && { ...one, ...await call.files.urls.sign(call, { tenant, ...one, name: form.name, round: file.address_round, by: one.as === 'download' ? byUser(user) : '' }) };
    }));
    return { items: signed.filter((one) => one !== undefined) };
  },

  'files.delete': async (call, { fileId }) => {
    const [any] = await filesById(call, [fileId]);
    if (!any) throw new CallError('not-found', 'No such file');
    if (!call.can('files.manage')) await seenFile(call, fileId, 'owner');
    await markDeleted(call, fileId);
    await noteActivity(call, fileId, 'deleted');
    await tellFile(call, fileId);
    return {};
  },
};

import { uuidv7 } from '../core/uuid.ts';
import type { File, Upload } from '../protocol/files.ts';
import { longestVoice } from '../protocol/voice.ts';
import { refuse, type Handlers } from './call.ts';
import { activityHandlers } from './files.activity.ts';
import { commentHandlers } from './files.comments.ts';
import type { QuarantineHandlers } from './files.quarantine.ts';
import { folderHandlers, folderToFill, seenFolder } from './files.folders.ts';
import { linkHandlers } from './files.links.ts';
import { sharingHandlers } from './files.sharing.ts';
import { versionHandlers } from './files.versions.ts';
import { counted, filesOfPlace } from './files.place.ts';
import { asSeen, levelOf, noteActivity, seenFile, tellFile } from './files.ts';
import { latestFirst, pageOf } from './page.ts';
import { mayFetchVoice } from './voice.ts';

const keptMs = 24 * 3600 * 1000;
const mostBytes = { file: 100 * 2 ** 20, voice: 10 * 2 ** 20 };

export const filesHandlers: Omit<Handlers<'files'>, keyof QuarantineHandlers> = {
  ...sharingHandlers, ...versionHandlers, ...linkHandlers, ...commentHandlers, ...folderHandlers, ...activityHandlers,

  'files.beginUpload': (call, { uploadId = uuidv7(), fileId = uploadId, name, bytes, mediaType = 'application/octet-stream', purpose, folderId = null, facts = {} }) => {
    if (purpose === 'voice' && !call.may('voice.record')) refuse('forbidden', 'This needs the permission voice.record; an administrator can grant it', { permission: 'voice.record' });
    if (purpose === 'voice' && (facts.duration ?? 0) > longestVoice) refuse('too-large', `A voice message lasts at most ${longestVoice / 60} minutes`, { most: longestVoice });
    const known = call.tenant.uploads.get(uploadId);
    if (known) return known.userId === call.user && known.upload.bytes === bytes && known.upload.fileId === fileId ? known.upload : refuse('id-taken', `The id ${uploadId} belongs to another upload; mint a new one`);
    if (bytes > mostBytes[purpose]) refuse('too-large', 'A file has at most 100 MB here', { most: mostBytes[purpose] });
    if (bytes === 0) refuse('invalid-input', 'The file is empty');
    if (/[\p{Cc}/\\]/u.test(name)) refuse('invalid-input', 'The name of a file is text without slashes and control characters');
    if (fileId !== uploadId && call.tenant.files.has(fileId)) seenFile(call, fileId, 'edit');
    if (folderId !== null) folderToFill(call, folderId);
    const upload: Upload = { uploadId, fileId, bytes, offset: 0, expiresAt: new Date(Date.parse(call.now) + keptMs).toISOString() };
    call.tenant.uploads.set(uploadId, { upload, userId: call.user, name, mediaType, purpose, folderId, facts, isDone: false });
    return upload;
  },

  'files.cancelUpload': (call, { uploadId }) => {
    const found = call.tenant.uploads.get(uploadId);
    if (!found || found.userId !== call.user || found.isDone) refuse('not-found', 'No such upload');
    call.tenant.uploads.delete(uploadId);
    return {};
  },

  'files.file': (call, { fileId }) => {
    const { row, level } = seenFile(call, fileId);
    return asSeen(call, row, level);
  },

  'files.list': (call, { kind, query, ownerId, tag, folderId, cursor, limit, ...place }) => {
    const { tenant } = call, { channelId } = place, words = query?.toLowerCase(), all = filesOfPlace(call, place);
    if (folderId !== undefined && folderId !== 'none') seenFolder(call, folderId);
    const liesSomewhere = (id: string | null) => { const folder = tenant.folders.get(id ?? ''); return folder !== undefined && (channelId ? folder.channelId === channelId : folder.ownerId === call.user); };
    const rows = all.flatMap(({ row, level }): File[] => {
      const { file } = row;
      const isFound = (!kind || file.kind === kind) && (!words || [file.name, ...file.tags].some((text) => text.toLowerCase().includes(words)))
        && (ownerId === undefined || file.ownerId === ownerId) && (tag === undefined || file.tags.includes(tag))
        && (folderId === undefined || (folderId === 'none' ? !liesSomewhere(file.folderId) : file.folderId === folderId));
      return isFound ? [asSeen(call, row, level)] : [];
    });
    return pageOf(rows, ({ createdAt, id }) => latestFirst(createdAt, id), { cursor, limit });
  },

  'files.facets': (call, place) => {
    const files = filesOfPlace(call, place).map(({ row: { file } }) => file);
    return {
      owners: counted(files.map(({ ownerId }) => ownerId)).map(([userId, count]) => ({ userId, files: count })),
      tags: counted(files.flatMap(({ tags }) => tags)).map(([tag, count]) => ({ tag, files: count })),
    };
  },

  'files.urls': (call, { items }) => ({
    items: items.flatMap(({ fileId, version, as }) => {
      const row = call.tenant.files.get(fileId), level = row && levelOf(call, row), number = version ?? row?.file.version ?? 0, content = row?.contents[number - 1];
      if (!level || !content || row.versions[number - 1]!.state !== 'ready' || !(as === 'original' || as === 'download' || row.versions[number - 1]!.renditions.includes(as))) return [];
      if (number !== row.file.version && level !== 'edit' && level !== 'owner') return [];
      if (row.purpose === 'voice' && level !== 'owner' && !mayFetchVoice(call, fileId, as === 'download' ? 'download' : 'listen')) return [];
      return [{ fileId, version: number, as, url: URL.createObjectURL(content), expiresAt: new Date(Date.parse(call.now) + 600_000).toISOString() }];
    }),
  }),

  'files.delete': (call, { fileId }) => {
    const row = call.tenant.files.get(fileId);
    if (!row || row.isDeleted || !call.may('files.manage')) seenFile(call, fileId, 'owner');
    Object.assign(row!, { isDeleted: true, deletedAt: call.now, deletedBy: call.user });
    noteActivity(call, fileId, 'deleted');
    tellFile(call, fileId);
    return {};
  },
};

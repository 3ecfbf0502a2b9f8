import { uuidv7 } from '../core/uuid.ts';
import type { FilesCard, VoiceCard } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import { type File, type FileLevel, fileLevels, type Upload } from '../protocol/files.ts';
import type { FileKind, FileSummary } from '../protocol/files.summary.ts';
import { longestVoice } from '../protocol/voice.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, floorOf } from './channels.ts';
import type { QuarantineHandlers } from './files.quarantine.ts';
import { room } from './hub.ts';
import { latestFirst, pageOf } from './page.ts';
import { mayFetchVoice, mustVoice } from './voice.ts';

/** A file, or (until its bytes are there) an upload. */
export interface FileRow {
  file: Omit<File, 'level'>; purpose: 'file' | 'voice'; isDeleted: boolean;
  /** In the order of versions. */
  contents: Blob[];
}
export interface UploadRow { upload: Upload; userId: string; name: string; mediaType: string; purpose: 'file' | 'voice'; facts: FileSummary['facts']; isDone: boolean }

const keptMs = 24 * 3600 * 1000;
const mostBytes = { file: 100 * 2 ** 20, voice: 10 * 2 ** 20 };

const kindOf = (mediaType: string): FileKind => {
  const [group = ''] = mediaType.split('/');
  if (group === 'image' || group === 'video' || group === 'audio') return group;
  return group === 'text' ? 'text' : mediaType.includes('pdf') || mediaType.includes('word') ? 'document' : mediaType.includes('sheet') || mediaType.includes('excel') ? 'spreadsheet' : mediaType.includes('zip') ? 'archive' : 'other';
};

const summaryOf = ({ id, name, mediaType, kind, bytes, version, state, facts, renditions }: FileSummary): FileSummary => ({ id, name, mediaType, kind, bytes, version, state, facts, renditions });

function seesMessage(call: Call, { channelId, seq }: Message): boolean {
  const channel = call.tenant.channels.get(channelId);
  return channel !== undefined && canSee(call, channel) && seq > floorOf(channel, call.user, call.may('chat.access_private'));
}

/** What the caller may do with a file; undefined where it is not there for them. */
export function levelOf(call: Call, { file, isDeleted }: FileRow): FileLevel | undefined {
  if (isDeleted) return undefined;
  if (file.ownerId === call.user) return 'owner';
  const isCarried = [...call.tenant.messages.values()].some((message) => !message.deletedAt && filesOn(message.card).some(({ id }) => id === file.id) && seesMessage(call, message));
  return isCarried || file.visibility === 'organisation' ? 'comment' : undefined;
}

export const filesOn = (card: { type: string } | undefined): FileSummary[] => (card?.type === 'files' ? (card as FilesCard).files : card?.type === 'voice' ? [(card as VoiceCard).file].filter((file) => file !== null) : []);

export function seenFile(call: Call, id: string, least: FileLevel = 'view'): FileRow & { level: FileLevel } {
  const row = call.tenant.files.get(id), level = row && levelOf(call, row);
  if (!row || !level) return refuse('not-found', 'No such file');
  if (fileLevels.indexOf(level) < fileLevels.indexOf(least)) refuse('forbidden', `This needs the level "${least}"; the file's owner can grant it`);
  return { ...row, level };
}

/** The card of a message that carries files of the caller's. */
export function attach(call: Call, ids: readonly string[], channelId: string): FilesCard | VoiceCard {
  if (!call.may('chat.send_files')) refuse('forbidden', 'This needs the permission chat.send_files; an administrator can grant it', { permission: 'chat.send_files' });
  const rows = [...new Set(ids)].map((id) => seenFile(call, id, 'edit'));
  const isVoice = rows.length === 1 && rows[0]!.purpose === 'voice';
  if (isVoice) mustVoice(call, 'record', channelId);
  if (isVoice) return { type: 'voice', file: summaryOf(rows[0]!.file) };
  return { type: 'files', files: rows.map(({ file }) => summaryOf(file)) };
}

/** Tells that a file has changed, with each message that carries it. */
export function tellFile(call: Call, id: string): void {
  const row = call.tenant.files.get(id)!;
  call.publish(room.user(row.file.ownerId), 'files.changed', { fileId: id });
  for (const message of call.tenant.messages.values()) {
    const { card } = message;
    if (message.deletedAt || !filesOn(card).some((file) => file.id === id)) continue;
    const channel = call.tenant.channels.get(message.channelId)!;
    if (card?.type === 'files') message.card = { ...card, files: card.files.flatMap((file) => (file.id !== id ? [file] : row.isDeleted ? [] : [summaryOf(row.file)])) };
    if (card?.type === 'voice') message.card = { ...card, file: row.isDeleted ? null : summaryOf(row.file) };
    message.changedSeq = ++channel.lastChange;
    call.publish(room.channel(channel.id), 'chat.message', message);
  }
}

/** For want of a virus scanner, by name. */
const isHarmful = (name: string) => /^eicar\b/i.test(name);

/** The bytes of an upload have arrived: it is a file, or a file's next version. What is called `eicar` is found harmful. */
export function keepUpload(call: Call, uploadId: string, content: Blob, facts?: FileSummary['facts']): void {
  const found = call.tenant.uploads.get(uploadId);
  if (!found || found.userId !== call.user) return refuse('not-found', 'No such upload: it was cancelled, or nothing came for a day');
  const { upload: { fileId }, name, mediaType, purpose } = found, before = call.tenant.files.get(fileId);
  found.isDone = true;
  found.upload.offset = found.upload.bytes;
  const isPicture = kindOf(mediaType) === 'image';
  call.tenant.files.set(fileId, {
    purpose, isDeleted: false, contents: [...before?.contents ?? [], content],
    file: {
      ownerId: call.user, folderId: null, visibility: 'private', tags: [], createdAt: call.now, sha256: '0'.repeat(64), ...before?.file,
      id: fileId, name, mediaType, kind: kindOf(mediaType), bytes: content.size, version: (before?.file.version ?? 0) + 1, facts: facts ?? found.facts, changedAt: call.now,
      ...(isHarmful(name) ? { state: 'quarantined', refusal: 'The virus scanner found Eicar in it', renditions: [] } : { state: 'ready', renditions: isPicture ? ['thumbnail', 'preview'] : [] }),
    },
  });
  tellFile(call, fileId);
}

/** So many bytes of an upload have arrived. */
export function arrive(call: Call, uploadId: string, content: Blob, offset: number): void {
  const found = call.tenant.uploads.get(uploadId);
  if (!found || found.userId !== call.user) return refuse('not-found', 'No such upload: it was cancelled, or nothing came for a day');
  if (found.isDone) return;
  found.upload.offset = offset;
  if (offset === content.size) keepUpload(call, uploadId, content);
}

export const filesHandlers: Omit<Handlers<'files'>, keyof QuarantineHandlers> = {
  'files.beginUpload': (call, { uploadId = uuidv7(), fileId = uploadId, name, bytes, mediaType = 'application/octet-stream', purpose, facts = {} }) => {
    if (purpose === 'voice' && !call.may('voice.record')) refuse('forbidden', 'This needs the permission voice.record; an administrator can grant it', { permission: 'voice.record' });
    if (purpose === 'voice' && (facts.duration ?? 0) > longestVoice) refuse('too-large', `A voice message lasts at most ${longestVoice / 60} minutes`, { most: longestVoice });
    const known = call.tenant.uploads.get(uploadId);
    if (known) return known.userId === call.user && known.upload.bytes === bytes && known.upload.fileId === fileId ? known.upload : refuse('id-taken', `The id ${uploadId} belongs to another upload; mint a new one`);
    if (bytes > mostBytes[purpose]) refuse('too-large', 'A file has at most 100 MB here', { most: mostBytes[purpose] });
    if (bytes === 0) refuse('invalid-input', 'The file is empty');
    if (/[\p{Cc}/\\]/u.test(name)) refuse('invalid-input', 'The name of a file is text without slashes and control characters');
    if (fileId !== uploadId && call.tenant.files.has(fileId)) seenFile(call, fileId, 'edit');
    const upload: Upload = { uploadId, fileId, bytes, offset: 0, expiresAt: new Date(Date.parse(call.now) + keptMs).toISOString() };
    call.tenant.uploads.set(uploadId, { upload, userId: call.user, name, mediaType, purpose, facts, isDone: false });
    return upload;
  },

  'files.cancelUpload': (call, { uploadId }) => {
    const found = call.tenant.uploads.get(uploadId);
    if (!found || found.userId !== call.user || found.isDone) refuse('not-found', 'No such upload');
    call.tenant.uploads.delete(uploadId);
    return {};
  },

  'files.file': (call, { fileId }) => {
    const { file, level } = seenFile(call, fileId);
    return { ...file, level };
  },

  'files.list': (call, { scope, channelId, kind, query, cursor, limit }) => {
    const inChannel = channelId === undefined ? undefined : new Set([...call.tenant.messages.values()].filter((message) => message.channelId === channelId && !message.deletedAt).flatMap(({ card }) => filesOn(card).map(({ id }) => id)));
    const rows = [...call.tenant.files.values()].flatMap((row): File[] => { const level = levelOf(call, row); return level ? [{ ...row.file, level }] : []; }).filter((file) =>
      (inChannel ? inChannel.has(file.id) : scope === 'all' || (scope === 'mine' ? file.level === 'owner' : scope === 'organisation' ? file.visibility === 'organisation' : file.level !== 'owner'))
      && (!kind || file.kind === kind) && (!query || file.name.toLowerCase().includes(query.toLowerCase())));
    return pageOf(rows, ({ createdAt, id }) => latestFirst(createdAt, id), { cursor, limit });
  },

  'files.urls': (call, { items }) => ({
    items: items.flatMap(({ fileId, version, as }) => {
      const row = call.tenant.files.get(fileId), level = row && levelOf(call, row), number = version ?? row?.file.version ?? 0, content = row?.contents[number - 1];
      if (!level || !content || row.file.state !== 'ready' || !(as === 'original' || as === 'download' || row.file.renditions.includes(as))) return [];
      if (row.purpose === 'voice' && level !== 'owner' && !mayFetchVoice(call, fileId, as === 'download' ? 'download' : 'listen')) return [];
      return [{ fileId, version: number, as, url: URL.createObjectURL(content), expiresAt: new Date(Date.parse(call.now) + 600_000).toISOString() }];
    }),
  }),

  'files.delete': (call, { fileId }) => {
    if (!call.may('files.manage') || !call.tenant.files.has(fileId)) seenFile(call, fileId, 'owner');
    call.tenant.files.get(fileId)!.isDeleted = true;
    tellFile(call, fileId);
    return {};
  },
};

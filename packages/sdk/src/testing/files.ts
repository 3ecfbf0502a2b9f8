import { uuidv7 } from '../core/uuid.ts';
import { type Card, carriedOn, type FilesCard, type VoiceCard, withCarried } from '../protocol/chat.cards.ts';
import type { Message } from '../protocol/chat.ts';
import type { FileActivity, FileDeed, FileDownload } from '../protocol/files.activity.ts';
import type { FileComment } from '../protocol/files.comments.ts';
import type { FileLink } from '../protocol/files.links.ts';
import type { FileGrant, FileVersion } from '../protocol/files.sharing.ts';
import { type File, type FileLevel, fileLevels, type Upload } from '../protocol/files.ts';
import type { FileKind, FileSummary } from '../protocol/files.summary.ts';
import { refuse, type Call } from './call.ts';
import { canSee, seesMessage } from './channels.ts';
import { room } from './hub.ts';
import { change } from './messages.ts';
import { mayFetchVoice, mustVoice } from './voice.ts';

/** A file with all that people have done with it. */
export interface FileRow {
  file: Omit<File, 'level' | 'isFavourite'>; purpose: 'file' | 'voice'; isDeleted: boolean; deletedAt?: string; deletedBy?: string;
  /** In the order of versions. */
  contents: Blob[]; versions: FileVersion[];
  grants: FileGrant[]; links: FileLink[]; comments: FileComment[]; activity: FileActivity[]; downloads: FileDownload[]; favouriteOf: Set<string>;
}
/** An upload until its bytes are there. */
export interface UploadRow { upload: Upload; userId: string; name: string; mediaType: string; purpose: 'file' | 'voice'; folderId: string | null; facts: FileSummary['facts']; isDone: boolean }


const kindOf = (mediaType: string): FileKind => {
  const [group = ''] = mediaType.split('/');
  if (group === 'image' || group === 'video' || group === 'audio') return group;
  return group === 'text' ? 'text' : mediaType.includes('pdf') || mediaType.includes('word') ? 'document' : mediaType.includes('sheet') || mediaType.includes('excel') ? 'spreadsheet' : mediaType.includes('zip') ? 'archive' : 'other';
};

const summaryOf = ({ id, name, mediaType, kind, bytes, version, state, facts, renditions }: FileSummary): FileSummary => ({ id, name, mediaType, kind, bytes, version, state, facts, renditions });

const isKey = (user: string) => user.startsWith('key:');
const ranks: readonly FileLevel[] = ['view', 'comment', 'edit'];

/** A folder of a channel that the caller sees. */
export const isOfChannelSeen = (call: Call, folderId: string | null): boolean => {
  const channel = call.tenant.channels.get((folderId && call.tenant.folders.get(folderId)?.channelId) ?? '');
  return channel !== undefined && call.may('chat.access_channels') && canSee(call, channel);
};

function granted(call: Call, { file, grants }: FileRow): FileLevel[] {
  if (file.visibility === 'private') return [];
  return grants.filter(({ kind, id }) => {
    if (kind !== 'channel') return kind === 'user' ? id === call.user : call.tenant.groupsOf(call.user).includes(id);
    const channel = call.tenant.channels.get(id);
    return channel !== undefined && call.may('chat.access_channels') && canSee(call, channel);
  }).map(({ level }) => level);
}

export function filesOn(card: Card | undefined): FileSummary[] {
  const carried = carriedOn(card);
  return carried?.type === 'files' ? carried.files : carried?.file ? [carried.file] : [];
}

/** What the caller may do with a file; undefined where it is not there for them. */
export function levelOf(call: Call, row: FileRow): FileLevel | undefined {
  const { file, isDeleted } = row;
  if (isDeleted) return undefined;
  if (file.ownerId === call.user || isKey(call.user)) return 'owner';
  const isCarried = call.may('chat.access_channels') && [...call.tenant.carried].some(([id, ids]) => { const message = ids.includes(file.id) ? call.tenant.messages.get(id) : undefined; return message && !message.deletedAt && seesMessage(call, message); });
  const found = granted(call, row);
  if (file.visibility === 'organisation' || isCarried || isOfChannelSeen(call, file.folderId)) found.push('comment');
  return ranks.findLast((level) => found.includes(level));
}

/** A file as the caller sees it. */
export function asSeen(call: Call, row: FileRow, level: FileLevel): File {
  const { file, favouriteOf } = row, seesFolder = file.ownerId === call.user || isOfChannelSeen(call, file.folderId);
  return { ...file, folderId: seesFolder ? file.folderId : null, level, isFavourite: favouriteOf.has(call.user) };
}

export function seenFile(call: Call, id: string, least: FileLevel = 'view'): { row: FileRow; level: FileLevel } {
  const row = call.tenant.files.get(id), level = row && levelOf(call, row);
  if (!row || !level) return refuse('not-found', 'No such file');
  if (fileLevels.indexOf(level) < fileLevels.indexOf(least)) refuse('forbidden', `This needs the level "${least}"; the file's owner can grant it`);
  return { row, level };
}

const cardOf = (rows: readonly FileRow[]): FilesCard | VoiceCard => (rows.length === 1 && rows[0]!.purpose === 'voice' ? { type: 'voice', file: summaryOf(rows[0]!.file) } : { type: 'files', files: rows.map(({ file }) => summaryOf(file)) });

/** Files that the caller may send. */
export function mustOwn(call: Call, ids: readonly string[]): FileRow[] {
  if (!call.may('chat.send_files')) refuse('forbidden', 'This needs the permission chat.send_files; an administrator can grant it', { permission: 'chat.send_files' });
  return [...new Set(ids)].map((id) => seenFile(call, id, 'owner').row);
}

/** The card of a message that is going to carry files of the caller's. */
export function attach(call: Call, messageId: string, ids: readonly string[], channelId: string): FilesCard | VoiceCard {
  const sender = call.tenant.messages.get(messageId)?.senderId;
  if (sender !== undefined && sender !== call.user) refuse('id-taken', `The id ${messageId} belongs to another message; mint a new one`);
  const rows = mustOwn(call, ids);
  if (rows.length === 1 && rows[0]!.purpose === 'voice') mustVoice(call, 'record', channelId);
  if (sender === undefined) note(call, messageId, rows, channelId);
  return cardOf(rows);
}

function note(call: Call, messageId: string, rows: readonly FileRow[], channelId: string): void {
  call.tenant.carried.set(messageId, rows.map(({ file }) => file.id));
  for (const { file } of rows) noteActivity(call, file.id, 'attached', { channelId });
}

/** The card of a message that is going to pass another one on, with those of its files that the caller sees. */
export function passOn(call: Call, messageId: string, card: Card | undefined, channelId: string): Card | undefined {
  const carried = carriedOn(card);
  if (!card || !carried) return card;
  const ids = filesOn(card).map(({ id }) => id);
  if (ids.length > 0 && !call.may('chat.send_files')) refuse('forbidden', 'This needs the permission chat.send_files; an administrator can grant it', { permission: 'chat.send_files' });
  const rows = ids.map((id) => call.tenant.files.get(id)!).filter((row) => levelOf(call, row));
  for (const { purpose, file } of rows) if (purpose === 'voice' && file.ownerId !== call.user && !mayFetchVoice(call, file.id, 'download')) refuse('forbidden', 'Whoever may not save this voice message may not pass it on; an owner or admin of its channel can allow it');
  if (carried.type === 'voice') mustVoice(call, 'record', channelId);
  if (!call.tenant.messages.has(messageId)) note(call, messageId, rows, channelId);
  return withCarried(card, cardNow(carried, rows));
}

const cardNow = <C extends FilesCard | VoiceCard>(card: C, rows: readonly FileRow[]): C => {
  const files = rows.map(({ file }) => summaryOf(file));
  return card.type === 'files' ? { ...card, files } : { ...card, file: files[0] ?? null };
};

export function noteActivity(call: Call, fileId: string, what: FileDeed, details?: Record<string, unknown>): void {
  call.tenant.files.get(fileId)!.activity.push({ id: uuidv7(), what, userId: call.user, at: call.now, ...(details && { details }) });
}

/** Rooms of all whom a change of a file is told to. */
export function audienceOf(call: Call, id: string): string[] {
  const { tenant } = call, { file, grants } = tenant.files.get(id)!, folder = file.folderId ? tenant.folders.get(file.folderId) : undefined;
  const ofGroups = [...tenant.people.keys()].filter((user) => grants.some((grant) => grant.kind === 'group' && tenant.groupsOf(user).includes(grant.id)));
  const channels = [...tenant.carried].flatMap(([messageId, ids]) => { const message = ids.includes(id) ? tenant.messages.get(messageId) : undefined; return message && !message.deletedAt ? message.channelId : []; });
  return [
    ...[file.ownerId, ...ofGroups, ...grants.flatMap((grant) => (grant.kind === 'user' ? grant.id : []))].map(room.user),
    ...[...channels, ...grants.flatMap((grant) => (grant.kind === 'channel' ? grant.id : [])), ...(folder?.channelId ? [folder.channelId] : [])].map(room.channel),
  ];
}

/** Tells that a file has changed, with each message that carries it, and those who were told of it `before`. */
export function tellFile(call: Call, id: string, before: readonly string[] = []): void {
  const { tenant } = call;
  call.publish([...new Set([...audienceOf(call, id), ...before])], 'files.changed', { fileId: id });
  for (const [messageId, ids] of tenant.carried) if (ids.includes(id)) refreshCard(call, messageId);
}

/** Has a message show its files as they are now; answers it. */
export function refreshCard(call: Call, messageId: string): Message | undefined {
  const { tenant } = call, message = tenant.messages.get(messageId), { card } = message ?? {}, carried = carriedOn(card);
  if (!message || !card || !carried || message.deletedAt) return message;
  const now = withCarried(card, cardNow(carried, tenant.carried.get(messageId)!.map((one) => tenant.files.get(one)!).filter((row) => !row.isDeleted)));
  return JSON.stringify(now) === JSON.stringify(card) ? message : change(call, message, { card: now });
}

/** Makes what a file is now its next version. */
export function addVersion(call: Call, row: FileRow, content: Blob, restoredFrom?: number): void {
  const { name, mediaType, kind, bytes, version, state, facts, renditions } = row.file;
  row.contents.push(content);
  row.versions.push({ name, mediaType, kind, bytes, version, state, facts, renditions, madeBy: call.user, madeAt: call.now, ...(restoredFrom !== undefined && { restoredFrom }) });
}

/** For want of a virus scanner, by name. */
const isHarmful = (name: string) => /^eicar\b/i.test(name);

/** The bytes of an upload have arrived: it is a file, or a file's next version. What is called `eicar` is found harmful. */
export function keepUpload(call: Call, uploadId: string, content: Blob, facts?: FileSummary['facts']): void {
  const found = call.tenant.uploads.get(uploadId);
  if (!found || found.userId !== call.user) return refuse('not-found', 'No such upload: it was cancelled, or nothing came for a day');
  const { upload: { fileId }, name, mediaType, purpose, folderId } = found, before = call.tenant.files.get(fileId);
  if (before?.isDeleted) refuse('conflict', 'The file has been deleted; it can be restored, or this one uploaded under another id');
  if (before) seenFile(call, fileId, 'edit');
  found.isDone = true;
  found.upload.offset = found.upload.bytes;
  const isPicture = kindOf(mediaType) === 'image', row: FileRow = {
    isDeleted: false, contents: [], versions: [], grants: [], links: [], comments: [], activity: [], downloads: [], favouriteOf: new Set(), ...before, purpose,
    file: {
      ownerId: call.user, folderId, visibility: 'private', tags: [], createdAt: call.now, sha256: '0'.repeat(64), ...before?.file,
      id: fileId, name, mediaType, kind: kindOf(mediaType), bytes: content.size, version: (before?.file.version ?? 0) + 1, facts: facts ?? found.facts, changedAt: call.now,
      ...(isHarmful(name) ? { state: 'quarantined', refusal: 'The virus scanner found Eicar in it', renditions: [] } : { state: 'ready', renditions: isPicture ? ['thumbnail', 'preview'] : [] }),
    },
  };
  addVersion(call, row, content);
  call.tenant.files.set(fileId, row);
  noteActivity(call, fileId, before ? 'version' : 'uploaded', { version: row.file.version });
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


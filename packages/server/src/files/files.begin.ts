import { longestVoice, type Upload } from '@corridor/sdk/protocol';
import type { Handler } from '../call.ts';
import { CallError } from '../errors.ts';
import { needs } from '../permissions.ts';
import { seenFile } from './files.access.ts';
import { folderToFill } from './sharing/folders.ts';
import { isFile } from './files.queries.ts';
import { arriving, keptMs } from './files.upload.ts';
import { deleteEnded, insertUpload, uploadOf, type UploadRow, uploadsUnderWay } from './files.uploads.queries.ts';

/** Of one user, begun and not complete. */
const mostUnderWay = 500;

const inWords = (bytes: number): string => (bytes >= 1 << 20 ? `${Math.floor(bytes / (1 << 20))} MB` : `${Math.floor(bytes / 1024)} kB`);

export const toUpload = (row: UploadRow, offset: number): Upload => ({ uploadId: row.id, fileId: row.file_id, bytes: row.bytes, offset, expiresAt: row.expires_at.toISOString() });

export const beginUpload: Handler<'files.beginUpload'> = async (call, { uploadId = call.mintedId, fileId = uploadId, name, bytes, mediaType, sha256, folderId, purpose, facts = {} }) => {
  const { tenant, user } = call.session, { limits, uploads } = call.files;
  const known = await uploadOf(call, uploadId), isToRepeat = known?.refusal?.code === 'checksum-mismatch' && known.user_id === user; // it was damaged on the way
  if (known && !isToRepeat) {
    if (known.user_id !== user || known.bytes !== bytes || known.file_id !== fileId) throw new CallError('id-taken', `The id ${uploadId} belongs to another upload; mint a new one`);
    if (known.refusal) throw new CallError(known.refusal.code, known.refusal.message, known.refusal.details);
    return toUpload(known, known.done_at ? known.bytes : await uploads.offset(arriving(tenant, known)));
  }
  if (purpose === 'voice' && !call.can('voice.record')) throw needs('voice.record');
  if (purpose === 'voice' && (facts.duration ?? 0) > longestVoice) throw new CallError('too-large', `A voice message lasts at most ${longestVoice / 60} minutes`, { most: longestVoice });
  const most = purpose === 'voice' ? limits.voiceBytes : limits.fileBytes;
  if (bytes > most) throw new CallError('too-large', `${purpose === 'voice' ? 'A voice message' : 'A file'} has at most ${inWords(most)} here`, { most });
  if (bytes === 0) throw new CallError('invalid-input', 'The file is empty');
  if (!await call.files.hasRoom(call, bytes)) throw new CallError('quota-exceeded', `The files of this organisation have ${inWords(limits.tenantBytes)} in all, which this one would exceed; an administrator can raise it`);
  call.files.checkName(name);
  if (await uploadsUnderWay(call) >= mostUnderWay) throw new CallError('rate-limited', `You have ${mostUnderWay} uploads under way; finish or cancel some first`, { retryAfterMs: 5000 });
  if (await isFile(call, fileId)) {
    if (fileId === uploadId) throw new CallError('id-taken', `The id ${fileId} belongs to a file that is there; mint a new one`);
    await seenFile(call, fileId, 'edit');
  }
  if (folderId !== undefined) await folderToFill(call, folderId);
  if (await deleteEnded(call, uploadId)) await uploads.forget({ tenant, uploadId });
  const object = await call.files.objects.mint(tenant);
  const row: UploadRow = {
    id: uploadId, file_id: fileId, user_id: user, name, bytes, media_type: mediaType ?? null, sha256: sha256 === undefined ? null : Buffer.from(sha256, 'hex'), folder_id: folderId ?? null, purpose, facts,
    expires_at: new Date(Date.now() + keptMs), done_at: null, refusal: null, object_id: object.id, wrapped_key: object.wrappedKey,
  };
  await insertUpload(call, row);
  return toUpload(row, 0);
};

export const cancelUpload: Handler<'files.cancelUpload'> = async (call, { uploadId }) => {
  const { tenant, user } = call.session, upload = await uploadOf(call, uploadId);
  if (!upload || upload.user_id !== user || upload.done_at) throw new CallError('not-found', 'No such upload');
  await call.query('delete-upload', 'delete from file_uploads where id = $2 and tenant_id = $1', [tenant, uploadId]);
  call.afterCommit(() => { void call.files.uploads.forget({ tenant, uploadId }); });
  return {};
};


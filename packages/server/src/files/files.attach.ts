import { type Card, carriedOn, type FilesCard, type Message, type VoiceCard, withCarried } from '@corridor/sdk/protocol';
import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { filesSeen, seenFiles } from './files.access.ts';
import { attachFiles, audienceOf, detachFiles, type FileAudience, filesOfMessage, filesNowOf, messagesWith, senderOf } from './files.queries.ts';
import { type FileRow, toSummary } from './files.rows.ts';
import { noteActivity } from './sharing/activity.queries.ts';
import { endAddresses } from './sharing/sharing.queries.ts';

interface Carrier { messageId: string; channelId: string; rootId?: string | undefined }

/** What other features do with the files of messages. */
export interface Carried {
  /** Refuses what is not there, is not the caller's own to send, or is harmful. */
  mustOwn(call: Call, fileIds: readonly string[]): Promise<void>;
  attach(call: Call, what: Carrier & { fileIds: readonly string[] }): Promise<Card>;
  passOn(call: Call, what: Carrier & { card: Card | undefined }): Promise<Card | undefined>;
  /** The message was refused: what it was going to carry is not in its conversation. */
  detach(call: Call, messageId: string): Promise<void>;
  refresh(call: Call, messageId: string): Promise<Message | undefined>;
  /** Once a message is stored: what became of its files since they were attached shows on it. */
  catchUp(call: Call, messageId: string, card: Card | undefined): Promise<Message | undefined>;
  withdraw(call: Call, what: Pick<Carrier, 'messageId' | 'channelId'>): Promise<void>;
}

const mustSendFiles = (call: Call): void => {
  if (!call.can('chat.send_files')) throw new CallError('forbidden', 'This needs the permission chat.send_files; an administrator can grant it', { permission: 'chat.send_files' });
};

function cardOf(files: readonly FileRow[]): FilesCard | VoiceCard {
  const [first] = files;
  if (files.length === 1 && first?.purpose === 'voice') return { type: 'voice', file: toSummary(first) };
  return { type: 'files', files: files.map(toSummary) };
}

async function ownFiles(call: Call, fileIds: readonly string[]): Promise<FileRow[]> {
  mustSendFiles(call);
  const files = await seenFiles(call, fileIds, 'owner');
  for (const file of files) {
    if (file.state === 'quarantined') throw new CallError('conflict', `${file.name} is in quarantine: ${file.refusal ?? 'it was found to be harmful'}`);
  }
  return files;
}

/**
 * Notes what a message is going to carry, and answers its card. Before the message is stored: a file without its message is seen by nobody,
 * a message whose files are not shared would be broken. To be called before anything else is asked; it commits.
 */
const attach: Carried['attach'] = async (call, { messageId, channelId, rootId, fileIds }) => {
  const ids = [...new Set(fileIds)], sender = await senderOf(call, messageId);
  if (sender !== undefined && sender !== call.session.user) throw new CallError('id-taken', `The id ${messageId} belongs to another message; mint a new one`);
  const files = await ownFiles(call, ids);
  if (sender === undefined) {
    await attachFiles(call, messageId, channelId, ids);
    await noteActivity(call, ids, 'attached', { channelId });
  }
  const made = cardOf(files), isTranscribed = made.type === 'voice' && (await call.voice.admit(call, { messageId, channelId, rootId })).isTranscribed;
  const card: Card = isTranscribed ? { ...made, transcription: 'waiting' } : made;
  await call.commit();
  return card;
};

/**
 * What a message is going to carry that passes another one on: those of its files that the caller sees, for all who will read it. A voice that the caller may not save is not carried elsewhere either.
 * As with `attach`, before anything else is asked; it commits.
 */
const passOn: Carried['passOn'] = async (call, { card, ...carrier }) => {
  const carried = carriedOn(card);
  if (!card || !carried) return card;
  const ids = carried.type === 'voice' ? (carried.file ? [carried.file.id] : []) : carried.files.map(({ id }) => id), sender = await senderOf(call, carrier.messageId);
  if (ids.length) mustSendFiles(call);
  const files = await filesSeen(call, ids);
  for (const { id, owner_id: owner, purpose } of files) {
    if (purpose === 'voice' && owner !== call.session.user && !await call.voice.mayFetch(call, id, 'download')) throw new CallError('forbidden', 'Whoever may not save this voice message may not pass it on; an owner or admin of its channel can allow it');
  }
  if (sender === undefined) {
    const passed = files.map(({ id }) => id);
    await attachFiles(call, carrier.messageId, carrier.channelId, passed);
    await noteActivity(call, passed, 'attached', { channelId: carrier.channelId });
  }
  const now = carried.type === 'files' ? cardNow(carried, files) : await voiceNow(call, carrier, cardNow(carried, files));
  await call.commit();
  return withCarried(card, now);
};

/** A voice is admitted as if it was recorded there. What is said in it is known already, or asked for anew. */
async function voiceNow(call: Call, carrier: Carrier, { transcription: _, ...voice }: VoiceCard): Promise<VoiceCard> {
  const { isTranscribed } = await call.voice.admit(call, { ...carrier, isKnown: voice.transcript !== undefined || !voice.file });
  return isTranscribed ? { ...voice, transcription: 'waiting' } : voice;
}

/** Tells that a file has changed: with each message that carries it, and to whom it is shared, or was `before`. */
export async function tellFile(call: Call, fileId: string, before?: FileAudience): Promise<void> {
  const { users, channels } = await audienceOf(call, fileId);
  call.publish({ users: [...new Set([...users, ...before?.users ?? []])], channels: [...new Set([...channels, ...before?.channels ?? []])] }, 'files.changed', { fileId });
  for (const messageId of await messagesWith(call, fileId)) await refresh(call, messageId);
}

/** What a server has found out by itself is told, also of messages that were stored while it was being written down: neither saw the other. It commits. */
export async function tellFound(call: Call, fileId: string): Promise<void> {
  await tellFile(call, fileId);
  await call.commit();
  for (const messageId of await messagesWith(call, fileId)) await refresh(call, messageId);
}

/** Has a message show its files as they are now; answers it where that changed it. */
const refresh: Carried['refresh'] = async (call, messageId) => {
  const files = await filesNowOf(call, messageId);
  return call.chat.changeCard(call, messageId, (card) => refreshed(card, files));
};

const catchUp: Carried['catchUp'] = async (call, messageId, card) => {
  if (!carriedOn(card)) return undefined;
  const files = await filesNowOf(call, messageId);
  return isDeepStrictEqual(refreshed(card, files), card) ? undefined : call.chat.changeCard(call, messageId, (stored) => refreshed(stored, files));
};

/** A message has been deleted: who read it may have addresses of what it carried, which end. */
const withdraw: Carried['withdraw'] = async (call, { messageId, channelId }) => {
  const fileIds = await filesOfMessage(call, messageId);
  await endAddresses(call, fileIds);
  for (const fileId of fileIds) call.publish({ users: [], channels: [channelId] }, 'files.changed', { fileId });
};

const detach: Carried['detach'] = async (call, messageId) => {
  await call.undo();
  await detachFiles(call, messageId);
  await call.commit();
};

export const carried: Carried = { mustOwn: async (call, fileIds) => { await ownFiles(call, fileIds); }, attach, passOn, detach, refresh, catchUp, withdraw };

function cardNow<C extends FilesCard | VoiceCard>(card: C, files: readonly FileRow[]): C {
  return card.type === 'files' ? { ...card, files: files.map(toSummary) } : { ...card, file: files[0] ? toSummary(files[0]) : null };
}

function refreshed(card: Card | undefined, files: readonly FileRow[]): Card | undefined {
  const carried = carriedOn(card);
  return card && carried ? withCarried(card, cardNow(carried, files)) : card;
}

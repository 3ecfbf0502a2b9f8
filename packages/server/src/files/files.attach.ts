import type { Card, FilesCard, VoiceCard } from '@corridor/sdk/protocol';
import type { Call } from '../call.ts';
import { CallError } from '../errors.ts';
import { seenFile } from './files.access.ts';
import { attachFiles, audienceOf, type FileAudience, filesById, filesOfMessage, messagesWith, senderOf } from './files.queries.ts';
import { type FileRow, toSummary } from './files.rows.ts';
import { noteActivity } from './sharing/activity.queries.ts';

export type Attach = (call: Call, what: { messageId: string; channelId: string; rootId?: string | undefined; fileIds: readonly string[] }) => Promise<Card>;

function cardOf(files: readonly FileRow[]): FilesCard | VoiceCard {
  const [first] = files;
  if (files.length === 1 && first?.purpose === 'voice') return { type: 'voice', file: toSummary(first) };
  return { type: 'files', files: files.map(toSummary) };
}

/**
 * Notes what a message is going to carry, and answers its card. Before the message is stored: a file without its message is seen by nobody,
 * a message whose files are not shared would be broken. To be called before anything else is asked; it commits.
 */
export const attach: Attach = async (call, { messageId, channelId, rootId, fileIds }) => {
  if (!call.can('chat.send_files')) throw new CallError('forbidden', 'This needs the permission chat.send_files; an administrator can grant it', { permission: 'chat.send_files' });
  const ids = [...new Set(fileIds)], sender = await senderOf(call, messageId);
  if (sender !== undefined && sender !== call.session.user) throw new CallError('id-taken', `The id ${messageId} belongs to another message; mint a new one`);
  for (const id of ids) {
    const file = await seenFile(call, id, 'owner');
    if (file.state === 'quarantined') throw new CallError('conflict', `${file.name} is in quarantine: ${file.refusal ?? 'it was found to be harmful'}`);
  }
  if (sender === undefined) {
    await attachFiles(call, messageId, channelId, ids);
    for (const id of ids) await noteActivity(call, id, 'attached', { channelId });
  }
  const made = cardOf(await filesById(call, ids)), isTranscribed = made.type === 'voice' && (await call.voice.admit(call, { messageId, channelId, rootId })).isTranscribed;
  const card: Card = isTranscribed ? { ...made, transcription: 'waiting' } : made;
  await call.commit();
  return card;
};

/** Tells that a file has changed: with each message that carries it, and to whom it is shared, or was `before`. */
export async function tellFile(call: Call, fileId: string, before?: FileAudience): Promise<void> {
  const { users, channels } = await audienceOf(call, fileId);
  call.publish({ users: [...new Set([...users, ...before?.users ?? []])], channels: [...new Set([...channels, ...before?.channels ?? []])] }, 'files.changed', { fileId });
  const asServer: Call = { ...call, can: () => true }; // who changed the file need not see the message
  for (const messageId of await messagesWith(call, fileId)) {
    const files = await filesById(call, await filesOfMessage(call, messageId));
    await call.chat.changeCard(asServer, messageId, (card) => refreshed(card, files));
  }
}

function refreshed(card: Card | undefined, files: readonly FileRow[]): Card | undefined {
  if (card?.type === 'files') return { ...card, files: files.map(toSummary) };
  if (card?.type === 'voice') return { ...card, file: files[0] ? toSummary(files[0]) : null };
  return card;
}

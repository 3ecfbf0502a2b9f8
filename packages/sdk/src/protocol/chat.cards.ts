import { z } from 'zod';
import { scheduledAnswers } from './calls.scheduled.state.ts';
import { callKinds, callReasons, callStatuses } from './calls.states.ts';
import { FileSummary } from './files.summary.ts';
import { HostId, Id, Instant, Seq, Text } from './schema.ts';

/** A button of a notice. */
export const NoticeAction = z.object({ id: Text(100).min(1), label: Text(80).min(1), style: z.enum(['primary', 'danger']).optional() }).meta({ id: 'NoticeAction' });
export type NoticeAction = z.infer<typeof NoticeAction>;

/** A record of the host that was made of a message. */
const Made = z.object({ type: Text(100).min(1), id: Text(320).min(1), title: Text(200).optional(), url: Text(2000).optional(), messageId: Id });

/** A message of the host's own, to be shown apart from what people say. `outcome`: what became of it, by whose choice of which button, or (without one) in the host itself. `made`: somebody had this record made of a message. */
export const NoticeCard = z.object({
  type: z.literal('notice'), actions: z.array(NoticeAction).max(5).optional(),
  outcome: z.object({ text: Text(200).min(1), userId: HostId, at: Instant, actionId: Text(100).optional() }).optional(),
  made: Made.optional(),
}).meta({ id: 'NoticeCard' });
export type NoticeCard = z.infer<typeof NoticeCard>;

/**
 * A poll; the message's text is its question. It is closed from `closesAt` on, or since `closedAt`. `votes` counts those for each option, `people` who voted at all;
 * `voters` says for each option who chose it, in the order in which they first voted, and is left out of an anonymous poll.
 */
export const PollCard = z.object({
  type: z.literal('poll'), options: z.array(Text(200).min(1)).min(2).max(10), isMultiple: z.boolean(), isAnonymous: z.boolean(),
  closesAt: Instant.optional(), closedAt: Instant.optional(), people: z.int().min(0), votes: z.array(z.int().min(0)), voters: z.array(z.array(HostId)).optional(),
}).meta({ id: 'PollCard' });
export type PollCard = z.infer<typeof PollCard>;

export const systemEvents = ['renamed', 'described', 'visibility', 'posting', 'archived', 'restored', 'joined', 'added', 'left', 'removed', 'role', 'pinned'] as const;
export type SystemEvent = (typeof systemEvents)[number];
/** So many are named. */
export const mostPeopleInNotice = 20;

/**
 * What happened in a channel: said by the server alone, never in words, so that everybody reads it in their own language. The message's sender is who did it, its text is empty.
 * `people`: whom it happened to, up to twenty of `count`; those who join, leave, are added or removed one right after the other within an hour share a notice. `value` and `before`: a name,
 * description, visibility, posting or role as it is now and was; `messageId` and `seq`: what was pinned.
 */
export const SystemCard = z.object({
  type: z.literal('system'), event: z.enum(systemEvents), people: z.array(HostId).max(mostPeopleInNotice).optional(), count: z.int().min(1).optional(),
  value: Text(2000).nullable().optional(), before: Text(2000).nullable().optional(), messageId: Id.optional(), seq: Seq.optional(),
}).meta({ id: 'SystemCard' });
export type SystemCard = z.infer<typeof SystemCard>;

export const mostFilesOnMessage = 20;

/** Files that a message carries: as they are now, for the message changes with them. A file that was deleted is left out. */
export const FilesCard = z.object({ type: z.literal('files'), files: z.array(FileSummary).max(mostFilesOnMessage) }).meta({ id: 'FilesCard' });
export type FilesCard = z.infer<typeof FilesCard>;

/** A voice message; null once its file is deleted. `transcript`: what is said in it, in `language` (ISO 639-1); `transcription`: it is being written down, or could not be. */
export const VoiceCard = z.object({
  type: z.literal('voice'), file: FileSummary.nullable(), transcript: Text(20_000).optional(), language: Text(10).optional(), transcription: z.enum(['waiting', 'failed']).optional(),
}).meta({ id: 'VoiceCard' });
export type VoiceCard = z.infer<typeof VoiceCard>;

/**
 * A message passed on as it was, with who wrote it when; the text of the message that carries it is a word of who passes it on. `carried`: its files or its voice, as they are now; who reads this message may see them.
 */
export const ForwardCard = z.object({
  type: z.literal('forward'), channelId: Id, messageId: Id, seq: Seq, senderId: HostId, sentAt: Instant, text: Text(20_000),
  carried: z.discriminatedUnion('type', [FilesCard, VoiceCard]).optional(),
}).meta({ id: 'ForwardCard' });
export type ForwardCard = z.infer<typeof ForwardCard>;

/** A call that is to come: the message's id is the scheduled call's. `answers`: of those invited, the organizer first, up to twenty of `count`. */
const ScheduledOnCard = z.object({
  title: Text(200), endsAt: Instant, timeZone: Text(64), isCancelled: z.boolean(), answers: z.array(z.object({ userId: HostId, answer: z.enum(scheduledAnswers) })).max(mostPeopleInNotice), count: z.int().min(0),
});

/**
 * A call in this conversation, as it is or was: the message changes with it, and its id is the call's. `people`: who has been in it, in the order in which they came. `isEncrypted`: from end to end, where it is. With `scheduled` it is one for later: it begins at
 * `startedAt`, its `status` is `ringing`, or `ended` once it is cancelled, and when it begins the call has a message of its own.
 */
export const CallCard = z.object({
  type: z.literal('call'), kind: z.enum(callKinds), status: z.enum(callStatuses), reason: z.enum(callReasons).nullable(), startedAt: Instant, activeAt: Instant.nullable(), endedAt: Instant.nullable(),
  people: z.array(HostId).max(mostPeopleInNotice), count: z.int().min(0), isEncrypted: z.literal(true).optional(), scheduled: ScheduledOnCard.optional(),
}).meta({ id: 'CallCard' });
export type CallCard = z.infer<typeof CallCard>;

/** What a message carries beside its text. */
export const Card = z.discriminatedUnion('type', [ForwardCard, NoticeCard, PollCard, SystemCard, FilesCard, VoiceCard, CallCard]).meta({ id: 'Card' });
export type Card = z.infer<typeof Card>;

/** Whom a card names: who wrote what is passed on, who decided, who voted, who came and went. */
export function peopleOnCard(card: Card | undefined): string[] {
  switch (card?.type) {
    case 'forward': return [card.senderId];
    case 'notice': return card.outcome ? [card.outcome.userId] : [];
    case 'poll': return (card.voters ?? []).flat();
    case 'system': return card.people ?? [];
    case 'call': return [...card.people, ...(card.scheduled?.answers ?? []).map(({ userId }) => userId)];
    default: return [];
  }
}

/** The files or the voice of a message, its own or of the one it passes on. */
export function carriedOn(card: Card | undefined): FilesCard | VoiceCard | undefined {
  if (card?.type === 'forward') return card.carried;
  return card?.type === 'files' || card?.type === 'voice' ? card : undefined;
}

/** A message with such a card says something without words of its own. */
export const speaksForItself = (card: Card | undefined): boolean => card?.type === 'forward' || carriedOn(card) !== undefined;

/** The same card with other files, or another voice. */
export const withCarried = (card: Card, carried: FilesCard | VoiceCard): Card => (card.type === 'forward' ? { ...card, carried } : carried);

function moreWords(card: Card | undefined): string | undefined {
  switch (card?.type) {
    case 'forward': return wordsOf({ text: card.text, card: card.carried });
    case 'poll': return card.options.join('\n');
    case 'files': return card.files.map(({ name }) => name).join('\n');
    case 'voice': return card.transcript;
    default: return undefined;
  }
}

/** All words of a message: its own, and those of the one it passes on, of the options it offers, of the files it carries or of what is said in it. */
export function wordsOf({ text, card }: { text: string; card?: Card | undefined }): string {
  const more = moreWords(card);
  return more ? `${text}\n${more}`.trim() : text;
}

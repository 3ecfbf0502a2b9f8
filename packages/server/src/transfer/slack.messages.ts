import { fromBlocks } from './slack.blocks.ts';
import { attachmentLines, fileLine } from './slack.extras.ts';
import { authorOf } from './slack.people.ts';
import { fromMrkdwn, mention, type Names } from './slack.text.ts';
import type { SlackMessage } from './slack.types.ts';

/** A message as it is to be here. `key`: Slack's `ts`, with a suffix where one message there is several here; `threadTs`: of the message it replies to; instants in ms. */
export interface ImportedMessage {
  key: string; threadTs: string | undefined; senderId: string; text: string; sentAt: number; editedAt: number | null; deletedAt: number | null;
  reactions: (readonly [emoji: string, userId: string])[]; pinned: { by: string; at: number } | null;
}

/** What a message of the export becomes; `skipped` says why it, or a part of it, becomes nothing. Old exports tell of later edits and deletions by messages of their own. */
export interface Mapped {
  messages: ImportedMessage[];
  edits: { key: string; text: string; at: number }[];
  deletions: { key: string; at: number }[];
  skipped: string[];
}

/** Pins of a channel by `ts`. */
export type Pins = ReadonlyMap<string, { by: string; at: number }>;

const longest = 20_000;
export const isTs = (ts: unknown): ts is string => typeof ts === 'string' && /^\d{1,12}(\.\d{1,9})?$/.test(ts);
/** Ms since 1970. */
export const instantOf = (ts: string): number => Math.floor(Number(ts) * 1000);
export const byTs = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

const topics: Readonly<Record<string, string>> = { topic: 'set the topic', purpose: 'set the description', name: 'renamed the channel' };

/** What Slack tells in its own words of a channel, as its author does here. */
function notice(message: SlackMessage, names: Names): string | undefined {
  const [, , what = ''] = /^(channel|group)_(\w+)$/.exec(message.subtype ?? '') ?? [];
  switch (what) {
    case 'join': return `joined the channel${message.inviter ? `, invited by ${mention(names.person(message.inviter))}` : ''}`;
    case 'leave': return 'left the channel';
    case 'archive': return 'archived the channel';
    case 'unarchive': return 'restored the channel';
    case 'topic': case 'purpose': case 'name': {
      const told = what === 'name' ? [message.old_name, message.name].filter(Boolean).join(' → ') : message[what];
      return told ? `${topics[what]}: ${fromMrkdwn(told, names).replaceAll('\n', ' ')}` : topics[what];
    }
    case 'posting_permissions': case 'convert_to_private': case 'convert_to_public': return fromMrkdwn(message.text ?? '', names);
    default: return undefined;
  }
}

/** Words, files and what integrations add, as one text of our Markdown. */
export function textOf(message: SlackMessage, names: Names): string {
  const said = notice(message, names);
  if (said !== undefined) return said && `_${said}_`;
  const { text = '', blocks, attachments, files, file, comment, subtype } = message;
  const words = (blocks?.length ? fromBlocks(blocks, names) : '') || fromMrkdwn(text || (comment?.comment ?? ''), names);
  const shown = subtype === 'me_message' && words ? words.split('\n').map((line) => line && `_${line}_`).join('\n') : words;
  const hung = (attachments ?? []).map((attachment) => attachmentLines(attachment, text, names));
  const lines = (files ?? (file ? [file] : [])).map(fileLine);
  return [shown, ...hung, lines.join('\n')].filter(Boolean).join('\n').trim();
}

/** Parts of at most 20,000 characters, cut at the end of a line or a word where there is one. */
export function parts(text: string): string[] {
  const cut: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const room = rest.slice(0, longest), at = Math.max(room.lastIndexOf('\n'), longest / 2) > longest / 2 ? room.lastIndexOf('\n') : room.lastIndexOf(' ');
    const end = at > longest / 2 ? at : longest - (/[\ud800-\udbff]$/.test(room) ? 1 : 0);
    cut.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...cut, rest];
}

function reactionsOf({ reactions }: SlackMessage, names: Names, skipped: string[]): ImportedMessage['reactions'] {
  const chosen = new Map<string, readonly [string, string]>();
  for (const { name = '', users = [] } of reactions ?? []) {
    const emoji = names.emoji(name);
    for (const user of users) {
      if (emoji === undefined) skipped.push(`reaction :${name.slice(0, 100)}: has no emoji here`);
      else chosen.set(`${emoji} ${user}`, [emoji, names.person(user)]);
    }
  }
  return [...chosen.values()];
}

const nothing = (...skipped: string[]): Mapped => ({ messages: [], edits: [], deletions: [], skipped });

/** Maps one message. Throws a TypeError where a broken export has another type than Slack's. */
export function mapMessage(message: SlackMessage, names: Names, pins: Pins): Mapped {
  const { ts, subtype, thread_ts: thread } = message;
  if (subtype === 'message_changed') {
    const { message: now } = message;
    const text = now && isTs(now.ts) ? textOf(now, names) : '';
    return text ? { ...nothing(), edits: [{ key: now!.ts, text: parts(text)[0]!, at: instantOf(now!.edited?.ts ?? ts) }] } : nothing('an edit without words or place');
  }
  if (subtype === 'message_deleted') {
    const gone = message.deleted_ts ?? message.previous_message?.ts;
    return isTs(gone) ? { ...nothing(), deletions: [{ key: gone, at: instantOf(ts) }] } : nothing('a deletion that does not say of what');
  }
  if (subtype === 'message_replied') return nothing('message_replied: tells of a reply that is there itself');
  const isTombstone = subtype === 'tombstone';
  const text = isTombstone ? '' : textOf(message, names);
  if (text === '' && !isTombstone) return nothing(`${subtype ?? 'message'} without anything to show`);
  const skipped: string[] = [];
  const sentAt = instantOf(ts), edited = message.edited?.ts;
  const whole: ImportedMessage = {
    key: ts, threadTs: isTs(thread) && thread !== ts ? thread : undefined, senderId: names.person(authorOf(message)), text, sentAt,
    editedAt: isTs(edited) ? Math.max(instantOf(edited), sentAt) : null, deletedAt: isTombstone ? sentAt : null,
    reactions: isTombstone ? [] : reactionsOf(message, names, skipped), pinned: isTombstone ? null : pins.get(ts) ?? null,
  };
  const [first = '', ...more] = parts(text);
  const bare = { ...whole, reactions: [], pinned: null };
  const messages = [{ ...whole, text: first }, ...more.map((part, place) => ({ ...bare, key: `${ts}#${place + 2}`, text: part }))];
  if (subtype === 'thread_broadcast' && whole.threadTs !== undefined) messages.push(...messages.map((one) => ({ ...bare, key: `${one.key}/channel`, threadTs: undefined, text: one.text })));
  return { ...nothing(...skipped), messages };
}

/** Stands for a message that replies hang on and the export has not. */
export const lostRoot = (ts: string, senderId: string): ImportedMessage => ({
  key: ts, threadTs: undefined, senderId, text: '', sentAt: instantOf(ts), editedAt: null, deletedAt: instantOf(ts), reactions: [], pinned: null,
});

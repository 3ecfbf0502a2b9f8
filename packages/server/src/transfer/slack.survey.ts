import { type DayFile, messagesOf, type SlackExport } from './slack.export.ts';
import { byTs, instantOf, isTs, mapMessage, type Mapped, type Pins } from './slack.messages.ts';
import { authorOf, strangerOf, type SlackPerson } from './slack.people.ts';
import type { Names } from './slack.text.ts';
import type { SlackChannel, SlackMessage } from './slack.types.ts';

export interface Counts { channels: number; people: number; messages: number; threads: number; replies: number; reactions: number }
export const noCounts = (): Counts => ({ channels: 0, people: 0, messages: 0, threads: 0, replies: 0, reactions: 0 });

/** A day as the survey found it. `lastTs` is undefined where nothing of it can be read. */
export interface SurveyedFile extends DayFile { sha256: string; lastTs: string | undefined; messages: number }

/** A channel's figures as they are to be here. `lost`: messages that replies hang on and the export has not, with who is said to have written them. */
export interface SurveyedChannel { channel: SlackChannel; files: SurveyedFile[]; counts: Counts; lost: [ts: string, author: string][]; writers: Set<string>; lastAt: number; archivedAt: number | undefined }

export interface Survey {
  channels: SurveyedChannel[];
  /** Who is met in messages and stands in no list, by Slack's id. */
  strangers: Map<string, SlackPerson>;
  /** What is not taken over, and how often. */
  skipped: Map<string, number>;
  problems: string[];
  /** Messages of the export, whatever becomes of them. */
  found: number;
}

export const pinsOf = ({ pins }: SlackChannel, names: Names): Pins => new Map((Array.isArray(pins) ? pins : []).flatMap(({ id, created, user, owner }) =>
  (isTs(id) ? [[id, { by: names.person(user ?? owner ?? 'unknown'), at: created ? created * 1000 : instantOf(id) }] as const] : [])));

/** What values of another kind, numbers out of range and half characters end in. */
const broken = [TypeError, RangeError, URIError];

/** Maps a message; a broken one is skipped with its reason. */
export function mapped(message: SlackMessage, names: Names, pins: Pins): Mapped {
  try { return mapMessage(message, names, pins); }
  catch (error) {
    if (!broken.some((kind) => error instanceof kind)) throw error;
    return { messages: [], edits: [], deletions: [], skipped: ['a message that is broken'] };
  }
}

/** Reads everything once and writes nothing: what is there, what becomes of it, and what is to be known before the first message is written. */
export async function survey({ channels, users, problems }: SlackExport, names: Names, onFile: (done: number) => void = () => undefined): Promise<Survey> {
  const found: Survey = { channels: [], strangers: new Map(), skipped: new Map(), problems: [...problems], found: 0 };
  const listed = new Set(users.map(({ id }) => id));
  const skip = (why: string) => { found.skipped.set(why, (found.skipped.get(why) ?? 0) + 1); };
  const meet = (person: SlackPerson) => {
    if (listed.has(person.id)) return;
    const known = found.strangers.get(person.id);
    if (!known || (known.name === known.id && person.name !== person.id)) found.strangers.set(person.id, person);
  };
  const watched: Names = {
    ...names,
    person: (id) => { meet({ id, name: id === 'unknown' ? 'Unknown' : id, handle: undefined, email: undefined, isBot: false, isDeleted: false, isKnown: false }); return names.person(id); },
  };
  for (const { channel, files } of channels) found.channels.push(await surveyChannel(channel, files));
  return found;

  async function surveyChannel(channel: SlackChannel, files: DayFile[]): Promise<SurveyedChannel> {
    const counts = noCounts(), roots = new Set<string>(), replied = new Map<string, string>(), writers = new Set<string>();
    const pins = pinsOf(channel, watched), seen: SurveyedFile[] = [];
    let lastAt = 0, archivedAt: number | undefined;
    if (channel.creator) watched.person(channel.creator);
    for (const member of Array.isArray(channel.members) ? channel.members : []) watched.person(member);
    for (const file of files) {
      const { messages, sha256, problems: broken } = await messagesOf(file);
      found.problems.push(...broken);
      found.found += messages.length;
      for (const message of messages) {
        if (/_(archive|unarchive)$/.test(String(message.subtype))) archivedAt = String(message.subtype).endsWith('_archive') ? instantOf(message.ts) : undefined;
        const { messages: made, skipped } = mapped(message, watched, pins);
        if (made.length > 0) meet(strangerOf(message));
        for (const why of skipped) skip(why);
        for (const one of made) {
          if (one.threadTs === undefined) roots.add(one.key);
          else replied.set(one.threadTs, message.parent_user_id ?? replied.get(one.threadTs) ?? 'unknown');
          counts[one.threadTs === undefined ? 'messages' : 'replies']++;
          counts.reactions += one.reactions.length;
          lastAt = Math.max(lastAt, one.sentAt);
          writers.add(authorOf(message));
        }
      }
      seen.push({ ...file, sha256, lastTs: messages.at(-1)?.ts, messages: messages.length });
      onFile(messages.length);
    }
    const lost = [...replied].filter(([ts]) => !roots.has(ts)).sort(([a], [b]) => byTs(a, b));
    for (const [, author] of lost) {
      watched.person(author);
      skip('the message that a thread hangs on is not in the export: a deleted one stands for it');
    }
    counts.messages += lost.length;
    counts.threads = replied.size;
    counts.channels = 1;
    return { channel, files: seen, counts, lost, writers, lastAt, archivedAt };
  }
}

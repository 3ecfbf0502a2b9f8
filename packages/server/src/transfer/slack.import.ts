import type { Knex } from 'knex';
import { distinct } from '../channel-ids.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import type { Archive } from './archive.ts';
import { deleteImported, editImported, insertMessages, type NewMessage } from './import.messages.queries.ts';
import { completeChannel, hasMessages, importedChannels, importedFiles, insertImportedChannel, insertPeople, rememberFiles, storedIn, usersByEmail } from './import.queries.ts';
import { besideDirect, channelOf, importedChannelId, importedMessageId, type ImportedChannel } from './slack.channels.ts';
import { emojiOf } from './slack.emoji.ts';
import { messagesOf, openSlackExport, type SlackExport } from './slack.export.ts';
import { byTs, type ImportedMessage, lostRoot, type Mapped } from './slack.messages.ts';
import { type MatchedPerson, matchPerson, personOf } from './slack.people.ts';
import { type Counts, mapped, noCounts, pinsOf, survey, type Survey, type SurveyedChannel, type SurveyedFile } from './slack.survey.ts';
import { fromMrkdwn, type Names } from './slack.text.ts';

export interface SlackImportOptions {
  database: Knex;
  tenant: string;
  /** Ids here by Slack's id, e-mail address or handle, in lower case. */
  people?: ReadonlyMap<string, string>;
  /** The host's ids are e-mail addresses, so who has one gets it as id. */
  hasEmailIds?: boolean;
  /** Emoji for a workspace's own ones, by name. */
  emoji?: ReadonlyMap<string, string>;
  isDryRun?: boolean;
  onProgress?: (progress: Progress) => void;
  /** Ends it after what is being written; it can be started again. */
  signal?: AbortSignal;
}

/** How far it is, in messages; `of` is known once all has been read. */
export interface Progress { stage: 'reading' | 'writing'; done: number; of: number | undefined }

/** `planned`: what the export becomes; `stored`: what is there now, undefined where nothing was to be written. */
export interface ImportReport {
  found: number; planned: Counts; stored: Counts | undefined; added: { people: number; messages: number };
  people: Readonly<Record<MatchedPerson['by'], number>>; skipped: ReadonlyMap<string, number>; problems: readonly string[];
}

const source = 'slack';
/** Days are written together up to so many messages: a commit costs as much as a hundred of them. */
const wanted = 1000;

/** Reads an export twice: to know what is in it, then to write it. Killed and started again it goes on where it was; twice adds nothing. */
export async function importSlack(archive: Archive, options: SlackImportOptions): Promise<ImportReport> {
  const { database, tenant, isDryRun = false, onProgress = () => undefined, signal } = options;
  const transact = <T>(run: (transaction: Transaction) => Promise<T>) => inTransaction(database, [tenant], run);
  const slack = await openSlackExport(archive);
  const match = await matcher(slack, options, transact);
  const names = namesIn(slack, options, (id) => match(id).id);
  let read = 0;
  const found = await survey(slack, names, (messages) => { onProgress({ stage: 'reading', done: read += messages, of: undefined }); signal?.throwIfAborted(); });
  const persons = [...new Map([...slack.users.map(({ id }) => id), ...found.strangers.keys()].map((id) => [id, { ...match(id), name: found.strangers.get(id)?.name ?? match(id).name }])).values()];
  const channels = found.channels.filter(({ channel, counts }) => !(channel.source === 'dms' || channel.source === 'mpims') || counts.messages + counts.replies > 0);
  if (channels.length < found.channels.length) found.skipped.set('a direct conversation without a message', found.channels.length - channels.length);
  const planned = sum(channels, new Set(persons.map(({ id }) => id)).size);
  const report: ImportReport = { found: found.found, planned, stored: undefined, added: { people: 0, messages: 0 }, people: countBy(persons), skipped: found.skipped, problems: found.problems };
  if (isDryRun) return report;

  report.added.people = await transact((transaction) => insertPeople(transaction, tenant, persons));
  const known = await transact((transaction) => importedChannels(transaction, tenant, source));
  const written: string[] = [];
  let done = 0;
  for (const one of channels) {
    const { id, kind } = await openChannel(one);
    written.push(id);
    await writeMessages(one, id, kind);
  }
  const stored = { ...noCounts(), people: planned.people };
  for (const id of written) add(stored, await transact((transaction) => storedIn(transaction, tenant, id)));
  return { ...report, stored };

  /** The same channel as in an earlier run, whatever was decided then. */
  async function openChannel({ channel, lastAt, writers }: SurveyedChannel): Promise<ImportedChannel> {
    const now = channelOf(tenant, channel.members ? channel : { ...channel, members: [...writers] }, names.person, (text) => fromMrkdwn(text, names));
    return transact(async (transaction) => {
      const before = known.get(channel.id);
      const isTaken = before === undefined ? now.kind === 'direct' && await hasMessages(transaction, tenant, now.id) : now.kind === 'direct' && before !== now.id;
      const chosen = isTaken ? besideDirect(tenant, now, now.members.map((member) => persons.find(({ id }) => id === member)?.name ?? member)) : now;
      await insertImportedChannel(transaction, tenant, {
        ...chosen, source, sourceId: channel.id, people: chosen.kind === 'direct' ? distinct(chosen.members) : [], createdAt: new Date(chosen.createdAt || lastAt || Date.now()),
      });
      return chosen;
    });
  }

  async function writeMessages(surveyed: SurveyedChannel, channelId: string, kind: ImportedChannel['kind']): Promise<void> {
    const { channel, files, lost, lastAt, archivedAt, writers } = surveyed;
    const pins = pinsOf(channel, names), stored = await transact((transaction) => importedFiles(transaction, tenant, channelId));
    const roots = lost.map(([ts, author]) => lostRoot(ts, names.person(author)));
    let some = newChunk();
    for (const file of files) {
      const before = takeUpTo(roots, file.lastTs);
      if (!stored.has(`${file.path} ${file.sha256}`)) {
        const { messages } = await messagesOf(file);
        const made = messages.map((message) => mapped(message, names, pins));
        some.messages.push(...[...before, ...made.flatMap((one) => one.messages)].sort((a, b) => a.sentAt - b.sentAt || byTs(a.key.split('#')[0]!, b.key.split('#')[0]!)));
        some.later.push(...made.filter((one) => one.edits.length + one.deletions.length > 0));
        some.files.push(file);
        if (some.messages.length >= wanted) await flush();
      } else done += file.messages;
      signal?.throwIfAborted();
    }
    await flush();
    const members = kind === 'direct' || channel.members ? channelOf(tenant, channel, names.person, String).members : [...writers].map(names.person);
    const isArchived = kind !== 'direct' && channel.is_archived === true;
    await transact((transaction) => completeChannel(transaction, tenant, channelId, {
      source, sourceId: channel.id, members, owner: channel.creator ? names.person(channel.creator) : null, archivedAt: isArchived ? new Date(archivedAt ?? (lastAt || Date.now())) : null,
    }));

    async function flush(): Promise<void> {
      if (some.files.length === 0) return;
      const { messages, later, files: days } = some, idOf = (key: string) => importedMessageId(tenant, channel.id, key);
      report.added.messages += await transact(async (transaction) => {
        const added = await insertMessages(transaction, tenant, channelId, messages.map((message) => placed(message, idOf)));
        for (const { edits, deletions } of later) {
          for (const { key, text, at } of edits) await editImported(transaction, tenant, idOf(key), at, text);
          for (const { key, at } of deletions) await deleteImported(transaction, tenant, idOf(key), at);
        }
        await rememberFiles(transaction, tenant, channelId, days);
        return added;
      });
      onProgress({ stage: 'writing', done: done += days.reduce((all, file) => all + file.messages, 0), of: found.found });
      some = newChunk();
      signal?.throwIfAborted();
    }
  }
}

const newChunk = () => ({ messages: [] as ImportedMessage[], later: [] as Mapped[], files: [] as SurveyedFile[] });

const placed = ({ key, threadTs, ...message }: ImportedMessage, idOf: (key: string) => string): NewMessage => ({ ...message, id: idOf(key), rootId: threadTs === undefined ? undefined : idOf(threadTs) });

/** Takes from the front what is not later than `ts`. */
function takeUpTo(roots: ImportedMessage[], ts: string | undefined): ImportedMessage[] {
  const end = ts === undefined ? 0 : roots.findIndex(({ key }) => byTs(key, ts) > 0);
  return roots.splice(0, end < 0 ? roots.length : end);
}

type Transact = <T>(run: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Finds the same person here for an id of Slack every time. */
async function matcher({ users }: SlackExport, { tenant, people = new Map(), hasEmailIds = false }: SlackImportOptions, transact: Transact): Promise<(slackId: string) => MatchedPerson> {
  const listed = new Map(users.map((user) => [user.id, personOf(user)]));
  const emails = [...listed.values()].flatMap(({ email }) => email ?? []);
  const known = new Map([...hasEmailIds ? emails.map((email) => [email, email] as const) : [], ...await transact((transaction) => usersByEmail(transaction, tenant, emails))]);
  const matched = new Map<string, MatchedPerson>();
  return (id) => {
    const one = matched.get(id) ?? matchPerson(listed.get(id) ?? { id, name: id, handle: undefined, email: undefined, isBot: false, isDeleted: false, isKnown: false }, known, people);
    matched.set(id, one);
    return one;
  };
}

function namesIn({ channels }: SlackExport, { tenant, emoji }: SlackImportOptions, person: Names['person']): Names {
  const ids = new Map(channels.flatMap(({ channel: { id, source: list } }) => (list === 'channels' || list === 'groups' ? [[id, importedChannelId(tenant, id)] as const] : [])));
  return { person, channel: (id) => ids.get(id), emoji: (name) => emojiOf(name, emoji) };
}

function sum(channels: Survey['channels'], people: number): Counts {
  const all = { ...noCounts(), people };
  for (const { counts } of channels) add(all, counts);
  return all;
}

function add(sum: Counts, more: Omit<Counts, 'people'>): void {
  for (const key of ['channels', 'messages', 'threads', 'replies', 'reactions'] as const) sum[key] += more[key];
}

function countBy(persons: readonly MatchedPerson[]): ImportReport['people'] {
  const count = (by: MatchedPerson['by']) => persons.filter((one) => one.by === by).length;
  return { file: count('file'), 'e-mail': count('e-mail'), placeholder: count('placeholder') };
}

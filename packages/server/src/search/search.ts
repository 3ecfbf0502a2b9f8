import {
  answerIn, type Channel, type ChannelHit, fold, type Forms, isFiltered, matchesMetadata, type MessageHit, type MetadataFilter, parseQuestion, type PersonHit, type Question, rankOf, snippetOf, spanOf, wordsOf,
} from '@corridor/sdk/protocol';
import { setImmediate } from 'node:timers/promises';
import type { Call, Handlers } from '../call.ts';
import { findFiles } from './search.files.ts';
import { formsOf } from './search.forms.ts';
import { candidates, windowSize } from './search.messages.ts';
import { type Asked, cursorOf, type Planned, topOf } from './search.page.ts';
import { channelIds, channelsToSearch, myClosedChannels, myGuardedChannels, peopleFound } from './search.queries.ts';
import { ofType, sentBy, withLink, withMetadata, withTag, wordsIn, wordsQuery } from './search.words.ts';

/** The caller's channels that not everybody may read; null stands for all there are. */
type Mine = readonly string[] | null;

const mostNamed = 20, mostNames = 500, mostBeside = 5, shortestAlike = 4;
const longestTurnMs = 10;

const byWords = async (call: Call, text: string): Promise<{ words: string } | undefined> => {
  const question = parseQuestion(text.trim());
  const words = wordsQuery(question, await formsOf(call, wordsIn(question)));
  return words.length > 0 ? { words: words.join(' & ') } : undefined;
};

/** People that a name typed after `from:` may mean: the one with that id, else all who are called so. */
async function peopleNamed(call: Call, name: string): Promise<string[]> {
  if (name === 'me') return [call.session.user];
  const by = await byWords(call, name);
  const found = by ? await peopleFound(call, by, mostNames) : [];
  const exact = found.filter((person) => person.id === name || fold(person.name) === fold(name));
  return (exact.length > 0 ? exact : found).slice(0, mostNamed).map(({ id }) => id);
}

async function channelsNamed(call: Call, name: string, mine: Mine): Promise<string[]> {
  const by = await byWords(call, name);
  const found = by ? await call.chat.channelsSeen(call, await channelIds(call, by, mine, mostNames)) : [];
  const exact = found.filter((channel) => [channel.name, channel.record?.id, channel.record?.title].some((one) => one && fold(one) === fold(name)));
  return (exact.length > 0 ? exact : found).slice(0, mostNamed).map(({ id }) => id);
}

/** Where and what to look for, of fields and typed filters together; undefined where nothing can be found. */
async function plan(call: Call, asked: Asked, question: Question, forms: Forms, mine: Mine): Promise<Planned | undefined> {
  const words = wordsQuery(question, forms);
  const senders = [...asked.from === undefined ? [] : [[asked.from]], ...await Promise.all(question.from.map((name) => peopleNamed(call, name)))];
  if (senders.some((one) => one.length === 0)) return undefined;
  words.push(...senders.map(sentBy), ...[...question.hashtags, ...asked.hashtag === undefined ? [] : [fold(asked.hashtag.replace(/^#/, ''))]].map(withTag));
  const has = [...question.has, asked.has];
  if (has.includes('link')) words.push(withLink);
  if (asked.metadata) words.push(...withMetadata(asked.metadata));

  const records = await Promise.all([...question.records, ...asked.record === undefined ? [] : [asked.record]].map((record) =>
    call.chat.channelIdsOfRecord(call, record.slice(0, record.indexOf(':')), record.slice(record.indexOf(':') + 1))));
  const places = [...records, ...asked.in === undefined ? [] : [[asked.in]], ...await Promise.all(question.in.map((name) => channelsNamed(call, name, mine)))];
  const [fromField, toField] = spanOf(asked), [fromTyped, toTyped] = spanOf(question);
  const criteria = { words: words.length > 0 ? words.join(' & ') : undefined, hasReactions: has.includes('reaction'), metadata: asked.metadata, from: Math.max(fromField, fromTyped), to: Math.min(toField, toTyped) };
  if (places.length === 0) return { criteria, places: null, sources: [{ isOpen: true, channels: null }, { isOpen: false, channels: mine }] };
  const [first, ...others] = places;
  const channels = await channelsToSearch(call, first!.filter((id) => others.every((ids) => ids.includes(id))));
  return { criteria, places: channels.map(({ id }) => id), sources: [true, false].map((isOpen) => ({ isOpen, channels: channels.filter((one) => one.isOpen === isOpen).map(({ id }) => id) })) };
}

async function findMessages(call: Call, planned: Planned, asked: Asked, question: Question, forms: Forms): Promise<{ items: MessageHit[]; next?: string }> {
  const { top, offset } = topOf(asked.cursor), now = Date.now();
  const { places, end } = await candidates(call, planned.sources, planned.criteria, top);
  const messages = await call.chat.messagesAsSeen(call, places.slice(0, windowSize).map(({ id }) => id));
  await call.commit(); // a hundred long texts take a while: no connection is held, and everybody else has a turn in between
  const hits: { message: MessageHit['message']; marks: NonNullable<ReturnType<typeof answerIn>>['marks']; rank: number }[] = [];
  let since = performance.now();
  for (const message of messages) {
    const answer = answerIn(wordsOf(message), question, forms) ?? (question.phrases.length > 0 ? undefined : { score: 0, marks: [] });
    if (answer) hits.push({ message, marks: answer.marks, rank: asked.order === 'newest' ? 0 : rankOf(answer.score, message.sentAt, now) });
    if (performance.now() - since < longestTurnMs) continue;
    await setImmediate();
    since = performance.now();
  }
  hits.sort((a, b) => b.rank - a.rank); // the newest first among equals: sorting is stable
  const shown = hits.slice(offset, offset + asked.limit);
  const channels = new Map((await call.chat.channelsSeen(call, shown.map(({ message }) => message.channelId))).map((channel) => [channel.id, channel]));
  const items = shown.flatMap(({ message, marks }): MessageHit[] => {
    const channel = channels.get(message.channelId);
    return channel ? [{ message, channel, snippet: snippetOf(wordsOf(message), marks) }] : [];
  });
  const isMoreInWindow = hits.length > offset + asked.limit, below = places[windowSize] ?? end;
  if (isMoreInWindow) return { items, next: cursorOf(places[0]!, offset + asked.limit) };
  return { items, ...(below && { next: cursorOf(below, 0) }) };
}

const labelOf = ({ name, description, record }: Channel): string[] => [name, record?.title, record?.id, description].filter((text) => text !== null && text !== undefined);

/** Best first. A name counts more than what is said about the channel. */
function channelHits(channels: readonly Channel[], question: Question, forms: Forms): ChannelHit[] {
  const hits = channels.map((channel) => {
    const labels = labelOf(channel);
    const answers = labels.map((text, i) => ({ text, answer: answerIn(text, question, forms), weight: 1 - i / 10 })).filter((one) => one.answer !== undefined);
    const best = answers.sort((a, b) => b.answer!.score * b.weight - a.answer!.score * a.weight)[0];
    const text = best?.text ?? labels[0] ?? '';
    return { rank: best ? best.answer!.score * best.weight : 0, hit: { channel, snippet: snippetOf(text, best?.answer?.marks ?? []) } };
  });
  return hits.sort((a, b) => b.rank - a.rank).map(({ hit }) => hit);
}

async function findChannels(call: Call, { question, forms, mine, metadata }: { question: Question; forms: Forms; mine: Mine; metadata: MetadataFilter | undefined }, most: number): Promise<ChannelHit[]> {
  const words = wordsQuery(question, forms).join(' & '), alike = fold(question.terms.map(({ text }) => text).join(' '));
  let found = await call.chat.channelsSeen(call, await channelIds(call, { words }, mine, mostNames));
  if (found.length === 0 && alike.length >= shortestAlike) found = await call.chat.channelsSeen(call, await channelIds(call, { alike }, mine, mostNamed));
  return channelHits(found.filter((channel) => matchesMetadata(channel.metadata, metadata)), question, forms).slice(0, most);
}

async function findPeople(call: Call, question: Question, forms: Forms, most: number): Promise<PersonHit[]> {
  const words = wordsQuery(question, forms).join(' & '), alike = fold(question.terms.map(({ text }) => text).join(' '));
  let found = await peopleFound(call, { words }, mostNames);
  if (found.length === 0 && alike.length >= shortestAlike) found = await peopleFound(call, { alike }, mostNamed);
  const hits = found.map((person) => ({ person, answer: answerIn(person.name, question, forms) }));
  hits.sort((a, b) => (b.answer?.score ?? 0) - (a.answer?.score ?? 0));
  return hits.slice(0, most).map(({ person, answer }) => ({ person, snippet: snippetOf(person.name, answer?.marks ?? []) }));
}

const myChannels = async (call: Call): Promise<string[]> => [...await myClosedChannels(call), ...call.access.isHost ? await myGuardedChannels(call) : []];

export const searchHandlers: Handlers<'search'> = {
  'search.find': async (call, asked) => {
    const question = parseQuestion(asked.query), { kind, limit, metadata } = asked;
    const hasWords = question.terms.length + question.phrases.length > 0, hasFilters = isFiltered(asked, question);
    if (question.isHopeless || (!hasWords && !hasFilters && !metadata)) return { messages: [], channels: [], people: [], files: [] };
    const [forms, mine] = await Promise.all([formsOf(call, wordsIn(question)), call.can('chat.access_private') ? null : myChannels(call)]);
    const isBeside = hasWords && !hasFilters && asked.cursor === undefined;
    const wants = (one: 'channels' | 'people') => isBeside && (kind === 'all' || kind === one);
    const most = kind === 'all' ? mostBeside : limit, types = [...question.types, ...asked.type === undefined ? [] : [asked.type.toLowerCase()]];
    const isOfMessages = types.length === 0 && ['all', 'messages'].includes(kind);
    const isOfFiles = kind === 'files' || (kind === 'all' && asked.cursor === undefined), isForFiles = !metadata && !asked.has && question.has.length === 0;
    const planned = isOfMessages || isOfFiles ? await plan(call, asked, question, forms, mine) : undefined;
    const files = planned && isOfFiles && isForFiles ? await findFiles(call, { ...planned, types: types.map(ofType) }, { ...asked, limit: most }, question, forms) : { items: [] };
    const messages = planned && isOfMessages ? await findMessages(call, planned, asked, question, forms) : { items: [] };
    const next = kind === 'files' ? files.next : messages.next;
    return {
      messages: messages.items,
      channels: wants('channels') ? await findChannels(call, { question, forms, mine, metadata }, most) : [],
      people: wants('people') && !metadata ? await findPeople(call, question, forms, most) : [],
      files: files.items,
      ...(next === undefined ? {} : { next }),
    };
  },
};

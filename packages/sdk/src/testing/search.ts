import { wordsOf } from '../protocol/chat.cards.ts';
import { matchesMetadata } from '../protocol/chat.metadata.ts';
import type { Message } from '../protocol/chat.ts';
import type { ChannelHit, FileHit, MessageHit, PersonHit } from '../protocol/search.ts';
import { answerIn, fold, isFiltered, nameSnippetOf, parseQuestion, type Question, rankOf, snippetOf, spacedName, spanOf } from '../protocol/search.words.ts';
import { refuse, type Call, type Handlers } from './call.ts';
import { canSee, isSaid, seenMessages, toChannel } from './channels.ts';
import { asSeen, filesOn, levelOf } from './files.ts';
import type { ChannelRow } from './tenant.ts';

type Asked = Parameters<Handlers<'search'>['search.find']>[1];

const mostBeside = 5;
const link = /(?:https?:\/\/|www\.|mailto:)/i;
const tagsOf = (text: string) => [...text.matchAll(/(?<![\p{L}\p{N}&#/])#([\p{L}\p{N}_-]{1,100})/gu)].map(([, tag]) => fold(tag!));

function isNamed(name: string, ...labels: (string | null | undefined)[]): boolean {
  const question = parseQuestion(name);
  return labels.some((label) => label && answerIn(label, question));
}

/** What remains of a choice once it has been asked by name: the ones called exactly so, else all that fit. */
const bestNamed = <T>(all: readonly T[], isExactly: (one: T) => boolean, fits: (one: T) => boolean): T[] => (all.some(isExactly) ? all.filter(isExactly) : all.filter(fits));

function sendersOf({ tenant, user }: Call, name: string): string[] {
  if (name === 'me') return [user];
  return bestNamed([...tenant.people.values()], (one) => one.id === name || fold(one.name) === fold(name), (one) => isNamed(name, one.name, one.id)).map(({ id }) => id);
}

function channelsOf(call: Call, asked: Asked, question: Question): ChannelRow[] {
  let channels = [...call.tenant.channels.values()].filter((channel) => canSee(call, channel));
  if (asked.in !== undefined) channels = channels.filter(({ id }) => id === asked.in);
  for (const record of [...question.records, ...asked.record === undefined ? [] : [asked.record]]) {
    channels = channels.filter((channel) => channel.record && `${channel.record.type}:${channel.record.id}` === record);
  }
  for (const name of question.in) {
    channels = bestNamed(channels.filter(({ kind }) => kind !== 'direct'), (one) => [one.name, one.record?.id, one.record?.title].some((label) => label && fold(label) === fold(name)),
      (one) => isNamed(name, one.name, one.record?.id, one.record?.title));
  }
  return channels;
}

function findMessages(call: Call, asked: Asked, question: Question): { messages: MessageHit[]; next?: string } {
  const senders = [...asked.from === undefined ? [] : [[asked.from]], ...question.from.map((name) => sendersOf(call, name))];
  const has = [...question.has, asked.has], tags = [...question.hashtags, ...asked.hashtag === undefined ? [] : [fold(asked.hashtag.replace(/^#/, ''))]];
  const spans = [spanOf(asked), spanOf(question)];
  const isAsked = (message: Message) => matchesMetadata(message.metadata, asked.metadata) && senders.every((ids) => ids.includes(message.senderId))
    && (!has.includes('link') || link.test(wordsOf(message))) && (!has.includes('reaction') || Object.keys(message.reactions).length > 0)
    && tags.every((tag) => tagsOf(wordsOf(message)).includes(tag)) && spans.every(([from, to]) => Date.parse(message.sentAt) >= from && Date.parse(message.sentAt) < to);
  const hits = channelsOf(call, asked, question).flatMap((channel) => seenMessages(call, channel).filter((message) => !message.deletedAt && isSaid(message) && isAsked(message)).flatMap((message) => {
    const answer = answerIn(wordsOf(message), question);
    return answer ? [{ message, channel, answer, rank: asked.order === 'newest' ? 0 : rankOf(answer.score, message.sentAt, Date.parse(call.now)) }] : [];
  }));
  hits.sort((a, b) => b.rank - a.rank || Date.parse(b.message.sentAt) - Date.parse(a.message.sentAt) || b.message.seq - a.message.seq);
  const begin = offsetOf(asked.cursor), end = begin + asked.limit;
  const messages = hits.slice(begin, end).map(({ message, channel, answer }) => ({ message, channel: toChannel(channel), snippet: snippetOf(wordsOf(message), answer.marks) }));
  return { messages, ...(hits.length > end && { next: String(end) }) };
}

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  return /^\d{1,9}$/.test(cursor) ? Number(cursor) : refuse('invalid-input', 'cursor: give the `next` of the page before');
}

function findChannels(call: Call, question: Question, { metadata }: Asked): ChannelHit[] {
  const hits = [...call.tenant.channels.values()].filter((channel) => channel.kind !== 'direct' && canSee(call, channel) && matchesMetadata(channel.metadata, metadata)).flatMap((channel) => {
    const { name, record, description } = channel;
    const best = [name, record?.title, record?.id, description].flatMap((text, i) => {
      const answer = text ? answerIn(text, question) : undefined;
      return answer ? [{ text: text!, marks: answer.marks, rank: answer.score * (1 - i / 10) }] : [];
    }).sort((a, b) => b.rank - a.rank)[0];
    return best ? [{ channel, ...best }] : [];
  });
  return hits.sort((a, b) => b.rank - a.rank).map(({ channel, text, marks }) => ({ channel: toChannel(channel), snippet: snippetOf(text, marks) }));
}

function findPeople({ tenant }: Call, question: Question): PersonHit[] {
  const hits = [...tenant.people.values()].flatMap((person) => {
    const answer = answerIn(person.name, question), isById = !answer && isNamed(person.id, person.id) && answerIn(person.id, question) !== undefined;
    return answer || isById ? [{ person, score: answer?.score ?? 0, snippet: snippetOf(person.name, answer?.marks ?? []) }] : [];
  });
  return hits.sort((a, b) => b.score - a.score || (a.person.name < b.person.name ? -1 : 1)).map(({ person, snippet }) => ({ person, snippet }));
}

/** By name and tags alone: nothing is read here. */
function findFiles(call: Call, asked: Asked, question: Question, most: number): { files: FileHit[]; next?: string } {
  const owners = [...asked.from === undefined ? [] : [[asked.from]], ...question.from.map((name) => sendersOf(call, name))], spans = [spanOf(asked), spanOf(question)];
  const tags = [...question.hashtags, ...asked.hashtag === undefined ? [] : [fold(asked.hashtag.replace(/^#/, ''))]], types = [...question.types, ...asked.type === undefined ? [] : [asked.type.toLowerCase()]];
  const isPlaced = asked.in !== undefined || asked.record !== undefined || question.in.length + question.records.length > 0;
  const there = isPlaced ? new Set(channelsOf(call, asked, question).flatMap((channel) => seenMessages(call, channel)).filter(({ deletedAt }) => !deletedAt).flatMap(({ card }) => filesOn(card).map(({ id }) => id))) : undefined;
  const hits = [...call.tenant.files.values()].flatMap((row): { hit: FileHit; rank: number }[] => {
    const { file } = row, level = row.purpose === 'file' ? levelOf(call, row) : undefined, answer = answerIn([file.name, spacedName(file.name), ...file.tags].join(' '), question);
    const isAsked = owners.every((ids) => ids.includes(file.ownerId)) && tags.every((tag) => file.tags.map(fold).includes(tag)) && (!there || there.has(file.id))
      && types.every((type) => file.kind === type || file.name.toLowerCase().endsWith(`.${type}`)) && spans.every(([from, to]) => Date.parse(file.createdAt) >= from && Date.parse(file.createdAt) < to);
    return level && answer && isAsked ? [{ hit: { file: asSeen(call, row, level), name: nameSnippetOf(file.name, question), snippet: [] }, rank: asked.order === 'newest' ? 0 : rankOf(answer.score, file.createdAt, Date.parse(call.now)) }] : [];
  });
  hits.sort((a, b) => b.rank - a.rank || Date.parse(b.hit.file.createdAt) - Date.parse(a.hit.file.createdAt));
  const begin = offsetOf(asked.cursor);
  return { files: hits.slice(begin, begin + most).map(({ hit }) => hit), ...(hits.length > begin + most && { next: String(begin + most) }) };
}

/** Like the server's, without other forms of a word and without names that only look alike. */
export const searchHandlers: Handlers<'search'> = {
  'search.find': (call, asked) => {
    const question = parseQuestion(asked.query), { kind, limit, cursor, metadata } = asked;
    const hasWords = question.terms.length + question.phrases.length > 0, hasFilters = isFiltered(asked, question);
    if (question.isHopeless || (!hasWords && !hasFilters && !metadata)) return { messages: [], channels: [], people: [], files: [] };
    const most = kind === 'all' ? mostBeside : limit, isBeside = hasWords && !hasFilters && cursor === undefined;
    const isOfMessages = !asked.type && question.types.length === 0 && (kind === 'all' || kind === 'messages');
    const isOfFiles = (kind === 'files' || (kind === 'all' && cursor === undefined)) && !metadata && !asked.has && question.has.length === 0;
    const { files, next } = isOfFiles ? findFiles(call, asked, question, most) : { files: [] };
    return {
      files, ...(kind === 'files' && next !== undefined && { next }),
      ...(isOfMessages ? findMessages(call, asked, question) : { messages: [] }),
      channels: isBeside && (kind === 'all' || kind === 'channels') ? findChannels(call, question, asked).slice(0, most) : [],
      people: isBeside && !metadata && (kind === 'all' || kind === 'people') ? findPeople(call, question).slice(0, most) : [],
    };
  },
};

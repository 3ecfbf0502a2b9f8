import type { Channel, ExportFormat, Message, Person, PersonItem, PersonRecord } from '@corridor/sdk/protocol';
import { stringify } from 'csv-stringify/sync';
import { documentEnd, documentStart, messageHtml, personItemHtml, profileHtml } from './export.html.ts';
import { createNames, linesOfCard, type Names, noNames, reactionsOf, readable } from './export.words.ts';

export interface ChannelPage { channel: Channel; items: { message: Message; replyTo: string | null }[]; people: Person[]; channels: { id: string; name: string }[] }
export interface PersonPage { person: PersonRecord; items: PersonItem[] }

/** Writes pages one after the other; what it answers together is the file. */
export interface Writer<Page> { begin(page: Page): string; page(page: Page): string; end(): string }

export const typeOf: Record<ExportFormat, string> = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8', html: 'text/html; charset=utf-8' };

/** Spreadsheets run what begins like a formula, and read UTF-8 where a byte order mark says so. */
const csv = (rows: readonly (readonly unknown[])[], isFirst = false): string => (rows.length ? stringify(rows as unknown[][], { bom: isFirst, escape_formulas: true, record_delimiter: 'windows' }) : '');

/** Items of a JSON list, one a line. */
function jsonList(): (items: readonly unknown[]) => string {
  let isFirst = true;
  return (items) => items.map((item) => {
    const line = `${isFirst ? '\n' : ',\n'}${JSON.stringify(item)}`;
    isFirst = false;
    return line;
  }).join('');
}

export function channelWriter(format: ExportFormat, now: string): Writer<ChannelPage> {
  const names = createNames(), { learn } = names, list = jsonList();
  switch (format) {
    case 'json': return {
      begin: ({ channel }) => `{"exportedAt":${JSON.stringify(now)},"channel":${JSON.stringify(channel)},"messages":[`,
      page: (page) => { learn(page); return list(page.items.map(({ message, replyTo }) => ({ ...message, senderName: names.person(message.senderId), replyTo }))); },
      end: () => '\n]}\n',
    };
    case 'csv': return {
      begin: () => csv([['seq', 'id', 'replyTo', 'sentAt', 'editedAt', 'deletedAt', 'senderId', 'sender', 'text', 'reactions', 'pinnedAt']], true),
      page: (page) => {
        learn(page);
        return csv(page.items.map(({ message, replyTo }) => [message.seq, message.id, replyTo, message.sentAt, message.editedAt, message.deletedAt, message.senderId, names.person(message.senderId), [readable(message.text, names), ...linesOfCard(message, names)].filter(Boolean).join('\n'),
          reactionsOf(message, names).join('; '), message.pinned?.at]));
      },
      end: () => '',
    };
    case 'html': return {
      begin: (page) => { learn(page); return documentStart(titleOf(page.channel, names), page.channel.description, now); },
      page: (page) => { learn(page); return page.items.map(({ message, replyTo }) => messageHtml(message, names, replyTo !== null)).join(''); },
      end: documentEnd,
    };
  }
}

const titleOf = ({ name, record, people, id }: Channel, names: Names): string => name ?? record?.title ?? record?.id ?? (people.map(names.person).join(', ') || id);

export function personWriter(format: ExportFormat, now: string): Writer<PersonPage> {
  const list = jsonList();
  switch (format) {
    case 'json': return {
      begin: ({ person }) => `{"exportedAt":${JSON.stringify(now)},"person":${JSON.stringify(person)},"items":[`,
      page: ({ items }) => list(items),
      end: () => '\n]}\n',
    };
    case 'csv': return {
      begin: ({ person }) => csv([['type', 'channelId', 'channel', 'messageId', 'at', 'editedAt', 'text', 'details'], ['profile', '', '', '', person.createdAt, '', person.name, JSON.stringify(person)]], true),
      page: ({ items }) => csv(items.map((item) => {
        switch (item.type) {
          case 'membership': { const { type, channelId, channel, joinedAt, ...details } = item; return [type, channelId, channel, '', joinedAt, '', '', JSON.stringify(details)]; }
          case 'message': { const { id, channelId, sentAt, editedAt, text } = item.message; return [item.type, channelId, item.channel, id, sentAt, editedAt, text || linesOfCard(item.message, noNames).join('\n'), '']; }
          case 'edit': return [item.type, item.channelId, '', item.messageId, '', item.at, item.text, `before an edit by ${item.editedBy}`];
          case 'reaction': return [item.type, item.channelId, '', item.messageId, '', '', item.emoji, ''];
          case 'vote': return [item.type, item.channelId, '', item.messageId, '', '', item.options.join('\n'), ''];
          case 'saved': return [item.type, item.channelId, '', item.messageId, item.savedAt, '', '', ''];
          case 'draft': return [item.type, item.channelId, '', '', '', item.changedAt, item.text, ''];
          case 'scheduled': return [item.type, item.channelId, '', item.messageId, item.sendAt, '', item.text, ''];
        }
      })),
      end: () => '',
    };
    case 'html': return {
      begin: ({ person }) => documentStart(person.name, person.id, now) + profileHtml(person),
      page: ({ items }) => items.map(personItemHtml).join(''),
      end: documentEnd,
    };
  }
}

import type { Corridor, Message, MyChannel, Person } from '@corridor/sdk';
import type { ReadableAtom } from 'nanostores';
import type * as Format from './message-text.format.ts';

/** What is called by `id` in a text, after `@` somebody, `@&` a group, `#` a conversation. */
export type NameOf = (id: string, sign: string) => string;

// Not inside an async method: there the compiler leaves the file's name as it is.
const load = () => import('./message-text.format.ts');
/** What shows markup, once it is there. */
export let format: typeof Format | undefined;

/** Without a network it is not there, and the next text asks again. */
export async function loadFormat(): Promise<typeof Format | undefined> {
  return (format ??= await load().catch(() => undefined));
}

/** True for what may hold markup. Most messages do not, and need nothing to be loaded. */
export const hasMarkup = (text: string): boolean => /[*_~`[\\@#]|<[@!#]|:\/\/|^ *(?:[-+>]|\d+[.)])\s/m.test(text);

/** What a message says: its own words, else those of the one it passes on. */
export const wordsOf = ({ text, card }: { text: string; card?: Message['card'] }): string => text || (card?.type === 'forward' ? wordsOf({ text: card.text, card: card.carried }) : card?.type === 'files' ? `📎 ${card.files.map(({ name }) => name).join(', ')}` : card?.type === 'call' ? '📞' : '');

/** What previews and screen readers say of a text: names instead of ids, words without their markup, no more than its first thousand characters. */
export const plainText = (text: string, nameOf: NameOf): string => bare(text.slice(0, 1000), nameOf);

const marks = /`{3,}\w*\n?([^]*?)(?:`{3,}|(?![^]))|`([^`\n]+)`|<(@&?|#|!(?=(?:channel|here)>))([^\s<>]+)>|(?<![\w*])(\*{1,3}|_{1,3}|~~)(?![\s*_])([^]*?[^\s*_])\5(?![\w*])|!?\[([^\]\n]*)\]\([^\s()]*\)|^ *(?:(?:[*+>-]|#{1,6}) +)+/gm;

const bare = (text: string, nameOf: NameOf): string => text.replace(marks,
  (_, fenced?: string, code?: string, sign?: string, id?: string, _mark?: string, marked?: string, words?: string) =>
    sign && id ? (sign === '!' ? `@${id}` : sign.charAt(0) + nameOf(decodeId(id), sign)) : fenced ?? code ?? bare(marked ?? words ?? '', nameOf));

/** An id as it stands in a text; what is no encoding is the id itself. */
export function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** Names as the client knows them; `watch` reads a store. */
export const namesBy = ({ people, chat }: Corridor, watch: <T>(store: ReadableAtom<T>) => T): NameOf => (id, sign) =>
  sign === '@' ? watch<Person>(people.person(id)).name : sign === '#' ? channelName(watch(chat.channels).find((channel) => channel.id === id)) : id;

const channelName = (channel: MyChannel | undefined): string => channel?.name ?? channel?.record?.title ?? '…';

const onlyEmoji = /^(?:\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier}|\u200d\p{Extended_Pictographic}|[\u{e0020}-\u{e007f}])*|\s)+$/u;

/** True for a few emoji and nothing else: those are shown larger. */
export const isEmojiOnly = (text: string): boolean => text.length <= 40 && text.trim() !== '' && onlyEmoji.test(text);

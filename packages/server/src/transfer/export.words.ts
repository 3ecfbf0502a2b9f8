import { type Message, type Person, type PollCard, wordsOf } from '@corridor/sdk/protocol';
import { happened } from './export.system.ts';

export interface Names { person(id: string): string; channel(id: string): string | undefined }
interface Told { people: readonly Person[]; channels: readonly { id: string; name: string }[] }

/** Names as far as they have been told; a long export forgets those it met first. */
export function createNames(most = 20_000): Names & { learn: (told: Told) => void } {
  const known = new Map<string, string>();
  const keep = (key: string, name: string) => {
    known.delete(key);
    known.set(key, name);
    if (known.size > most) known.delete(known.keys().next().value!);
  };
  return {
    learn({ people, channels }) {
      for (const { id, name } of people) keep(`@${id}`, name);
      for (const { id, name } of channels) keep(`#${id}`, name);
    },
    person: (id) => known.get(`@${id}`) ?? id,
    channel: (id) => known.get(`#${id}`),
  };
}

/** Names nobody. */
export const noNames: Names = { person: (id) => id, channel: () => undefined };

/** The text with names in place of ids. */
export const readable = (text: string, names: Names): string => text.replaceAll(/(?<!\\)<(@&?|#|!(?=(?:channel|here)>))([^\s<>]{1,1000})>/g, (whole, sign: string, encoded: string) => {
  let id: string;
  try { id = decodeURIComponent(encoded); } catch { return whole; }
  return sign === '#' ? `#${names.channel(id) ?? '…'}` : `@${sign === '@' ? names.person(id) : id}`;
});

/** Each option of a poll with its votes, and who gave them unless it is anonymous: `Friday: 2 (Ada, Ben)`. */
export const optionsOf = ({ options, votes, voters }: PollCard, names: Names): string[] =>
  options.map((option, place) => `${option}: ${votes[place] ?? 0}${voters?.[place]?.length ? ` (${voters[place].map(names.person).join(', ')})` : ''}`);

/** What a message carries beside its text, a line each. */
export function linesOfCard({ card }: Message, names: Names): string[] {
  switch (card?.type) {
    case 'forward': return [`Forwarded from ${names.person(card.senderId)}: ${readable(wordsOf({ text: card.text, card: card.carried }), names)}`];
    case 'notice': return card.outcome ? [`${card.outcome.text}, ${names.person(card.outcome.userId)}`] : [];
    case 'poll': return optionsOf(card, names).map((line) => `- ${line}`);
    case 'system': return [happened(card, names)];
    default: return [];
  }
}

/** `👍 Ada, Ben`, each emoji on its own. */
export const reactionsOf = ({ reactions }: Message, names: Names): string[] => Object.entries(reactions).map(([emoji, users]) => `${emoji} ${users.map(names.person).join(', ')}`);

import type { Message, Person } from '@corridor/sdk/protocol';

export type NameOf = (userId: string) => string;

/** Names as far as they have been told; a long export forgets those it met first. */
export function createNames(most = 20_000): { learn: (people: readonly Person[]) => void; nameOf: NameOf } {
  const known = new Map<string, string>();
  return {
    learn(people) {
      for (const { id, name } of people) {
        known.delete(id);
        known.set(id, name);
      }
      while (known.size > most) known.delete(known.keys().next().value!);
    },
    nameOf: (id) => known.get(id) ?? id,
  };
}

/** The text with names in place of people's ids. */
export const readable = (text: string, nameOf: NameOf): string => text.replaceAll(/<@(?!&)([^\s<>]{1,1000})>/g, (whole, id: string) => {
  try { return `@${nameOf(decodeURIComponent(id))}`; } catch { return whole; }
}).replaceAll(/<!(channel|here)>/g, '@$1');

/** `👍 Ada, Ben`, each emoji on its own. */
export const reactionsOf = ({ reactions }: Message, nameOf: NameOf): string[] => Object.entries(reactions).map(([emoji, users]) => `${emoji} ${users.map(nameOf).join(', ')}`);

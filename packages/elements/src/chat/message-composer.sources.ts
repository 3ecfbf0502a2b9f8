import type { Corridor, Person } from '@corridor/sdk';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import '../people/user-avatar.ts';
import type { Sign, Source, Suggestion } from './message-composer.suggestions.ts';

const most = 8;
const loadEmoji = () => import('./emoji.ts');

const holds = (text: string, query: string): boolean => text.toLowerCase().includes(query.toLowerCase());
const begins = (text: string, query: string): boolean => text.toLowerCase().split(/\s+/).some((word) => word.startsWith(query.toLowerCase())) || text.toLowerCase().startsWith(query.toLowerCase());

/** What may be meant after `@`, `#` and `:` in a conversation. */
export function sourcesFor(corridor: () => Corridor | undefined, channelId: () => string): Record<Sign, Source> {
  let members: { channelId: string; ids: Promise<string[]> } | undefined;
  /** Once for each conversation: who is in it comes first. */
  const membersOf = (from: Corridor): Promise<string[]> => {
    if (members?.channelId !== channelId()) members = { channelId: channelId(), ids: namedMembers(from, channelId()).catch(() => ((members = undefined), [])) };
    return members.ids;
  };
  return {
    '@': async (query) => {
      const from = corridor();
      if (!from) return [];
      const { people, me } = from;
      const [here, { items: found }] = await Promise.all([membersOf(from), query ? people.list({ query, limit: 20 }) : { items: [] }]);
      const known = here.map((id) => people.person(id).get()).filter(({ id, name }) => holds(name, query) || holds(id, query));
      const all = new Map<string, Person>([...known, ...found].map((person) => [person.id, person]));
      const mine = me.get()?.id;
      const ranked = [...all.values()].filter(({ id }) => id !== mine || query).map((person) => ({ person, rank: (begins(person.name, query) ? 0 : 2) + (here.includes(person.id) ? 0 : 1) }));
      const chosen = ranked.sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name)).slice(0, most).map(({ person }) => person);
      const isTwice = ({ name }: Person) => chosen.filter((other) => other.name === name).length > 1;
      return [...chosen.map((person) => ofPerson(person, isTwice(person), !here.includes(person.id))), ...everybody(query)].slice(0, most + 2);
    },
    '#': async (query) => {
      const { chat } = corridor() ?? {};
      if (!chat) return [];
      const mine = chat.channels.get().filter(({ name, record }) => holds(name ?? record?.title ?? '', query));
      const { items: open } = mine.length < most ? await chat.browse({ query, limit: most }).catch(() => ({ items: [] })) : { items: [] };
      const all = new Map([...mine, ...open].map((channel) => [channel.id, channel]));
      return [...all.values()].flatMap(({ id, name, record, visibility }): Suggestion[] => {
        const title = name ?? record?.title;
        return title ? [{ picture: icon(record ? moreIcons.box : visibility === 'private' ? moreIcons.lock : moreIcons.hash, 'small'), label: title, detail: '', insert: `#${title}`, form: `<#${encodeURIComponent(id)}>` }] : [];
      }).slice(0, most);
    },
    ':': async (query) => {
      const { findEmoji, habits, toned } = await loadEmoji();
      return findEmoji(query, most).map((one) => ({ picture: toned(one, habits().tone), label: `:${one.codes[0]}:`, detail: one.name, insert: toned(one, habits().tone) }));
    },
  };
}

/** The ids of who is in a conversation, once their names are known, too. */
async function namedMembers({ chat, people, connection }: Corridor, channelId: string): Promise<string[]> {
  const ids = (await chat.members(channelId, { limit: 200 })).items.map(({ userId }) => userId);
  const unnamed = ids.map((id) => people.person(id)).filter((person) => person.get().isPlaceholder);
  if (unnamed.length === 0 || connection.get() !== 'online') return ids;
  // All are asked for at once, so the first answer is all of them.
  await new Promise<void>((resolve) => {
    const stops = [connection, ...unnamed].map((store) => store.listen(() => {
      for (const stop of stops) stop();
      resolve();
    }));
  });
  return ids;
}

const ofPerson = ({ id, name }: Person, isTwice: boolean, isElsewhere: boolean): Suggestion => ({
  picture: html`<user-avatar user-id=${id} with-presence></user-avatar>`,
  label: name,
  detail: isTwice ? id : isElsewhere ? msg('Not in this conversation') : '',
  insert: `@${name}`,
  form: `<@${encodeURIComponent(id)}>`,
});

function everybody(query: string): Suggestion[] {
  const picture = icon(moreIcons.users, 'small');
  return [
    { picture, label: '@channel', detail: msg('Everybody in this conversation'), insert: '@channel', form: '<!channel>' },
    { picture, label: '@here', detail: msg('Who is online here'), insert: '@here', form: '<!here>' },
  ].filter(({ label }) => label.slice(1).startsWith(query.toLowerCase()));
}

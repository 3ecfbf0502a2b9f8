import type { Corridor } from '@corridor/sdk';
import { atom, type ReadableAtom } from 'nanostores';

/** How I voted in polls that do not say so themselves, by the message's id. */
type Votes = ReadonlyMap<string, readonly number[]>;

interface Known { readonly store: ReadableAtom<Votes>; ask(messageId: string): void }

const known = new WeakMap<Corridor, Known>();
const mostAtOnce = 100;

/** My votes in anonymous polls: asked for those that are shown, with each connect anew, then heard. */
export function votesBy(corridor: Corridor): Known {
  const old = known.get(corridor);
  if (old) return old;
  const store = atom<Votes>(new Map());
  const asked = new Set<string>(), due = new Set<string>();
  const load = async (): Promise<void> => {
    const messageIds = [...due].slice(0, mostAtOnce);
    for (const id of messageIds) due.delete(id);
    if (due.size > 0) queueMicrotask(() => void load());
    const { items } = await corridor.chat.myVotes({ messageIds });
    const mine = new Map(items.map(({ messageId, options }) => [messageId, options]));
    store.set(new Map([...store.get(), ...messageIds.map((id) => [id, mine.get(id) ?? []] as const)]));
  };
  const soon = (ids: Iterable<string>): void => {
    const isFirst = due.size === 0;
    for (const id of ids) due.add(id);
    if (isFirst && due.size > 0) queueMicrotask(() => void load().catch(() => undefined));
  };
  corridor.connection.listen((connection) => { if (connection === 'online') soon(asked); });
  corridor.on('chat.voted', ({ messageId, options }) => store.set(new Map([...store.get(), [messageId, options]])));
  const votes: Known = { store, ask(messageId) {
    if (asked.has(messageId)) return;
    asked.add(messageId);
    soon([messageId]);
  } };
  known.set(corridor, votes);
  return votes;
}

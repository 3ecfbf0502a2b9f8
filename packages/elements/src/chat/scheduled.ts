import type { Corridor, ScheduledMessage } from '@corridor/sdk';
import { atom, type ReadableAtom } from 'nanostores';

const known = new WeakMap<Corridor, ReadableAtom<readonly ScheduledMessage[]>>();

/** What I have to be sent later, the next one first: asked for with each connect, then heard. */
export function scheduledBy(corridor: Corridor): ReadableAtom<readonly ScheduledMessage[]> {
  const old = known.get(corridor);
  if (old) return old;
  const store = atom<readonly ScheduledMessage[]>([]);
  known.set(corridor, store);
  corridor.connection.subscribe((connection) => {
    if (connection === 'online') corridor.chat.scheduled({}).then(({ items }) => store.set(items), () => undefined);
  });
  corridor.on('chat.scheduled', ({ messageId, scheduled }) => {
    const others = store.get().filter((one) => one.messageId !== messageId);
    store.set(scheduled ? [...others, scheduled].sort((one, other) => (one.sendAt < other.sendAt ? -1 : 1)) : others);
  });
  return store;
}

import type { Corridor } from '@corridor/sdk';

/** What I have saved, by the message's id: asked for once for each client, then heard. */
interface Saved { readonly ids: ReadonlySet<string>; onChange(listener: () => void): () => void }

const known = new WeakMap<Corridor, Saved>();

export function savedBy(corridor: Corridor): Saved {
  const old = known.get(corridor);
  if (old) return old;
  const ids = new Set<string>();
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  const load = (): void => void corridor.chat.savedIds({}).then(({ items }) => {
    ids.clear();
    for (const id of items) ids.add(id);
    tell();
  }, () => undefined);
  corridor.connection.subscribe((connection) => { if (connection === 'online') load(); });
  corridor.on('chat.saved', ({ messageId, isSaved }) => {
    if (isSaved) ids.add(messageId);
    else ids.delete(messageId);
    tell();
  });
  const saved = { ids, onChange: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  } };
  known.set(corridor, saved);
  return saved;
}

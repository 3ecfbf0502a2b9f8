import type { Message } from '../protocol/chat.ts';
import type { Me } from '../protocol/session.ts';
import type { KeptUpload, Storage } from './storage.ts';

const stores = ['channels', 'messages', 'outbox', 'people', 'meta', 'uploads'] as const;
type Name = typeof stores[number];

/** Raised when what is stored can no longer be read; the old database is left to be collected. */
const version = 2;
const openWithinMs = 3000;

/**
 * One database for each key (a user of a tenant of a server), so that nobody is shown another's. Nothing, with one warning, where
 * databases are missing, blocked, full or broken: a chat without a cache is still a chat.
 */
export async function openStorage(key: string): Promise<Storage | undefined> {
  const name = `corridor-${hash(key)}`;
  try { return guarded(name, await withinTime(open(name))); }
  catch (error) { warn(error); return undefined; }
}

/** A request of the browser's database as a promise: all that is needed of a library for it, at a tenth of the size. */
const answer = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => {
  request.onsuccess = () => { resolve(request.result); };
  request.onerror = () => { reject(request.error!); };
});

async function open(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, version);
  opening.onupgradeneeded = () => { for (const store of stores) if (!opening.result.objectStoreNames.contains(store)) opening.result.createObjectStore(store); };
  const database = await answer(opening);
  // Another tab wants to delete or upgrade it: stepping aside keeps that tab from waiting for ever.
  database.onversionchange = () => { database.close(); };
  return database;
}

async function withinTime<T extends IDBDatabase | void>(opening: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Error('too slow')); }, openWithinMs); });
  try { return await Promise.race([opening, late]); }
  catch (error) { void opening.then((database) => { database?.close(); }, () => undefined); throw error; }
  finally { clearTimeout(timer); }
}

function guarded(name: string, database: IDBDatabase): Storage {
  let isBroken = false, isTold = false, isClosed = false;
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (isBroken || isClosed) return otherwise;
    try { return await work(); }
    catch (error) {
      if (isClosed) return otherwise;
      isBroken ||= (error as DOMException | null)?.name !== 'QuotaExceededError'; // there may be room again
      isTold ||= warn(error);
      return otherwise;
    }
  };
  const read = <T>(store: Name, of: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => answer(of(database.transaction(store).objectStore(store)));
  const all = <T>(store: Name) => attempt(() => read(store, (one) => one.getAll() as IDBRequest<T[]>), []);
  /** Done once it is kept; what cannot be kept is undone as a whole. */
  const write = (names: readonly Name[], work: (...stores: IDBObjectStore[]) => void): Promise<void> => new Promise((resolve, reject) => {
    const transaction = database.transaction(names, 'readwrite');
    transaction.oncomplete = () => { resolve(); };
    transaction.onabort = () => { reject(transaction.error!); };
    work(...names.map((one) => transaction.objectStore(one)));
  });
  const change = (names: readonly Name[], work: (...stores: IDBObjectStore[]) => void) => attempt(() => write(names, work), undefined);
  /** Tried also where nothing more is kept: what stayed would be done again by the next page, after all that this one does. */
  const forget = (store: Name, key: string) => write([store], (one) => { one.delete(key); }).catch(() => undefined);
  const close = () => { isClosed = true; database.close(); };
  return {
    entries: () => all('outbox'),
    put: (entry) => change(['outbox'], (outbox) => { outbox.put(entry, entry.id); }),
    remove: (id) => forget('outbox', id),
    channels: () => all('channels'),
    rows: (channelId) => attempt(async () => await read('messages', (messages) => messages.get(channelId) as IDBRequest<Message[] | undefined>) ?? [], []),
    save: (changed, removed) => change(['channels', 'messages'], (channels, messages) => {
      for (const { rows, ...cached } of changed) { channels.put(cached, cached.channel.id); messages.put([...rows], cached.channel.id); }
      for (const id of removed) { channels.delete(id); messages.delete(id); }
    }),
    people: () => all('people'),
    savePeople: (saved) => change(['people'], (people) => { for (const person of saved) people.put(person, person.id); }),
    me: () => attempt(() => read('meta', (meta) => meta.get('me') as IDBRequest<Me | undefined>), undefined),
    saveMe: (me) => change(['meta'], (meta) => { meta.put(me, 'me'); }),
    uploads: () => all('uploads'),
    // What is too large to be kept is no reason to keep nothing else.
    keepUpload(upload) {
      const keep = (kept: KeptUpload) => write(['uploads'], (uploads) => { uploads.put(kept, kept.id); });
      return attempt(() => keep(upload).catch(() => keep({ ...upload, blob: undefined! })), undefined);
    },
    forgetUpload: (id) => forget('uploads', id),
    close,
    async wipe() {
      // Emptied first: another tab that still holds the database open would put the deletion off.
      await change(stores, (...each) => { for (const store of each) store.clear(); });
      close();
      await withinTime(answer(indexedDB.deleteDatabase(name))).catch(() => undefined);
    },
  };
}

function warn(error: unknown): true {
  console.warn('Corridor keeps nothing between pages: IndexedDB fails', error);
  return true;
}

/** Two 32-bit FNV-1a sums over the text. A name, not a secret: crypto.subtle is missing on insecure pages. */
function hash(text: string): string {
  let a = 0x811c9dc5, b = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

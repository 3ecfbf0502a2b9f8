import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Message } from '../protocol/chat.ts';
import type { Person } from '../protocol/people.ts';
import type { Me } from '../protocol/session.ts';
import type { Entry } from '../transport/outbox.ts';
import type { CachedChannel, KeptUpload, Storage } from './storage.ts';

interface Schema extends DBSchema {
  channels: { key: string; value: CachedChannel };
  messages: { key: string; value: Message[] };
  outbox: { key: string; value: Entry };
  people: { key: string; value: Person };
  meta: { key: string; value: Me };
  uploads: { key: string; value: KeptUpload };
}
const stores = ['channels', 'messages', 'outbox', 'people', 'meta', 'uploads'] as const;

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

function open(name: string): Promise<IDBPDatabase<Schema>> {
  const opening = openDB<Schema>(name, version, {
    upgrade(database) { for (const store of stores) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store); },
    // Another tab wants to delete or upgrade it: stepping aside keeps that tab from waiting for ever.
    blocking() { void opening.then((database) => { database.close(); }); },
  });
  return opening;
}

async function withinTime<T extends IDBPDatabase<Schema> | void>(opening: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => { reject(new Error('it did not open in time')); }, openWithinMs); });
  try { return await Promise.race([opening, late]); }
  catch (error) { void opening.then((database) => { database?.close(); }, () => undefined); throw error; }
  finally { clearTimeout(timer); }
}

function guarded(name: string, database: IDBPDatabase<Schema>): Storage {
  let isBroken = false, isClosed = false;
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    if (isBroken || isClosed) return otherwise;
    try { return await work(); }
    catch (error) {
      if (!isBroken && !isClosed) { isBroken = true; warn(error); }
      return otherwise;
    }
  };
  const close = () => { isClosed = true; database.close(); };
  return {
    entries: () => attempt(() => database.getAll('outbox'), []),
    put: (entry) => attempt(async () => { await database.put('outbox', entry, entry.id); }, undefined),
    remove: (id) => attempt(() => database.delete('outbox', id), undefined),
    channels: () => attempt(() => database.getAll('channels'), []),
    rows: (channelId) => attempt(async () => await database.get('messages', channelId) ?? [], []),
    save: (changed, removed) => attempt(async () => {
      const transaction = database.transaction(['channels', 'messages'], 'readwrite');
      const [channels, messages] = [transaction.objectStore('channels'), transaction.objectStore('messages')];
      const writes: Promise<unknown>[] = [];
      for (const { rows, ...cached } of changed) writes.push(channels.put(cached, cached.channel.id), messages.put([...rows], cached.channel.id));
      for (const id of removed) writes.push(channels.delete(id), messages.delete(id));
      await Promise.all([...writes, transaction.done]);
    }, undefined),
    people: () => attempt(() => database.getAll('people'), []),
    savePeople: (people) => attempt(async () => {
      const transaction = database.transaction('people', 'readwrite');
      await Promise.all([...people.map((person) => transaction.store.put(person, person.id)), transaction.done]);
    }, undefined),
    me: () => attempt(() => database.get('meta', 'me'), undefined),
    saveMe: (me) => attempt(async () => { await database.put('meta', me, 'me'); }, undefined),
    uploads: () => attempt(() => database.getAll('uploads'), []),
    // What is too large to be kept is no reason to keep nothing else.
    keepUpload: (upload) => attempt(async () => { await database.put('uploads', upload, upload.id).catch(() => database.put('uploads', { ...upload, blob: undefined! }, upload.id)); }, undefined),
    forgetUpload: (id) => attempt(() => database.delete('uploads', id), undefined),
    close,
    async wipe() {
      // Emptied first: another tab that still holds the database open would put the deletion off.
      await attempt(async () => {
        const transaction = database.transaction([...stores], 'readwrite');
        await Promise.all([...stores.map((store) => transaction.objectStore(store).clear()), transaction.done]);
      }, undefined);
      close();
      await withinTime(deleteDB(name)).catch(() => undefined);
    },
  };
}

function warn(error: unknown): void {
  console.warn('Corridor keeps nothing between pages: the browser\'s database cannot be used.', error);
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

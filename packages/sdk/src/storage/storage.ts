import type { Identity } from '../core/claims.ts';
import type { Message, MyChannel } from '../protocol/chat.ts';
import type { Person } from '../protocol/people.ts';
import type { Me } from '../protocol/session.ts';
import type { OutboxStore } from '../transport/outbox.ts';

/** A channel as the cache knows it: all changes up to `upTo` are in it, and `lastSeq` messages had been written then. */
export interface CachedChannel { channel: MyChannel; upTo: number; lastSeq: number }

/** What one user of one tenant of one server keeps between pages. Nothing here throws: what cannot be kept is not kept. */
export interface Storage extends OutboxStore {
  channels(): Promise<CachedChannel[]>;
  /** The newest unbroken run of a channel's messages, oldest first. */
  rows(channelId: string): Promise<Message[]>;
  /** Rows and the change number they stand for are written as one. */
  save(changed: readonly (CachedChannel & { rows: readonly Message[] })[], removed: readonly string[]): Promise<void>;
  people(): Promise<Person[]>;
  savePeople(people: readonly Person[]): Promise<void>;
  me(): Promise<Me | undefined>;
  saveMe(me: Me): Promise<void>;
  close(): void;
  /** Closes, and forgets everything. */
  wipe(): Promise<void>;
}

/** Keeps nothing beyond the page. */
export function memoryStorage(): Storage {
  const nothing = () => Promise.resolve();
  const none = () => Promise.resolve([]);
  return {
    entries: none, put: nothing, remove: nothing, channels: none, rows: none, save: nothing, people: none, savePeople: nothing,
    me: () => Promise.resolve(undefined), saveMe: nothing, close: () => undefined, wipe: nothing,
  };
}

/** One database for each user of each tenant of each server, so that nobody is shown another's. */
export const databaseName = (url: string, { tenant, user }: Identity): string => `corridor-${hash(JSON.stringify([url, tenant, user]))}`;

/** Two 32-bit FNV-1a sums over the text. A name, not a secret: crypto.subtle is missing on insecure pages. */
function hash(text: string): string {
  let a = 0x811c9dc5, b = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

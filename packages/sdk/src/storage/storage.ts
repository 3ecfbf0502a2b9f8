import type { Message, MyChannel } from '../protocol/chat.ts';
import type { Refusal } from '../protocol/errors.ts';
import type { File } from '../protocol/files.ts';
import type { Person } from '../protocol/people.ts';
import type { Me } from '../protocol/session.ts';
import type { OutboxStore } from '../transport/outbox.ts';

/** A channel as the cache knows it: all changes up to `upTo` are in it, and `lastSeq` messages had been written then. */
export interface CachedChannel { channel: MyChannel; upTo: number; lastSeq: number }

/** An upload that is not over, or (with `file`) one that waits to be sent; with `error` it was refused. `blob`: what is to be sent, where it could be kept. */
export interface KeptUpload {
  id: string; fileId: string; name: string; mediaType: string; bytes: number; place: string | undefined;
  begin: { folderId?: string; purpose?: 'file' | 'voice'; facts?: { duration?: number; peaks?: number[] } };
  blob?: Blob; file?: File; error?: Refusal;
}

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
  uploads(): Promise<KeptUpload[]>;
  keepUpload(upload: KeptUpload): Promise<void>;
  forgetUpload(id: string): Promise<void>;
  close(): void;
  /** Closes, and forgets everything. */
  wipe(): Promise<void>;
}

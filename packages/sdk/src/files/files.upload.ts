// Uploads. Loaded with the first one.
import type { ReadableAtom, WritableAtom } from 'nanostores';
import { CorridorError } from '../core/errors.ts';
import { uuidv7 } from '../core/uuid.ts';
import type { File as FileInfo } from '../protocol/files.ts';
import type { KeptUpload, Storage } from '../storage/storage.ts';
import type { Entry, Outbox, OutboxChange } from '../transport/outbox.ts';
import type { Connection, Link, Transport } from '../transport/transport.ts';
import { RunningUpload } from './files.upload.run.ts';

export type UploadState = 'waiting' | 'sending' | 'paused' | 'checking' | 'done' | 'failed';

export interface UploadProgress {
  /** `waiting`: for its turn, or for the connection. `checking`: all has been sent, and the server looks at it. */
  readonly state: UploadState;
  /** How many of its bytes the server has. */
  readonly sent: number;
  /** Why it failed, or what it waits for. */
  readonly error?: CorridorError | undefined;
}

export interface UploadOptions {
  /** Default: the file's own. */
  name?: string;
  folderId?: string;
  /** Of a file that is there: this becomes its next version. */
  fileId?: string;
  purpose?: 'file' | 'voice';
  /** Of a voice message: seconds, and loudness over time from 0 to 100. */
  facts?: { duration?: number; peaks?: number[] };
  /** Any text of the caller's; with one, the upload stays in `uploads` once it is done, until it is removed or its message is sent. */
  place?: string;
  /** Makes a picture smaller before it is sent: pixels of its longest edge, and quality from 0 to 1. One that would grow stays as it is. */
  compress?: { edge?: number; quality?: number };
}

/** A file on its way to the server. */
export interface FileUpload {
  readonly id: string;
  /** Of the file that it becomes: a message can be sent with it at once, and leaves when the upload is done. */
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly place: string | undefined;
  /** What is sent, where this page has it. */
  readonly blob: Blob | undefined;
  /** The message that waits for it. */
  readonly messageId: string | undefined;
  /** After a reload the file was too large to be kept: `resume` needs it again. */
  readonly needsFile: boolean;
  readonly progress: ReadableAtom<UploadProgress>;
  /** The file, once it is there; rejects when the upload failed or was cancelled. */
  readonly done: Promise<FileInfo>;
  pause(): void;
  /** Goes on where it stopped, and tries again what failed; with the same file, where that is needed. */
  resume(blob?: Blob): void;
  /** Ends it. What is done stays, and leaves `uploads`. */
  cancel(): void;
}

export interface Withdrawn { text: string; uploads: readonly FileUpload[] }

export interface UploadSurroundings {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly connection: ReadableAtom<Connection>;
  readonly storage: () => Storage | undefined;
  readonly transport: () => Transport | undefined;
  readonly url: string;
  /** Another one where the last was refused. */
  readonly token: (isRefused: boolean) => Promise<string>;
  readonly uploads: WritableAtom<readonly FileUpload[]>;
  /** Files whose bytes have not all arrived. */
  readonly waiting: Set<string>;
}

const mostAtOnce = 3;
/** What is larger is not copied into the browser's database: after a reload it has to be chosen again. */
const largestKept = 256 * 2 ** 20;

/** All uploads of one client: whose turn it is, what is kept for the next page, and which messages wait for them. */
export class Uploads {
  readonly #around: UploadSurroundings;
  #all: RunningUpload[] = [];
  readonly #withdrawn = new Set<string>();
  /** Grows with each user. */
  #round = 0;

  constructor(around: UploadSurroundings) {
    this.#around = around;
    around.outbox.onChange((change) => { this.#onOutbox(change); });
    around.connection.subscribe((connection) => {
      if (connection === 'online') this.#next();
      else for (const one of this.#all) one.interrupt();
    });
  }

  async add(given: Blob, { name = (given as Partial<File>).name ?? 'file', folderId, fileId, purpose, facts, place, compress }: UploadOptions): Promise<FileUpload> {
    const round = this.#round, blob = compress ? await (await import('./files.compress.ts')).compressed(given, compress) : given;
    if (round !== this.#round) throw new CorridorError('conflict', 'Who chose the file has signed out');
    const id = uuidv7(), ofFile = fileId ?? id;
    const kept: KeptUpload = { id, fileId: ofFile, name, mediaType: blob.type, bytes: blob.size, place, begin: { ...(folderId && { folderId }), ...(purpose && { purpose }), ...(facts && { facts }) } };
    const upload = this.#make(kept, blob);
    this.#keep(upload);
    return upload;
  }

  /** Each is taken up by one tab alone: once the tab that had it is gone. */
  restore(all: readonly KeptUpload[]): void {
    for (const { id, fileId } of all) {
      if (this.#all.some((one) => one.id === id)) continue;
      this.#hold(id, async () => {
        const kept = (await this.#around.storage()?.uploads())?.find((one) => one.id === id);
        if (kept) return this.#make(kept, kept.blob).ended;
        this.#arrived(fileId);   // another tab has seen to it meanwhile
        return undefined;
      });
    }
  }

  withdraw(messageId: string): Withdrawn {
    const { outbox } = this.#around;
    const entry = outbox.entries.find((one): one is Entry & { name: 'chat.send' } => one.name === 'chat.send' && one.input.id === messageId);
    if (!entry) throw new CorridorError('not-found', 'This message has left, or was never there');
    const uploads = this.#all.filter((one) => one.messageId === messageId);
    this.#withdrawn.add(messageId);
    outbox.discard(entry);
    return { text: entry.input.text, uploads };
  }

  clear(): void {
    this.#round++;
    for (const one of this.#all) one.end();
    this.#all = [];
    this.#tell();
  }

  #make(kept: KeptUpload, blob: Blob | undefined): RunningUpload {
    const { link, transport, url, token } = this.#around;
    const upload = new RunningUpload(kept, blob, {
      link, transport, url, token,
      changed: () => { this.#changed(upload); },
      removed: () => { this.#removed(upload); },
    });
    if (!kept.file) this.#around.waiting.add(kept.fileId);
    this.#all = [...this.#all, upload];
    upload.messageId = this.#entryWith(kept.fileId)?.input.id;
    if (this.#around.connection.get() !== 'online') upload.interrupt();
    this.#changed(upload);
    return upload;
  }

  #keep(upload: RunningUpload): void {
    this.#hold(upload.id, () => upload.ended);
    void this.#save(upload);
  }

  /** A lock stands for the tab that has the upload. */
  #hold(id: string, work: () => Promise<unknown>): void {
    const locks = globalThis.document && globalThis.navigator?.locks;
    if (locks) locks.request(`corridor upload ${id}`, work).catch(() => undefined);
    else void work();
  }

  async #save({ kept, blob }: RunningUpload): Promise<void> {
    await this.#around.storage()?.keepUpload({ ...kept, ...(blob && !kept.file && blob.size <= largestKept && { blob }) });
  }

  #changed(upload: RunningUpload): void {
    const { state, error } = upload.progress.get();
    if (state !== upload.toldState) {
      upload.toldState = state;
      if (state === 'done') {
        if (upload.place !== undefined || upload.messageId) void this.#save(upload);
        this.#arrived(upload.fileId);
        if (upload.place === undefined && !upload.messageId) { upload.cancel(); return; }
      } else if (state === 'failed') {
        void this.#save(upload);
        this.#around.waiting.delete(upload.fileId);
        const { code, message, details } = error!;
        this.#around.outbox.release((entry) => carries(entry, upload.fileId), { code, message, ...(details !== undefined && { details }) });
      } else this.#around.waiting.add(upload.fileId);
      this.#next();
    }
    this.#tell();
  }

  #arrived(fileId: string): void {
    this.#around.waiting.delete(fileId);
    this.#around.outbox.release((entry) => carries(entry, fileId));
  }

  #removed(upload: RunningUpload): void {
    this.#all = this.#all.filter((one) => one !== upload);
    void this.#around.storage()?.forgetUpload(upload.id);
    this.#around.waiting.delete(upload.fileId);
    this.#tell();
    this.#next();
  }

  #next(): void {
    if (this.#around.connection.get() !== 'online') return;
    const room = mostAtOnce - this.#all.filter(({ isRunning }) => isRunning).length;
    for (const one of this.#all.filter((each) => !each.isRunning && each.progress.get().state === 'waiting').slice(0, Math.max(0, room))) one.run();
  }

  #tell(): void { this.#around.uploads.set([...this.#all]); }

  #entryWith(fileId: string): (Entry & { name: 'chat.send' }) | undefined {
    return this.#around.outbox.entries.find((entry): entry is Entry & { name: 'chat.send' } => carries(entry, fileId));
  }

  /** What a message carries belongs to it, and goes with it. */
  #onOutbox({ kind, entry }: OutboxChange): void {
    if (entry.name !== 'chat.send' || !entry.input.fileIds) return;
    const { fileIds, id: messageId } = entry.input, carried = this.#all.filter(({ fileId }) => fileIds.includes(fileId));
    if (kind === 'queued') {
      for (const one of carried) {
        one.messageId = messageId;
        if (!entry.error && one.progress.get().state !== 'done') one.resume();
      }
    } else if (kind === 'answered') for (const one of carried) one.cancel();
    else if (!entry.error) queueMicrotask(() => { this.#takenBack(messageId!, carried); });
    this.#tell();
  }

  /** Unless it was to be sent again. */
  #takenBack(messageId: string, carried: readonly RunningUpload[]): void {
    const isWithdrawn = this.#withdrawn.delete(messageId);
    for (const one of carried) {
      if (this.#entryWith(one.fileId)) continue;
      one.messageId = undefined;
      if (!isWithdrawn) one.cancel();
    }
    this.#tell();
  }
}

const carries = (entry: Entry, fileId: string): boolean => entry.name === 'chat.send' && entry.input.fileIds?.includes(fileId) === true;

import { atom } from 'nanostores';
import { backoff } from '../core/backoff.ts';
import { deferred } from '../core/deferred.ts';
import { CorridorError, fromRefusal, toCorridorError } from '../core/errors.ts';
import type { File as FileInfo } from '../protocol/files.ts';
import type { KeptUpload } from '../storage/storage.ts';
import type { FileUpload, UploadProgress, UploadState, UploadSurroundings } from './files.upload.ts';

const loadTus = () => import('./files.tus.ts');
const loadSums = () => import('./files.checksum.ts');

type Given = Pick<UploadSurroundings, 'link' | 'transport' | 'url' | 'token'> & { changed(): void; removed(): void };

/** With nothing sent in so many attempts an error of the server's own is taken for an answer. */
const mostAttempts = 8;
/** Smaller ones are summed up before they are sent; larger ones meanwhile, and compared with what the server says. */
const smallBytes = 4 * 2 ** 20;

/** One upload: tried until its bytes are there, the server has refused it for good, or it was cancelled. */
export class RunningUpload implements FileUpload {
  readonly progress = atom<UploadProgress>({ state: 'waiting', sent: 0 });
  kept: KeptUpload;
  blob: Blob | undefined;
  messageId: string | undefined;
  toldState: UploadState | undefined;
  readonly #given: Given;
  readonly #done = deferred<FileInfo>();
  readonly #ended = deferred<void>();
  #stop: AbortController | undefined;
  #sum: Promise<string | undefined> | undefined;
  #isRefused = false;

  constructor(kept: KeptUpload, blob: Blob | undefined, given: Given) {
    this.#given = given;
    this.kept = kept;
    this.blob = blob;
    const { file, error, bytes } = kept;
    if (file) { this.progress.set({ state: 'done', sent: bytes }); this.#done.resolve(file); }
    else if (error) this.progress.set({ state: 'failed', sent: 0, error: fromRefusal(error) });
    else if (!blob) this.progress.set({ state: 'paused', sent: 0 });
  }

  get id(): string { return this.kept.id; }
  get fileId(): string { return this.kept.fileId; }
  get name(): string { return this.kept.name; }
  get mediaType(): string { return this.kept.mediaType; }
  get bytes(): number { return this.kept.bytes; }
  get place(): string | undefined { return this.kept.place; }
  get needsFile(): boolean { return !this.blob && !this.kept.file; }
  get done(): Promise<FileInfo> { return this.#done.promise; }
  get isRunning(): boolean { return this.#stop !== undefined; }
  /** Resolves once nothing of it is left. */
  get ended(): Promise<void> { return this.#ended.promise; }

  pause(): void {
    if (!['waiting', 'sending'].includes(this.progress.get().state)) return;
    this.#halt();
    this.#turn('paused');
  }

  resume(blob?: Blob): void {
    if (blob && this.needsFile) {
      if (blob.size !== this.bytes) { this.#turn('paused', new CorridorError('conflict', 'This is another file')); return; }
      this.blob = blob;
    }
    if (!this.needsFile && ['paused', 'failed'].includes(this.progress.get().state)) {
      const { error: _, ...kept } = this.kept;
      this.kept = kept;
      this.#turn('waiting');
    }
  }

  cancel(): void {
    const { state } = this.progress.get();
    this.end();
    if (state !== 'done') this.#given.link.request('files.cancelUpload', { uploadId: this.id }).catch(() => undefined);   // one that never began, or the server forgets it by itself
    this.#given.removed();
  }

  /** Without a word to the server. */
  end(): void {
    this.#halt();
    this.#done.reject(new CorridorError('conflict', 'The upload was cancelled'));
    this.#ended.resolve();
  }

  /** There is no connection: it goes on with the next one. */
  interrupt(): void {
    if (!this.#stop && this.progress.get().state !== 'waiting') return;
    this.#halt();
    this.#turn('waiting', new CorridorError('offline', 'Waiting for the connection'));
  }

  run(): void {
    const stop = this.#stop = new AbortController();
    void this.#try(stop.signal).then(
      (file) => {
        this.#stop = undefined;
        this.kept = { ...this.kept, file };
        this.#done.resolve(file);
        this.#set({ state: 'done', sent: this.bytes });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        this.#stop = undefined;
        const { code, message, details } = toCorridorError(error);
        this.kept = { ...this.kept, error: { code, message, ...(details !== undefined && { details }) } };
        this.#set({ state: 'failed', sent: 0, error: toCorridorError(error) });
      },
    );
  }

  async #try(signal: AbortSignal): Promise<FileInfo> {
    for (let attempt = 0; ; attempt++) {
      const before = this.progress.get().sent;
      try { return await this.#once(signal); }
      catch (thrown) {
        const error = toCorridorError(thrown), isPatient = error.code !== 'internal' && error.code !== 'unauthenticated';
        if (signal.aborted || !(error.isRetryable || error.code === 'unauthenticated')) throw error;
        if (this.progress.get().sent > before) attempt = 0;
        if (!isPatient && attempt >= mostAttempts) throw error;
        this.#isRefused = error.code === 'unauthenticated';
        this.#turn('waiting', error);
        await pause(backoff(attempt, error), signal);
      }
    }
  }

  async #once(signal: AbortSignal): Promise<FileInfo> {
    const { link, transport, url, token } = this.#given, { id: uploadId, fileId, name, mediaType, bytes, begin } = this.kept, blob = this.blob!;
    const isSmall = bytes <= smallBytes;
    // Browsers give no byte of a file that was changed, moved or deleted since it was chosen; on its way that looks like a lost connection.
    await blob.slice(0, 1).arrayBuffer().catch((cause: unknown) => { throw new CorridorError('conflict', 'The file has changed or is gone since it was chosen; choose it again', { cause }); });
    this.#sum ??= loadSums().then(({ sha256 }) => sha256(blob), () => undefined);
    const sha256 = isSmall ? await this.#sum : undefined;
    signal.throwIfAborted();
    const { offset } = await link.request('files.beginUpload', { uploadId, fileId, name, bytes, ...(mediaType && { mediaType }), ...(sha256 && { sha256 }), ...begin });
    signal.throwIfAborted();
    this.#sent(offset);
    const how = { onSent: (sent: number) => { if (!signal.aborted) this.#sent(sent); }, signal };
    const own = transport();
    if (own?.upload) await own.upload(uploadId, blob, how);
    else await (await loadTus()).sendByTus(`${url.replace(/\/$/, '')}/api/v1/uploads/${uploadId}`, blob, { ...how, token: () => { const isRefused = this.#isRefused; this.#isRefused = false; return token(isRefused); } });
    signal.throwIfAborted();
    const file = await link.request('files.file', { fileId });
    const sum = isSmall || own?.upload ? undefined : await this.#sum;
    signal.throwIfAborted();
    if (sum !== undefined && file.sha256 !== sum) throw new CorridorError('checksum-mismatch', 'What arrived is not what was sent; upload it again');
    return file;
  }

  #sent(sent: number): void { this.#set({ state: sent < this.bytes ? 'sending' : 'checking', sent }); }
  #turn(state: UploadState, error?: CorridorError): void { this.#set({ state, sent: this.progress.get().sent, error }); }
  #set(progress: UploadProgress): void { this.progress.set(progress); this.#given.changed(); }

  #halt(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }
}

/** Until then, or until it is over. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = () => { clearTimeout(timer); reject(new CorridorError('offline', 'Stopped')); };
    const timer = setTimeout(() => { signal.removeEventListener('abort', over); resolve(); }, ms);
    signal.addEventListener('abort', over, { once: true });
  });
}

import { atom, type ReadableAtom } from 'nanostores';
import type { Input, Output } from '../protocol/contract.ts';
import type { KeptUpload, Storage } from '../storage/storage.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';
import type { FileUpload, UploadOptions, UploadSurroundings, Withdrawn } from './files.upload.ts';

const load = () => import('./files.upload.ts');

/** Files: what is there, who sees it, where it is fetched, and how it gets there. */
export class Files extends operations('files', 'beginUpload', 'cancelUpload', 'file', 'list', 'delete', 'update', 'share', 'unshare', 'grants', 'transfer', 'versions', 'restoreVersion',
  'deleted', 'restore', 'links', 'revokeLink', 'comment', 'comments', 'editComment', 'deleteComment', 'resolveComment', 'folders', 'createFolder', 'updateFolder', 'deleteFolder', 'setFavourite',
  'activity', 'downloads', 'figures', 'facets', 'quarantined', 'release', 'purge') {
  readonly #link: Link;
  readonly #around: UploadSurroundings;
  #loaded: Promise<InstanceType<Awaited<ReturnType<typeof load>>['Uploads']>> | undefined;

  constructor(link: Link, around: Omit<UploadSurroundings, 'link' | 'uploads' | 'waiting'>) {
    super(link);
    this.#link = link;
    this.#around = { ...around, link, uploads: atom([]), waiting: new Set() };
  }

  /** What of mine is on its way, and what has arrived and was not sent or removed since. Told anew with every step of each. */
  get uploads(): ReadableAtom<readonly FileUpload[]> { return this.#around.uploads; }

  /** Begins to upload. Three go side by side, the others wait; a lost connection, a killed server and a reload of the page only delay it. */
  async upload(blob: Blob, options: UploadOptions = {}): Promise<FileUpload> { return (await this.prepare()).add(blob, options); }

  /** Takes back a message that is not stored: answers its text and its uploads, which go on. */
  async withdraw(messageId: string): Promise<Withdrawn> { return (await this.prepare()).withdraw(messageId); }

  /** Addresses of files that I see, which need no token and end at `expiresAt`; what is not there for me, or not in that form, is left out. */
  async urls(input: Input<'files.urls'>): Promise<Output<'files.urls'>> {
    const { items } = await this.#link.request('files.urls', input);
    return { items: items.map((item) => this.#whole(item)) };
  }

  /** @internal Whether any of these has not arrived. */
  isAwaited(fileIds: readonly string[] = []): boolean { return fileIds.some((id) => this.#around.waiting.has(id)); }

  /** @internal What an earlier page had begun goes on. */
  async restoreUploads(storage: Storage | undefined): Promise<void> {
    const kept: readonly KeptUpload[] = await storage?.uploads() ?? [], { connection, waiting } = this.#around;
    if (!kept.length) return;
    for (const { fileId, file } of kept) if (!file) waiting.add(fileId);
    let isTaken = false;
    // Without a network its code cannot be had; the next connect asks again.
    const stop = connection.subscribe(() => { void this.prepare().then((uploads) => { if (!isTaken) { isTaken = true; stop(); uploads.restore(kept); } }, () => undefined); });
  }

  /** @internal Forgets whose they were. */
  clear(): void {
    void this.#loaded?.then((uploads) => { uploads.clear(); });
    this.#around.waiting.clear();
  }

  /** @internal Has the code of uploads at hand, also where the network goes meanwhile. */
  prepare() {
    return this.#loaded ??= load().then(({ Uploads }) => new Uploads(this.#around)).catch((error: unknown) => { this.#loaded = undefined; throw error; });
  }

  /** Makes a link for people without an account; its `url` is told this once. */
  async createLink(input: Input<'files.createLink'>): Promise<Output<'files.createLink'>> { return this.#whole(await this.#link.request('files.createLink', input)); }

  #whole<T extends { url: string }>(item: T): T { const { url: base } = this.#around; return base ? { ...item, url: new URL(item.url, base).href } : item; }
}

import type { Corridor, FileFolder } from '@corridor/sdk';
import { FileListing, type FileQuery } from './file-listing.ts';
import type { Entry } from './file-browser.rows.ts';

/** Folders are a person's own, or a channel's: elsewhere there are none. */
export const hasFolders = ({ scope, channelId }: FileQuery): boolean => scope === 'mine' || (channelId !== undefined && scope === 'all');

/** What a browser shows: the folders and files of a place, kept true by what the server tells. */
export class FileSource {
  readonly #onChange: () => void;
  #query: FileQuery = { scope: 'all', order: 'newest' };
  #offs: (() => void)[] = [];
  client: Corridor | undefined;
  listing: FileListing | undefined;
  folders: readonly FileFolder[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  follow(corridor: Corridor, query: FileQuery): void {
    this.leave();
    this.client = corridor;
    this.#query = query;
    this.listing = new FileListing(corridor, query, this.#onChange);
    this.#offs = [
      corridor.on('files.foldersChanged', ({ channelId }) => { if ((channelId ?? undefined) === query.channelId) void this.loadFolders(); }),
      corridor.connection.subscribe((now) => { if (now === 'online') void this.loadFolders(); }),
    ];
  }

  leave(): void {
    this.listing?.end();
    this.listing = this.client = undefined;
    for (const off of this.#offs.splice(0)) off();
  }

  /** Asks for all of it anew. */
  again(): void {
    void this.listing?.again();
    void this.loadFolders();
  }

  async loadFolders(): Promise<void> {
    const { client, listing } = this, { channelId } = this.#query;
    if (!client || !hasFolders(this.#query)) return;
    try {
      const { items } = await client.files.folders(channelId ? { channelId } : {});
      if (listing !== this.listing) return;
      this.folders = items;
      this.#onChange();
    } catch { /* the files are there without them, and the next change asks again */ }
  }

  put(folder: FileFolder): void {
    this.folders = [...this.folders, folder];
    this.#onChange();
  }

  /** Folders first. */
  get entries(): Entry[] {
    return [...this.shownFolders().map((folder): Entry => ({ id: folder.id, folder })), ...(this.listing?.shown ?? []).map((file): Entry => ({ id: file.id, file }))];
  }

  /** What narrows by anything but words narrows to files. */
  shownFolders(): readonly FileFolder[] {
    const { folderId = null, query, kind, ownerId, tag, days } = this.#query;
    if (!hasFolders(this.#query) || kind || ownerId || tag || days) return [];
    return this.folders.filter(({ parentId, name }) => (query ? name.toLowerCase().includes(query.toLowerCase()) : parentId === folderId));
  }

  /** The folders around, the outermost first. */
  get path(): FileFolder[] {
    const path: FileFolder[] = [];
    for (let id = this.#query.folderId; id;) {
      const folder = this.folders.find((one) => one.id === id);
      if (!folder || path.includes(folder)) break;
      path.unshift(folder);
      id = folder.parentId ?? undefined;
    }
    return path;
  }
}

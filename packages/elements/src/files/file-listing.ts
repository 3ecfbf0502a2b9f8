import type { Corridor, CorridorError, FileInfo, FileKind } from '@corridor/sdk';
import { carriedOn } from './carried.ts';

/** A place of files; `quarantine` has a list of its own kind. */
export type FileScope = 'all' | 'mine' | 'shared' | 'organisation' | 'favourites' | 'deleted' | 'quarantine';
export type FileOrder = 'newest' | 'oldest' | 'name' | 'largest';

export interface FileQuery {
  scope: FileScope;
  channelId?: string | undefined;
  folderId?: string | undefined;
  query?: string | undefined;
  kind?: FileKind | undefined;
  ownerId?: string | undefined;
  tag?: string | undefined;
  /** Changed at most so many days ago. */
  days?: number | undefined;
  order: FileOrder;
}

const pageSize = 100;
/** An order that is not the server's needs all files; more than these are ordered as far as they are known. */
const mostOrdered = 10_000;

/** Files of a place, page by page, kept true by what the server tells. */
export class FileListing {
  readonly #corridor: Corridor;
  readonly #query: FileQuery;
  readonly #onChange: () => void;
  readonly #offs: (() => void)[];
  #items: FileInfo[] = [];
  #next: string | undefined;
  #isOver = false;
  #isAsking = false;
  /** What is shown became old while something was asked for. */
  #isOld = false;
  #changed = new Set<string>();
  /** Undefined until the first page is there. */
  shown: readonly FileInfo[] | undefined;
  failure: CorridorError | undefined;

  constructor(corridor: Corridor, query: FileQuery, onChange: () => void) {
    this.#corridor = corridor;
    this.#query = query;
    this.#onChange = onChange;
    this.#offs = [
      corridor.on('files.changed', ({ fileId }) => void this.#onFile(fileId)),
      // What a message brings or takes away is told with the message.
      corridor.on('chat.message', (message) => { if (message.channelId === query.channelId && (carriedOn(message) || message.deletedAt)) void this.again(); }),
    ];
    // A page begins to show before it is connected; and what happened while it was not is asked for afterwards.
    this.#offs.push(corridor.connection.subscribe((connection) => {
      if (connection === 'online' && this.shown) void this.again();
      else if (connection !== 'connecting') void this.more();
    }));
  }

  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  end(): void {
    this.#isOver = true;
    for (const off of this.#offs) off();
  }

  /** The next page, if there is one and nobody is asking for it. */
  async more(): Promise<void> {
    if (this.#isAsking || (this.shown && !this.hasMore)) return;
    this.#isAsking = true;
    this.failure = undefined;
    try {
      do {
        const { items, next } = await this.#page(this.#next);
        if (this.#isOver) return;
        const known = new Set(this.#items.map(({ id }) => id));
        this.#items = [...this.#items, ...items.filter(({ id }) => !known.has(id))];
        this.#next = next;
        this.#tell();
      } while (this.#next !== undefined && (this.#query.order !== 'newest' || !this.shown?.length) && this.#items.length < mostOrdered);
    } catch (error) {
      this.failure = error as CorridorError;
    } finally {
      this.#isAsking = false;
      this.#settle();
    }
  }

  /** From the beginning; what is shown stays until the answer is there. */
  async again(): Promise<void> {
    this.#isOld = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#isOld = false;
    try {
      const many = this.#items.length, items: FileInfo[] = [];
      let next: string | undefined;
      do {
        const page = await this.#page(next);
        items.push(...page.items);
        ({ next } = page);
      } while (next !== undefined && items.length < many);
      if (this.#isOver) return;
      this.#items = items;
      this.#next = next;
      this.failure = undefined;
      this.#tell();
    } catch (error) {
      this.failure = this.shown ? undefined : error as CorridorError; // what is shown is still worth reading
    } finally {
      this.#isAsking = false;
      this.#settle();
    }
  }

  #settle(): void {
    if (this.#isOver) return;
    this.#onChange();
    if (this.#isOld) void this.again();
  }

  /** Shows a change before the server tells of it. */
  put(file: FileInfo): void {
    const at = this.#items.findIndex(({ id }) => id === file.id);
    this.#items = at < 0 ? [file, ...this.#items] : this.#items.with(at, file);
    this.#tell();
    this.#onChange();
  }

  drop(fileId: string): void {
    this.#items = this.#items.filter(({ id }) => id !== fileId);
    this.#tell();
    this.#onChange();
  }

  async #page(cursor: string | undefined): Promise<{ items: FileInfo[]; next?: string | undefined }> {
    const { scope, channelId, folderId, query, kind, ownerId, tag } = this.#query, paging = { limit: pageSize, ...(cursor && { cursor }) };
    if (scope === 'deleted') return this.#corridor.files.deleted(paging);
    if (scope === 'quarantine') return { items: [] };
    const isPlain = !query && !kind && !ownerId && !tag; // a search goes through all folders
    return this.#corridor.files.list({
      ...paging, scope: scope === 'favourites' ? 'all' : scope, ...(scope === 'favourites' && { isFavourite: true as const }), ...(channelId && { channelId }), ...(query && { query }), ...(kind && { kind }), ...(ownerId && { ownerId }), ...(tag && { tag }),
      ...(folderId ? { folderId } : isPlain && (channelId !== undefined || scope === 'mine') ? { folderId: 'none' as const } : {}),
    });
  }

  /** Several changes at once are asked for one by one, the same file not twice. */
  async #onFile(fileId: string): Promise<void> {
    if (this.#changed.has(fileId)) return;
    this.#changed.add(fileId);
    await Promise.resolve();
    const isKnown = this.#items.some(({ id }) => id === fileId);
    try {
      if (!isKnown || this.#query.scope === 'deleted') return await this.again(); // whether it belongs here, the server knows
      const file = await this.#corridor.files.file({ fileId }), shown = this.#items.find(({ id }) => id === fileId);
      if (this.#isOver) return;
      if (shown?.folderId === file.folderId) this.put(file);
      else await this.again(); // it lies somewhere else now, or a page that came meanwhile is without it
    } catch (error) {
      if ((error as CorridorError).code === 'not-found' && !this.#isOver) this.drop(fileId);
    } finally {
      this.#changed.delete(fileId);
    }
  }

  #tell(): void {
    const { scope, days, kind, query, order } = this.#query, since = days ? new Date(Date.now() - days * 86_400_000).toISOString() : '', words = query?.toLowerCase() ?? '';
    const isFound = ({ kind: own, name }: FileInfo) => scope !== 'deleted' || ((!kind || own === kind) && name.toLowerCase().includes(words)); // what was deleted the server does not narrow
    const items = this.#items.filter((file) => file.changedAt >= since && isFound(file));
    const by: Record<FileOrder, ((one: FileInfo, other: FileInfo) => number) | undefined> = {
      newest: undefined,
      oldest: (one, other) => one.createdAt.localeCompare(other.createdAt),
      name: ({ name: one }, { name: other }) => names.compare(one, other),
      largest: (one, other) => other.bytes - one.bytes,
    };
    this.shown = by[order] ? items.sort(by[order]) : items;
  }
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

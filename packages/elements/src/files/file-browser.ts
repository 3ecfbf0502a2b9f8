import type { Corridor, FileFolder, FileInfo } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon, icons } from '../base/icons.ts';
import { isTyping } from '../base/keys.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { addressesBy } from './file-addresses.ts';
import { deleteEntries, type Done, moveEntries, renameEntry, restoreEntries, saveEntries, setFavourites, why } from './file-browser.acts.ts';
import { renderChosen, renderFilters, renderPath } from './file-browser.bar.ts';
import { type Entry, renderHead, renderRow, renderTile, type RowView } from './file-browser.rows.ts';
import { fileBrowserStyles, rowHeight, tileHeight, tileWidth } from './file-browser.styles.ts';
import { uploadAll, uploadPlace } from './file-browser.uploads.ts';
import { FileListing, type FileQuery, type FileScope } from './file-listing.ts';
import { FileSelection } from './file-selection.ts';
import { listenForFiles } from './file-viewer.open.ts';
import { rowWindow } from './file-window.ts';
import './upload-list.ts';

const loadDetails = () => import('./file-details.ts');
const loadMove = () => import('./file-move.ts');

const scopes: readonly FileScope[] = ['all', 'mine', 'shared', 'organisation', 'favourites', 'deleted'];
const carried = 'application/x-corridor-files';
/** How long what was just done can be taken back from its note, in ms. */
const noteMs = 8000;
let made = 0;

/**
 * @summary Files of a conversation, of a record, or all that I see: to look through, arrange, share and add to.
 * @tag file-browser
 * @fires corridor-open-file - a file was chosen to be looked at: `detail.fileId`, and `detail.fileIds` that one can go through from there; prevented, the page opens it its own way
 * @fires corridor-share-file - whom a file is shared with is to be changed: `detail.fileId`
 * @fires corridor-back - the way back was chosen
 * @csspart bar - the line at the top
 * @csspart row - a file or folder
 */
export class FileBrowser extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fileBrowserStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    scope: {},
    layout: { reflect: true },
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    query: { attribute: false },
    folders: { attribute: false },
    channelOfRecord: { attribute: false },
    naming: { attribute: false },
    detailsOf: { attribute: false },
    done: { attribute: false },
    failure: { attribute: false },
    isOver: { attribute: false },
  };

  /** Files of this conversation. */
  channelId = '';
  /** Files of the conversation of this record. */
  recordType = '';
  recordId = '';
  /** Without a conversation, where to begin: `all` that I see, `mine`, `shared`, `organisation`, `favourites` or `deleted`. */
  scope: FileScope = 'all';
  /** `list` or `grid`. */
  layout: 'list' | 'grid' = 'list';

  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private query: FileQuery = { scope: 'all', order: 'newest' };
  private folders: readonly FileFolder[] = [];
  private channelOfRecord = '';
  private naming: string | undefined;
  private detailsOf: string | undefined;
  private done: Done | undefined;
  private failure: string | undefined;
  private isOver = false;
  readonly #selection = new FileSelection();
  readonly #place = uploadPlace(`${Date.now()}-${made++}`);
  readonly #pictures = new Map<string, string>();
  #listing: FileListing | undefined;
  #client: Corridor | undefined;
  #entries: readonly Entry[] = [];
  #view = { top: 0, height: 600, width: 800 };
  #record: { key: string; close: () => void } | undefined;
  #offs: (() => void)[] = [];
  #noteEnds: ReturnType<typeof setTimeout> | undefined;
  #focusNext = false;
  #typed = { text: '', at: 0 };
  readonly #size = new ResizeObserver(([entry]) => { if (entry) { this.#view = { ...this.#view, height: entry.contentRect.height, width: entry.contentRect.width }; this.requestUpdate(); } });

  get #channel(): string {
    return this.channelId || this.channelOfRecord;
  }
  get #scroll() {
    return this.renderRoot.querySelector<HTMLElement>('.scroll');
  }
  get #across(): number {
    return this.layout === 'grid' ? Math.max(1, Math.floor((this.#view.width - 32 + 12) / (tileWidth + 12))) : 1;
  }
  get #ids(): string[] {
    return this.#entries.map(({ id }) => id);
  }
  get #chosen(): Entry[] {
    return this.#entries.filter(({ id }) => this.#selection.has(id));
  }

  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('.scroll [tabindex="0"]') ?? this.renderRoot.querySelector<HTMLElement>('.find'))?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForFiles();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
    this.#record?.close();
    this.#record = undefined;
    this.#size.disconnect();
    clearTimeout(this.#noteEnds);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('scope') || changed.has('channelId') || changed.has('recordId') || changed.has('channelOfRecord')) this.query = { scope: this.scope, order: this.query.order, channelId: this.#channel || undefined };
    const { corridor } = this;
    if (corridor && this.isConnected) this.#find(corridor, changed.has('query'));
    const before = this.#ids, folders = this.#shownFolders();
    this.#entries = [...folders.map((folder): Entry => ({ id: folder.id, folder })), ...(this.#listing?.shown ?? []).map((file): Entry => ({ id: file.id, file }))];
    this.#selection.keep(this.#ids, before);
    this.#selection.active ??= this.#entries[0]?.id;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const scroll = this.#scroll;
    if (scroll) this.#size.observe(scroll);
    for (const spacer of this.renderRoot.querySelectorAll<HTMLElement>('.spacer')) spacer.style.blockSize = `${spacer.dataset['height']}px`;
    for (const tiles of this.renderRoot.querySelectorAll<HTMLElement>('.tiles')) tiles.style.gridTemplateColumns = `repeat(${this.#across}, minmax(0, 1fr))`;
    if (this.#focusNext) this.#focusActive();
    if (changed.has('naming') && this.naming) {
      const field = this.renderRoot.querySelector<HTMLInputElement>('.naming');
      field?.focus();
      field?.setSelectionRange(0, field.value.lastIndexOf('.') > 0 ? field.value.lastIndexOf('.') : field.value.length); // what is renamed keeps its ending
    }
  }

  protected override render() {
    const { corridor, query, language } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const uploads = this.watch(corridor.files.uploads).filter(({ place }) => place === this.#place), chosen = this.#chosen, isDeleted = query.scope === 'deleted', canUpload = !isDeleted && (this.watch(corridor.me)?.permissions.includes('chat.send_files') ?? false);
    return html`<div class="bar" part="bar">${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}${renderPath(query.scope, this.#channel !== '', this.#path(), (folderId) => this.#set({ folderId }))}
        <input class="find" type="search" aria-label=${msg('Find files')} placeholder=${msg('Find files')} .value=${query.query ?? ''} @input=${this.#onQuery} />
        <button class="icon" type="button" aria-label=${this.layout === 'grid' ? msg('As a list') : msg('As pictures')} title=${this.layout === 'grid' ? msg('As a list') : msg('As pictures')} @click=${() => (this.layout = this.layout === 'grid' ? 'list' : 'grid')}>${icon(this.layout === 'grid' ? shapes.list : shapes.grid)}</button>
        ${this.#hasFolders ? html`<button class="icon" type="button" aria-label=${msg('New folder')} title=${msg('New folder')} @click=${this.#onNewFolder}>${icon(shapes.folderPlus)}</button>` : nothing}
        ${canUpload ? html`<button class="button primary upload" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()}>${icon(shapes.upload, 'small')}${msg('Upload')}</button><input type="file" multiple hidden @change=${this.#onFiles} />` : nothing}</div>
      <div class="middle"><div ?inert=${chosen.length > 0}>${renderFilters({ query, scopes: this.#channel ? [] : scopes, set: (change) => this.#set(change) })}</div>${chosen.length ? renderChosen(language, chosen, isDeleted, this.#hasFolders, this.#acts) : nothing}</div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      <div class="room"><div class="scroll ${this.isOver ? 'over' : ''}" @scroll=${this.#onScroll} @dragover=${this.#onDragover} @dragleave=${() => (this.isOver = false)} @drop=${this.#onDrop}>${this.#renderEntries(corridor, canUpload)}</div>
        ${this.detailsOf ? html`<file-details class="details" file-id=${this.detailsOf} @corridor-close=${this.#onDetailsClosed}></file-details>` : nothing}</div>
      ${uploads.length ? html`<upload-list class="uploads" .uploads=${uploads}></upload-list>` : nothing}
      ${this.done ? html`<div class="note" role="status"><span>${this.done.text}</span>${this.done.undo ? html`<button type="button" @click=${this.#onUndo}>${msg('Undo')}</button>` : nothing}</div>` : nothing}`;
  }

  #renderEntries(corridor: Corridor, canUpload: boolean): TemplateResult {
    const listing = this.#listing, { query } = this;
    if (listing?.failure && !listing.shown) {
      return html`<div class="state" role="alert"><strong>${msg('The files could not be loaded.')}</strong><span>${why(listing.failure)}</span><button class="button" type="button" @click=${() => void listing.more()}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    }
    if (!listing?.shown) return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span>${[1, 2, 3, 4, 5, 6].map(() => html`<span class="skeleton"></span>`)}</div>`;
    if (!this.#entries.length) return this.#renderEmpty(canUpload);
    const across = this.#across, height = this.layout === 'grid' ? tileHeight : rowHeight, rows = Math.ceil(this.#entries.length / across);
    const shown = rowWindow(rows, height, this.#view), view = this.#rowView(corridor);
    const lines = Array.from({ length: shown.end - shown.first }, (_, index) => shown.first + index);
    return html`<div class="grid" role="grid" aria-label=${msg('Files')} aria-multiselectable="true" aria-rowcount=${listing.hasMore ? -1 : rows + (across === 1 ? 1 : 0)} @keydown=${this.#onKeydown} @click=${this.#onClick} @dblclick=${this.#onDoubleClick} @dragstart=${this.#onDragstart} @focusin=${this.#onFocusin}>
      ${this.layout === 'list' ? renderHead() : nothing}
      <div class="spacer" role="presentation" data-height=${shown.before}></div>
      ${this.layout === 'list'
        ? repeat(lines, (line) => this.#entries[line]!.id, (line) => renderRow(view, this.#entries[line]!, line))
        : repeat(lines, (line) => line, (line) => html`<div class="tiles" role="row" aria-rowindex=${line + 1}>${this.#entries.slice(line * across, (line + 1) * across).map((entry) => renderTile(view, entry))}</div>`)}
      <div class="spacer" role="presentation" data-height=${shown.after}></div>
    </div>${listing.failure ? html`<div class="problem" role="alert">${why(listing.failure)} <button class="link" type="button" @click=${() => void listing.more()}>${msg('Try again')}</button></div>` : nothing}
    ${query.scope === 'deleted' ? html`<p class="meta problemless">${msg('What was deleted can be restored for 30 days.')}</p>` : nothing}`;
  }

  #renderEmpty(canUpload: boolean): TemplateResult {
    const { kind, query, days, tag, ownerId, scope, folderId } = this.query;
    if (kind || query || days || tag || ownerId) return html`<div class="state" role="status"><strong>${query ? msg(str`Nothing found for “${query}”.`) : msg('Nothing found.')}</strong><button class="button" type="button" @click=${this.#onClearFilters}>${msg('Show all')}</button></div>`;
    const text = scope === 'deleted' ? msg('Nothing was deleted in the last 30 days.') : scope === 'favourites' ? msg('No favourites yet. The star keeps a file at hand here.') : scope === 'shared' ? msg('Nothing is shared with you yet.') : folderId ? msg('This folder is empty.') : msg('No files yet.');
    return html`<div class="state" role="status"><strong>${text}</strong>${canUpload && scope !== 'shared' && scope !== 'favourites' ? html`<span>${msg('Drop files here, or choose some.')}</span>` : nothing}</div>`;
  }

  #rowView(corridor: Corridor): RowView {
    return {
      language: this.language, nameOf: (userId) => this.watch(corridor.people.person(userId)).name, pictureOf: (file) => this.#picture(corridor, file), isChosen: (id) => this.#selection.has(id), isActive: (id) => this.#selection.active === id,
      naming: (entry) => (this.naming === entry.id ? html`<input class="naming" aria-label=${msg('Name')} .value=${entry.folder?.name ?? entry.file!.name} @keydown=${(event: KeyboardEvent) => this.#onNamingKeydown(event, entry)} @blur=${(event: Event) => void this.#rename(entry, (event.target as HTMLInputElement).value)} />` : undefined),
    };
  }

  /** The address is asked for with the first row that shows it. */
  #picture(corridor: Corridor, { id, version, state, renditions }: FileInfo): string | undefined {
    if (!renditions.includes('thumbnail') || state === 'quarantined' || this.query.scope === 'deleted') return undefined;
    const key = `${id} ${version}`, known = this.#pictures.get(key);
    if (known === undefined) {
      this.#pictures.set(key, '');
      addressesBy(corridor).url({ fileId: id, as: 'thumbnail' }).then((url) => { if (url) { this.#pictures.set(key, url); this.requestUpdate(); } }, () => this.#pictures.delete(key));
    }
    return known || undefined;
  }

  /** Folders are a person's own, or a channel's: elsewhere there are none. */
  get #hasFolders(): boolean {
    return this.query.scope === 'mine' || (this.#channel !== '' && this.query.scope === 'all');
  }

  #shownFolders(): readonly FileFolder[] {
    const { folderId = null, query, kind, ownerId, tag, days } = this.query;
    if (!this.#hasFolders || kind || ownerId || tag || days) return [];
    return this.folders.filter(({ parentId, name }) => (query ? name.toLowerCase().includes(query.toLowerCase()) : parentId === folderId));
  }

  #path(): FileFolder[] {
    const path: FileFolder[] = [];
    for (let id = this.query.folderId; id;) {
      const folder = this.folders.find((one) => one.id === id);
      if (!folder || path.includes(folder)) break;
      path.unshift(folder);
      id = folder.parentId ?? undefined;
    }
    return path;
  }

  #find(corridor: Corridor, isNew: boolean): void {
    const connection = this.watch(corridor.connection);
    if (this.recordId && this.recordType && connection === 'online') void this.#openRecord(corridor);
    if (this.recordId && !this.#channel) return;
    if (corridor === this.#client && this.#listing && !isNew) return;
    this.#leave();
    this.#client = corridor;
    this.#listing = new FileListing(corridor, this.query, () => this.requestUpdate());
    this.#offs = [corridor.on('files.foldersChanged', ({ channelId }) => { if ((channelId ?? '') === this.#channel) void this.#loadFolders(corridor); }), corridor.connection.subscribe((now) => { if (now === 'online' && this.#hasFolders) void this.#loadFolders(corridor); })];
  }

  #leave(): void {
    this.#listing?.end();
    this.#listing = undefined;
    for (const off of this.#offs.splice(0)) off();
  }

  async #openRecord(corridor: Corridor): Promise<void> {
    const key = `${this.recordType} ${this.recordId}`;
    if (this.#record?.key === key) return;
    this.#record?.close();
    const record = (this.#record = { key, close: () => {} });
    try {
      const { id } = await corridor.chat.openRecord({ type: this.recordType, id: this.recordId });
      record.close = () => corridor.chat.close(id);
      if (this.#record === record && this.isConnected) this.channelOfRecord = id;
      else record.close();
    } catch (error) {
      this.#record = undefined;
      this.failure = why(error);
    }
  }

  async #loadFolders(corridor: Corridor): Promise<void> {
    const channelId = this.#channel;
    try {
      const { items } = await corridor.files.folders(channelId ? { channelId } : {});
      if (channelId === this.#channel) this.folders = items;
    } catch { /* the files are there without them, and the next change asks again */ }
  }

  #set(change: Partial<FileQuery>): void {
    this.query = { ...this.query, ...change };
    this.#selection.clear();
    this.detailsOf = undefined;
    this.#view.top = 0;
    this.#scroll?.scrollTo({ top: 0 });
  }

  /** Opens folders in place and files in the viewer, from where one can go through all that stand here. */
  #open(entry: Entry | undefined): void {
    if (!entry || this.query.scope === 'deleted') return;
    if (entry.folder) {
      this.#set({ folderId: entry.id, query: undefined });
      this.#selection.active = undefined;
      this.#focusNext = true;
    } else this.emit('corridor-open-file', { fileId: entry.id, fileIds: this.#entries.filter(({ file }) => file).map(({ id }) => id) });
  }

  async #run(act: (corridor: Corridor) => Promise<Done | void>): Promise<void> {
    if (!this.corridor) return;
    this.failure = undefined;
    try {
      const done = await act(this.corridor);
      if (done) this.#note(done);
    } catch (error) {
      this.failure = why(error);
    }
    void this.#listing?.again();
    if (this.#hasFolders && this.corridor) void this.#loadFolders(this.corridor);
  }

  #note(done: Done): void {
    clearTimeout(this.#noteEnds);
    this.done = done;
    this.#noteEnds = setTimeout(() => (this.done = undefined), noteMs);
  }

  readonly #acts = {
    open: () => this.#open(this.#chosen[0]),
    save: () => void this.#run((corridor) => saveEntries(corridor, this.#chosen)),
    share: () => void this.emit('corridor-share-file', { fileId: this.#chosen[0]!.id }),
    rename: () => (this.naming = this.#chosen[0]?.id),
    move: () => void this.#move(),
    favourite: () => void this.#run((corridor) => setFavourites(corridor, this.#chosen, !this.#chosen.every(({ file }) => file?.isFavourite))),
    details: () => void loadDetails().then(() => (this.detailsOf = this.#chosen[0]?.id), () => undefined),
    remove: () => { this.#focusNext = true; void this.#run((corridor) => deleteEntries(corridor, this.language, this.#chosen)); },
    restore: () => void this.#run((corridor) => restoreEntries(corridor, this.language, this.#chosen)),
    clear: () => { this.#selection.clear(); this.#focusNext = true; this.requestUpdate(); },
  };

  async #move(): Promise<void> {
    const entries = this.#chosen, { askForFolder } = await loadMove();
    const to = await askForFolder(this.renderRoot as ShadowRoot, this.folders, new Set(entries.map(({ id }) => id)));
    if (to !== undefined) await this.#run((corridor) => moveEntries(corridor, entries, to ?? undefined));
  }

  async #rename(entry: Entry, name: string): Promise<void> {
    if (this.naming !== entry.id) return;
    this.naming = undefined;
    this.#focusNext = true;
    if (name.trim() && name.trim() !== (entry.folder?.name ?? entry.file!.name)) await this.#run((corridor) => renameEntry(corridor, entry, name.trim()));
  }

  readonly #onNewFolder = (): void => void this.#run(async (corridor) => {
    const { folderId: parentId } = this.query, channelId = this.#channel, taken = new Set(this.#shownFolders().map(({ name }) => name));
    let name = msg('New folder');
    for (let count = 2; taken.has(name); count++) name = msg(str`New folder ${formatNumber(this.language, count)}`);
    const folder = await corridor.files.createFolder({ name, ...(parentId && { parentId }), ...(channelId && { channelId }) });
    this.folders = [...this.folders, folder];
    this.#selection.choose(folder.id);
    this.naming = folder.id;
  });

  readonly #onUndo = (): void => {
    const undo = this.done?.undo;
    this.done = undefined;
    if (undo) void this.#run(async () => void (await undo()));
  };

  readonly #onDetailsClosed = (event: Event): void => {
    event.stopPropagation();
    this.detailsOf = undefined;
    this.#focusNext = true;
  };

  readonly #onQuery = (event: Event): void => this.#set({ query: (event.target as HTMLInputElement).value || undefined });
  readonly #onClearFilters = (): void => this.#set({ kind: undefined, query: undefined, days: undefined, tag: undefined, ownerId: undefined });

  readonly #onFiles = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    this.#upload([...(field.files ?? [])]);
    field.value = '';
  };

  #upload(files: readonly File[]): void {
    const { folderId } = this.query;
    if (files.length) void this.#run((corridor) => uploadAll(corridor, files, { place: this.#place, folderId, channelId: this.#channel || undefined }));
  }

  readonly #onScroll = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll!;
    this.#view.top = scrollTop;
    this.requestUpdate();
    if (scrollHeight - scrollTop < clientHeight * 3) void this.#listing?.more();
  };

  #entryAt(event: Event): Entry | undefined {
    const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'];
    return id === undefined ? undefined : this.#entries.find((entry) => entry.id === id);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const entry = this.#entryAt(event);
    if (!entry || isTyping(event)) return;
    if (event.shiftKey) this.#selection.extend(entry.id, this.#ids);
    else if (event.ctrlKey || event.metaKey) this.#selection.toggle(entry.id);
    else if (matchMedia('(pointer: coarse)').matches && !this.#selection.chosen.size) return this.#open(entry); // a finger has no second press
    else if (matchMedia('(pointer: coarse)').matches) this.#selection.toggle(entry.id);
    else this.#selection.choose(entry.id);
    if (this.detailsOf && entry.file) this.detailsOf = entry.id;
    this.requestUpdate();
  };

  readonly #onDoubleClick = (event: MouseEvent): void => { if (!isTyping(event)) this.#open(this.#entryAt(event)); };
  readonly #onFocusin = (event: FocusEvent): void => { const entry = this.#entryAt(event); if (entry) this.#selection.active = entry.id; };

  readonly #onNamingKeydown = (event: KeyboardEvent, entry: Entry): void => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#rename(entry, event.key === 'Enter' ? (event.target as HTMLInputElement).value : '');
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isTyping(event) || event.altKey) return;
    const { key } = event, active = this.#entries.find(({ id }) => id === this.#selection.active), page = Math.max(1, Math.floor(this.#view.height / (this.layout === 'grid' ? tileHeight : rowHeight)) - 1);
    const isMoved = this.#selection.move(event, this.#ids, this.#across, page, !this.matches(':dir(rtl)'));
    if (isMoved) this.#focusNext = true;
    else if (key === 'Enter') this.#open(active);
    else if (key === 'Escape' && this.#selection.chosen.size) this.#selection.clear();
    else if (key === 'F2' && active && this.query.scope !== 'deleted') this.naming = active.id;
    else if (key === 'Delete' && this.query.scope !== 'deleted' && this.#chosen.length) this.#acts.remove();
    else if (key === 'Backspace' && this.query.folderId) this.#set({ folderId: this.#path().at(-2)?.id });
    else if (key.length !== 1 || event.ctrlKey || event.metaKey || !this.#goTo(key)) return;
    event.preventDefault();
    this.requestUpdate();
    if (key === 'End' || key === 'PageDown') void this.#listing?.more();
  };

  /** What is typed leads to the next name that begins so. */
  #goTo(char: string): boolean {
    const now = performance.now();
    this.#typed = { text: (now - this.#typed.at < 700 ? this.#typed.text : '') + char.toLowerCase(), at: now };
    const found = this.#entries.find(({ folder, file }) => (folder?.name ?? file!.name).toLowerCase().startsWith(this.#typed.text));
    if (found) { this.#selection.choose(found.id); this.#focusNext = true; }
    return found !== undefined;
  }

  /** Brings the row where the keys are on screen, and the focus on it. */
  #focusActive(): void {
    const index = this.#entries.findIndex(({ id }) => id === this.#selection.active), scroll = this.#scroll;
    if (index < 0 || !scroll) return;
    const isGrid = this.layout === 'grid', height = isGrid ? tileHeight : rowHeight, head = isGrid ? 0 : 32, top = Math.floor(index / this.#across) * height;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    else if (top + height + head > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + height + head - scroll.clientHeight;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(this.#selection.active!)}"]`);
    this.#focusNext = !row; // it comes with the rows of where it was scrolled to
    row?.focus({ preventScroll: true });
  }

  readonly #onDragstart = (event: DragEvent): void => {
    const entry = this.#entryAt(event);
    if (!entry || !event.dataTransfer) return;
    if (!this.#selection.has(entry.id)) this.#selection.choose(entry.id);
    event.dataTransfer.setData(carried, this.#place);
    event.dataTransfer.effectAllowed = 'move';
    this.requestUpdate();
  };

  readonly #onDragover = (event: DragEvent): void => {
    const types = event.dataTransfer?.types ?? [], folder = types.includes(carried) ? this.#entryAt(event)?.folder : undefined;
    for (const target of this.renderRoot.querySelectorAll<HTMLElement>('.target')) target.classList.toggle('target', target.dataset['id'] === folder?.id);
    if (folder && !this.#selection.has(folder.id)) this.renderRoot.querySelector(`[data-id="${folder.id}"]`)?.classList.add('target');
    this.isOver = types.includes('Files');
    if (this.isOver || (folder && !this.#selection.has(folder.id))) event.preventDefault();
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = false;
    for (const target of this.renderRoot.querySelectorAll('.target')) target.classList.remove('target');
    const folder = this.#entryAt(event)?.folder, entries = this.#chosen;
    if (event.dataTransfer?.types.includes('Files')) this.#upload([...event.dataTransfer.files]);
    else if (folder && event.dataTransfer?.types.includes(carried)) void this.#run((corridor) => moveEntries(corridor, entries, folder));
  };
}

define('file-browser', FileBrowser);

declare global {
  interface HTMLElementTagNameMap {
    'file-browser': FileBrowser;
  }
}

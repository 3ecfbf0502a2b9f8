import type { Corridor, Permission } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { isTyping } from '../base/keys.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { showNote } from '../base/quiet-note.ts';
import { deleteEntries, type Done, moveEntries, renameEntry, restoreEntries, saveEntries, setFavourites, why } from './file-browser.acts.ts';
import { renderChosen, renderFilters, renderPath } from './file-browser.bar.ts';
import { dragOf } from './file-browser.drag.ts';
import { FilePictures } from './file-browser.pictures.ts';
import { OwnQuarantine } from './file-browser.quarantine.ts';
import { OpenRecord } from './file-browser.record.ts';
import { type Entry, renderHead, renderRow, renderTile, type RowView } from './file-browser.rows.ts';
import { FileSource, hasFolders } from './file-browser.source.ts';
import { renderEmpty, renderFailed, renderLoading } from './file-browser.states.ts';
import { fileBrowserStyles, rowHeight, tileHeight, tileWidth } from './file-browser.styles.ts';
import { TypedName } from './file-browser.typed.ts';
import { uploadAll, uploadPlace } from './file-browser.uploads.ts';
import type { FileQuery, FileScope } from './file-listing.ts';
import { FileSelection } from './file-selection.ts';
import { listenForFiles } from './file-viewer.open.ts';
import { rowWindow } from './file-window.ts';
import './upload-list.ts';

const loadDetails = () => import('./file-details.ts');
const loadMove = () => import('./file-move.ts');
const loadQuarantine = () => import('./file-quarantine.ts');

const scopes: readonly FileScope[] = ['all', 'mine', 'shared', 'organisation', 'favourites', 'deleted'];
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
  static override styles: CSSResultGroup = [CorridorElement.styles, insetField(css`.find, select, .naming`), fileBrowserStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    scope: {},
    layout: { reflect: true },
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    query: { attribute: false },
    channelOfRecord: { attribute: false },
    naming: { attribute: false },
    detailsOf: { attribute: false },
    failure: { attribute: false },
    isOver: { attribute: false },
    hasFilters: { attribute: false },
  };

  /** Files of this conversation. */
  channelId = '';
  /** Files of the conversation of this record. */
  recordType = '';
  recordId = '';
  /** Without a conversation, where to begin: `all` that I see, `mine`, `shared`, `organisation`, `favourites`, `deleted` or `quarantine`. */
  scope: FileScope = 'all';
  /** `list` or `grid`. */
  layout: 'list' | 'grid' = 'list';

  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private query: FileQuery = { scope: 'all', order: 'newest' };
  private channelOfRecord = '';
  private naming: string | undefined;
  private detailsOf: string | undefined;
  private failure: string | undefined;
  private isOver = false;
  private hasFilters = false;
  readonly #selection = new FileSelection();
  readonly #place = uploadPlace(`${Date.now()}-${made++}`);
  readonly #source = new FileSource(() => this.requestUpdate());
  readonly #pictures = new FilePictures(() => this.requestUpdate());
  readonly #record = new OpenRecord((channelId) => (this.channelOfRecord = channelId), (error) => (this.failure = why(error)));
  readonly #ownQuarantine = new OwnQuarantine(() => this.requestUpdate());
  readonly #typed = new TypedName();
  #entries: readonly Entry[] = [];
  #view = { top: 0, height: 600, width: 800 };
  #focusNext = false;
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
    this.#source.leave();
    this.#record.close();
    this.#ownQuarantine.leave();
    this.#size.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('scope') || changed.has('channelId') || changed.has('recordId') || changed.has('channelOfRecord')) this.query = { scope: this.scope, order: this.query.order, channelId: this.#channel || undefined };
    if (this.corridor && this.isConnected) this.#follow(this.corridor, changed.has('query'));
    const before = this.#ids;
    this.#entries = this.#source.entries;
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
    if (changed.has('query')) this.#showPlace();
    if (changed.has('naming') && this.naming) {
      const field = this.renderRoot.querySelector<HTMLInputElement>('.naming');
      field?.focus();
      field?.setSelectionRange(0, field.value.lastIndexOf('.') > 0 ? field.value.lastIndexOf('.') : field.value.length); // what is renamed keeps its ending
    }
  }

  protected override render() {
    const { corridor, query, language } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const uploads = this.watch(corridor.files.uploads).filter(({ place }) => place === this.#place), chosen = this.#chosen, isDeleted = query.scope === 'deleted', isQuarantine = query.scope === 'quarantine';
    const canUpload = !isDeleted && !isQuarantine && this.#may(corridor, 'chat.send_files');
    return html`<div class="bar" part="bar">${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}${renderPath(query.scope, this.#channel !== '', this.#source.path, (folderId) => this.#set({ folderId }))}
        ${isQuarantine ? nothing : this.#renderTools(query)}
        ${hasFolders(query) ? html`<button class="icon" type="button" aria-label=${msg('New folder')} title=${msg('New folder')} @click=${this.#onNewFolder}>${icon(shapes.folderPlus)}</button>` : nothing}
        ${canUpload ? html`<button class="button primary upload" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()}>${icon(shapes.upload, 'small')}<span>${msg('Upload')}</span></button><input type="file" multiple hidden @change=${this.#onFiles} />` : nothing}</div>
      <div class="middle"><div ?inert=${chosen.length > 0}>${renderFilters({ query, scopes: this.#scopes(corridor), isOpen: this.hasFilters, set: (change) => this.#set(change) })}</div>${chosen.length ? renderChosen(language, chosen, isDeleted, hasFolders(query), this.#acts) : nothing}</div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      <div class="room">${isQuarantine ? this.#renderQuarantine(corridor) : html`<div class="scroll ${this.isOver ? 'over' : ''}" @scroll=${this.#onScroll} @dragover=${this.#drag.over} @dragleave=${this.#drag.leave} @drop=${this.#drag.drop}>${this.#renderEntries(corridor, canUpload)}</div>`}
        ${this.detailsOf ? html`<file-details class="details" file-id=${this.detailsOf} @corridor-close=${this.#onDetailsClosed}></file-details>` : nothing}</div>
      ${uploads.length ? html`<upload-list class="uploads" .uploads=${uploads}></upload-list>` : nothing}`;
  }

  #renderTools({ query, kind, days, ownerId, tag }: FileQuery): TemplateResult {
    const isGrid = this.layout === 'grid', other = isGrid ? msg('As a list') : msg('As pictures');
    return html`<input class="find" type="search" aria-label=${msg('Find files')} placeholder=${msg('Find files')} .value=${query ?? ''} @input=${this.#onQuery} />
      ${this.#channel ? nothing : html`<button class="icon filter ${kind || days || ownerId || tag ? 'set' : ''}" type="button" aria-label=${msg('Filters')} title=${msg('Filters')} aria-expanded=${this.hasFilters ? 'true' : 'false'} @click=${() => (this.hasFilters = !this.hasFilters)}>${icon(moreIcons.sliders)}</button>`}
      <button class="icon" type="button" aria-label=${other} title=${other} @click=${() => (this.layout = isGrid ? 'list' : 'grid')}>${icon(isGrid ? shapes.list : shapes.grid)}</button>`;
  }

  #may(corridor: Corridor, permission: Permission): boolean {
    return this.watch(corridor.me)?.permissions.includes(permission) ?? false;
  }

  /** In a narrow box the places are scrolled; the page around stays where it is. */
  #showPlace(): void {
    const strip = this.renderRoot.querySelector('.scopes'), on = strip?.querySelector('[aria-pressed=true]')?.getBoundingClientRect(), around = strip?.getBoundingClientRect();
    if (strip && on && around && (on.left < around.left || on.right > around.right)) strip.scrollLeft += (on.left + on.right - around.left - around.right) / 2;
  }

  /** What is in quarantine has a place for administrators, and for who uploaded some of it. */
  #scopes(corridor: Corridor): readonly FileScope[] {
    if (this.#channel || this.recordId) return [];
    const mayManage = this.#may(corridor, 'files.manage'), me = this.watch(corridor.me)?.id;
    if (!mayManage) this.#ownQuarantine.follow(corridor);
    const hasOwn = this.#ownQuarantine.isThere || this.query.scope === 'quarantine' || this.#entries.some(({ file }) => file?.state === 'quarantined' && file.ownerId === me);
    return mayManage || hasOwn ? [...scopes, 'quarantine'] : scopes;
  }

  #renderQuarantine(corridor: Corridor): TemplateResult {
    void loadQuarantine().catch(() => undefined);
    return html`<file-quarantine ?mine=${!this.#may(corridor, 'files.manage')}></file-quarantine>`;
  }

  #renderEntries(corridor: Corridor, canUpload: boolean): TemplateResult {
    const { listing } = this.#source, { query } = this;
    if (listing?.failure && !listing.shown) return renderFailed(listing.failure, () => void listing.more());
    if (!listing?.shown) return renderLoading();
    if (!this.#entries.length) return renderEmpty(query, canUpload, () => this.#set({ kind: undefined, query: undefined, days: undefined, tag: undefined, ownerId: undefined }));
    const across = this.#across, height = this.layout === 'grid' ? tileHeight : rowHeight, rows = Math.ceil(this.#entries.length / across);
    const shown = rowWindow(rows, height, this.#view), view = this.#rowView(corridor);
    const lines = Array.from({ length: shown.end - shown.first }, (_, index) => shown.first + index);
    return html`<div class="grid" role="grid" aria-label=${msg('Files')} aria-multiselectable="true" aria-rowcount=${listing.hasMore ? -1 : rows + (across === 1 ? 1 : 0)} @keydown=${this.#onKeydown} @click=${this.#onClick} @dblclick=${this.#onDoubleClick} @dragstart=${this.#drag.start} @focusin=${this.#onFocusin}>
      ${this.layout === 'list' ? renderHead() : nothing}
      <div class="spacer" role="presentation" data-height=${shown.before}></div>
      ${this.layout === 'list'
        ? repeat(lines, (line) => this.#entries[line]!.id, (line) => renderRow(view, this.#entries[line]!, line))
        : repeat(lines, (line) => line, (line) => html`<div class="tiles" role="row" aria-rowindex=${line + 1}>${this.#entries.slice(line * across, (line + 1) * across).map((entry) => renderTile(view, entry))}</div>`)}
      <div class="spacer" role="presentation" data-height=${shown.after}></div>
    </div>${listing.failure ? html`<div class="problem" role="alert">${why(listing.failure)} <button class="link" type="button" @click=${() => void listing.more()}>${msg('Try again')}</button></div>` : nothing}
    ${query.scope === 'deleted' ? html`<p class="meta problemless">${msg('What was deleted can be restored for 30 days.')}</p>` : nothing}`;
  }

  #rowView(corridor: Corridor): RowView {
    return {
      language: this.language, nameOf: (userId) => this.watch(corridor.people.person(userId)).name, pictureOf: (file) => (this.query.scope === 'deleted' ? undefined : this.#pictures.of(corridor, file)), isChosen: (id) => this.#selection.has(id), isActive: (id) => this.#selection.active === id,
      naming: (entry) => (this.naming === entry.id ? html`<input class="naming" aria-label=${msg('Name')} .value=${entry.folder?.name ?? entry.file!.name} @keydown=${(event: KeyboardEvent) => this.#onNamingKeydown(event, entry)} @blur=${(event: Event) => void this.#rename(entry, (event.target as HTMLInputElement).value)} />` : undefined),
    };
  }

  #follow(corridor: Corridor, isNew: boolean): void {
    const connection = this.watch(corridor.connection);
    if (this.recordId && this.recordType && connection === 'online') void this.#record.open(corridor, this.recordType, this.recordId);
    if (this.recordId && !this.#channel) return;
    if (this.query.scope === 'quarantine') this.#source.leave();
    else if (isNew || corridor !== this.#source.client) this.#source.follow(corridor, this.query);
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
    this.#source.again();
  }

  #note({ text, undo }: Done): void {
    showNote(this.renderRoot.querySelector('.bar')!, { text, ...(undo && { action: { label: msg('Undo'), run: () => void this.#run(async () => void (await undo())) } }) });
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

  readonly #drag = dragOf({
    place: this.#place, selection: this.#selection, root: () => this.renderRoot, entryAt: (event) => this.#entryAt(event), requestUpdate: () => this.requestUpdate(),
    over: (isOver) => (this.isOver = isOver),
    upload: (files) => this.#upload(files),
    move: (to) => { const entries = this.#chosen; void this.#run((corridor) => moveEntries(corridor, entries, to)); },
  });

  async #move(): Promise<void> {
    const entries = this.#chosen, { askForFolder } = await loadMove();
    const to = await askForFolder(this.renderRoot as ShadowRoot, this.#source.folders, new Set(entries.map(({ id }) => id)));
    if (to !== undefined) await this.#run((corridor) => moveEntries(corridor, entries, to ?? undefined));
  }

  async #rename(entry: Entry, name: string): Promise<void> {
    if (this.naming !== entry.id) return;
    this.naming = undefined;
    this.#focusNext = true;
    if (name.trim() && name.trim() !== (entry.folder?.name ?? entry.file!.name)) await this.#run((corridor) => renameEntry(corridor, entry, name.trim()));
  }

  #isMaking = false;

  /** A second press of two makes no second folder. */
  readonly #onNewFolder = (): void => {
    if (this.#isMaking) return;
    this.#isMaking = true;
    void this.#makeFolder().finally(() => { this.#isMaking = false; });
  };

  #makeFolder = (): Promise<void> => this.#run(async (corridor) => {
    const { folderId: parentId } = this.query, channelId = this.#channel, taken = new Set(this.#source.shownFolders().map(({ name }) => name));
    let name = msg('New folder');
    for (let count = 2; taken.has(name); count++) name = msg(str`New folder ${formatNumber(this.language, count)}`);
    const folder = await corridor.files.createFolder({ name, ...(parentId && { parentId }), ...(channelId && { channelId }) });
    this.#source.put(folder);
    this.#selection.choose(folder.id);
    this.naming = folder.id;
  });

  readonly #onDetailsClosed = (event: Event): void => {
    event.stopPropagation();
    this.detailsOf = undefined;
    this.#focusNext = true;
  };

  readonly #onQuery = (event: Event): void => this.#set({ query: (event.target as HTMLInputElement).value || undefined });

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
    if (scrollHeight - scrollTop < clientHeight * 3) void this.#source.listing?.more();
  };

  #entryAt(event: Event): Entry | undefined {
    const id = (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'];
    return id === undefined ? undefined : this.#entries.find((entry) => entry.id === id);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const entry = this.#entryAt(event);
    if (!entry || isTyping(event)) return;
    if ((event.target as Element).closest('.pick')) this.#selection.toggle(entry.id);
    else if (event.shiftKey) this.#selection.extend(entry.id, this.#ids);
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
    else if (key === 'Backspace' && this.query.folderId) this.#set({ folderId: this.#source.path.at(-2)?.id });
    else if (key.length !== 1 || event.ctrlKey || event.metaKey || !this.#goTo(key)) return;
    event.preventDefault();
    this.requestUpdate();
    if (key === 'End' || key === 'PageDown') void this.#source.listing?.more();
  };

  /** What is typed leads to the next name that begins so. */
  #goTo(char: string): boolean {
    const found = this.#typed.find(char, this.#entries, ({ folder, file }) => folder?.name ?? file!.name);
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
}

define('file-browser', FileBrowser);

declare global {
  interface HTMLElementTagNameMap {
    'file-browser': FileBrowser;
  }
}

import type { Corridor, CorridorError, FileInfo } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { isTyping } from '../base/keys.ts';
import { formatNumber, formatShort, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { filesOn } from './carried.ts';
import { addressesBy, saveFile } from './file-addresses.ts';
import { renderFacts } from './file-facts.ts';
import { lookOf, type Look } from './file-forms.ts';
import { isMediaForbidden, listenForPolicy, renewAddress } from './media-address.ts';
import { fileViewerStyles } from './file-viewer.styles.ts';
import { formatBytes, kindName, measure, nameParts, shapeOf } from './file-words.ts';
import { quarantineAdvice, quarantineReason } from './quarantine-words.ts';

const loadImage = () => import('./file-image.ts');
const loadPdf = () => import('./file-pdf.ts');
const loadText = () => import('./file-text.ts');

type Shown =
  | { state: 'loading' | 'deleted'; why?: never }
  | { state: 'failed'; why: string }
  | { state: 'none'; why?: string } // nothing that browsers can show, which is no failure
  | { state: Look; url: string; poster?: string | undefined };

/**
 * @summary Shows a file: pictures, PDF, office documents, text and code, sound and film, each with what is known of it.
 * @tag file-viewer
 * @fires corridor-close - the way out was chosen
 * @fires corridor-share-file - whom it is shared with is to be changed: `detail.fileId`
 * @fires corridor-shown-file - another one of the files is on show: `detail.fileId`
 * @csspart bar - the line at the top
 * @csspart content - the file
 * @csspart facts - what is known of it
 */
export class FileViewer extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fileViewerStyles];
  static override properties: PropertyDeclarations = {
    fileId: { attribute: 'file-id' },
    fileIds: { attribute: false },
    version: { type: Number },
    modal: { type: Boolean, reflect: true },
    file: { attribute: false },
    shown: { attribute: false },
    hasFacts: { attribute: false },
    isFull: { attribute: false },
    failure: { attribute: false },
  };

  /** Which file. */
  fileId = '';
  /** Those that one can go through from here, the shown one among them. */
  fileIds: readonly string[] = [];
  /** An earlier version; else the current one. */
  version: number | undefined;
  /** Stands in a dialog, which `show` opens. */
  modal = false;

  private file: FileInfo | undefined;
  private shown: Shown = { state: 'loading' };
  private hasFacts = false;
  private isFull = false;
  private failure: string | undefined;
  #asked = 0;
  #loaded = '';
  /** It was not loaded for want of a connection: the next one brings it. */
  #failedOffline = false;
  #end: (() => void) | undefined;

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }
  get #frame() {
    return this.renderRoot.querySelector<HTMLElement>('.frame');
  }
  get #index(): number {
    return this.fileIds.indexOf(this.fileId);
  }

  /** Whether it fills the screen; each tree tells that of its own elements. */
  get #isFilling(): boolean {
    return !!this.shadowRoot?.fullscreenElement || (this.getRootNode() as Document | ShadowRoot).fullscreenElement === this;
  }

  /** Opens in a dialog of its own; resolves when it is closed. */
  async show(): Promise<void> {
    this.modal = true;
    await this.updateComplete;
    const dialog = this.#dialog;
    if (!dialog) return;
    openDialog(dialog);
    this.focus();
    await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  }

  override focus(options?: FocusOptions): void {
    this.#frame?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForPolicy();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor } = this;
    if (!corridor || !this.isConnected) return;
    this.#end ??= this.#listen(corridor);
    const wanted = `${this.fileId} ${this.version ?? ''}`, connection = corridor.connection.get(), isBack = connection === 'online' && this.shown.state === 'failed' && this.#failedOffline;
    if (!this.fileId || connection === 'connecting' || (wanted === this.#loaded && !isBack)) return;
    this.#loaded = wanted;
    void this.#load(corridor);
  }

  protected override render() {
    if (!this.corridor) return this.renderWithoutCorridor();
    this.watch(this.corridor.connection);
    if (!this.modal) return this.#renderFrame(this.corridor);
    return html`<dialog class="viewer" aria-label=${this.file?.name ?? msg('File')} @close=${() => this.emit('corridor-close', {})}>${this.#renderFrame(this.corridor)}</dialog>`;
  }

  #renderFrame(corridor: Corridor) {
    const { file, language } = this;
    return html`<div class="frame" tabindex="-1" @keydown=${this.#onKeydown}>
      <div class="bar" part="bar">${this.#renderTitle(file)}${this.#renderActs(file)}
        ${this.modal ? html`<button class="icon close" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${this.#onClose}>${icon(moreIcons.x)}</button>` : nothing}</div>
      <div class="room">
        <div class="content" part="content">${keyed(`${this.fileId} ${this.version ?? file?.version ?? ''}`, this.#renderContent(corridor, file))}</div>
        ${this.hasFacts && file ? html`<aside class="facts" part="facts" aria-label=${msg('About this file')}><h3>${msg('About this file')}</h3>${renderFacts(language, file, this.watch(corridor.people.person(file.ownerId)).name)}</aside>` : nothing}
      </div>
      <div class="hidden-visually" role="status">${file && this.shown.state !== 'loading' ? this.#said(file) : ''}</div>
    </div>`;
  }

  /** "Plan.pdf, PDF document, 2 of 5" */
  #said(file: FileInfo): string {
    const { language } = this, place = this.#index >= 0 && this.fileIds.length > 1 ? msg(str`${formatNumber(language, this.#index + 1)} of ${formatNumber(language, this.fileIds.length)}`) : '';
    return [file.name, kindName(file), place, this.failure].filter(Boolean).join(', ');
  }

  #renderTitle(file: FileInfo | undefined) {
    if (!file) return html`<div class="title">${this.shown.state === 'loading' ? nothing : html`<h2>${msg('File')}</h2>`}</div>`;
    const [start, end] = nameParts(file.name), { language } = this;
    const by = this.corridor ? this.watch(this.corridor.people.person(file.ownerId)).name : '';
    return html`<div class="title">${icon(shapeOf(file))}<h2 title=${file.name} dir="auto"><span class="cut">${start}</span><span>${end}</span></h2>
      <span class="meta cut">${[by, formatShort(language, file.changedAt), formatBytes(language, file.bytes), measure(language, file)].filter(Boolean).join(' · ')}</span></div>`;
  }

  #renderActs(file: FileInfo | undefined) {
    const { language } = this, index = this.#index, count = this.fileIds.length, canFetch = file?.state === 'ready' && file.mayDownload !== false;
    const act = (name: string, shape: TemplateResult | Parameters<typeof icon>[0], run: () => unknown, { keys = '', look = '', ...more }: { keys?: string; look?: '' | 'directed'; pressed?: boolean } = {}) =>
      html`<button class="icon" type="button" aria-label=${name} title=${name} aria-keyshortcuts=${keys || nothing} aria-pressed=${more.pressed === undefined ? nothing : more.pressed ? 'true' : 'false'} @click=${run}>${icon(shape as Parameters<typeof icon>[0], look)}</button>`;
    return html`<div class="acts">
      ${count > 1 && index >= 0
        ? html`<button class="icon" type="button" aria-label=${msg('Previous file')} title=${msg('Previous file')} ?disabled=${index === 0} @click=${() => this.#go(-1)}>${icon(shapes.chevronLeft, 'directed')}</button>
            <span class="meta">${msg(str`${formatNumber(language, index + 1)} of ${formatNumber(language, count)}`)}</span>
            <button class="icon" type="button" aria-label=${msg('Next file')} title=${msg('Next file')} ?disabled=${index === count - 1} @click=${() => this.#go(1)}>${icon(shapes.chevronRight, 'directed')}</button>`
        : nothing}
      ${canFetch ? act(msg('Download'), shapes.download, () => void this.#save()) : nothing}
      ${file?.level === 'owner' ? act(msg('Share'), shapes.share, () => this.emit('corridor-share-file', { fileId: file.id })) : nothing}
      ${file ? act(msg('About this file'), shapes.info, () => (this.hasFacts = !this.hasFacts), { keys: 'I', pressed: this.hasFacts }) : nothing}
      ${document.fullscreenEnabled ? act(msg('Full screen'), shapes.fullScreen, () => void this.#toggleFull(), { keys: 'F', pressed: this.isFull }) : nothing}
    </div>`;
  }

  #renderContent(corridor: Corridor, file: FileInfo | undefined) {
    const { shown, language } = this;
    if (shown.state === 'failed') {
      return html`<div class="state" role="alert"><h3>${msg('The file could not be loaded.')}</h3><span>${shown.why}</span>
        <button class="button" type="button" @click=${() => void this.#load(corridor)}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    }
    if (shown.state === 'deleted') return html`<div class="state">${icon(shapes.file)}<h3>${msg('This file was deleted, or is not shared with you any more.')}</h3></div>`;
    if (!file || shown.state === 'loading') return html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span><span class="skeleton"></span></div>`;
    if (file.state === 'quarantined') {
      return html`<div class="state">${icon(shapes.shield)}<h3>${msg('This file is in quarantine.')}</h3><span>${quarantineReason(file.refusal)}</span>${file.level === 'owner' ? html`<span>${quarantineAdvice(language, file.version)}</span>` : nothing}</div>`;
    }
    if (file.state === 'checking') {
      return html`<div class="state" role="status">${icon(shapes.shield)}<h3>${msg('This file is being checked for viruses.')}</h3><span>${msg('It can be opened in a moment.')}</span>
        <button class="button" type="button" @click=${() => void this.#load(corridor)}>${msg('Look again')}</button></div>`;
    }
    const broken = () => (this.shown = { state: 'none' });
    switch (shown.state) {
      case 'image': return html`<file-image .src=${shown.url} .label=${file.name} @broken=${broken}></file-image>`;
      case 'pdf': return html`<file-pdf .src=${shown.url} @broken=${this.#onPdfBroken}></file-pdf>`;
      case 'text': case 'table': return html`<file-text .src=${shown.url} .name=${file.name} .isTable=${shown.state === 'table'} @broken=${() => this.#fail(msg('You are offline.'))}></file-text>`;
      case 'video': return html`<video controls playsinline preload="metadata" src=${shown.url} poster=${shown.poster ?? nothing} aria-label=${file.name} @error=${this.#onMediaError}></video>`;
      case 'audio': return html`<div class="sound">${icon(shapes.audio)}<audio controls preload="metadata" src=${shown.url} aria-label=${file.name} @error=${this.#onMediaError}></audio></div>`;
      default:
        return html`<div class="state">${icon(shapeOf(file))}<h3 dir="auto">${file.name}</h3><span>${[kindName(file), formatBytes(language, file.bytes)].join(' · ')}</span>
          <span>${shown.why ?? msg('There is no preview of this file.')}</span>
          <button class="button primary" type="button" @click=${() => void this.#save()}>${icon(shapes.download, 'small')}${msg('Download')}</button>${this.failure ? html`<span role="alert">${this.failure}</span>` : nothing}</div>`;
    }
  }

  /** What changes about the file is asked for again; a file that is open and only told about stays as it is. */
  #listen(corridor: Corridor): () => void {
    const offs = [
      corridor.on('files.changed', ({ fileId }) => { if (fileId === this.fileId) this.#onChanged(corridor); }),
      corridor.on('chat.message', (message) => { if (filesOn(message).some(({ id, version, state, renditions }) => id === this.fileId && (version !== this.file?.version || state !== this.file.state || renditions.length !== this.file.renditions.length))) this.#onChanged(corridor); }),
    ];
    const onFull = () => (this.isFull = this.#isFilling);
    document.addEventListener('fullscreenchange', onFull);
    return () => {
      for (const off of offs) off();
      document.removeEventListener('fullscreenchange', onFull);
    };
  }

  #onChanged(corridor: Corridor): void {
    addressesBy(corridor).forget(this.fileId);
    void this.#load(corridor, true);
  }

  async #load(corridor: Corridor, isAgain = false): Promise<void> {
    const asked = ++this.#asked, { fileId, version } = this, before = this.file;
    this.failure = undefined;
    this.#failedOffline = false;
    if (!isAgain) {
      this.shown = { state: 'loading' };
      this.file = undefined;
    }
    try {
      const file = await corridor.files.file({ fileId });
      if (asked !== this.#asked) return;
      const isSame = isAgain && before?.version === file.version && before.state === file.state && lookOf(before)?.as === lookOf(file)?.as;
      this.file = file;
      if (!isSame) this.shown = await this.#look(corridor, file, version);
    } catch (error) {
      if (asked !== this.#asked) return;
      const { code } = error as CorridorError;
      this.#failedOffline = corridor.connection.get() !== 'online';
      if (code === 'not-found') this.shown = { state: 'deleted' };
      else if (!isAgain) this.#fail(explain(error as CorridorError));
    }
  }

  async #look(corridor: Corridor, file: FileInfo, version: number | undefined): Promise<Shown> {
    const look = file.state === 'ready' ? lookOf(file) : undefined, addresses = addressesBy(corridor);
    if (!look) return { state: 'none' };
    const poster = look.look === 'video' && !version ? file.renditions.find((form) => form === 'preview' || form === 'thumbnail') : undefined;
    const part = look.look === 'image' ? loadImage() : look.look === 'pdf' ? loadPdf() : look.look === 'text' || look.look === 'table' ? loadText() : undefined;
    const [url, posterUrl] = await Promise.all([addresses.url({ fileId: file.id, as: look.as, version }), poster && addresses.url({ fileId: file.id, as: poster }), part]);
    return url ? { state: look.look, url, poster: posterUrl } : { state: 'none' };
  }

  #fail(why: string): void {
    this.shown = { state: 'failed', why };
    this.#loaded = `${this.fileId} ${this.version ?? ''}`;
  }

  async #save(): Promise<void> {
    const { corridor, file } = this;
    if (!corridor || !file) return;
    this.failure = undefined;
    try {
      if (!(await saveFile(corridor, file.id, file.name, this.version))) this.shown = { state: 'deleted' };
    } catch (error) {
      this.failure = explain(error as CorridorError);
    }
  }

  #go(by: 1 | -1): void {
    const next = this.fileIds[this.#index + by];
    if (!next) return;
    this.fileId = next;
    this.version = undefined;
    this.emit('corridor-shown-file', { fileId: next });
    void this.updateComplete.then(() => { if (!this.#frame?.contains(this.shadowRoot?.activeElement ?? null) || (this.shadowRoot?.activeElement as HTMLButtonElement | null)?.disabled) this.focus(); });
  }

  async #toggleFull(): Promise<void> {
    // A dialog stands in the top layer already: what fills the screen is its frame.
    await (this.#isFilling ? document.exitFullscreen() : (this.modal ? this.#frame! : this).requestFullscreen()).catch(() => undefined);
    this.isFull = this.#isFilling;
  }

  readonly #onClose = (): void => this.#dialog?.close();

  readonly #onMediaError = async (event: Event): Promise<void> => {
    const { corridor, file, version, shown } = this, addresses = corridor && addressesBy(corridor);
    if (!addresses || !file || !('url' in shown)) return;
    addresses.forget(file.id);
    const isGoingOn = await renewAddress(event.target as HTMLMediaElement, corridor, () => addresses.url({ fileId: file.id, as: lookOf(file)!.as, version }));
    if (!isGoingOn && this.shown === shown) this.shown = { state: 'none', ...(isMediaForbidden() && { why: msg('This page does not let films and sound be played. Download it to play it.') }) };
  };

  readonly #onPdfBroken = ({ detail }: CustomEvent<{ reason: string }>): void => {
    if (detail.reason === 'offline') this.#fail(msg('You are offline.'));
    else this.shown = { state: 'none', ...(detail.reason === 'password' && { why: msg('It is protected by a password. Download it to open it.') }) };
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || event.composedPath()[0] instanceof HTMLMediaElement) return;
    const forward = this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight', back = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft';
    const act =
      event.key === forward && this.fileIds.length > 1 ? () => this.#go(1)
      : event.key === back && this.fileIds.length > 1 ? () => this.#go(-1)
      : event.key.toLowerCase() === 'i' && this.file ? () => (this.hasFacts = !this.hasFacts)
      : event.key.toLowerCase() === 'f' && document.fullscreenEnabled ? () => void this.#toggleFull() : undefined;
    if (!act) return void this.renderRoot.querySelector('file-image')?.press(event);
    event.preventDefault();
    act();
  };
}

define('file-viewer', FileViewer);

declare global {
  interface HTMLElementTagNameMap {
    'file-viewer': FileViewer;
  }
  interface HTMLElementEventMap {
    'corridor-share-file': CustomEvent<{ fileId: string }>;
    'corridor-shown-file': CustomEvent<{ fileId: string }>;
  }
}

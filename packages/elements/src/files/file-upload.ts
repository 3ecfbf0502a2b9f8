import type { CorridorError, FileInfo, FileUpload as Upload } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { filesOf, hasFiles } from './dropped-files.ts';
import { formatBytes } from './file-words.ts';
import { fileUploadStyles } from './file-upload.styles.ts';
import { progressStyles } from './progress.styles.ts';
import './upload-list.ts';

/**
 * @summary Takes files: dropped, pasted or chosen, whole folders too. Shows how far all of them and each are; they go on after a reload.
 * @tag file-upload
 * @fires corridor-file-uploaded - a file is there: `detail.file`
 * @csspart area - where files are dropped
 */
export class FileUpload extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, progressStyles, fileUploadStyles];
  static override properties: PropertyDeclarations = {
    folderId: { attribute: 'folder-id' },
    fileId: { attribute: 'file-id' },
    accept: {},
    single: { type: Boolean },
    largestEdge: { type: Number, attribute: 'largest-edge' },
    isOver: { attribute: false },
    refusal: { attribute: false },
  };

  /** The folder that they are put into. */
  folderId = '';
  /** The file whose next version they are. */
  fileId = '';
  /** What the system offers to choose, as of `<input type="file">`. */
  accept = '';
  /** One at a time. */
  single = false;
  /** Pictures with more pixels at their longest edge are made smaller before they are sent; 0 leaves them as they are. */
  largestEdge = 0;

  private isOver = false;
  private refusal = '';
  readonly #awaited = new Set<string>();

  get #place(): string {
    return `file-upload/${this.folderId}/${this.fileId}`;
  }

  constructor() {
    super();
    this.addEventListener('dragover', (event) => this.#onDrag(event));
    this.addEventListener('dragleave', () => (this.isOver = false));
    this.addEventListener('drop', (event) => this.#onDrop(event));
    this.addEventListener('paste', (event) => this.#onDrop(event));
  }

  /** Begins to upload. */
  async add(files: readonly File[]): Promise<void> {
    const { corridor, folderId, fileId, largestEdge } = this;
    if (!corridor) return;
    this.refusal = '';
    try {
      for (const file of this.single ? files.slice(0, 1) : files) await corridor.files.upload(file, { place: this.#place, ...(folderId && { folderId }), ...(fileId && { fileId }), ...(largestEdge && { compress: { edge: largestEdge } }) });
    } catch (error) {
      this.refusal = explain(error as CorridorError);
    }
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    if (this.watch(corridor.me)?.permissions.includes('chat.send_files') === false) return html`<p class="state">${msg('You may not upload files. An administrator can allow it.')}</p>`;
    const uploads = this.watch(corridor.files.uploads).filter(({ place }) => place === this.#place);
    for (const upload of uploads) this.#await(upload);
    return html`<div class="area ${this.isOver ? 'over' : ''}" part="area" tabindex="-1">
        ${icon(shapes.upload)}<span>${this.single ? msg('Drop a file here, or') : msg('Drop files here, or')}</span>
        <button class="button" type="button" @click=${() => this.#input?.click()}>${this.single ? msg('Choose file') : msg('Choose files')}</button>
        <input type="file" hidden accept=${this.accept || nothing} ?multiple=${!this.single} @change=${this.#onChosen} />
      </div>
      ${this.refusal ? html`<p class="problem" role="alert">${this.refusal}</p>` : nothing}
      ${uploads.length ? html`${this.#renderTotal(uploads)}<upload-list .uploads=${uploads}></upload-list>` : nothing}`;
  }

  /** One progress for all. */
  #renderTotal(uploads: readonly Upload[]) {
    const sum = (of: (one: Upload) => number) => uploads.reduce((total, one) => total + of(one), 0), { language } = this;
    const all = sum(({ bytes }) => bytes), sent = sum(({ progress, bytes }) => (progress.get().state === 'done' ? bytes : progress.get().sent));
    const done = uploads.filter(({ progress }) => progress.get().state === 'done').length, count = formatNumber(language, uploads.length), ready = formatNumber(language, done);
    return html`<div class="total"><span role="status">${plural(language, uploads.length, { one: str`${ready} of ${count} file uploaded`, other: str`${ready} of ${count} files uploaded` })}</span>
      <span class="meta">${msg(str`${formatBytes(language, sent)} of ${formatBytes(language, all)}`)}</span>
      ${done ? html`<button class="link" type="button" @click=${() => this.#clear(uploads)}>${msg('Clear finished')}</button>` : nothing}
      <progress max=${all || 1} .value=${sent} aria-label=${msg('Upload of all files')}></progress></div>`;
  }

  get #input() {
    return this.renderRoot.querySelector('input');
  }

  #await(upload: Upload): void {
    if (this.#awaited.has(upload.id)) return;
    this.#awaited.add(upload.id);
    if (upload.progress.get().state === 'done') return; // told on the page before
    upload.done.then((file: FileInfo) => this.emit('corridor-file-uploaded', { file }), () => undefined);
  }

  #clear(uploads: readonly Upload[]): void {
    for (const upload of uploads) if (upload.progress.get().state === 'done') upload.cancel();
    this.renderRoot.querySelector<HTMLElement>('.area')?.focus();
  }

  #onDrag(event: DragEvent): void {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.stopPropagation(); // a conversation around it takes them too
    this.isOver = true;
  }

  #onDrop(event: DragEvent | ClipboardEvent): void {
    const data = 'dataTransfer' in event ? event.dataTransfer : event.clipboardData;
    this.isOver = false;
    if (!data || !hasFiles(data)) return;
    event.preventDefault();
    event.stopPropagation();
    void filesOf(data).then((files) => this.add(files));
  }

  readonly #onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement, files = [...input.files ?? []];
    input.value = '';
    void this.add(files);
  };
}

define('file-upload', FileUpload);

declare global {
  interface HTMLElementTagNameMap {
    'file-upload': FileUpload;
  }
  interface HTMLElementEventMap {
    'corridor-file-uploaded': CustomEvent<{ file: FileInfo }>;
  }
}

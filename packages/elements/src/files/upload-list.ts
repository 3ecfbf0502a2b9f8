import type { FileUpload } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import * as sound from '../base/icon-shapes.sound.ts';
import { icon, icons } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { nameParts, shapeOf } from './file-words.ts';
import { progressStyles } from './progress.styles.ts';
import { uploadListStyles } from './upload-list.styles.ts';
import { drawThumbnail } from './upload-thumbnail.ts';
import { isFinal, kindBy, progressWords } from './upload-words.ts';

/** Files on their way: each with its progress, and what can be done about it. A part of other elements. */
export class UploadList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, progressStyles, uploadListStyles];
  static override properties: PropertyDeclarations = {
    uploads: { attribute: false },
    isFixed: { type: Boolean, reflect: true, attribute: 'fixed' },
  };

  uploads: readonly FileUpload[] = [];
  /** Nothing can be removed from it: the message that it belongs to can. */
  isFixed = false;

  /** Pictures that this browser does not draw, HEIC most of all. */
  readonly #undrawn = new Set<string>();

  protected override render() {
    return html`<ul aria-label=${msg('Files')}>${this.uploads.map((upload) => this.#item(upload))}</ul>
      <input type="file" hidden @change=${this.#onFile} />`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const canvases = [...this.renderRoot.querySelectorAll('canvas')];
    for (const upload of this.uploads) void this.#draw(canvases.find(({ id }) => id === upload.id), upload);
  }

  async #draw(canvas: HTMLCanvasElement | undefined, upload: FileUpload): Promise<void> {
    if (!canvas || await drawThumbnail(canvas, upload)) return;
    this.#undrawn.add(upload.id);
    this.requestUpdate();
  }

  #item(upload: FileUpload) {
    const { state, sent } = this.watch(upload.progress), { name, bytes, mediaType } = upload;
    const [start, end] = nameParts(name), isOnItsWay = state !== 'done' && state !== 'failed', words = progressWords(upload, this.language), kind = kindBy(mediaType);
    return html`<li class=${state} title=${name}>
      <span class="sign">${kind === 'image' && upload.blob && !this.#undrawn.has(upload.id) ? html`<canvas id=${upload.id} width="80" height="80" aria-hidden="true"></canvas>` : icon(shapeOf({ kind }))}</span>
      <span class="about">
        <span class="name"><span class="words" dir="auto"><span class="cut">${start}</span><span>${end}</span></span></span>
        <span class="meta" role=${state === 'failed' ? 'alert' : nothing}>${state === 'failed' ? icon(icons.warning, 'small') : nothing}<span>${words}</span></span>
        ${isOnItsWay ? html`<progress max=${bytes || 1} .value=${sent} aria-label=${msg(str`Upload of ${name}`)}></progress>` : nothing}
      </span>
      ${this.#action(upload)}
      ${this.isFixed ? nothing : this.#button(msg(str`Remove ${name}`), moreIcons.x, () => void this.#remove(upload))}
    </li>`;
  }

  #action(upload: FileUpload) {
    const { state, error } = upload.progress.get(), { name } = upload;
    if (state === 'failed' && isFinal(error)) return nothing;
    if (state === 'failed' && upload.blob) return this.isFixed ? nothing : this.#button(msg(str`Try ${name} again`), icons.retry, () => upload.resume());
    if (state === 'paused') return upload.needsFile ? html`<button class="button" type="button" @click=${() => this.#choose(upload)}>${msg('Choose file')}</button>` : this.#button(msg(str`Go on with ${name}`), sound.play, () => upload.resume());
    return state === 'sending' || state === 'waiting' ? this.#button(msg(str`Pause ${name}`), sound.pause, () => upload.pause()) : nothing;
  }

  #button(label: string, shape: Parameters<typeof icon>[0], run: () => void) {
    return html`<button class="icon" type="button" aria-label=${label} title=${label} @click=${run}>${icon(shape, 'small')}</button>`;
  }

  /** The focus goes on to what follows, and out of an empty list to whoever shows it. */
  async #remove(upload: FileUpload): Promise<void> {
    const at = this.uploads.indexOf(upload), isStored = upload.progress.get().state === 'done';
    upload.cancel();
    await this.updateComplete;
    const items = [...this.renderRoot.querySelectorAll('li')], next = items[Math.min(at, items.length - 1)];
    if (next && items.length) next.querySelector<HTMLElement>('.icon:last-of-type')?.focus();
    this.emit('corridor-upload-removed', { uploadId: upload.id, fileId: upload.fileId, isStored });
  }

  #chosen: FileUpload | undefined;

  #choose(upload: FileUpload): void {
    this.#chosen = upload;
    this.renderRoot.querySelector('input')?.click();
  }

  readonly #onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement, [file] = input.files ?? [];
    if (file) this.#chosen?.resume(file);
    input.value = '';
  };
}

define('upload-list', UploadList);

declare global {
  interface HTMLElementTagNameMap {
    'upload-list': UploadList;
  }
}

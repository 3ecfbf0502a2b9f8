// The files of a message. Loaded with the first one that is shown.
import type { FileForm, FileSummary, Message } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { addressesBy, saveFile } from './file-addresses.ts';
import { listenForFiles } from './file-viewer.open.ts';
import { formatBytes, kindName, measure, nameParts, shapeOf } from './file-words.ts';
import { isMediaForbidden, listenForPolicy, renewAddress } from './media-address.ts';
import { messageFilesStyles } from './message-files.styles.ts';
import './upload-list.ts';
import { giveBack } from './withdrawn.ts';

/** Pictures that browsers draw by themselves, as long as they are not large. */
const isDrawn = ({ mediaType, bytes }: FileSummary): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(mediaType) && bytes < 5_000_000;
const isPlayable = (mediaType: string): boolean => document.createElement(mediaType.startsWith('video') ? 'video' : 'audio').canPlayType(mediaType) !== '';

const alone = { width: 360, height: 260 };
const tile = 124;

/**
 * What a message carries: pictures side by side, one player for a video or a sound, all else as cards. Made by `<message-row>`.
 * @tag message-files
 * @fires corridor-open-file - cancelable; a file was chosen: `detail.fileId`, and `detail.fileIds` of all in the message. With nobody to show it, it is downloaded
 */
export class MessageFiles extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, messageFilesStyles];
  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    urls: { attribute: false },
    failure: { attribute: false },
  };

  message!: Message;
  private urls: Readonly<Record<string, string>> = {};
  private failure = '';

  /** Of pictures as they were first shown: what is found out later moves nothing. */
  readonly #frames = new Map<string, { width: number; height: number }>();
  readonly #asked = new Set<string>();
  /** What this browser, or this page, does not play. */
  readonly #unplayable = new Set<string>();
  #isSeen = false;
  readonly #sight = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#isSeen = true;
    this.#askAll();
  }, { rootMargin: '300px' });

  get #files(): readonly FileSummary[] {
    return this.message.card?.type === 'files' ? this.message.card.files : [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForFiles();
    listenForPolicy();
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#isSeen) this.#askAll();
  }

  protected override render() {
    const { corridor, message } = this;
    if (!corridor) return nothing;
    if (message.fileIds) return this.#renderPending(message.fileIds);
    this.watch(corridor.connection);
    const files = this.#files, pictures = files.filter((file) => this.#pictureForm(file)), others = files.filter((file) => !pictures.includes(file));
    if (!files.length) return html`<p class="gone">${msg('File deleted')}</p>`;
    return html`${pictures.length ? html`<div class="pictures ${pictures.length > 1 ? 'several' : ''}">${pictures.map((file) => this.#renderPicture(file, pictures.length === 1))}</div>` : nothing}
      ${others.map((file) => (others.length === 1 && this.#playForm(file) ? this.#renderPlayer(file) : this.#renderCard(file)))}
      ${this.failure ? html`<p class="meta" role="alert">${this.failure}</p>` : nothing}`;
  }

  /** What is still on its way, and the way back into the field. */
  #renderPending(fileIds: readonly string[]) {
    const uploads = this.watch(this.corridor!.files.uploads).filter(({ fileId }) => fileIds.includes(fileId));
    if (!uploads.length) return nothing;
    return html`<upload-list fixed .uploads=${uploads}></upload-list>
      <button class="link back" type="button" @click=${() => void this.#takeBack()}>${msg('Cancel and edit')}</button>`;
  }

  #renderPicture(file: FileSummary, isAlone: boolean) {
    const form = this.#pictureForm(file)!, url = this.urls[keyOf(file, form)], { width, height } = this.#frameOf(file, isAlone);
    return html`<button class="picture" type="button" tabindex="-1" aria-label=${msg(str`Open ${file.name}`)} title=${file.name} @click=${() => this.#open(file)}>
      ${url ? html`<img src=${url} width=${width} height=${height} alt=${file.name} decoding="async" draggable="false" @error=${() => this.#again(file, form)} />` : html`<svg class="blank" width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`}
    </button>`;
  }

  #renderPlayer(file: FileSummary) {
    const url = this.urls[keyOf(file, this.#playForm(file)!)], poster = file.renditions.includes('preview') ? this.urls[keyOf(file, 'preview')] : undefined;
    const { width, height } = this.#frameOf(file, true), label = msg(str`Play ${file.name}`), onError = (event: Event) => void this.#onPlayerError(event.target as HTMLMediaElement, file);
    return html`<div class="player">
      ${file.kind === 'video'
        ? html`<video controls preload="none" playsinline tabindex="-1" width=${width} height=${height} aria-label=${label} src=${url ?? nothing} poster=${poster ?? nothing} @error=${onError}></video>`
        : html`<audio controls preload="none" tabindex="-1" aria-label=${label} src=${url ?? nothing} @error=${onError}></audio>`}
      ${this.#renderCard(file)}</div>`;
  }

  #renderCard(file: FileSummary) {
    const [start, end] = nameParts(file.name), words = html`<span class="words" dir="auto"><span class="cut">${start}</span><span>${end}</span></span>`, isThere = file.state !== 'quarantined';
    const meta = file.state === 'checking' ? [formatBytes(this.language, file.bytes), msg('Being checked…')] : isThere ? [kindName(file), measure(this.language, file), formatBytes(this.language, file.bytes)] : [msg('Blocked: found to be harmful')];
    return html`<div class="file ${file.state}">
      <span class="sign">${icon(isThere ? shapeOf(file) : shapes.shield)}</span>
      <span class="about">
        ${isThere ? html`<button class="name" type="button" tabindex="-1" title=${file.name} @click=${() => this.#open(file)}>${words}</button>` : html`<span class="name" title=${file.name}>${words}</span>`}
        <span class="meta cut">${meta.filter(Boolean).join(' · ')}</span>
      </span>
      ${isThere ? html`<button class="icon" type="button" tabindex="-1" aria-label=${msg(str`Download ${file.name}`)} title=${msg(str`Download ${file.name}`)} @click=${() => void this.#save(file)}>${icon(shapes.download, 'small')}</button>` : nothing}
    </div>`;
  }

  /** As what a file shows as a picture; undefined where it does not. */
  #pictureForm(file: FileSummary): FileForm | undefined {
    if (file.kind !== 'image' || file.state === 'quarantined') return undefined;
    return file.renditions.includes('preview') ? 'preview' : file.renditions.includes('thumbnail') ? 'thumbnail' : isDrawn(file) ? 'original' : undefined;
  }

  #playForm(file: FileSummary): FileForm | undefined {
    if ((file.kind !== 'video' && file.kind !== 'audio') || file.state === 'quarantined' || isMediaForbidden() || this.#unplayable.has(file.id)) return undefined;
    return file.renditions.includes('playable') ? 'playable' : isPlayable(file.mediaType) ? 'original' : undefined;
  }

  #frameOf({ id, facts }: FileSummary, isAlone: boolean): { width: number; height: number } {
    if (!isAlone) return { width: tile, height: tile };
    const known = this.#frames.get(id);
    if (known) return known;
    const { width = 240, height = 160 } = facts, scale = Math.min(1, alone.width / width, alone.height / height);
    const frame = { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
    this.#frames.set(id, frame);
    return frame;
  }

  #askAll(): void {
    for (const file of this.#files) {
      if (file.state === 'checking') continue; // nobody is given it yet
      const form = this.#pictureForm(file) ?? this.#playForm(file);
      if (form) this.#ask(file, form);
      if (file.kind === 'video' && file.renditions.includes('preview')) this.#ask(file, 'preview');
    }
  }

  #ask(file: FileSummary, as: FileForm): void {
    const { corridor } = this, key = keyOf(file, as);
    if (!corridor || this.#asked.has(key) || corridor.connection.get() !== 'online') return;
    this.#asked.add(key);
    addressesBy(corridor).url({ fileId: file.id, version: file.version, as }).then(
      (url) => { if (url && this.urls[key] !== url) this.urls = { ...this.urls, [key]: url }; },
      () => this.#asked.delete(key),
    );
  }

  readonly #retried = new Set<string>();

  /** An address that has ended meanwhile is asked for again, once. */
  #again(file: FileSummary, as: FileForm): void {
    const key = keyOf(file, as);
    if (!this.corridor || this.#retried.has(key)) return;
    this.#retried.add(key);
    addressesBy(this.corridor).forget(file.id);
    this.#asked.delete(key);
    this.#ask(file, as);
  }

  /** What cannot be played is a card like others, to be downloaded. */
  async #onPlayerError(media: HTMLMediaElement, file: FileSummary): Promise<void> {
    const { corridor } = this, form = this.#playForm(file);
    if (!corridor || !media.src) return; // none has been given to it yet
    const addresses = addressesBy(corridor);
    addresses.forget(file.id);
    if (form && await renewAddress(media, corridor, () => addresses.url({ fileId: file.id, version: file.version, as: form }))) return;
    this.#unplayable.add(file.id);
    this.requestUpdate();
  }

  #open(file: FileSummary): void {
    if (this.emit('corridor-open-file', { fileId: file.id, fileIds: this.#files.map(({ id }) => id) })) void this.#save(file);
  }

  async #save({ id, name }: FileSummary): Promise<void> {
    const isSaved = await saveFile(this.corridor!, id, name).catch(() => undefined);
    this.failure = isSaved === undefined ? msg('You are offline.') : isSaved ? '' : msg('This file is not there for you any more.');
  }

  async #takeBack(): Promise<void> {
    const { channelId, id } = this.message;
    const taken = await this.corridor?.files.withdraw(id).catch(() => undefined); // it has just left
    if (taken) giveBack(channelId, taken.text);
  }
}

const keyOf = ({ id, version }: FileSummary, form: FileForm): string => `${id} ${version} ${form}`;

define('message-files', MessageFiles);
listenForFiles();

declare global {
  interface HTMLElementTagNameMap {
    'message-files': MessageFiles;
  }
}

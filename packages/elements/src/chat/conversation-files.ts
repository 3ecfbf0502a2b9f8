import type { Corridor, CorridorError, FileKind, FileSummary } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { addressesBy, saveFile } from '../files/file-addresses.ts';
import { listenForFiles } from '../files/file-viewer.open.ts';
import { kindName } from '../files/file-words.ts';
import { type CarriedGroup, type FileFilter, type FoundFile, FoundFiles } from './conversation-files.found.ts';
import { documentItem, type ItemView, mediaItem, smallForm, voiceItem } from './conversation-files.items.ts';
import { conversationFilesStyles } from './conversation-files.styles.ts';
import { placeTitle } from './place-title.ts';
import { paneStyles } from './pane.styles.ts';

const loadVoice = () => import('../voice/voice-card.ts').catch(() => undefined);

const groups: readonly CarriedGroup[] = ['media', 'documents', 'voice'];
const documentKinds: readonly FileKind[] = ['document', 'spreadsheet', 'presentation', 'text', 'code', 'archive', 'audio', 'other'];
/** After the last key of what is looked for, in ms. */
const pauseMs = 250;

/**
 * @summary What was sent in a conversation and its threads: pictures and videos, other files, voice messages; newest first.
 * @tag conversation-files
 * @fires corridor-open-file - cancelable; a file was chosen: `detail.fileId`, and `detail.fileIds` of those beside it. With nobody to show it, it is downloaded
 * @fires corridor-open - the message that carries a file was chosen: `detail.channelId` and `detail.seq`, of a thread's own channel where it is a reply
 * @fires corridor-close - the way out was chosen
 * @csspart bar - the line at the top
 * @csspart item - a file
 */
export class ConversationFiles extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, insetField(css`.find, select`), conversationFilesStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    filter: { attribute: false },
    active: { attribute: false },
    urls: { attribute: false },
    failure: { attribute: false },
  };

  /** Which conversation. */
  channelId = '';

  private filter: FileFilter = { group: 'media' };
  /** The message and the file that the keyboard stands at. */
  private active = '';
  /** Addresses of small pictures, by file and version. */
  private urls: Readonly<Record<string, string>> = {};
  private failure = '';
  #found: FoundFiles | undefined;
  #of: readonly unknown[] = [];
  readonly #asked = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Goes on by itself where the end of what is known comes into sight. */
  readonly #sight = new IntersectionObserver((entries) => { if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#found?.more(); }, { rootMargin: '200px' });

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.groups [aria-pressed=true]')?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listenForFiles();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#sight.disconnect();
    this.#found?.end();
    this.#found = undefined;
    this.#of = [];
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('channelId')) this.filter = { group: this.filter.group };
    const { corridor, channelId, filter } = this, of = [corridor, channelId, filter];
    if (!corridor || !channelId || !this.isConnected || of.every((one, index) => one === this.#of[index])) return;
    this.#of = of;
    this.#found?.end();
    this.active = this.failure = '';
    this.#found = new FoundFiles(corridor, channelId, filter, () => this.requestUpdate());
    if (filter.group === 'voice') void loadVoice();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const more = this.renderRoot.querySelector('.more');
    this.#sight.disconnect();
    if (more && !this.#found?.error) this.#sight.observe(more);
    for (const { file } of this.filter.group === 'media' ? this.#found?.files ?? [] : []) this.#askPicture(file);
  }

  protected override render() {
    const { corridor, filter, language } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const channel = this.watch(corridor.chat.conversation(this.channelId).channel);
    const names: Record<CarriedGroup, string> = { media: msg('Media'), documents: msg('Files'), voice: msg('Voice') };
    return html`<div class="bar" part="bar"><div class="titles"><h2>${msg('Files')}</h2><div class="meta cut" dir="auto">${channel ? placeTitle(corridor, channel, language, (store) => this.watch(store)) : nothing}</div></div>
        <button class="icon" type="button" aria-label=${msg('Close files')} title=${msg('Close files')} @click=${this.#close}>${icon(moreIcons.x)}</button></div>
      <div class="narrow" role="search" aria-label=${msg('What is shown')}>
        <div class="groups" role="group" aria-label=${msg('Kind')}>${groups.map((group) => html`<button type="button" aria-pressed=${group === filter.group ? 'true' : 'false'} @click=${() => this.#narrow({ group, kind: undefined })}>${names[group]}</button>`)}</div>
        <input class="find" type="search" aria-label=${msg('Find files')} placeholder=${msg('Find files')} maxlength="200" autocomplete="off" .value=${filter.query ?? ''} @input=${this.#onFind} @search=${this.#onFind} />
        ${filter.group === 'documents'
          ? html`<select aria-label=${msg('Kind')} @change=${(event: Event) => this.#narrow({ kind: ((event.target as HTMLSelectElement).value || undefined) as FileKind | undefined })}>
              <option value="" ?selected=${!filter.kind}>${msg('All kinds')}</option>${documentKinds.map((kind) => html`<option value=${kind} ?selected=${kind === filter.kind}>${kindName({ kind })}</option>`)}</select>`
          : nothing}
      </div>
      <div class="scroll" role="region" aria-label=${names[filter.group]} aria-busy=${this.#found?.isAsking ? 'true' : 'false'} @keydown=${this.#onKeydown} @focusin=${this.#onFocusin}>${this.#renderFound(corridor, names[filter.group])}</div>`;
  }

  #renderFound(corridor: Corridor, name: string) {
    const { filter } = this, { files, error, hasMore = false, isAsking = false } = this.#found ?? {};
    const problem = error && html`<div class="state" role="alert"><span>${explain(error)}</span><button class="button" type="button" @click=${() => void this.#found?.more()}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    if (!files) return problem ?? html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (!files.length && !hasMore) return problem ?? this.#renderNone();
    const isKnown = files.some((found) => keyOf(found) === this.active);
    const item = { media: mediaItem, documents: documentItem, voice: voiceItem }[filter.group];
    return html`${this.failure ? html`<p class="meta" role="alert">${this.failure}</p>` : nothing}
      <ul class=${filter.group} aria-label=${name}>${repeat(files, keyOf, (found, index) => item(this.#viewOf(corridor, found, isKnown ? keyOf(found) === this.active : index === 0), found))}</ul>
      ${problem ?? (hasMore ? html`<button class="link more" type="button" ?disabled=${isAsking} @click=${() => void this.#found?.more()}>${msg('Show more')}</button>` : nothing)}`;
  }

  #renderNone(): TemplateResult {
    const { group, query, kind } = this.filter;
    if (query || kind) {
      return html`<div class="state" role="status"><span>${query ? msg(str`Nothing found for “${query}”.`) : msg('Nothing found.')}</span>
        <button class="button" type="button" @click=${() => { this.#narrow({ query: undefined, kind: undefined }); this.focus(); }}>${msg('Show all')}</button></div>`;
    }
    const none = { media: msg('No pictures or videos yet.'), documents: msg('No files yet.'), voice: msg('No voice messages yet.') }[group];
    return html`<div class="state" role="status"><strong>${none}</strong><span>${msg('What is sent in this conversation stands here.')}</span>
      <button class="button" type="button" @click=${this.#close}>${msg('Write a message')}</button></div>`;
  }

  #viewOf(corridor: Corridor, { file, message }: FoundFile, isActive: boolean): ItemView {
    return {
      language: this.language, isActive,
      nameOf: (userId) => this.watch(corridor.people.person(userId)).name,
      pictureOf: (one) => this.urls[`${one.id} ${one.version}`],
      open: () => this.#open(corridor, file),
      save: () => void this.#save(corridor, file),
      go: () => this.emit('corridor-open', { channelId: message.channelId, seq: message.seq }),
    };
  }

  #narrow(change: Partial<FileFilter>): void {
    this.filter = { ...this.filter, ...change };
  }

  readonly #onFind = (event: Event): void => {
    const query = (event.target as HTMLInputElement).value.trim() || undefined;
    clearTimeout(this.#timer);
    if (query !== this.filter.query) this.#timer = setTimeout(() => this.#narrow({ query }), event.type === 'search' ? 0 : pauseMs);
  };

  readonly #close = (): void => {
    this.emit('corridor-close', {});
  };

  #askPicture(file: FileSummary): void {
    const { corridor } = this, key = `${file.id} ${file.version}`, as = smallForm(file);
    if (!corridor || !as || this.#asked.has(key)) return;
    this.#asked.add(key);
    addressesBy(corridor).url({ fileId: file.id, version: file.version, as }).then(
      (url) => { if (url) this.urls = { ...this.urls, [key]: url }; },
      () => this.#asked.delete(key),
    );
  }

  #open(corridor: Corridor, file: FileSummary): void {
    const fileIds = [...new Set(this.#found?.files?.map((found) => found.file.id))];
    if (this.emit('corridor-open-file', { fileId: file.id, fileIds })) void this.#save(corridor, file);
  }

  async #save(corridor: Corridor, { id, name }: FileSummary): Promise<void> {
    this.failure = await saveFile(corridor, id, name).then((isSaved) => (isSaved ? '' : msg('This file is not there for you any more.')), (error: unknown) => explain(error as CorridorError));
  }

  readonly #onFocusin = (event: FocusEvent): void => {
    const at = [...this.renderRoot.querySelectorAll('li')].findIndex((item) => item.contains(event.target as Node)), found = this.#found?.files?.[at];
    if (found) this.active = keyOf(found);
  };

  /** Arrows go from file to file, Home and End to the first and the last; up and down by rows where they stand side by side. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      return this.#close();
    }
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('.open')], at = items.findIndex((one) => one.closest('li')?.contains(event.target as Node));
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const top = items[0]!.getBoundingClientRect().top, columns = this.filter.group === 'media' ? items.filter((one) => one.getBoundingClientRect().top === top).length : 1, onwards = this.matches(':dir(rtl)') ? -1 : 1;
    const to = { ArrowRight: columns > 1 ? at + onwards : at, ArrowLeft: columns > 1 ? at - onwards : at, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
  };
}

const keyOf = ({ file, message }: FoundFile): string => `${message.id} ${file.id}`;

define('conversation-files', ConversationFiles);

declare global {
  interface HTMLElementTagNameMap {
    'conversation-files': ConversationFiles;
  }
}

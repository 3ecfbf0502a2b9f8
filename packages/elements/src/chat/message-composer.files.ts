import type { Corridor, FileUpload } from '@corridor/sdk';
import { nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as uploadIcons from '../base/icon-shapes.upload.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, languageOf, msg, plural, str } from '../base/localisation.ts';
import { Stores } from '../base/stores.ts';
import { filesOf, hasFiles } from '../files/dropped-files.ts';
import '../files/upload-list.ts';
import { onGivenBack, takeBack } from '../files/withdrawn.ts';

/** As many as a message carries. */
const most = 20;

interface Field {
  readonly element: HTMLElement & ReactiveControllerHost & { readonly channelId: string };
  corridor(): Corridor | undefined;
  field(): HTMLTextAreaElement | null | undefined;
  /** Puts a text before what is in the field. */
  prepend(text: string): void;
}

/** Uploads of mine that wait for the next message of a conversation. */
export const attachedTo = (uploads: readonly FileUpload[], channelId: string): readonly FileUpload[] => uploads.filter((one) => one.place === channelId && !one.messageId);

/** Begins to upload what goes out with the next message there. Answers how many were too many. */
export async function attachFiles(corridor: Corridor, channelId: string, files: readonly File[]): Promise<number> {
  const room = Math.max(0, most - attachedTo(corridor.files.uploads.get(), channelId).length);
  for (const file of files.slice(0, room)) await corridor.files.upload(file, { place: channelId, name: file.name });
  return Math.max(0, files.length - room);
}

/** The files beside one field: chosen, pasted or dropped, on their way while the text is still written. */
export class Attachments implements ReactiveController {
  readonly #at: Field;
  readonly #stores: Stores;
  #tooMany = 0;
  #end: (() => void) | undefined;

  constructor(at: Field) {
    this.#at = at;
    this.#stores = new Stores(at.element);
    at.element.addController(this);
  }

  hostConnected(): void {
    this.#end = onGivenBack(() => this.#takeBack());
    this.#takeBack();
  }

  hostDisconnected(): void {
    this.#end?.();
  }

  /** Those that the next message takes with it; failed ones stay behind. */
  get carried(): readonly FileUpload[] {
    const corridor = this.#at.corridor();
    return corridor ? attachedTo(corridor.files.uploads.get(), this.#at.element.channelId).filter(({ progress }) => progress.get().state !== 'failed') : [];
  }

  get maySend(): boolean {
    return this.#at.corridor()?.me.get()?.permissions.includes('chat.send_files') ?? false;
  }

  /** Above the text. */
  strip(): TemplateResult | typeof nothing {
    const corridor = this.#at.corridor(), { element } = this.#at;
    if (!corridor) return nothing;
    const uploads = attachedTo(this.#stores.watch(corridor.files.uploads), element.channelId);
    const count = formatNumber(languageOf(element), most);
    return html`${uploads.length ? html`<upload-list class="attached" .uploads=${uploads} @corridor-upload-removed=${() => uploads.length === 1 && this.#at.field()?.focus()}></upload-list>` : nothing}
      ${this.#tooMany ? html`<div class="note over attached" role="alert">${plural(languageOf(element), most, { one: str`A message carries at most ${count} file.`, other: str`A message carries at most ${count} files.` })}</div>` : nothing}
      <input class="files" type="file" multiple hidden @change=${this.#onChosen} /><input class="folder" type="file" webkitdirectory hidden @change=${this.#onChosen} />`;
  }

  button(keepFocus: (event: Event) => void): TemplateResult | typeof nothing {
    if (!this.maySend) return nothing;
    return html`<button class="icon aid" type="button" aria-label=${msg('Attach files')} title=${msg('Attach files')} @pointerdown=${keepFocus} @click=${() => this.choose()}>${icon(uploadIcons.paperclip)}</button>`;
  }

  /** The system's own way to choose files, or a folder. */
  choose(what: 'files' | 'folder' = 'files'): void {
    this.#at.element.shadowRoot?.querySelector<HTMLInputElement>(`input.${what}`)?.click();
  }

  /** True where a paste is of files. One that brings words as well, as spreadsheets do, is of words. */
  onPaste(event: ClipboardEvent): boolean {
    const { clipboardData } = event;
    if (!clipboardData || !hasFiles(clipboardData) || !this.maySend || clipboardData.getData('text/plain').trim()) return false;
    event.preventDefault();
    void filesOf(clipboardData).then((files) => this.#add(files));
    return true;
  }

  readonly #onChosen = (event: Event): void => {
    const input = event.target as HTMLInputElement, files = [...input.files ?? []].filter(({ name }) => !name.startsWith('.'));
    input.value = '';
    this.#at.field()?.focus();
    void this.#add(files);
  };

  async #add(files: readonly File[]): Promise<void> {
    const corridor = this.#at.corridor(), { element } = this.#at;
    if (!corridor || !element.channelId) return;
    this.#tooMany = await attachFiles(corridor, element.channelId, files).catch(() => 0);
    element.requestUpdate();
  }

  #takeBack(): void {
    const text = takeBack(this.#at.element.channelId);
    if (text !== undefined) this.#at.prepend(text);
  }
}

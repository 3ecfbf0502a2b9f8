import type { Corridor, FileUpload } from '@corridor/sdk';
import { nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, languageOf, msg, plural, str } from '../base/localisation.ts';
import { Stores } from '../base/stores.ts';
import { filesOf, hasFiles } from '../files/dropped-files.ts';
import '../files/upload-list.ts';
import { onGivenBack, takeBack } from '../files/withdrawn.ts';

/** As many as a message carries. */
const most = 20;
const loadSummary = () => import('../files/upload-summary.ts').catch(() => undefined); // without it each file still shows its own
/** Whether a person has pictures made smaller is kept in this browser. */
const smallerKey = 'corridor-smaller-pictures';
/** Below this there is little to be won, in bytes. */
const large = 300_000;

/** Files that found no room in a conversation's next message, the last time some were added. */
const leftOut = new Map<string, number>();
/** What was made smaller, as it was. */
const originals = new WeakMap<FileUpload, File>();

const canShrink = ({ type, size }: Blob): boolean => /^image\/(jpeg|png|webp)$/.test(type) && size > large;

function wantsSmaller(): boolean {
  try {
    return localStorage.getItem(smallerKey) === 'yes';
  } catch {
    return false; // as the page's settings have it
  }
}

/** What is taken off before it was sent is with nobody: its owner's files do not keep it either, but among what was deleted. */
const forget = (corridor: Corridor, fileId: string): void => void corridor.files.delete({ fileId }).catch(() => undefined);

function discard(corridor: Corridor, upload: FileUpload): void {
  const isStored = upload.progress.get().state === 'done';
  upload.cancel();
  if (isStored) forget(corridor, upload.fileId);
}

async function attach(corridor: Corridor, place: string, file: File, isWanted = wantsSmaller()): Promise<FileUpload> {
  const isSmaller = isWanted && canShrink(file), upload = await corridor.files.upload(file, { place, name: file.name, ...(isSmaller && { compress: {} }) });
  if (isSmaller) originals.set(upload, file);
  return upload;
}

interface Field {
  readonly element: HTMLElement & ReactiveControllerHost & { readonly channelId: string };
  corridor(): Corridor | undefined;
  field(): HTMLTextAreaElement | null | undefined;
  /** Puts a text before what is in the field. */
  prepend(text: string): void;
}

/** Uploads of mine that wait for the next message of a conversation. */
export const attachedTo = (uploads: readonly FileUpload[], channelId: string): readonly FileUpload[] => uploads.filter((one) => one.place === channelId && !one.messageId);

/** Begins to upload what goes out with the next message there; for how many there was no room stands above the field. */
export async function attachFiles(corridor: Corridor, channelId: string, files: readonly File[]): Promise<void> {
  const room = Math.max(0, most - attachedTo(corridor.files.uploads.get(), channelId).length);
  leftOut.set(channelId, Math.max(0, files.length - room));
  for (const file of files.slice(0, room)) await attach(corridor, channelId, file);
}

/** The files beside one field: chosen, pasted or dropped, on their way while the text is still written. */
export class Attachments implements ReactiveController {
  readonly #at: Field;
  readonly #stores: Stores;
  #end: (() => void) | undefined;
  #changing = Promise.resolve();

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
    const count = leftOut.get(element.channelId) ?? 0, number = formatNumber(languageOf(element), count), limit = formatNumber(languageOf(element), most), smaller = this.#smaller(uploads);
    if (!uploads.length) leftOut.delete(element.channelId);
    const hasSummary = uploads.length > 1 || smaller !== undefined;
    if (hasSummary) void loadSummary();
    return html`${hasSummary ? html`<upload-summary class="sum" .uploads=${uploads} .smaller=${smaller} .onSmaller=${this.#onSmaller} .onClear=${() => this.#clear(uploads)}></upload-summary>` : nothing}
      ${uploads.length ? html`<upload-list class="attached" .uploads=${uploads} @corridor-upload-removed=${({ detail: { fileId, isStored } }: CustomEvent<{ fileId: string; isStored: boolean }>) => { if (isStored) forget(corridor, fileId); if (uploads.length === 1) this.#at.field()?.focus(); }}></upload-list>` : nothing}
      ${count && uploads.length ? html`<div class="note over attached" role="alert">${plural(languageOf(element), count, { one: str`A message carries at most ${limit} files; ${number} was left out.`, other: str`A message carries at most ${limit} files; ${number} were left out.` })}</div>` : nothing}
      <input class="files" type="file" multiple hidden @change=${this.#onChosen} /><input class="folder" type="file" webkitdirectory hidden @change=${this.#onChosen} />`;
  }

  button(keepFocus: (event: Event) => void): TemplateResult | typeof nothing {
    if (!this.maySend) return nothing;
    return html`<button class="icon aid" type="button" aria-label=${msg('Attach files')} title=${msg('Attach files')} @pointerdown=${keepFocus} @click=${() => this.choose()}>${icon(icons.paperclip)}</button>`;
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
    await attachFiles(corridor, element.channelId, files).catch(() => undefined);
    element.requestUpdate();
  }

  /** Undefined where no picture is large enough for the question. */
  #smaller(uploads: readonly FileUpload[]): boolean | undefined {
    return uploads.some((upload) => originals.has(upload)) ? true : uploads.some(({ blob }) => blob && canShrink(blob)) ? false : undefined;
  }

  /** The choice holds for these pictures, and for those to come. */
  readonly #onSmaller = (isSmaller: boolean): void => {
    const corridor = this.#at.corridor(), { channelId } = this.#at.element;
    if (!corridor) return;
    try {
      localStorage.setItem(smallerKey, isSmaller ? 'yes' : 'no');
    } catch {
      // It holds for these, then.
    }
    this.#changing = this.#changing.then(() => this.#replace(corridor, channelId, isSmaller)).catch(() => undefined);
  };

  /** One after the other, each in the place of what it was made of; what has been sent meanwhile has been sent. */
  async #replace(corridor: Corridor, channelId: string, isSmaller: boolean): Promise<void> {
    for (const upload of attachedTo(corridor.files.uploads.get(), channelId)) {
      const { blob, name } = upload, file = isSmaller ? blob && canShrink(blob) && !originals.has(upload) && new File([blob], name, { type: blob.type }) : originals.get(upload);
      if (!file) continue;
      const other = await attach(corridor, channelId, file, isSmaller), isThere = attachedTo(corridor.files.uploads.get(), channelId).includes(upload);
      discard(corridor, isThere ? upload : other);
    }
  }

  #clear(uploads: readonly FileUpload[]): void {
    const corridor = this.#at.corridor();
    if (corridor) for (const upload of uploads) discard(corridor, upload);
    this.#at.field()?.focus();
  }

  #takeBack(): void {
    const text = takeBack(this.#at.element.channelId);
    if (text !== undefined) this.#at.prepend(text);
  }
}

import type { Corridor } from '@corridor/sdk';
import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { innerName } from '../base/define.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { folderUp } from '../base/icon-shapes.upload.ts';
import * as shapes from '../base/icon-shapes.writing.ts';
import { icon } from '../base/icons.ts';
import { breaksLines, isPlainEnter } from '../base/keys.ts';
import { formatNumber, languageOf, msg, plural, str } from '../base/localisation.ts';
import { audienceOf, copiedFrom, crossesAudience } from './audience-guard.ts';
import { crossingQuestion } from './message-composer.crossing.ts';
import { Stores } from '../base/stores.ts';
import { VoiceAid } from './message-composer.voice.ts';
import { voiceRules } from '../voice/voice-rules.ts';
import { edit, type } from './message-composer.edit.ts';
import { Attachments } from './message-composer.files.ts';
import { type Change, goOn, isInFence } from './message-composer.markup.ts';
import { Names } from './message-composer.names.ts';
import { markdownOf } from './message-composer.paste.ts';
import { sourcesFor } from './message-composer.sources.ts';
import { type Place, type Suggestion, Suggestions } from './message-composer.suggestions.ts';
import { scheduledBy } from './scheduled.ts';
import type { NewPoll } from './new-poll.ts';
import type { SendLater } from './send-later.ts';
import { formattingBar, shortcutOf } from './message-composer.toolbar.ts';
import { decodeId, format, loadFormat, namesBy } from './message-text.ts';

/** What the field hands to what helps with it. */
export interface Writing {
  readonly element: HTMLElement & ReactiveControllerHost & { readonly channelId: string };
  field(): HTMLTextAreaElement | null | undefined;
  corridor(): Corridor | undefined;
  /** Shows a stored text anew. */
  show(stored: string): void;
}

const loadChoice = () => import('./emoji-choice.ts');
const loadEmoji = () => import('./emoji.ts');

const loadPoll = () => import('./new-poll.ts');
const loadLater = () => import('./send-later.ts');

/** Beside one field: formats, suggestions, emoji, rich paste, preview. Everything here changes the text as typing does. */
export class WritingAid {
  #isFormatting = false;
  #isChoosing = false;
  #isPreviewing = false;
  /** What was copied among others than read here, until it is said whether it may come here. */
  #crossing = '';
  #hasMenu = false;

  readonly #writing: Writing;
  readonly #names = new Names();
  readonly #suggestions: Suggestions;
  readonly #stores: Stores;
  /** What goes out with the text. */
  readonly files: Attachments;
  readonly #voice: VoiceAid;

  constructor(writing: Writing) {
    this.#writing = writing;
    const { element, field, corridor } = writing;
    this.#suggestions = new Suggestions(field, sourcesFor(corridor, () => element.channelId), (item, place) => this.#take(item, place), () => element.requestUpdate());
    this.#stores = new Stores(element);
    this.files = new Attachments({ element, field, corridor, prepend: (text) => this.#prepend(text) });
    this.#voice = new VoiceAid({ element, corridor, rules: () => this.#voiceRules(), done: () => field()?.focus() });
    element.addEventListener('focusout', (event) => this.#onFocusout(event));
    element.addEventListener('keydown', (event) => this.#onEscape(event));
    // Somebody may have been writing while this was loaded.
    if (element.matches(':focus-within')) void element.updateComplete.then(() => this.#suggestions.look());
  }

  /** A stored text as it is to be shown: names instead of ids. */
  shown(stored: string): string {
    const corridor = this.#writing.corridor();
    if (!corridor) return stored;
    const shown = this.#names.show(stored, namesBy(corridor, (store) => store.get()));
    for (const [, id] of stored.matchAll(/<@([^\s<>&]+)>/g)) {
      const person = corridor.people.person(decodeId(id!));
      if (!person.get().isPlaceholder) continue;
      const stop = person.listen(() => {
        stop();
        if (this.#writing.field()?.value === shown) this.#writing.show(stored);
      });
    }
    return shown;
  }

  /** A shown text as it is to be stored. */
  stored(text: string): string {
    return this.#names.stored(text);
  }

  /** Above the field, inside its frame. */
  above(): TemplateResult {
    return html`${this.#voice.above()}${this.#crossing ? crossingQuestion((isWanted) => this.#cross(isWanted)) : nothing}${this.#suggestions.render(languageOf(this.#writing.element))}${this.#isChoosing
      ? html`<emoji-choice class="choice" @corridor-emoji=${(event: CustomEvent<{ emoji: string }>) => this.#insert(event.detail.emoji)}></emoji-choice>`
      : nothing}${this.#hasMenu ? this.#menu() : nothing}${this.#isFormatting ? formattingBar((act) => this.#change(act), { isOn: this.#isPreviewing, toggle: () => void this.#togglePreview() }) : nothing}${this.#preview()}${this.files.strip()}`;
  }

  /** Between the field and the way to send. */
  buttons(): TemplateResult {
    const button = (label: string, shape: Parameters<typeof icon>[0], isOpen: boolean, toggle: () => void, look = '') => html`
      <button class="icon aid ${look}" type="button" aria-label=${label} title=${label} aria-expanded=${isOpen ? 'true' : 'false'} @pointerdown=${keepFocus} @click=${toggle}>${icon(shape)}</button>`;
    return html`<span class="aids">${this.files.button(keepFocus)}${button(msg('More ways to write'), moreIcons.plus, this.#hasMenu, () => this.#toggleMenu())}${button(msg('Formatting'), shapes.letters, this.#isFormatting, () => this.#toggleFormats())}${button(msg('Emoji'), shapes.smile, this.#isChoosing, () => void this.#toggleChoice(), 'smile')}${this.#voice.button()}</span>`;
  }

  #voiceRules() {
    const corridor = this.#writing.corridor(), { channelId } = this.#writing.element;
    if (!corridor || !channelId) return undefined;
    this.#stores.watch(corridor.connection); // asked again when it is back
    return this.#stores.watch(voiceRules(corridor, channelId));
  }

  /** How much room is left, once that is little. */
  below(left: number, language: string): TemplateResult | typeof nothing {
    if (left > 500) return this.#waiting(language);
    const [count, shown] = [Math.abs(left), formatNumber(language, Math.abs(left))];
    const text =
      left < 0
        ? plural(language, count, { one: str`${shown} character too many`, other: str`${shown} characters too many` })
        : plural(language, count, { one: str`${shown} character left`, other: str`${shown} characters left` });
    return html`<div class="note ${left < 0 ? 'over' : ''}" role="status">${text}</div>`;
  }

  /** What waits to be sent here. */
  #waiting(language: string): TemplateResult | typeof nothing {
    const corridor = this.#writing.corridor(), { channelId } = this.#writing.element;
    const waiting = corridor ? this.#stores.watch(scheduledBy(corridor)).filter((one) => one.channelId === channelId || one.refusal) : [];
    if (!waiting.length) return nothing;
    const count = formatNumber(language, waiting.length);
    const label = plural(language, waiting.length, { one: str`${count} message waits to be sent`, other: str`${count} messages wait to be sent` });
    return html`<div class="note ${waiting.some(({ refusal }) => refusal) ? 'over' : ''}"><button class="link" type="button" @click=${() => void this.#sendLater()}>${label}</button></div>`;
  }

  #menu(): TemplateResult {
    const items: [string, Parameters<typeof icon>[0], () => void][] = [[msg('Send later'), shapes.history, () => void this.#sendLater()], [msg('Poll'), shapes.bars, () => void this.#askPoll()]];
    if (this.files.maySend) items.push([msg('Attach a folder'), folderUp, () => { this.#toggleMenu(false); this.files.choose('folder'); }]);
    return html`<div class="menu" @keydown=${this.#onMenuKeydown}>${items.map(([label, shape, run]) => html`<button class="way" type="button" @click=${run}>${icon(shape, 'small')}${label}</button>`)}</div>`;
  }

  #onMenuKeydown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const items = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>('.way')];
    items[(items.indexOf(event.target as HTMLElement) + step + items.length) % items.length]?.focus();
  };

  #toggleMenu(isOpen = !this.#hasMenu): void {
    this.#hasMenu = isOpen;
    const { element } = this.#writing;
    element.requestUpdate();
    if (isOpen) void element.updateComplete.then(() => element.shadowRoot?.querySelector<HTMLElement>('.way')?.focus());
  }

  /** A dialog beside the field, gone when it is closed. */
  async #open<E extends HTMLElement & ReactiveControllerHost>(tag: string, load: () => Promise<unknown>): Promise<E | undefined> {
    this.#toggleMenu(false);
    if (!(await load().then(() => true, () => false))) return undefined;
    const dialog = document.createElement(innerName(tag)) as E;
    this.#writing.element.shadowRoot?.append(dialog);
    await dialog.updateComplete;
    return dialog;
  }

  readonly #sendLater = (): Promise<void> => this.#finish<SendLater>('send-later', loadLater, (dialog, channelId, text) => dialog.show(channelId, text, this.files.carried));

  readonly #askPoll = (): Promise<void> => this.#finish<NewPoll>('new-poll', loadPoll, (dialog, channelId, text) => dialog.show(channelId, text));

  /** Hands what was begun to a dialog; where that has taken it, the field is empty. */
  async #finish<E extends SendLater | NewPoll>(tag: string, load: () => Promise<unknown>, show: (dialog: E, channelId: string, text: string) => Promise<boolean>): Promise<void> {
    const { element } = this.#writing, field = this.#writing.field();
    const dialog = await this.#open<E>(tag, load);
    if (!dialog) return;
    const isTaken = await show(dialog, element.channelId, this.stored(field?.value ?? ''));
    dialog.remove();
    if (isTaken && field) edit(field, { start: 0, end: field.value.length, insert: '', select: [0, 0] });
    field?.focus();
  }

  /** As if typed before what is there. */
  #prepend(text: string): void {
    const field = this.#writing.field();
    if (!field || !text) return;
    const rest = this.stored(field.value);
    this.#writing.show(rest ? `${text}\n${rest}` : text);
    void this.#writing.element.updateComplete.then(() => {
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true })); // to be kept as a draft
      field.focus();
    });
  }

  /** The message has left. */
  sent(): void {
    this.#isChoosing = false;
    this.#suggestions.close();
    if (this.#isPreviewing) void this.#togglePreview();
  }

  /** Somebody has changed the text. */
  onInput(event: InputEvent): void {
    const field = event.target as HTMLTextAreaElement;
    const { value, selectionStart: caret } = field;
    this.#names.change(value, caret, /^history/.test(event.inputType ?? ''));
    if (isInFence(value, caret)) return this.#suggestions.close();
    const [whole, code] = /(?<=^|[\s(]):([\w+-]{1,40}):$/.exec(value.slice(Math.max(0, caret - 60), caret)) ?? [];
    if (whole && code && event.inputType === 'insertText') void this.#replaceCode(field, code, { start: caret - whole.length, end: caret });
    this.#suggestions.look();
  }

  /** True when the key means something here, so nothing is sent. */
  onKeydown(event: KeyboardEvent): boolean {
    const field = this.#writing.field();
    if (!field || event.isComposing) return false;
    if (this.#suggestions.onKeydown(event)) return true;
    const act = shortcutOf(event, field.selectionStart !== field.selectionEnd);
    if (act) {
      event.preventDefault();
      this.#change(act);
      return true;
    }
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { selectionStart, selectionEnd, value } = field;
    if (isPlainEnter(event) && (isInFence(value, selectionStart) || !breaksLines(this.#writing.corridor()))) return isInFence(value, selectionStart);
    const next = selectionStart === selectionEnd ? goOn(value, selectionStart) : undefined;
    if (next) {
      event.preventDefault();
      edit(field, next);
    }
    return !!next;
  }

  /** Rich text comes as Markdown, an address over words as their link. Where there is nothing rich in it, the browser pastes. */
  readonly onPaste = (event: ClipboardEvent): void => {
    const field = this.#writing.field();
    const clipboard = event.clipboardData;
    if (!field || !clipboard || event.target !== field || this.files.onPaste(event) || (clipboard.files.length && !clipboard.getData('text/plain'))) return;
    const { selectionStart, selectionEnd, value } = field;
    if (isInFence(value, selectionStart)) return;
    const plain = clipboard.getData('text/plain');
    const from = copiedFrom(plain), corridor = this.#writing.corridor();
    if (from !== undefined && corridor && crossesAudience(from, audienceOf(corridor, corridor.chat.conversation(this.#writing.element.channelId).channel.get()))) {
      event.preventDefault();
      this.#crossing = plain;
      void this.#askToCross();
      return;
    }
    const selected = value.slice(selectionStart, selectionEnd);
    const isLink = /^https?:\/\/\S+$/i.test(plain.trim()) && !!selected.trim() && !/\n|:\/\//.test(selected);
    const rich = isLink ? `[${selected}](${plain.trim()})` : markdownOf(clipboard.getData('text/html').slice(0, 500_000));
    if (!rich || words(rich) === words(plain)) return;
    event.preventDefault();
    type(field, rich);
  };

  async #askToCross(): Promise<void> {
    const { element } = this.#writing;
    element.requestUpdate();
    await element.updateComplete;
    element.shadowRoot?.querySelector<HTMLElement>('.crossing button:last-child')?.focus();
  }

  #cross(isWanted: boolean): void {
    const field = this.#writing.field(), text = this.#crossing;
    this.#crossing = '';
    this.#writing.element.requestUpdate();
    field?.focus();
    if (isWanted && field) type(field, text);
  }

  #change(act: (text: string, selection: readonly [number, number]) => Change): void {
    const field = this.#writing.field();
    if (field && !field.disabled && !this.#isPreviewing) edit(field, act(field.value, [field.selectionStart, field.selectionEnd]));
  }

  /** Puts what was chosen in the place of what was typed. */
  #take({ insert, form }: Suggestion, { start, end }: Place): void {
    const field = this.#writing.field();
    if (!field) return;
    if (form) this.#names.expect(start, insert, form);
    const caret = start + insert.length + 1;
    const isSpaced = field.value.charAt(end) === ' ';
    edit(field, { start, end, insert: isSpaced ? insert : `${insert} `, select: [caret, caret] });
  }

  async #replaceCode(field: HTMLTextAreaElement, code: string, place: Place): Promise<void> {
    const before = field.value;
    const { emojiOfCode, habits, learn, toned } = await loadEmoji();
    const found = emojiOfCode(code);
    if (!found || field.value !== before) return;
    learn({ used: found.emoji });
    const insert = toned(found, habits().tone);
    this.#suggestions.close();
    edit(field, { ...place, insert, select: [place.start + insert.length, place.start + insert.length] });
  }

  #toggleFormats(): void {
    this.#isFormatting = !this.#isFormatting;
    if (!this.#isFormatting && this.#isPreviewing) void this.#togglePreview();
    this.#writing.element.requestUpdate();
  }

  async #toggleChoice(): Promise<void> {
    const isOpening = !this.#isChoosing && !!(await loadChoice().catch(() => undefined));
    if (!isOpening) return this.#closeChoice();
    this.#isChoosing = true;
    this.#suggestions.close();
    const { element } = this.#writing;
    element.requestUpdate();
    await element.updateComplete;
    const choice = element.shadowRoot?.querySelector<HTMLElement & ReactiveControllerHost>('.choice');
    await choice?.updateComplete;
    choice?.focus();
  }

  #closeChoice(): void {
    this.#isChoosing = false;
    this.#writing.element.requestUpdate();
    this.#writing.field()?.focus();
  }

  #insert(emoji: string): void {
    this.#closeChoice();
    const field = this.#writing.field();
    if (field) type(field, emoji);
  }

  async #togglePreview(): Promise<void> {
    const field = this.#writing.field();
    this.#isPreviewing = !this.#isPreviewing && !!(await loadFormat());
    const worn = this.#writing.element.shadowRoot?.adoptedStyleSheets;
    const sheet = format?.formatStyles.styleSheet;
    if (worn && sheet && !worn.includes(sheet)) worn.push(sheet);
    if (field) field.hidden = this.#isPreviewing;
    this.#writing.element.requestUpdate();
    if (!this.#isPreviewing) field?.focus();
  }

  #preview(): TemplateResult | typeof nothing {
    const [corridor, field] = [this.#writing.corridor(), this.#writing.field()];
    if (!this.#isPreviewing || !format || !corridor || !field) return nothing;
    const text = this.stored(field.value).trim();
    return html`<div class="preview" role="region" aria-label=${msg('Preview')} tabindex="0"><div class="text">${text
      ? format.formatted(text, { me: corridor.me.get()?.id, nameOf: namesBy(corridor, (store) => store.get()) })
      : html`<span class="meta">${msg('Nothing to preview')}</span>`}</div></div>`;
  }

  #onFocusout(event: FocusEvent): void {
    const { element } = this.#writing;
    if (event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) return;
    this.#suggestions.close();
    if (this.#hasMenu) this.#toggleMenu(false);
    if (this.#isChoosing) {
      this.#isChoosing = false;
      element.requestUpdate();
    }
  }

  /** Escape closes what is open innermost. */
  #onEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (this.#hasMenu) {
      this.#toggleMenu(false);
      this.#writing.field()?.focus();
    } else if (this.#isChoosing) this.#closeChoice();
    else if (this.#isPreviewing) void this.#togglePreview();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The field keeps the focus, and on a phone its keyboard, when a button beside it is pressed. */
const keepFocus = (event: Event): void => event.preventDefault();

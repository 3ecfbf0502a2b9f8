import type { Corridor } from '@corridor/sdk';
import { nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { ReadableAtom } from 'nanostores';
import * as shapes from '../base/icon-shapes.writing.ts';
import { html } from '../base/html.ts';
import { icon } from '../base/icons.ts';
import { isPlainEnter } from '../base/keys.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { edit, type } from './message-composer.edit.ts';
import { type Change, goOn, isInFence } from './message-composer.markup.ts';
import { markdownOf } from './message-composer.paste.ts';
import { formattingBar, shortcutOf } from './message-composer.toolbar.ts';

/** What the field hands to what helps with it. */
export interface Writing {
  readonly element: HTMLElement & ReactiveControllerHost & { channelId: string };
  field(): HTMLTextAreaElement | null | undefined;
  corridor(): Corridor | undefined;
  watch<T>(store: ReadableAtom<T>): T;
}

/** Beside one field: formatting, rich paste. Everything here changes the text as typing does. */
export class WritingAid {
  isFormatting = false;

  readonly #writing: Writing;

  constructor(writing: Writing) {
    this.#writing = writing;
  }

  /** Above the field, inside its frame. */
  above(): TemplateResult | typeof nothing {
    return this.isFormatting ? formattingBar((act) => this.#change(act)) : nothing;
  }

  /** Between the field and the way to send. */
  buttons(): TemplateResult {
    return html`<button class="icon aid" type="button" aria-label=${msg('Formatting')} title=${msg('Formatting')} aria-expanded=${this.isFormatting ? 'true' : 'false'}
      @pointerdown=${keepFocus} @click=${() => this.#toggle()}>${icon(shapes.letters)}</button>`;
  }

  /** How much room is left, once that is little. */
  below(left: number, language: string): TemplateResult | typeof nothing {
    if (left > 500) return nothing;
    const [count, shown] = [Math.abs(left), formatNumber(language, Math.abs(left))];
    const text =
      left < 0
        ? plural(language, count, { one: msg(str`${shown} character too many`), other: msg(str`${shown} characters too many`) })
        : plural(language, count, { one: msg(str`${shown} character left`), other: msg(str`${shown} characters left`) });
    return html`<div class="note ${left < 0 ? 'over' : ''}" role="status">${text}</div>`;
  }

  /** True when the key means something here, so nothing is sent. */
  onKeydown(event: KeyboardEvent): boolean {
    const field = this.#writing.field();
    if (!field || event.isComposing) return false;
    const act = shortcutOf(event);
    if (act) {
      event.preventDefault();
      this.#change(act);
      return true;
    }
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { selectionStart, selectionEnd, value } = field;
    if (isPlainEnter(event)) return isInFence(value, selectionStart);
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
    if (!field || !clipboard || clipboard.files.length || event.target !== field) return;
    const { selectionStart, selectionEnd, value } = field;
    if (isInFence(value, selectionStart)) return;
    const plain = clipboard.getData('text/plain');
    const selected = value.slice(selectionStart, selectionEnd);
    const isLink = /^https?:\/\/\S+$/i.test(plain.trim()) && !!selected.trim() && !/\n|:\/\//.test(selected);
    const rich = isLink ? `[${selected}](${plain.trim()})` : markdownOf(clipboard.getData('text/html').slice(0, 500_000));
    if (!rich || words(rich) === words(plain)) return;
    event.preventDefault();
    type(field, rich);
  };

  #toggle(): void {
    this.isFormatting = !this.isFormatting;
    this.#writing.element.requestUpdate();
  }

  #change(act: (text: string, selection: readonly [number, number]) => Change): void {
    const field = this.#writing.field();
    if (field && !field.disabled) edit(field, act(field.value, [field.selectionStart, field.selectionEnd]));
  }
}

const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The field keeps the focus, and on a phone its keyboard, when a button beside it is pressed. */
const keepFocus = (event: Event): void => event.preventDefault();


import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import { msg, plural, str } from '../base/localisation.ts';

export interface Suggestion {
  readonly picture: TemplateResult | string;
  readonly label: string;
  readonly detail: string;
  /** What is written, and what that means where it is more than the words. */
  readonly insert: string;
  readonly form?: string;
}
export type Sign = '@' | '#' | ':';
export type Source = (query: string) => Promise<readonly Suggestion[]>;
/** Where a suggestion takes the place of what was typed. */
export interface Place { readonly start: number; readonly end: number }

interface Asked { readonly sign: Sign; readonly query: string; readonly start: number }

const beginnings: readonly RegExp[] = [
  /(?:^|[\s(])(@)([^\s@]{0,40}(?: [^\s@]{1,40})?)$/,
  /(?:^|[\s(])(#)([^\s#]{0,40})$/,
  /(?:^|[\s(])(:)([\p{L}\p{N}_+-]{2,40})$/u,
];

/** What is being named before the caret. */
export function askedBefore(text: string, caret: number): Asked | undefined {
  const before = text.slice(Math.max(0, caret - 90), caret);
  for (const beginning of beginnings) {
    const [, sign, query] = beginning.exec(before) ?? [];
    if (sign && query !== undefined) return { sign: sign as Sign, query, start: caret - query.length - 1 };
  }
  return undefined;
}

/** The list above a field that offers what may be meant. The field keeps the focus, and tells which one is chosen. */
export class Suggestions {
  readonly #field: () => HTMLTextAreaElement | null | undefined;
  readonly #sources: Record<Sign, Source>;
  readonly #choose: (suggestion: Suggestion, place: Place) => void;
  readonly #changed: () => void;
  #asked: Asked | undefined;
  /** Closed by hand: not again for the same word. */
  #refused: number | undefined;
  #items: readonly Suggestion[] = [];
  #active = 0;

  constructor(field: () => HTMLTextAreaElement | null | undefined, sources: Record<Sign, Source>, choose: (suggestion: Suggestion, place: Place) => void, changed: () => void) {
    this.#field = field;
    this.#sources = sources;
    this.#choose = choose;
    this.#changed = changed;
  }

  get isOpen(): boolean {
    return this.#items.length > 0;
  }

  /** The text or the caret is another. */
  look(): void {
    const field = this.#field();
    const asked = field && field.selectionStart === field.selectionEnd ? askedBefore(field.value, field.selectionStart) : undefined;
    if (asked && asked.start === this.#refused) return;
    this.#refused = undefined;
    if (!asked) return this.close();
    this.#asked = asked;
    void this.#ask(asked);
  }

  close(): void {
    this.#asked = undefined;
    if (this.#items.length) this.#show([]);
  }

  onKeydown(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    const { length } = this.#items;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#activate((this.#active + (event.key === 'ArrowDown' ? 1 : -1) + length) % length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) this.#pick(this.#active);
    else if (event.key === 'Escape') {
      this.#refused = this.#asked?.start;
      this.close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  render(language: string): TemplateResult {
    const count = this.#items.length;
    return html`${count
      ? html`<div class="suggestions" id="suggestions" role="listbox" aria-label=${msg('Suggestions')} @pointerdown=${(event: Event) => event.preventDefault()}>
          ${this.#items.map(({ picture, label, detail }, index) => html`<div class="suggestion ${index === this.#active ? 'active' : ''}" id=${`suggestion-${index}`} role="option"
            aria-selected=${index === this.#active ? 'true' : 'false'} @pointermove=${() => index === this.#active || this.#activate(index)} @click=${() => this.#pick(index)}>
            <span class="picture" aria-hidden="true">${picture}</span><span class="cut" dir="auto">${label}</span>${detail ? html`<span class="meta cut detail" dir="auto">${detail}</span>` : nothing}
          </div>`)}
        </div>`
      : nothing}<div class="hidden-visually" role="status">${count ? plural(language, count, { one: str`${count} suggestion`, other: str`${count} suggestions` }) : nothing}</div>`;
  }

  async #ask(asked: Asked): Promise<void> {
    const items = await this.#sources[asked.sign](asked.query).catch(() => []);
    if (asked === this.#asked) this.#show(items);
  }

  #show(items: readonly Suggestion[]): void {
    this.#items = items;
    this.#activate(0);
  }

  #activate(index: number): void {
    this.#active = index;
    const field = this.#field();
    const about: [string, string][] = [['aria-autocomplete', 'list'], ['aria-controls', 'suggestions'], ['aria-activedescendant', `suggestion-${index}`]];
    for (const [name, value] of about) if (this.isOpen) field?.setAttribute(name, value);
    else field?.removeAttribute(name);
    this.#changed();
  }

  #pick(index: number): void {
    const [item, asked, field] = [this.#items[index], this.#asked, this.#field()];
    this.close();
    if (item && asked && field) this.#choose(item, { start: asked.start, end: asked.start + 1 + asked.query.length });
  }
}

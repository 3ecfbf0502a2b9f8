import { LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { controls } from '../base/controls.styles.ts';
import { define } from '../base/define.ts';
import * as shapes from '../base/icon-shapes.writing.ts';
import { html } from '../base/html.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { Spoken } from '../base/spoken.ts';
import { type Emoji, emojiGroups, findEmoji, habits, learn, type Tone, toned, tones } from './emoji.ts';
import { styles } from './emoji-choice.styles.ts';
import { walk } from './message-composer.toolbar.ts';

const kinds: readonly { label: () => string; shape: Parameters<typeof icon>[0] }[] = [
  { label: () => msg('Smileys'), shape: shapes.smile },
  { label: () => msg('People'), shape: shapes.body },
  { label: () => msg('Nature'), shape: shapes.nature },
  { label: () => msg('Food and drink'), shape: shapes.food },
  { label: () => msg('Travel and places'), shape: shapes.travel },
  { label: () => msg('Activities'), shape: shapes.activity },
  { label: () => msg('Objects'), shape: shapes.object },
  { label: () => msg('Symbols'), shape: shapes.symbol },
  { label: () => msg('Flags'), shape: shapes.flag },
];

/**
 * All emoji, to choose one: by group, by search, those used last first. Shown by the field and by a message's bar.
 * @tag emoji-choice
 * @fires corridor-emoji - `detail.emoji`; does not leave the element around it
 */
export class EmojiChoice extends LitElement {
  static override styles = [controls, styles];
  static override properties: PropertyDeclarations = {
    search: { attribute: false },
    tone: { attribute: false },
    isToning: { attribute: false },
    looked: { attribute: false },
  };

  private search = '';
  private tone: Tone = habits().tone;
  private isToning = false;
  /** What the pointer or the focus is on. */
  private looked: Emoji | undefined;
  // Those used last stay in their places while this is open.
  readonly #recent = habits().recent;

  constructor() {
    super();
    new Spoken(this);
    // Only the search field takes the focus by a press: a press beside the buttons is no way out.
    this.addEventListener('pointerdown', (event) => {
      if (!(event.composedPath()[0] instanceof HTMLInputElement)) event.preventDefault();
    });
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('input')?.focus(options);
  }

  protected override render(): TemplateResult {
    const found = this.search.trim() ? findEmoji(this.search) : undefined;
    const recent = this.#recent.map((emoji) => this.#known(emoji));
    return html`
      <div class="head">
        <input class="search" type="search" placeholder=${msg('Search emoji')} aria-label=${msg('Search emoji')} autocomplete="off" spellcheck="false"
          .value=${this.search} @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)} @keydown=${this.#onSearchKeydown}>
        <button class="icon tone" type="button" aria-label=${msg('Skin tone')} title=${msg('Skin tone')} aria-expanded=${this.isToning ? 'true' : 'false'} @click=${() => (this.isToning = !this.isToning)}>${this.#hand(this.tone)}</button>
      </div>
      ${this.isToning ? this.#tones() : found ? nothing : this.#kinds(recent.length > 0)}
      <div class="all" role="group" aria-label=${msg('Emoji')} @keydown=${this.#onKeydown}
        @focusin=${this.#onLook} @pointerover=${this.#onLook} @click=${this.#onClick}>
        ${found
          ? found.length
            ? this.#group(msg('Found'), found, -1)
            : html`<p class="none" role="status">${msg(str`Nothing found for “${this.search.trim()}”.`)}</p>`
          : html`${recent.length ? this.#group(msg('Used last'), recent, -1) : nothing}
              ${emojiGroups().map((group, index) => this.#group(kinds[index]?.label() ?? '', group, index))}`}
      </div>
      <div class="foot meta" aria-hidden="true">${this.looked ? html`<span class="shown">${toned(this.looked, this.tone)}</span><span class="cut">${this.looked.name} <span class="code">:${this.looked.codes[0]}:</span></span>` : msg('Choose an emoji')}</div>
    `;
  }

  protected override updated(): void {
    const all = this.#all;
    if (all.length && !all.some(({ tabIndex }) => tabIndex === 0)) all[0]!.tabIndex = 0;
  }

  #group(label: string, group: readonly Emoji[], index: number): TemplateResult {
    return html`<section id=${`kind-${index}`} role="group" aria-label=${label}>
      <div class="kind" aria-hidden="true">${label}</div>
      <div class="grid">${group.map((one) => html`<button class="emoji" type="button" tabindex="-1" aria-label=${one.name} title=${`:${one.codes[0]}:`} .emoji=${one}>${toned(one, this.tone)}</button>`)}</div>
    </section>`;
  }

  #kinds(hasRecent: boolean): TemplateResult {
    const show = (index: number) => this.renderRoot.querySelector(`#kind-${index}`)?.scrollIntoView({ block: 'start' });
    const button = (label: string, shape: Parameters<typeof icon>[0], index: number, isFirst: boolean) =>
      html`<button class="icon" type="button" tabindex=${isFirst ? 0 : -1} aria-label=${label} title=${label} @click=${() => show(index)}>${icon(shape, 'small')}</button>`;
    return html`<div class="kinds" role="toolbar" aria-label=${msg('Kinds of emoji')} @keydown=${walk}>
      ${hasRecent ? button(msg('Used last'), shapes.history, -1, true) : nothing}${kinds.map(({ label, shape }, index) => button(label(), shape, index, !hasRecent && index === 0))}
    </div>`;
  }

  #tones(): TemplateResult {
    const names = [msg('No skin tone'), msg('Light'), msg('Medium light'), msg('Medium'), msg('Medium dark'), msg('Dark')];
    return html`<div class="kinds" role="toolbar" aria-label=${msg('Skin tone')} @keydown=${walk}>${tones.map((tone) => html`
      <button class="icon tone" type="button" tabindex=${tone === this.tone ? 0 : -1} aria-label=${names[tone]!} aria-pressed=${tone === this.tone ? 'true' : 'false'} @click=${() => this.#wear(tone)}>${this.#hand(tone)}</button>`)}</div>`;
  }

  #hand(tone: Tone): string {
    return toned({ emoji: '✋', name: '', codes: [], hasTones: true }, tone);
  }

  /** One used last may have a tone already. */
  #known(emoji: string): Emoji {
    return emojiGroups().flat().find((one) => one.emoji === emoji) ?? { emoji, name: emoji, codes: [emoji], hasTones: false };
  }

  #find(search: string): void {
    this.search = search;
    this.isToning = false;
    this.looked = undefined;
  }

  #wear(tone: Tone): void {
    this.tone = tone;
    this.isToning = false;
    learn({ tone });
    this.focus();
  }

  #choose(one: Emoji): void {
    learn({ used: one.emoji });
    this.dispatchEvent(new CustomEvent('corridor-emoji', { detail: { emoji: toned(one, this.tone) } }));
  }

  get #all(): (HTMLButtonElement & { emoji: Emoji })[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement & { emoji: Emoji }>('button.emoji')];
  }

  readonly #onClick = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLButtonElement & { emoji: Emoji }>('button.emoji');
    if (button) this.#choose(button.emoji);
  };

  readonly #onLook = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLButtonElement & { emoji: Emoji }>('button.emoji');
    if (button) this.looked = button.emoji;
  };

  readonly #onSearchKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const [first] = this.#all;
    if (event.key === 'ArrowDown') this.#goTo(first);
    else if (event.key === 'Enter' && this.search.trim() && first) this.#choose(first.emoji);
    else return;
    event.preventDefault();
  };

  /** Arrows in the way that the emoji lie; from the first line up to the search field. What is typed goes there, too. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    const all = this.#all;
    const at = all.indexOf(event.target as HTMLButtonElement & { emoji: Emoji });
    const from = all[at];
    if (!from || event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = this.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') this.#goTo(all[at + (event.key === forward ? 1 : -1)]);
    else if (event.key === 'ArrowDown') this.#goTo(beyond(from, all.slice(at + 1)));
    else if (event.key === 'ArrowUp') {
      const above = beyond(from, all.slice(0, at).reverse());
      if (above) this.#goTo(above);
      else this.focus();
    } else if (event.key === 'Home') this.#goTo(all[0]);
    else if (event.key === 'End') this.#goTo(all.at(-1));
    else if (event.key.length === 1 && event.key !== ' ') return this.focus();
    else return;
    event.preventDefault();
  };

  #goTo(button: HTMLButtonElement | undefined): void {
    if (!button) return;
    for (const each of this.renderRoot.querySelectorAll<HTMLButtonElement>('button.emoji[tabindex="0"]')) each.tabIndex = -1;
    button.tabIndex = 0;
    button.focus();
  }
}

/** The nearest to `from` in the next line of `others`, which come in the order of their distance. */
function beyond(from: HTMLElement, others: readonly HTMLButtonElement[]): HTMLButtonElement | undefined {
  const { top, left } = from.getBoundingClientRect();
  let best: HTMLButtonElement | undefined;
  let line: number | undefined;
  let least = Infinity;
  for (const other of others) {
    const place = other.getBoundingClientRect();
    if (Math.abs(place.top - top) < 2) continue;
    line ??= place.top;
    if (Math.abs(place.top - line) > 2) break;
    const distance = Math.abs(place.left - left);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

define('emoji-choice', EmojiChoice);

declare global {
  interface HTMLElementTagNameMap {
    'emoji-choice': EmojiChoice;
  }
}

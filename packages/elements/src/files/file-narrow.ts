import type { Corridor, FileFacets } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { optionsStyles } from '../base/options.styles.ts';
import '../people/user-avatar.ts';
import { why } from './file-browser.acts.ts';
import { fileNarrowStyles } from './file-narrow.styles.ts';
import type { FileQuery } from './file-listing.ts';

interface Choice { value: string; label: string; files: number }

/**
 * Narrows the files of a place to those of one person, or with one tag: offers who and what is there, asked for when it is opened.
 * @tag file-narrow
 * @fires corridor-narrow - one was chosen, or none: `detail.value`
 */
export class FileNarrow extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, optionsStyles, fileNarrowStyles];
  static override properties: PropertyDeclarations = {
    by: {}, value: {}, query: { attribute: false }, isOpen: { attribute: false }, typed: { attribute: false }, active: { attribute: false }, facets: { attribute: false }, failure: { attribute: false },
  };

  by: 'person' | 'tag' = 'person';
  /** The id of a person, or a tag. */
  value: string | undefined;
  /** The place. */
  query: FileQuery = { scope: 'all', order: 'newest' };
  private isOpen = false;
  private typed = '';
  private active = 0;
  private facets: FileFacets | undefined;
  private failure: string | undefined;
  #asked = 0;

  constructor() {
    super();
    this.addEventListener('focusout', () => (this.isOpen = false)); // what moves inside does not come here
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('.opener')?.focus(options);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('active')) this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
    const pop = this.renderRoot.querySelector<HTMLElement>('.pop');
    if (pop) this.#keepInside(pop);
    if (changed.has('isOpen') && this.isOpen) this.renderRoot.querySelector('input')?.focus();
  }

  protected override render() {
    const { corridor, by, value, isOpen, language } = this;
    if (!corridor) return nothing;
    const isPerson = by === 'person', general = isPerson ? msg('All owners') : msg('Any tag'), label = isPerson ? msg('Owner') : msg('Tag'), chosen = value === undefined ? undefined : this.#labelOf(corridor, value);
    const all = isOpen ? this.#choices(corridor) : [];
    return html`<button class="button opener ${chosen === undefined ? '' : 'set'}" type="button" aria-haspopup="dialog" aria-expanded=${isOpen ? 'true' : 'false'} aria-label=${`${label}: ${chosen ?? general}`} @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => void this.#toggle(corridor)}>
        <span class="cut" dir="auto">${chosen ?? general}</span>${icon(icons.chevronDown, 'small')}</button>
      ${chosen === undefined ? nothing : html`<button class="icon clear" type="button" aria-label=${msg(str`Remove ${chosen}`)} title=${msg(str`Remove ${chosen}`)} @click=${() => this.#choose(undefined)}>${icon(moreIcons.x, 'small')}</button>`}
      ${isOpen ? html`<div class="pop" role="dialog" aria-label=${label} @keydown=${this.#onKeydown}>
        <input type="text" role="combobox" aria-label=${label} placeholder=${isPerson ? msg('Type a name') : msg('Type a tag')} aria-expanded=${all.length ? 'true' : 'false'} aria-controls="all" aria-autocomplete="list"
          aria-activedescendant=${all[this.active] ? `choice-${this.active}` : nothing} autocomplete="off" spellcheck="false" .value=${this.typed} @input=${this.#onInput} />
        ${this.#renderChoices(all, language)}</div>` : nothing}`;
  }

  #renderChoices(all: readonly Choice[], language: string) {
    if (this.failure) return html`<div class="none" id="all" role="alert">${this.failure}</div>`;
    if (!this.facets) return html`<div class="none late" id="all" role="status">${msg('Looking…')}</div>`;
    if (!all.length) return html`<div class="none" id="all" role="status">${this.typed ? msg(str`Nothing found for “${this.typed}”.`) : this.by === 'tag' ? msg('No file here has a tag.') : msg('No files yet.')}</div>`;
    return html`<div role="listbox" id="all" tabindex="-1" aria-label=${this.by === 'person' ? msg('Owner') : msg('Tags')}>${repeat(all, ({ value }) => value, ({ value, label, files }, index) => html`<div class="option ${index === this.active ? 'active' : ''}" id=${`choice-${index}`} role="option"
      aria-selected=${value === this.value ? 'true' : 'false'} @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(value)}>
      ${this.by === 'person' ? html`<user-avatar size="small" user-id=${value}></user-avatar>` : icon(shapes.tag, 'small')}<span class="cut" dir="auto">${label}</span><span class="meta">${formatNumber(language, files)}</span></div>`)}</div>`;
  }

  #labelOf(corridor: Corridor, value: string): string {
    return this.by === 'person' ? this.watch(corridor.people.person(value)).name : value;
  }

  #choices(corridor: Corridor): Choice[] {
    const { facets, typed } = this, words = typed.trim().toLowerCase();
    const all = this.by === 'person' ? facets?.owners.map(({ userId, files }) => ({ value: userId, label: this.#labelOf(corridor, userId), files })) : facets?.tags.map(({ tag, files }) => ({ value: tag, label: tag, files }));
    return (all ?? []).filter(({ label }) => label.toLowerCase().includes(words));
  }

  async #toggle(corridor: Corridor): Promise<void> {
    this.isOpen = !this.isOpen;
    if (!this.isOpen) return this.focus();
    const asked = ++this.#asked, { scope, channelId } = this.query, isFavourite = scope === 'favourites';
    this.typed = '';
    this.active = 0;
    this.failure = undefined;
    try {
      const facets = await corridor.files.facets({ scope: scope === 'favourites' || scope === 'deleted' || scope === 'quarantine' ? 'all' : scope, ...(channelId && { channelId }), ...(isFavourite && { isFavourite }) });
      if (asked === this.#asked) this.facets = facets;
    } catch (error) {
      if (asked === this.#asked) this.failure = why(error);
    }
  }

  /** Not beyond the edge of the box around it: at the end of a line it begins further in. */
  #keepInside(pop: HTMLElement): void {
    const around = (this.getRootNode() as ShadowRoot).host?.getBoundingClientRect();
    if (!around) return;
    pop.style.translate = 'none';
    const { left, right } = pop.getBoundingClientRect(), most = around.right - 8, least = around.left + 8;
    pop.style.translate = `${Math.max(least - left, Math.min(0, most - right))}px`;
  }

  #choose(value: string | undefined): void {
    this.isOpen = false;
    this.focus();
    this.emit('corridor-narrow', { value });
  }

  readonly #onInput = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.active = 0;
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const all = this.corridor ? this.#choices(this.corridor) : [], { key } = event;
    if (key === 'ArrowDown') this.active = (this.active + 1) % Math.max(1, all.length);
    else if (key === 'ArrowUp') this.active = (this.active + all.length - 1) % Math.max(1, all.length);
    else if (key === 'Enter' && all[this.active]) this.#choose(all[this.active]!.value);
    else if (key === 'Escape') { this.isOpen = false; this.focus(); }
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

define('file-narrow', FileNarrow);

declare global {
  interface HTMLElementTagNameMap {
    'file-narrow': FileNarrow;
  }
}

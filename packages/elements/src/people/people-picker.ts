import type { Person } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { chipsStyles } from '../base/chips.styles.ts';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { optionsStyles } from '../base/options.styles.ts';
import { explain } from '../base/problem.ts';
import './user-avatar.ts';

/**
 * @summary Chooses people by typing their names.
 * @tag people-picker
 * @fires corridor-people - the choice has changed: `detail.people`
 * @csspart box - the field with the chosen people in it
 * @csspart person - somebody to choose
 */
export class PeoplePicker extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, chipsStyles, optionsStyles, css`:host { display: block; }`];
  static override properties: PropertyDeclarations = {
    label: {},
    without: { attribute: false },
    chosen: { attribute: false },
    offered: { attribute: false },
    search: { attribute: false },
    found: { attribute: false },
    failure: { attribute: false },
    active: { attribute: false },
  };

  /** What the field is for, said to screen readers and shown while it is empty. */
  label = '';
  /** Ids of those who cannot be chosen: they are in already. */
  without: readonly string[] = [];
  /** Who is chosen. */
  chosen: readonly Person[] = [];
  /** Who is likely to be meant: shown until somebody is chosen or a name is typed. */
  offered: readonly Person[] = [];

  private search = '';
  private found: readonly Person[] | undefined;
  private failure: string | undefined;
  private active = 0;
  #asked = 0;

  get #field() {
    return this.renderRoot?.querySelector('input');
  }

  override focus(options?: FocusOptions): void {
    this.#field?.focus(options);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('active')) this.renderRoot.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  protected override render() {
    if (!this.corridor) return this.renderWithoutCorridor();
    const label = this.label || msg('People');
    const options = this.#options;
    const isOpen = this.search.trim() !== '' || options.length > 0;
    return html`<div class="box" part="box" @pointerdown=${this.#onBoxPointerDown}>
        ${repeat(this.chosen, ({ id }) => id, (person) => html`<span class="chip">
          <user-avatar size="tiny" user-id=${person.id}></user-avatar><span class="cut" dir="auto">${person.name}</span>
          <button type="button" aria-label=${msg(str`Remove ${person.name}`)} @click=${() => this.#drop(person)}>${icon(moreIcons.x, 'small')}</button>
        </span>`)}
        <input type="text" role="combobox" aria-label=${label} placeholder=${this.chosen.length ? nothing : label} aria-expanded=${isOpen ? 'true' : 'false'} aria-controls="found"
          aria-autocomplete="list" aria-activedescendant=${isOpen && options[this.active] ? `person-${this.active}` : nothing} autocomplete="off" spellcheck="false"
          .value=${this.search} @input=${this.#onInput} @keydown=${this.#onKeydown} />
      </div>
      ${isOpen ? this.#renderFound(options) : nothing}`;
  }

  #renderFound(options: readonly Person[]) {
    if (this.failure) return html`<div class="none" id="found" role="alert">${this.failure}</div>`;
    if (!this.found && this.search.trim()) return html`<div class="none late" id="found" role="status">${msg('Looking…')}</div>`;
    if (!options.length) return html`<div class="none" id="found" role="status">${msg(str`Nobody found for “${this.search.trim()}”.`)}</div>`;
    return html`<div role="listbox" id="found" aria-label=${msg('People found')}>
      ${repeat(options, ({ id }) => id, (person, index) => html`<div class="option ${index === this.active ? 'active' : ''}" part="person" id=${`person-${index}`} role="option"
        aria-selected=${index === this.active ? 'true' : 'false'} @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#choose(person)}>
        <user-avatar size="small" user-id=${person.id} with-presence></user-avatar><span class="cut" dir="auto">${person.name}</span>
      </div>`)}
    </div>`;
  }

  get #options(): readonly Person[] {
    const hidden = new Set([...this.without, ...this.chosen.map(({ id }) => id), this.corridor?.me.get()?.id]);
    const people = this.found ?? (this.search.trim() || this.chosen.length ? [] : this.offered);
    return people.filter(({ id }) => !hidden.has(id));
  }

  #set(chosen: readonly Person[]): void {
    this.chosen = chosen;
    this.emit('corridor-people', { people: chosen });
  }

  #choose(person: Person): void {
    this.search = '';
    this.found = undefined;
    this.#set([...this.chosen, person]);
    this.focus();
  }

  #drop(person: Person): void {
    this.#set(this.chosen.filter(({ id }) => id !== person.id));
    this.focus();
  }

  readonly #onBoxPointerDown = (event: PointerEvent): void => {
    if (!(event.target instanceof HTMLElement) || !event.target.classList.contains('box')) return;
    event.preventDefault();
    this.focus();
  };

  readonly #onInput = async (event: InputEvent): Promise<void> => {
    this.search = (event.target as HTMLInputElement).value;
    this.active = 0;
    this.failure = undefined;
    const asked = ++this.#asked;
    const query = this.search.trim();
    if (!query || !this.corridor) {
      this.found = undefined;
      return;
    }
    try {
      const { items } = await this.corridor.people.list({ query });
      if (asked === this.#asked) this.found = items;
    } catch (error) {
      if (asked === this.#asked) this.failure = explain(error as Parameters<typeof explain>[0]);
    }
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const options = this.#options;
    const [person, last] = [options[this.active], this.chosen.at(-1)];
    if (event.key === 'ArrowDown') this.active = Math.min(this.active + 1, options.length - 1);
    else if (event.key === 'ArrowUp') this.active = Math.max(this.active - 1, 0);
    else if (event.key === 'Enter' && (person || this.search.trim())) {
      if (person) this.#choose(person);
    }
    else if (event.key === 'Backspace' && !this.search && last) this.#drop(last);
    else if (event.key === 'Escape' && this.search) {
      this.search = '';
      this.found = undefined;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

define('people-picker', PeoplePicker);

declare global {
  interface HTMLElementTagNameMap {
    'people-picker': PeoplePicker;
  }
  interface HTMLElementEventMap {
    'corridor-people': CustomEvent<{ people: readonly Person[] }>;
  }
}

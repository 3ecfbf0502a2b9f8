import type { Input, Preferences } from '@corridor/sdk';
import { css, type CSSResultGroup, type LitElement, nothing, type PropertyDeclarations } from 'lit';
import { live } from 'lit/directives/live.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { languages } from '../base/languages.ts';
import { msg } from '../base/localisation.ts';
import { decidedByPage, outermostOf } from '../base/preferences.ts';
import { explain } from '../base/problem.ts';
import { keyNames } from './key-names.ts';

type Name = Exclude<keyof Preferences, 'hintsSeen'>;
/** A value, and what it is called; an empty value leaves it to the page, the language or the system. */
type Choice = readonly [value: string, label: string, language?: string];

const styles = css`
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
    gap: 0 16px;
  }
  .note {
    margin: 0 0 16px;
    font-size: var(--c-font-size-small);
    color: var(--c-muted);
  }
`;

/** A language in its own words: Deutsch, Français. */
function nameOf(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/**
 * @summary A dialog with what I prefer: language, look, keys, notifications. It holds on all my devices.
 * @tag chat-preferences
 */
export class ChatPreferences extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = { failure: { attribute: false } };

  private failure: string | undefined;
  /** Chosen here and not answered yet, with the request that is the last one: who goes through the choices by key is faster than the answers. */
  readonly #waiting = new Map<string, { value: string; answer: Promise<unknown> }>();

  /** One after the other: of two on their way at once the earlier one may be stored last. */
  #stored: Promise<unknown> = Promise.resolve();

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  async show(): Promise<void> {
    this.failure = undefined;
    this.requestUpdate(); // what the page decides may have changed
    await this.updateComplete;
    openDialog(this.#dialog);
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return nothing;
    const chosen = this.watch(corridor.me)?.preferences ?? {};
    const decided = decidedByPage(outermostOf(this));
    const asPage: Choice = ['', msg('As the page')], asSystem: Choice = ['', msg('As the system')];
    return html`<dialog aria-labelledby="title">
      <div class="dialog-bar"><h2 id="title">${msg('Preferences')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body"><p class="note">${msg('These go with you to every device.')}</p><div class="fields">
        ${this.#renderField(chosen, 'language', msg('Language'), [asPage, ...languages.map((language): Choice => [language, nameOf(language), language])], decided.language)}
        ${this.#renderField(chosen, 'theme', msg('Appearance'), [asPage, ['auto', msg('As the system')], ['light', msg('Always light')], ['dark', msg('Always dark')]], decided.theme)}
        ${this.#renderField(chosen, 'density', msg('Spacing'), [asPage, ['comfortable', msg('Comfortable')], ['compact', msg('Compact')]], decided.density)}
        ${this.#renderField(chosen, 'clock', msg('Clock'), [['', msg('As the language')], ['12h', msg('12 hours')], ['24h', msg('24 hours')]])}
        ${this.#renderField(chosen, 'sendKey', msg('Send with'), [['', keyNames('Enter')], ['ctrl-enter', keyNames('Ctrl Enter')]])}
        ${this.#renderField(chosen, 'motion', msg('Motion'), [asSystem, ['reduced', msg('As little as possible')]])}
        ${this.#renderField(chosen, 'desktop', msg('Desktop notifications'), [['all', msg('Every message')], ['', msg('When I am mentioned')], ['nothing', msg('Nothing')]])}
      </div>${this.#renderPermission(chosen)}</div>
      <div class="dialog-actions">${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
        ${chosen.hintsSeen ? html`<button class="button" type="button" @click=${() => void this.#set({ hintsSeen: null })}>${msg('Show hints again')}</button>` : nothing}
        <button class="button primary" type="button" @click=${() => this.#dialog?.close()}>${msg('Close')}</button></div>
    </dialog>`;
  }

  #renderField(chosen: Preferences, name: Name, label: string, choices: readonly Choice[], isDecided = false) {
    const value = isDecided ? '' : (this.#waiting.get(name)?.value ?? chosen[name] ?? '');
    return html`<label class="field"><span class="label">${label}</span>
      <select name=${name} ?disabled=${isDecided} @change=${this.#onChange}>${choices.map(([choice, words, language]) => html`<option value=${choice} lang=${language ?? nothing} .selected=${live(choice === value)}>${words}</option>`)}</select>
      ${isDecided ? html`<span class="meta">${msg('The page decides this.')}</span>` : nothing}</label>`;
  }

  /** Notifications are for each browser to allow, whatever the person wants. */
  #renderPermission({ desktop }: Preferences) {
    const permission = desktop === 'nothing' ? undefined : globalThis.Notification?.permission;
    return permission === 'denied' ? html`<p class="note">${msg('This browser does not show notifications of this page. Its settings can allow them.')}</p>`
      : permission === 'default' ? html`<button class="button" type="button" @click=${this.#onAllow}>${icon(moreIcons.bell, 'small')}${msg('Allow notifications in this browser')}</button>`
      : nothing;
  }

  readonly #onAllow = async (): Promise<void> => {
    await Notification.requestPermission();
    this.requestUpdate();
    (outermostOf(this) as Partial<LitElement>).requestUpdate?.(); // whoever tells of messages looks again
  };

  async #set(preferences: Input<'people.setPreferences'>): Promise<void> {
    this.failure = undefined;
    await this.corridor?.people.setPreferences(preferences).catch((error: unknown) => {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    });
  }

  readonly #onChange = (event: Event): void => {
    const { name, value } = event.target as HTMLSelectElement;
    const answer = this.#stored = this.#stored.then(() => this.#set({ [name]: value || null }));
    this.#waiting.set(name, { value, answer });
    void answer.then(() => {
      if (this.#waiting.get(name)?.answer === answer) this.#waiting.delete(name);
      this.requestUpdate(); // the fields show what holds
    });
  };
}

define('chat-preferences', ChatPreferences);

declare global {
  interface HTMLElementTagNameMap {
    'chat-preferences': ChatPreferences;
  }
}

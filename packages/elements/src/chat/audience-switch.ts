import type { Corridor, HostRecord } from '@corridor/sdk';
import { type CSSResultGroup, css, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { audienceWord } from './audience-mark.ts';

const styles = css`
  :host {
    display: block;
    flex: none;
    padding: 6px 12px;
    border-block-end: 1px solid var(--c-line);
  }
  fieldset {
    display: flex;
    gap: 4px;
    margin: 0;
    padding: 2px;
    border: 0;
    border-radius: var(--c-radius-s);
    background: var(--c-sunken);
    min-inline-size: 0;
  }
  label {
    flex: 1 1 0;
    min-inline-size: 0;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: calc(var(--c-control) - 6px);
    padding-inline: 8px;
    border-radius: calc(var(--c-radius-s) - 2px);
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
    font-weight: 600;
    cursor: pointer;
  }
  label .svg {
    width: 14px;
    height: 14px;
  }
  label:has(:checked) {
    background: var(--c-raised);
    color: var(--c-text);
    box-shadow: 0 0 0 1px var(--c-line-strong);
  }
  label.outside:has(:checked) {
    background: color-mix(in oklab, var(--c-warning) 16%, var(--c-surface));
    color: color-mix(in oklab, var(--c-warning) 45%, var(--c-text));
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--c-focus);
    outline-offset: 1px;
  }
  @media (forced-colors: active) {
    label:has(:checked) {
      outline: 2px solid Highlight;
    }
  }
`;

/** `internal,external:With supplier`: audiences, each with what the host calls it where that is more than the word. */
export function parseAudiences(text: string): { audience: string; label: string }[] {
  return text.split(',').flatMap((one) => {
    const [audience = '', ...words] = one.split(':').map((part) => part.trim());
    return audience ? [{ audience, label: words.join(':') || audienceWord(audience) }] : [];
  });
}

/**
 * Chooses among the conversations of a record for different audiences.
 * @tag audience-switch
 * @fires corridor-audience - another one is wanted: `detail.audience`
 */
export class AudienceSwitch extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = { audiences: {}, record: { attribute: false } };

  audiences = '';
  /** The record as its conversation on screen has it. */
  record: HostRecord | undefined;
  #asked: { key: string; store: ReturnType<Corridor['chat']['counts']> } | undefined;

  protected override render() {
    const { corridor, record } = this;
    if (!corridor || !record) return nothing;
    const current = record.audience ?? 'internal', all = parseAudiences(this.audiences), key = JSON.stringify([record, all]);
    if (this.#asked?.key !== key) this.#asked = { key, store: corridor.chat.counts(all.map(({ audience }) => ({ ...record, audience }))) };
    const counts = this.watch(this.#asked.store);
    return html`<fieldset><legend class="hidden-visually">${msg('Who reads this conversation')}</legend>
      ${all.map(({ audience, label }, at) => html`<label class=${audience === 'internal' ? '' : 'outside'}>
        <input class="hidden-visually" type="radio" name="audience" value=${audience} .checked=${audience === current} @change=${() => this.emit('corridor-audience', { audience })}>
        ${icon(audience === 'internal' ? moreIcons.lock : moreIcons.globe)}<span class="cut" dir="auto">${label}</span>${audience === current ? nothing : this.#unread(counts[at]?.unread ?? 0)}
      </label>`)}
    </fieldset>`;
  }

  #unread(count: number) {
    if (!count) return nothing;
    const shown = formatNumber(this.language, count);
    return html`<span class="badge" aria-label=${plural(this.language, count, { one: str`${shown} unread`, other: str`${shown} unread` })}>${shown}</span>`;
  }
}

define('audience-switch', AudienceSwitch);

declare global {
  interface HTMLElementTagNameMap {
    'audience-switch': AudienceSwitch;
  }
  interface HTMLElementEventMap {
    'corridor-audience': CustomEvent<{ audience: string }>;
  }
}

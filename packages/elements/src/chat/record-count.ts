import type { Corridor, HostRecord, MetadataFilter, RecordCount as Count } from '@corridor/sdk';
import { type CSSResultGroup, css, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, plural, str } from '../base/localisation.ts';
import { parsePlace } from './place-attribute.ts';

const styles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
  }
  .count {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 20px;
    color: var(--c-muted);
    font-size: var(--c-font-size-meta);
    line-height: 1;
    white-space: nowrap;
  }
  .count .svg {
    width: 14px;
    height: 14px;
  }
`;

/**
 * @summary How much is said about a record, beside it in a list of the host's. Any number of them on a page ask together and stay up to date.
 * @tag record-count
 * @csspart count - the numbers
 * @csspart badge - how much of it is unread
 */
export class RecordCount extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, styles];
  static override properties: PropertyDeclarations = {
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    place: {},
    audience: {},
    exact: { type: Boolean },
    metadata: { attribute: false },
  };

  /** Kind of the record. */
  recordType = '';
  /** Which record; `*` stands for all of its kind. */
  recordId = '';
  /** Only what is said at this place, such as `line:3`, and at places within it. */
  place = '';
  /** Only what is said among these: `internal`, `external`. */
  audience = '';
  /** Only the conversation of exactly this record or place, without those at places within it. */
  exact = false;
  /** Only conversations of which the host says this, such as `{ status: 'late', amount: { above: 10000 } }`. */
  metadata?: MetadataFilter;

  #asked: { key: string; corridor: Corridor; store: ReturnType<Corridor['chat']['counts']> } | undefined;

  protected override render() {
    const { corridor } = this;
    const count = corridor && this.recordType && this.recordId ? this.#count(corridor) : undefined;
    if (!count?.total) return nothing;
    const label = this.#labelOf(count);
    return html`<span class="count" part="count" role="img" aria-label=${label} title=${label}>
      ${count.unread ? html`<span class="badge" part="badge">${this.#short(count.unread)}</span>` : html`${icon(icons.message)}${this.#short(count.total)}`}
    </span>`;
  }

  #count(corridor: Corridor): Count | undefined {
    const place = parsePlace(this.place);
    const record: HostRecord = { type: this.recordType, id: this.recordId, ...(place && { place }), ...(this.audience && { audience: this.audience }) };
    const options = { subset: !this.exact, ...(this.metadata && { metadata: this.metadata }) }, key = JSON.stringify([record, options]);
    if (this.#asked?.key !== key || this.#asked.corridor !== corridor) this.#asked = { key, corridor, store: corridor.chat.counts([record], options) };
    return this.watch(this.#asked.store)[0];
  }

  #short = (value: number): string => (value > 99 ? '99+' : formatNumber(this.language, value));

  #labelOf({ total, unread, mentioned }: Count): string {
    const { language } = this, [all, waiting, mine] = [total, unread, mentioned].map((value) => formatNumber(language, value)) as [string, string, string];
    return [
      plural(language, total, { one: str`${all} message`, other: str`${all} messages` }),
      unread && plural(language, unread, { one: str`${waiting} unread`, other: str`${waiting} unread` }),
      mentioned && plural(language, mentioned, { one: str`${mine} mentions you`, other: str`${mine} mention you` }),
    ].filter(Boolean).join(', ');
  }
}

define('record-count', RecordCount);

declare global {
  interface HTMLElementTagNameMap {
    'record-count': RecordCount;
  }
}

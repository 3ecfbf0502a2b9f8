import { ContextConsumer } from '@lit/context';
import type { RecordCard as Card } from '@corridor/sdk';
import { css, type CSSResultGroup, html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { corridorContext } from '../base/corridor-context.ts';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { cardStyles } from './card.styles.ts';
import { cardOf } from './cards.ts';

/** Its own site opens in place, any other beside it. */
const target = (url: string): '_blank' | typeof nothing => (new URL(url, document.baseURI).origin === location.origin ? nothing : '_blank');

/**
 * @summary A record of the host: its title, a line about it, its status and up to two ways on. Shows nothing while it does not know the record.
 * @tag record-card
 * @fires corridor-open-record - cancelable; the title or an action was chosen: `detail.url`
 * @csspart card - the card
 * @csspart status - how the record stands
 */
export class RecordCard extends CorridorElement {
  static override styles: CSSResultGroup = [
    CorridorElement.styles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .line .svg {
        flex: none;
        color: var(--c-muted);
      }
      .first {
        flex-wrap: wrap;
        justify-content: space-between;
        row-gap: 0;
      }
      .status {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        flex: none;
        max-inline-size: 100%;
        font-size: var(--c-font-size-meta);
        color: var(--c-text);
        white-space: nowrap;
      }
      .status::before {
        content: '';
        flex: none;
        inline-size: 8px;
        block-size: 8px;
        border-radius: 50%;
        background: var(--tone, var(--c-faint));
      }
      .status span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .info {
        --tone: var(--c-info);
      }
      .success {
        --tone: var(--c-success);
      }
      .warning {
        --tone: var(--c-warning);
      }
      .danger {
        --tone: var(--c-danger);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        margin-block-start: 2px;
        font-size: var(--c-font-size-small);
      }
      .ways a {
        color: var(--c-accent-text);
        text-underline-offset: 2px;
      }
      @media (forced-colors: active) {
        .card {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];
  static override properties: PropertyDeclarations = {
    url: {},
    card: { attribute: false },
  };

  /** Address of the record: what it shows is asked of the page (`resolveRecord`), then of the host. */
  url = '';
  /** What to show, where that is known already. */
  card?: Card | undefined;

  readonly #around = new ContextConsumer(this, { context: corridorContext, subscribe: true });
  #askedFor = '';

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.url || !this.corridor || this.#askedFor === this.url) return;
    const url = (this.#askedFor = this.url);
    void cardOf(this.corridor, new URL(url, document.baseURI).href, this.resolveRecord ?? this.#around.value?.page?.resolveRecord).then((card) => {
      if (this.url === url) this.card = card?.type === 'record' ? card : undefined;
    });
  }

  protected override render() {
    const { card } = this;
    if (!card) return nothing;
    return html`<article class="card" part="card" aria-label=${card.title}>
      <div class="line first"><span class="line">${icon(moreIcons.box, 'small')}${this.#link(card.url, card.title, 'title')}</span>${card.status
        ? html`<span class="status ${card.status.tone}" part="status" title=${card.status.text}><span dir="auto">${card.status.text}</span></span>`
        : nothing}</div>
      ${card.meta ? html`<div class="meta" dir="auto" title=${card.meta}>${card.meta}</div>` : nothing}
      ${card.actions?.length ? html`<div class="ways">${card.actions.map(({ label, url }) => this.#link(url, label, ''))}</div>` : nothing}
    </article>`;
  }

  #link(url: string, words: string, name: string) {
    const choose = (event: Event) => { if (!this.emit('corridor-open-record', { url })) event.preventDefault(); };
    return html`<a class=${name} dir="auto" href=${url} title=${words} target=${target(url)} rel="noopener" @click=${choose}>${words}</a>`;
  }
}

define('record-card', RecordCard);

declare global {
  interface HTMLElementTagNameMap {
    'record-card': RecordCard;
  }
  interface HTMLElementEventMap {
    'corridor-open-record': CustomEvent<{ url: string }>;
  }
}

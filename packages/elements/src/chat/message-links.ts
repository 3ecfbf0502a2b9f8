import { ContextConsumer } from '@lit/context';
import type { LinkCard, Message, PageCard } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { corridorContext } from '../base/corridor-context.ts';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { cardStyles } from '../links/card.styles.ts';
import { cardOf } from '../links/cards.ts';
import '../links/record-card.ts';
import { addressAt } from './message-text.links.ts';

const mostCards = 3;
const code = /(`{3,}|~{3,})[^]*?(?:\1|$)|(`+)[^`]*\2/g;

/** The first addresses of the web in a text, each once; those in code are no links. */
export function linksIn(text: string): string[] {
  const found = [...text.replaceAll(code, ' ').matchAll(/https?:\/\/[^\s<>"]+/gi)].flatMap(([url]) => addressAt(url)?.href ?? []);
  return [...new Set(found)].slice(0, mostCards);
}

/**
 * What the links of a message lead to, as cards: records of the host, and other pages. Asked once it is on the screen. Made by `<message-row>`.
 * @tag message-links
 */
export class MessageLinks extends CorridorElement {
  static override styles: CSSResultGroup = [
    CorridorElement.styles,
    cardStyles,
    css`
      :host {
        display: block;
      }
      .card,
      record-card {
        margin-block-start: 6px;
      }
      .page {
        position: relative;
        padding-inline-end: 32px;
      }
      .page .about {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        white-space: normal;
      }
      .hide {
        position: absolute;
        inset-block-start: 4px;
        inset-inline-end: 4px;
      }
    `,
  ];
  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    canHide: { attribute: false },
    cards: { attribute: false },
    refusal: { attribute: false },
  };

  message!: Message;
  /** It is mine, or I moderate. */
  canHide = false;
  cards: readonly LinkCard[] = [];
  refusal = '';

  readonly #around = new ContextConsumer(this, { context: corridorContext, subscribe: true });
  readonly #sight = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    this.#isSeen = true;
    void this.#ask();
  });
  #isSeen = false;
  #asked = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sight.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.#isSeen) void this.#ask();
  }

  /** Anew where the text has changed, and after a time without a connection. */
  async #ask(): Promise<void> {
    const { corridor } = this, urls = linksIn(this.message.text);
    const question = `${corridor?.connection.get()} ${urls.join(' ')}`;
    if (!corridor || question === this.#asked) return;
    this.#asked = question;
    const cards = await Promise.all(urls.map((url) => cardOf(corridor, url, this.#around.value?.page?.resolveRecord)));
    if (this.#asked === question) this.cards = cards.filter((card) => card !== undefined);
  }

  protected override render() {
    if (!this.corridor) return nothing;
    this.watch(this.corridor.connection);
    return html`${this.cards.map((card) => (card.type === 'record' ? html`<record-card .card=${card}></record-card>` : this.#page(card)))}
      ${this.refusal ? html`<p class="meta" role="alert">${this.refusal}</p>` : nothing}`;
  }

  #page(card: PageCard) {
    const host = new URL(card.url).host.replace(/^www\./, '');
    return html`<article class="card page" aria-label=${card.title}>
      <div class="meta" dir="auto">${card.site && card.site !== host ? `${card.site} · ${host}` : host}</div>
      <a class="title" dir="auto" href=${card.url} title=${card.title} target="_blank" rel="noopener noreferrer">${card.title}</a>
      ${card.description ? html`<div class="meta about" dir="auto">${card.description}</div>` : nothing}
      ${this.canHide ? html`<button class="icon hide" tabindex="-1" aria-label=${msg('Remove preview')} title=${msg('Remove preview')} @click=${() => this.#hide()}>${icon(moreIcons.x, 'small')}</button>` : nothing}
    </article>`;
  }

  #hide(): void {
    this.corridor?.chat.hidePreviews({ messageId: this.message.id }).catch((error: Error) => { this.refusal = error.message; });
  }
}

define('message-links', MessageLinks);

declare global {
  interface HTMLElementTagNameMap {
    'message-links': MessageLinks;
  }
}

import type { Channel, Corridor, CorridorError, ScheduledMessage } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatFull, msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { namesBy, plainText } from './message-text.ts';
import { paneStyles } from './pane.styles.ts';
import { placeTitle } from './place-title.ts';
import { showNote } from '../base/quiet-note.ts';
import { scheduledListStyles } from './scheduled-list.styles.ts';
import { filesLater, scheduledOf } from './scheduled.ts';
import './send-later.ts';
import type { SendLater } from './send-later.ts';

/**
 * @summary What I have to be sent later, in all conversations, the next one first, and what could not be sent.
 * @tag scheduled-list
 * @fires corridor-open - the conversation of a message was chosen: `detail.channelId`
 * @fires corridor-back - the way back was chosen
 * @csspart row - a message
 */
export class ScheduledList extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, scheduledListStyles];
  static override properties: PropertyDeclarations = {
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    failure: { attribute: false },
  };

  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private failure: string | undefined;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('li .link, .bar button')?.focus(options);
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}">
        ${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}<h2>${msg('Scheduled')}</h2>
      </div>
      <div class="scroll">${this.failure ? html`<div class="refused" role="alert">${this.failure}</div>` : nothing}${this.#renderItems(corridor)}</div>
      <send-later class="edit"></send-later>`;
  }

  #renderItems(corridor: Corridor) {
    const scheduled = scheduledOf(corridor), items = this.watch(scheduled.items), isKnown = this.watch(scheduled.isKnown);
    if (items.length) return html`<ul aria-label=${msg('Scheduled')}>${repeat(items, ({ messageId }) => messageId, (one) => this.#renderItem(corridor, one))}</ul>`;
    if (isKnown === true) {
      return html`<div class="state" role="status"><strong>${msg('Nothing waits to be sent.')}</strong><span>${msg('“Send later” beside the field has a message go out at a time you choose.')}</span></div>`;
    }
    return isKnown
      ? html`<div class="state" role="alert"><span>${explain(isKnown)}</span><button class="button" type="button" @click=${() => scheduled.load()}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`
      : html`<div class="state late" role="status">${msg('Looking…')}</div>`;
  }

  #renderItem(corridor: Corridor, one: ScheduledMessage) {
    const { messageId, channelId, sendAt, refusal } = one;
    const channel = this.#channel(corridor, channelId);
    const files = filesLater(this.language, one), text = plainText(one.text, namesBy(corridor, (store) => this.watch(store))) || files;
    const title = channel ? placeTitle(corridor, channel, this.language, (store) => this.watch(store)) : msg('Conversation');
    const way = (label: string, act: () => void) => html`<button class="link" type="button" aria-label=${`${label}: ${text}`} @click=${act}>${label}</button>`;
    return html`<li part="row">
      <button class="place link cut" type="button" dir="auto" title=${title} @click=${() => this.emit('corridor-open', { channelId })}>${title}</button>
      <time class="meta" datetime=${sendAt}>${formatFull(this.language, sendAt)}</time>
      <span class="text" dir="auto">${text}</span>${text === files || !files ? nothing : html`<span class="text meta">${files}</span>`}
      ${refusal
        ? html`<span class="problem"><strong>${icon(icons.warning, 'small')}${msg('Not sent')}</strong><span>${explain(refusal)}</span><span class="meta">${msg('Once that has changed, send it again; until then it stays here.')}</span></span>`
        : nothing}
      <span class="ways">
        ${way(msg('Edit'), () => void this.renderRoot.querySelector<SendLater>('.edit')?.change(one))}
        ${way(refusal ? msg('Send again') : msg('Send now'), () => this.#ask(corridor.chat.reschedule({ messageId, sendAt: new Date(0).toISOString() })))}
        ${way(msg('Cancel'), () => this.#cancel(corridor, one))}
      </span></li>`;
  }

  /** As far as it is known: I may have left it. */
  #channel(corridor: Corridor, channelId: string): Channel | undefined {
    const mine = [...this.watch(corridor.chat.channels), ...this.watch(corridor.chat.myThreads)].find(({ id }) => id === channelId);
    return mine ?? corridor.chat.conversation(channelId).channel.get();
  }

  #cancel(corridor: Corridor, { messageId, channelId, text, sendAt, fileIds, refusal }: ScheduledMessage): void {
    const undo = { label: msg('Undo'), run: () => this.#ask(corridor.chat.schedule(channelId, { id: messageId, text, sendAt, ...(fileIds && { fileIds }) })) };
    this.#ask(corridor.chat.unschedule({ messageId }).then(() => showNote(this.renderRoot.querySelector('.scroll')!, { text: msg('It will not be sent.'), ...(!refusal && { action: undo }) })));
  }

  #ask(request: Promise<unknown>): void {
    this.failure = undefined;
    request.catch((error: unknown) => (this.failure = explain(error as CorridorError)));
  }
}

define('scheduled-list', ScheduledList);

declare global {
  interface HTMLElementTagNameMap {
    'scheduled-list': ScheduledList;
  }
}

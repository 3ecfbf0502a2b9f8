import type { Message } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import '../people/user-avatar.ts';

const styles = css`
  li {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 36px;
  }
`;

/**
 * @summary A dialog with who has read a message, as long as it is open.
 * @tag message-readers
 */
export class MessageReaders extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, styles];
  static override properties: PropertyDeclarations = { message: { attribute: false } };

  private message: Message | undefined;
  #closed: () => void = () => {};

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog; resolves when it is closed. */
  async show(message: Message): Promise<void> {
    this.message = message;
    await this.updateComplete;
    openDialog(this.#dialog);
    return new Promise((resolve) => (this.#closed = resolve));
  }

  protected override render() {
    const { corridor, message } = this;
    if (!corridor || !message) return nothing;
    const me = this.watch(corridor.me)?.id;
    const readers = Object.entries(this.watch(corridor.chat.conversation(message.channelId).readers)).filter(([userId, seq]) => seq >= message.seq && userId !== message.senderId).map(([userId]) => userId);
    if (me && me !== message.senderId) readers.push(me); // it is before my eyes
    const people = [...new Set(readers)].map((userId) => ({ userId, name: this.watch(corridor.people.person(userId)).name })).sort((one, other) => one.name.localeCompare(other.name, this.language));
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed()}>
      <div class="dialog-bar"><h2 id="title">${msg('Read by')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body">${people.length
        ? html`<ul>${people.map(({ userId, name }) => html`<li><user-avatar size="small" user-id=${userId}></user-avatar><span class="cut" dir="auto">${name}</span></li>`)}</ul>`
        : html`<span role="status">${msg('Nobody has read it yet.')}</span>`}</div>
    </dialog>`;
  }
}

define('message-readers', MessageReaders);

declare global {
  interface HTMLElementTagNameMap {
    'message-readers': MessageReaders;
  }
}

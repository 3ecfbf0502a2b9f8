import type { MyChannel } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';

const styles = css`
  .dialog-body {
    display: flex;
    flex-direction: column;
    min-block-size: 320px;
    padding: 12px 8px;
  }
  .field {
    margin: 0 8px 8px;
  }
  .channel {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 12px;
    padding: 8px;
    border-radius: var(--c-radius-s);
  }
  .channel:hover {
    background: var(--c-hover);
  }
  .channel b {
    font-weight: 600;
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .state {
    flex: 1;
  }
  .more {
    margin: 8px;
  }
`;

/**
 * @summary A dialog with the public channels that are there to join.
 * @tag channel-browser
 * @fires corridor-open - a channel was joined: `detail.channelId`
 * @fires corridor-new - somebody wants a new one instead: `detail.kind` is `group`
 */
export class ChannelBrowser extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, styles];
  static override properties: PropertyDeclarations = {
    channels: { attribute: false },
    next: { attribute: false },
    query: { attribute: false },
    failure: { attribute: false },
  };

  private channels: readonly MyChannel[] | undefined;
  private next: string | undefined;
  private query = '';
  private failure: string | undefined;
  #asked = 0;

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog and looks for channels. */
  async show(): Promise<void> {
    this.query = '';
    this.channels = undefined;
    await this.updateComplete;
    openDialog(this.#dialog);
    this.renderRoot.querySelector('input')?.focus();
    await this.#load();
  }

  protected override render() {
    if (!this.corridor) return nothing;
    return html`<dialog aria-labelledby="title">
      <div class="dialog-bar"><h2 id="title">${msg('Channels to join')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <div class="dialog-body">
        <div class="field"><input type="search" aria-label=${msg('Find a channel')} placeholder=${msg('Find a channel')} autocomplete="off" .value=${this.query} @input=${this.#onInput} /></div>
        ${this.#renderChannels()}
      </div>
      <div class="dialog-actions"><button class="button" type="button" @click=${this.#onNew}>${icon(moreIcons.plus, 'small')}${msg('New channel')}</button></div>
    </dialog>`;
  }

  #renderChannels() {
    const { channels, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${failure}</span><button class="button" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button></div>`;
    if (!channels) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (!channels.length) {
      return html`<div class="state" role="status"><span>${this.query.trim() ? msg(str`Nothing found for “${this.query.trim()}”.`) : msg('You are in every public channel there is.')}</span></div>`;
    }
    return html`<ul aria-label=${msg('Channels to join')}>${repeat(channels, ({ id }) => id, (channel) => html`<li class="channel">
        <span><b>${icon(moreIcons.hash, 'small')}<span class="cut" dir="auto">${channel.name}</span></b>
          <span class="meta" dir="auto">${[this.#people(channel), channel.description].filter(Boolean).join(' · ')}</span></span>
        <button class="button" type="button" aria-label=${msg(str`Join ${channel.name ?? ''}`)} @click=${() => void this.#join(channel)}>${msg('Join')}</button></li>`)}</ul>
      ${this.next ? html`<button class="link more" type="button" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button>` : nothing}`;
  }

  #people({ memberCount }: MyChannel): string {
    const shown = formatNumber(this.language, memberCount);
    return plural(this.language, memberCount, { one: str`${shown} person`, other: str`${shown} people` });
  }

  async #load(cursor?: string): Promise<void> {
    const asked = ++this.#asked;
    const query = this.query.trim();
    this.failure = undefined;
    try {
      const page = await this.corridor?.chat.browse({ ...(query && { query }), ...(cursor && { cursor }) });
      if (asked !== this.#asked || !page) return;
      this.channels = cursor ? [...(this.channels ?? []), ...page.items] : page.items;
      this.next = page.next;
    } catch (error) {
      if (asked === this.#asked) this.failure = explain(error as Parameters<typeof explain>[0]);
    }
  }

  async #join({ id }: MyChannel): Promise<void> {
    try {
      await this.corridor?.chat.join(id);
      this.#dialog?.close();
      this.emit('corridor-open', { channelId: id });
    } catch (error) {
      this.failure = explain(error as Parameters<typeof explain>[0]);
    }
  }

  readonly #onInput = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    void this.#load();
  };

  readonly #onNew = (): void => {
    this.#dialog?.close();
    this.emit('corridor-new', { kind: 'group' });
  };
}

define('channel-browser', ChannelBrowser);

declare global {
  interface HTMLElementTagNameMap {
    'channel-browser': ChannelBrowser;
  }
}

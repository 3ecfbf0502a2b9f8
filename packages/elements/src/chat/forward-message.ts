import { createId, type CorridorError, type Message, type MyChannel } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles, fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { optionsStyles } from '../base/options.styles.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { audienceMark } from './audience.ts';
import { audienceOf, crossesAudience } from './audience-guard.ts';
import { channelIcon } from './channel-icon.ts';
import { Finder, type Option } from './conversation-list.find.ts';
import { otherPerson, titleOf } from './conversation-title.ts';
import { namesBy, plainText, wordsOf } from './message-text.ts';
import { showNote } from '../base/quiet-note.ts';

const mostShown = 8;

const styles = css`
  .quote {
    margin-block-end: 16px;
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--c-line-strong);
    color: var(--c-muted);
    font-size: var(--c-font-size-small);
  }
  .quote p {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .chosen {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: calc(var(--c-control) + 2px);
    padding-inline: 8px 2px;
    border-radius: var(--c-radius-s);
    background: var(--c-accent-soft);
  }
  .chosen .cut {
    flex: 1;
  }
`;

/**
 * @summary A dialog that passes a message on: where to, and a word with it.
 * @tag forward-message
 */
export class ForwardMessage extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, fieldStyles, optionsStyles, styles];
  static override properties: PropertyDeclarations = {
    message: { attribute: false },
    search: { attribute: false },
    chosen: { attribute: false },
    active: { attribute: false },
    isBusy: { attribute: false },
    failure: { attribute: false },
  };

  private message: Message | undefined;
  private search = '';
  private chosen: Option | undefined;
  private active = 0;
  private isBusy = false;
  private failure: string | undefined;
  #id = '';
  #closed: () => void = () => {};
  readonly #finder = new Finder(this, () => {});

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  /** Opens the dialog; resolves when it is closed. */
  async show(message: Message): Promise<void> {
    this.message = message;
    await this.updateComplete;
    openDialog(this.#dialog, 'form');
    this.#field?.focus();
    return new Promise((resolve) => (this.#closed = resolve));
  }

  get #field() {
    return this.renderRoot.querySelector<HTMLInputElement>('#to');
  }

  protected override render() {
    const { corridor, message } = this;
    if (!corridor || !message) return nothing;
    const names = namesBy(corridor, (store) => this.watch(store));
    return html`<dialog aria-labelledby="title" @close=${() => this.#closed()}>
      <div class="dialog-bar"><h2 id="title">${msg('Forward message')}</h2>
        <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#dialog?.close()}>${icon(moreIcons.x)}</button></div>
      <form class="dialog-body" id="form" novalidate @submit=${this.#onSubmit}>
        <div class="quote"><b>${names(message.senderId, '@')}</b><p dir="auto">${plainText(wordsOf(message), names)}</p></div>
        <div class="field"><span class="label">${msg('To')}</span>${this.chosen ? this.#renderChosen(this.chosen) : this.#renderSearch()}</div>
        ${this.#crosses ? html`<p class="problem" role="alert">${msg('This comes from a conversation that other people read.')}</p>` : nothing}
        <label class="field"><span class="label">${msg('Add a word')}</span><textarea id="text" rows="2" maxlength="20000" dir="auto"></textarea></label>
      </form>
      <div class="dialog-actions">
        ${this.failure ? html`<span class="problem" role="alert">${this.failure}</span>` : nothing}
        <button class="button" type="button" @click=${() => this.#dialog?.close()}>${msg('Cancel')}</button>
        <button class="button primary" type="submit" form="form" ?disabled=${this.isBusy || !this.chosen}>${this.#crosses ? msg('Forward all the same') : msg('Forward')}</button>
      </div>
    </dialog>`;
  }

  #renderChosen(option: Option) {
    return html`<div class="chosen">${this.#picture(option)}<span class="cut" dir="auto">${this.#labelOf(option)}</span>${'channel' in option ? audienceMark(option.channel) : nothing}
      <button class="icon" type="button" id="to" aria-label=${msg(str`Remove ${this.#labelOf(option)}`)} @click=${() => void this.#choose(undefined)}>${icon(moreIcons.x, 'small')}</button></div>`;
  }

  #renderSearch() {
    const options = this.#options;
    return html`<input id="to" type="text" role="combobox" aria-label=${msg('To')} aria-expanded="true" aria-controls="options" aria-autocomplete="list" autocomplete="off" spellcheck="false"
        placeholder=${msg('A conversation or a person')} aria-activedescendant=${options[this.active] ? `option-${this.active}` : nothing}
        .value=${this.search} @input=${this.#onInput} @keydown=${this.#onKeydown} />
      ${options.length
        ? html`<div role="listbox" id="options" aria-label=${msg('Conversations')}>${options.map((option, index) => html`
            <div class="option ${index === this.active ? 'active' : ''}" id=${`option-${index}`} role="option" aria-selected=${index === this.active ? 'true' : 'false'}
              @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => void this.#choose(option)}>${this.#picture(option)}<span class="cut" dir="auto">${this.#labelOf(option)}</span>${'channel' in option ? audienceMark(option.channel) : nothing}</div>`)}</div>`
        : html`<div class="none" id="options" role="status">${msg(str`Nothing found for “${this.search.trim()}”.`)}</div>`}`;
  }

  #picture(option: Option) {
    const userId = 'person' in option ? option.person.id : otherPerson(option.channel, this.corridor?.me.get()?.id);
    return userId ? html`<user-avatar size="tiny" user-id=${userId}></user-avatar>` : 'channel' in option ? icon(channelIcon(option.channel), 'small') : nothing;
  }

  #labelOf(option: Option): string {
    if ('person' in option) return option.person.name;
    const { name, detail } = this.#titleOf(option.channel);
    return detail ? `${name} · ${detail}` : name;
  }

  /** Whether the message would reach people of another audience than the one it was written for. */
  get #crosses(): boolean {
    const { corridor, message, chosen } = this;
    if (!corridor || !message || !chosen || !('channel' in chosen)) return false;
    return crossesAudience(audienceOf(corridor, corridor.chat.conversation(message.channelId).channel.get()), audienceOf(corridor, chosen.channel));
  }

  #titleOf(channel: MyChannel) {
    const corridor = this.corridor!;
    return titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
  }

  get #options(): Option[] {
    const { corridor } = this;
    if (!corridor) return [];
    const mayWrite = ({ id, archivedAt, posting, membership }: MyChannel) => !archivedAt && (posting === 'everyone' || membership?.role !== 'member') && (id !== this.message?.channelId || this.search !== ''); // it stands there already
    return this.#finder.options(this.search, this.watch(corridor.chat.channels).filter(mayWrite), this.language, this.watch(corridor.me)?.id, (channel) => this.#titleOf(channel)).slice(0, mostShown);
  }

  async #choose(option: Option | undefined): Promise<void> {
    this.chosen = option;
    this.#id = createId();
    this.failure = undefined;
    this.search = '';
    this.active = 0;
    this.#finder.forget();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(option ? '#text' : '#to')?.focus();
  }

  readonly #onInput = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
    this.active = 0;
    void this.#finder.find(this.search, this.corridor);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const options = this.#options;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const option = options[this.active];
    if (step) this.active = (this.active + step + options.length) % Math.max(1, options.length);
    else if (event.key === 'Enter' && option) void this.#choose(option);
    else return;
    event.preventDefault();
  };

  readonly #onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { corridor, message, chosen } = this;
    if (this.isBusy || !chosen || !corridor || !message) return;
    this.isBusy = true;
    this.failure = undefined;
    const text = this.renderRoot.querySelector<HTMLTextAreaElement>('#text')?.value ?? '';
    try {
      const channelId = 'channel' in chosen ? chosen.id : (await corridor.chat.openDirect(chosen.person.id)).id;
      if ('person' in chosen) corridor.chat.close(channelId);
      await corridor.chat.forward({ messageId: message.id, channelId, id: this.#id, text });
      showNote(this, { text: msg(str`Forwarded to ${this.#labelOf(chosen)}.`) });
      this.#dialog?.close();
    } catch (error) {
      this.failure = explain(error as CorridorError);
    } finally {
      this.isBusy = false;
    }
  };
}

define('forward-message', ForwardMessage);

declare global {
  interface HTMLElementTagNameMap {
    'forward-message': ForwardMessage;
  }
}

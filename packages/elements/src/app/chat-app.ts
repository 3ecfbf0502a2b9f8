import type { Corridor } from '@corridor/sdk';
import { type CSSResultGroup, type LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { openDialog } from '../base/dialog.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { isInModal, isTyping } from '../base/keys.ts';
import { msg } from '../base/localisation.ts';
import type { ChannelBrowser } from '../chat/channel-browser.ts';
import type { ChatPreferences } from '../chat/chat-preferences.ts';
import type { ChatSidebar } from '../chat/chat-sidebar.ts';
import '../chat/conversation-view.ts';
import type { ConversationView } from '../chat/conversation-view.ts';
import type { NewConversation } from '../chat/new-conversation.ts';
import { notify } from '../chat/notify.ts';
import type { ShortcutSheet } from '../chat/shortcut-sheet.ts';
import type { ThreadView } from '../chat/thread-view.ts';
import type { SearchBox } from '../search/search-box.ts';
import { addressOf, countTitle, filesPlace, isListed, loadFiles, loadParts, placeIn, savedPlace, scheduledPlace, threadsPlace } from './chat-app.page.ts';
import { chatAppStyles } from './chat-app.styles.ts';

/** Narrower than this there is one pane at a time; the styles say the same. */
const onePane = 640;

/**
 * @summary A full page of conversations: all of mine at the side, one of them in the middle, what it is about beside it.
 * @tag chat-app
 * @slot heading - at the top of the side, such as the company's name
 * @fires corridor-shown - a conversation is on show: `detail.channelId`
 * @csspart side - all conversations
 * @csspart main - the one on show
 * @csspart details - what it is about
 */
export class ChatApp extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, chatAppStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id', reflect: true },
    routing: {},
    plainTitle: { type: Boolean, attribute: 'plain-title' },
    isDetailed: { attribute: false },
    thread: { attribute: false },
    isNarrow: { attribute: false },
    hasParts: { attribute: false },
    isFinding: { attribute: false },
  };

  /** The conversation on show. */
  channelId = '';
  /** `hash` (the default) keeps the place in the address, as `#corridor/<channel>`; `none` leaves the address to the page. */
  routing: 'hash' | 'none' = 'hash';
  /** Leaves the page's title alone; otherwise it begins with the number of unread messages that are meant for me. */
  plainTitle = false;

  private isDetailed = false;
  /** The thread beside the conversation, in the place of its details. */
  private thread: { channelId: string; messageId: string } | undefined;
  private isNarrow = false;
  private hasParts = false;
  private isFinding = false;
  #seq: number | undefined;
  /** The reply to show in the thread. */
  #threadSeq: number | undefined;
  /** What the address names: the conversation on show, or a thread beside it. */
  #place = '';
  /** Where the focus goes once it is there. */
  #focusNext = '';
  readonly #size = new ResizeObserver(([entry]) => (this.isNarrow = !!entry && entry.contentRect.width < onePane));

  get #sidebar() {
    return this.renderRoot.querySelector<ChatSidebar>('.side');
  }
  get #view() {
    return this.renderRoot.querySelector<ConversationView>('.main');
  }

  /** A conversation is on show, and not a list. */
  get #hasDetails(): boolean {
    return this.channelId !== '' && !isListed(this.channelId);
  }

  get #finder() {
    return this.renderRoot.querySelector<HTMLDialogElement>('.finder');
  }

  /** Shows a conversation, at a message of it if one is named. */
  show(channelId: string, seq?: number): void {
    this.#go(channelId, seq);
    if (this.routing === 'hash') history.pushState(null, '', addressOf(channelId, seq));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.#onPlace);
    addEventListener('hashchange', this.#onPlace);
    addEventListener('keydown', this.#onPageKeydown);
    this.#size.observe(this);
    if (this.routing === 'hash') this.#onPlace();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onPlace);
    removeEventListener('hashchange', this.#onPlace);
    removeEventListener('keydown', this.#onPageKeydown);
    this.#size.disconnect();
    if (!this.plainTitle) countTitle(0);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.corridor) notify(this, this.corridor);
    if (this.isConnected && this.corridor && !this.plainTitle) countTitle(this.corridor.chat.mentions.get());
    if (!this.hasParts && this.corridor?.connection.get() === 'online') void this.#load();
    void this.#settle();
  }

  protected override render() {
    const { corridor, channelId } = this;
    if (!corridor && this.problem) return this.renderWithoutCorridor();
    if (corridor && !this.plainTitle) this.watch(corridor.chat.mentions);
    if (corridor && !this.hasParts) this.watch(corridor.connection);
    const { hasParts } = this;
    const thread = hasParts ? this.thread : undefined;
    const isDetailed = !thread && this.isDetailed && this.#hasDetails && hasParts;
    const channel = corridor && this.#hasDetails ? this.watch(corridor.chat.conversation(channelId).channel) : undefined;
    return html`<div class="frame ${isDetailed || thread ? 'detailed' : ''} ${channelId ? 'reading' : ''}" @keydown=${this.#onKeydown} @corridor-new=${this.#onNew} @corridor-browse=${this.#onBrowse} @corridor-thread=${this.#onThread} @corridor-preferences=${this.#onPreferences} @corridor-hashtag=${this.#onHashtag}>
      <chat-sidebar class="side" part="side" selected=${channelId} @corridor-open=${this.#onOpen} @corridor-find=${this.#onFind}><slot name="heading" slot="heading"></slot>${hasParts ? html`<chat-hint slot="hint"></chat-hint>` : nothing}</chat-sidebar>
      ${channelId.startsWith(threadsPlace)
        ? html`<thread-list class="main" part="main" channel-id=${channelId.slice(threadsPlace.length + 1)} ?can-go-back=${this.isNarrow} @corridor-back=${this.#onBack}></thread-list>`
        : channelId === savedPlace
        ? html`<saved-list class="main" part="main" ?can-go-back=${this.isNarrow} @corridor-back=${this.#onBack} @corridor-open=${this.#onOpen}></saved-list>`
        : channelId === scheduledPlace
        ? html`<scheduled-list class="main" part="main" ?can-go-back=${this.isNarrow} @corridor-back=${this.#onBack} @corridor-open=${this.#onOpen}></scheduled-list>`
        : channelId.startsWith(filesPlace)
        ? this.#renderFiles(channelId.slice(filesPlace.length + 1))
        : channelId
        ? html`<conversation-view class="main" part="main" channel-id=${channelId} ?can-go-back=${this.isNarrow} @corridor-back=${this.#onBack} @corridor-open=${this.#onOpen}>
            ${channel ? html`<button class="icon" slot="actions" type="button" aria-label=${msg('Details')} title=${msg('Details')} aria-keyshortcuts="Alt+I" aria-expanded=${isDetailed ? 'true' : 'false'} @click=${this.#onDetails}>${icon(moreIcons.panel, 'directed')}</button>` : nothing}
          </conversation-view>`
        : this.#renderBeginning(corridor)}
      ${thread ? html`<thread-view class="details" part="details" channel-id=${thread.channelId} message-id=${thread.messageId} @corridor-close=${this.#onThreadClose} @corridor-open=${this.#onOpen}></thread-view>` : nothing}
      ${isDetailed ? html`<conversation-details class="details" part="details" channel-id=${channelId} @corridor-close=${this.#onDetails} @corridor-open=${this.#onOpen} @corridor-threads=${this.#onThreads} @corridor-files=${this.#onFiles}></conversation-details>` : nothing}
      ${this.hasParts ? html`<new-conversation class="new" @corridor-open=${this.#onOpen}></new-conversation><channel-browser class="browser" @corridor-open=${this.#onOpen}></channel-browser><shortcut-sheet class="keys"></shortcut-sheet><chat-preferences class="preferences"></chat-preferences>` : nothing}
      <dialog class="finder" aria-label=${msg('Find')} @close=${() => (this.isFinding = false)}>
        <div class="dialog-bar"><h2>${msg('Find')}</h2>
          <button class="icon" type="button" aria-label=${msg('Close')} @click=${() => this.#finder?.close()}>${icon(moreIcons.x)}</button></div>
        ${this.isFinding ? html`<search-box class="search" @corridor-open=${this.#onFound}></search-box>` : nothing}
      </dialog>
    </div>`;
  }

  #renderFiles(channelId: string) {
    void loadFiles();
    return html`<file-browser class="main" part="main" channel-id=${channelId} ?can-go-back=${this.isNarrow || channelId !== ''} @corridor-back=${channelId ? () => this.show(channelId) : this.#onBack}></file-browser>`;
  }

  /** Nothing is open: who has no conversation yet is shown both ways to one. */
  #renderBeginning(corridor: Corridor | undefined) {
    const isNew = corridor && this.watch(corridor.chat.isLoaded) && !this.watch(corridor.chat.channels).length;
    return html`<div class="main" part="main"><div class="state">
      <span>${isNew ? msg('No conversations yet. Find a colleague and write the first message.') : msg('Choose a conversation, or begin a new one.')}</span>
      <div class="ways"><button class="button ${isNew ? 'primary' : ''}" type="button" @click=${() => this.#begin('direct')}>${icon(icons.compose, 'small')}${msg('New message')}</button>
        ${isNew ? html`<button class="button" type="button" @click=${this.#onBrowse}>${icon(moreIcons.hash, 'small')}${msg('Channels to join')}</button>` : nothing}</div></div></div>`;
  }

  /** The side and the dialogs. Without a network they come with the next connect. */
  async #load(): Promise<void> {
    if (!this.hasParts) this.hasParts = await loadParts();
  }

  #go(place: string, seq?: number): void {
    const thread = place && !isListed(place) ? this.corridor?.chat.conversation(place).channel.get()?.thread : undefined;
    this.#place = place;
    const channelId = thread?.channelId ?? place;
    if (channelId !== this.channelId && this.isConnected && this.hasUpdated) this.#focusNext = channelId ? '.main' : '.side';
    this.channelId = channelId;
    this.#seq = thread?.seq ?? seq;
    if (!channelId || this.isNarrow) this.isDetailed = false;
    this.thread = undefined;
    if (thread) this.#showThread(thread, seq);
    this.requestUpdate();
    if (this.#hasDetails) this.emit('corridor-shown', { channelId });
  }

  /** The message that was asked for, and the focus where somebody would go on. */
  async #settle(): Promise<void> {
    const view = this.#view, thread = this.thread && this.renderRoot.querySelector<ThreadView>('.details');
    if (thread && this.#threadSeq !== undefined) {
      thread.seq = this.#threadSeq;
      this.#threadSeq = undefined;
    }
    if (this.#seq !== undefined && view && this.corridor) {
      const seq = this.#seq;
      this.#seq = undefined;
      await view.jumpTo(seq);
    }
    const next = this.#focusNext ? this.renderRoot.querySelector<HTMLElement & Partial<LitElement>>(this.#focusNext) : null;
    if (!next) return;
    const isField = this.#focusNext === '.main';
    this.#focusNext = '';
    await next.updateComplete;
    // A phone's keyboard would cover half of what there is to read.
    if (!isField || !matchMedia('(pointer: coarse)').matches) next.focus();
  }

  #showThread({ channelId, messageId }: NonNullable<ChatApp['thread']>, seq: number | undefined): void {
    this.thread = { channelId, messageId };
    this.#threadSeq = seq;
    this.#focusNext = '.details';
  }

  #begin(kind: 'direct' | 'group'): void {
    void this.renderRoot.querySelector<NewConversation>('.new')?.show(kind);
  }

  readonly #onPlace = (): void => {
    if (this.routing !== 'hash') return;
    const place = placeIn(location.hash);
    if (place.channelId !== this.#place || place.seq !== undefined) this.#go(place.channelId, place.seq);
  };

  readonly #onOpen = (event: CustomEvent<{ channelId: string; seq?: number }>): void => {
    event.stopPropagation();
    const { channelId, seq } = event.detail;
    if (channelId !== this.channelId || seq !== undefined) this.show(channelId, seq);
    else this.#view?.focus();
    if (this.isNarrow) this.isDetailed = false;
  };

  readonly #onBack = (event: Event): void => {
    event.stopPropagation();
    this.#go('');
    if (this.routing === 'hash') history.pushState(null, '', addressOf(''));
  };

  readonly #onDetails = (event?: Event): void => {
    event?.stopPropagation();
    this.isDetailed = !!this.thread || !this.isDetailed; // they take the place of a thread
    this.thread = undefined;
    this.#focusNext = this.isDetailed ? '.details' : '[slot=actions]';
  };

  readonly #onThread = (event: CustomEvent<{ channelId: string; messageId: string; seq?: number | undefined }>): void => {
    if (!this.hasParts) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.detail.channelId === this.channelId || !this.#hasDetails) this.#showThread(event.detail, event.detail.seq);
    else this.#go(this.channelId, event.detail.seq); // what was on show is the thread itself, as is known now
  };

  readonly #onThreads = (event: CustomEvent<{ channelId: string }>): void => {
    event.stopPropagation();
    this.show(`${threadsPlace}/${event.detail.channelId}`);
    this.isDetailed = false;
  };

  readonly #onFiles = (event: CustomEvent<{ channelId: string }>): void => {
    event.stopPropagation();
    this.show(`${filesPlace}/${event.detail.channelId}`);
    this.isDetailed = false;
  };

  readonly #onThreadClose = (event?: Event): void => {
    event?.stopPropagation();
    this.thread = undefined;
    this.#focusNext = '.main';
  };

  readonly #onNew = (event: CustomEvent<{ kind: 'direct' | 'group' }>): void => {
    event.stopPropagation();
    this.#begin(event.detail.kind);
  };

  readonly #onPreferences = (event?: Event): void => {
    event?.stopPropagation();
    void this.renderRoot.querySelector<ChatPreferences>('.preferences')?.show();
  };

  readonly #onBrowse = (event: Event): void => {
    event.stopPropagation();
    void this.renderRoot.querySelector<ChannelBrowser>('.browser')?.show();
  };

  readonly #onFind = (event?: Event): Promise<void> => {
    event?.stopPropagation();
    return this.#find('');
  };

  readonly #onHashtag = ({ detail }: CustomEvent<{ tag: string }>): void => void this.#find(`#${detail.tag}`);

  async #find(query: string): Promise<void> {
    const dialog = this.#finder;
    if (!dialog || dialog.open) return;
    this.isFinding = true;
    await this.updateComplete;
    openDialog(dialog);
    const box = dialog.querySelector<SearchBox>('.search');
    if (box) box.query = query;
    await box?.updateComplete;
    box?.focus();
  }

  readonly #onFound = (event: CustomEvent<{ channelId: string; seq?: number }>): void => {
    event.stopPropagation();
    this.#finder?.close();
    this.show(event.detail.channelId, event.detail.seq);
  };

  /** Keys pressed where nothing has the focus are meant for the page, and this is what the page is for. */
  readonly #onPageKeydown = (event: KeyboardEvent): void => {
    if (event.target === document.body) this.#onKeydown(event);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const { altKey, shiftKey } = event;
    const hasControl = event.ctrlKey || event.metaKey;
    const inModal = isInModal(event);
    const isBusy = isTyping(event) && !!(event.composedPath()[0] as HTMLInputElement).value; // an empty field has no use for Escape
    const move = (step: 1 | -1) => () => {
      const to = this.#sidebar?.neighbour(this.channelId, step, shiftKey);
      if (to) this.show(to);
    };
    const act =
      hasControl && !altKey && !shiftKey && event.key.toLowerCase() === 'k' ? () => void this.#onFind()
      : hasControl && !altKey && event.key === '/' ? () => void this.renderRoot.querySelector<ShortcutSheet>('.keys')?.show()
      : hasControl && !altKey && event.key === ',' ? () => this.#onPreferences()
      : altKey && !hasControl && event.key === 'ArrowDown' ? move(1)
      : altKey && !hasControl && event.key === 'ArrowUp' ? move(-1)
      : altKey && !hasControl && event.code === 'KeyI' && this.#hasDetails ? () => this.#onDetails()
      : event.key === 'Escape' && this.thread && !isBusy && !inModal ? () => this.#onThreadClose()
      : event.key === 'Escape' && this.isDetailed && !isBusy && !inModal ? () => this.#onDetails()
      : undefined;
    if (!act) return;
    event.preventDefault();
    if (!inModal) act(); // what is behind a dialog stays as it is
  };
}

define('chat-app', ChatApp);

declare global {
  interface HTMLElementTagNameMap {
    'chat-app': ChatApp;
  }
  interface HTMLElementEventMap {
    'corridor-shown': CustomEvent<{ channelId: string }>;
  }
}

import { type Corridor, type CorridorError, type Me, type Message, namesMe } from '@corridor/sdk';
import { type CSSResult, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { controls } from '../base/controls.styles.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatClock, formatFull, interpreter, msg, speakAs } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { KeptFocus } from '../base/kept-focus.ts';
import { Stores } from '../base/stores.ts';
import '../people/user-avatar.ts';
import { reactionChips } from './message-row.chips.ts';
import { styles } from './message-row.styles.ts';
import { format, hasMarkup, isEmojiOnly, loadFormat, type NameOf, namesBy, plainText, wordsOf } from './message-text.ts';
import { messageTime } from './message-time.ts';
import type * as Extras from './message-row.extras.ts';
import type * as Tools from './message-row.tools.ts';

let extras: typeof Extras | undefined;
const loadExtras = () => import('./message-row.extras.ts').catch(() => undefined);
let loaded: typeof Tools | undefined;

/**
 * One message. Made by `<message-list>`, which hands it everything it shows.
 * @tag message-row
 * @fires corridor-before-edit - cancelable; `detail.draft.text` may be changed
 * @fires corridor-before-delete - cancelable
 * @fires corridor-before-copy-link - cancelable; `detail.link.url` may be changed
 * @fires corridor-hashtag - a hashtag was chosen: `detail.tag`
 * @fires corridor-action - cancelable; a button of the host's was chosen: `detail.message`, `detail.action`, `detail.record`
 * @fires corridor-create-record - cancelable; the message is to become a record of the host: `detail.message`
 * @fires corridor-open-record - cancelable; a record was chosen: `detail.url`
 * @fires corridor-open - a conversation named in the text was chosen: `detail.channelId`
 * @fires corridor-profile - cancelable; somebody's name or picture was chosen: `detail.userId`, `detail.channelId`
 * @csspart avatar - the sender's picture or initials
 * @csspart name - the sender's name
 * @csspart time - when it was sent
 * @csspart text - what was written
 * @csspart reaction - a chip under the text
 * @csspart toolbar - the bar at the top end, while the row is in use
 */
export class MessageRow extends LitElement {
  static override styles = [controls, styles];
  static override properties: PropertyDeclarations = {
    corridor: { attribute: false },
    message: { attribute: false },
    me: { attribute: false },
    isContinued: { type: Boolean, reflect: true, attribute: 'continued' },
    isHighlighted: { type: Boolean, reflect: true, attribute: 'highlighted' },
    isOffline: { attribute: false },
    isSignedOut: { attribute: false },
    canModerate: { attribute: false },
    canMarkUnread: { attribute: false },
    now: { attribute: false },
    language: { attribute: false },
    isActive: { attribute: false },
    mode: { attribute: false },
    isSheetOpen: { attribute: false },
    hasCopied: { attribute: false },
    tools: { attribute: false },
    refusal: { attribute: false },
  };

  corridor?: Corridor;
  message!: Message;
  me?: Me | undefined;
  /** Right after one by the same sender: shown without picture and name. */
  isContinued = false;
  isHighlighted = false;
  isOffline = false;
  isSignedOut = false;
  /** I may delete what others wrote. */
  canModerate = false;
  /** I am a member, so there is a read position to move. */
  canMarkUnread = false;
  now = 0;
  language = 'en';

  /** The pointer or the focus is here, so the bar is. */
  isActive = false;
  mode: 'idle' | 'menu' | 'reacting' | 'choosing' | 'deleting' | 'editing' = 'idle';
  isSheetOpen = false;
  hasCopied = false;
  /** What acts on the message, from the first use on. */
  tools?: typeof Tools | undefined;
  /** Why the last thing asked of this message was refused. */
  refusal?: string | undefined;

  #extras: Extras.Extras | undefined;
  readonly #stores = new Stores(this);
  #equipping: Promise<void> | undefined;

  constructor() {
    super();
    new KeptFocus(this);
    this.addEventListener('pointerenter', (event) => this.setActive(event.pointerType !== 'touch' || this.isActive));
    this.addEventListener('pointerleave', () => this.setActive(this.matches(':focus-within')));
    this.addEventListener('focusin', () => this.setActive(true));
    this.addEventListener('focusout', (event) => (this.tools ? void this.tools.onRowFocusout(this, event) : this.setActive(false)));
    for (const type of ['pointerdown', 'pointerup', 'pointercancel'] as const) this.addEventListener(type, (event) => {
      const path = event.composedPath(); // gone once the event is
      if (event.pointerType !== 'mouse') void this.#equip().then(() => this.tools?.onRowPointer(this, event, path));
    });
    this.addEventListener('keydown', (event) => this.tools?.onRowKeydown(this, event));
  }

  get isMine(): boolean {
    return this.message.senderId === this.me?.id;
  }
  get isStored(): boolean {
    return this.message.seq > 0 && !this.message.deletedAt;
  }
  /** The host's words stay as they are, and so does what people vote on. */
  get canEdit(): boolean {
    return this.isStored && this.isMine && [undefined, 'forward', 'files', 'voice'].includes(this.message.card?.type);
  }
  get canDelete(): boolean {
    return this.isStored && (this.isMine || this.canModerate);
  }

  async setMode(mode: MessageRow['mode']): Promise<void> {
    if (!this.tools) await this.#equip();
    await this.tools?.setMode(this, mode);
  }

  react(emoji: string): void {
    const { id, reactions } = this.message;
    const isSet = reactions[emoji]?.includes(this.me?.id ?? '');
    this.ask((chat) => (isSet ? chat.unreact(id, emoji) : chat.react(id, emoji)));
    this.endAction();
  }

  /** Asks for a change to this message; a refusal is told in its row. */
  ask(request: (chat: Corridor['chat']) => Promise<unknown>): void {
    if (!this.corridor) return;
    this.refusal = undefined;
    // A refused message says so in its own row; everything else that is refused has no other place to say it.
    request(this.corridor.chat).catch((error: unknown) => {
      if (this.message.status !== 'failed') this.refusal = explain(error as CorridorError);
    });
  }

  endAction(): void {
    this.isSheetOpen = false;
    void this.setMode('idle');
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    await this.#equipping;
    return super.getUpdateComplete();
  }

  protected override willUpdate(): void {
    this.#stores.watch(interpreter);
    speakAs(this, this.language);
    if (this.message.deletedAt && this.mode !== 'editing') this.mode = 'idle';
    this.role = 'article';
    if (!format && hasMarkup(this.message.text)) void loadFormat().then((isThere) => isThere && this.requestUpdate());
    const { card, thread, pinned, text, fileIds } = this.message, hasMore = card ?? fileIds ?? thread ?? pinned ?? /https?:\/\//i.test(text);
    if (hasMore && !extras) void loadExtras().then((those) => {
      extras = those;
      this.requestUpdate();
    });
    this.#extras = hasMore ? extras?.extrasOf(this) : undefined;
    this.ariaLabel = this.#label(this.#name(this.message.senderId));
    this.toggleAttribute('notice', card?.type === 'notice');
    this.toggleAttribute('pending', this.message.status === 'pending');
    this.toggleAttribute('naming', Boolean(this.me && !this.isMine && namesMe(this.message, this.me.id, this.me.groups)));
  }

  protected override render() {
    const { message, tools } = this, more = this.#extras;
    const sender = this.#name(message.senderId);
    return html`
      ${this.isContinued
        ? html`<time class="gutter" datetime=${message.sentAt} title=${formatFull(this.language, message.sentAt)} aria-hidden="true">${formatClock(this.language, message.sentAt)}</time>`
        : more?.sign ?? html`<user-avatar class="avatar" part="avatar" user-id=${message.senderId} aria-hidden="true"></user-avatar>`}
      <div class="main">
        ${this.isContinued
          ? nothing
          : html`<div class="who">
              <b class="cut" part="name" title=${sender} dir="auto">${sender}</b>
              <time part="time" datetime=${message.sentAt} title=${formatFull(this.language, message.sentAt)}>${messageTime(this.language, message.sentAt, this.now)}</time>
            </div>`}
        ${more?.above} ${tools && this.mode === 'editing' ? tools.messageEditor(this) : this.#text()} ${more?.below} ${reactionChips(this, this.isActive ? (id) => this.#name(id) : undefined)} ${this.#notice()} ${more?.end}
      </div>
      ${tools && this.isActive && this.mode !== 'editing' && !this.isSheetOpen ? tools.messageBar(this) : nothing} ${tools && this.isSheetOpen ? tools.messageSheet(this) : nothing}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.tools?.onRowUpdated(this, changed);
  }

  #text() {
    const { text, deletedAt, editedAt, card, fileIds } = this.message;
    if (deletedAt) return html`<p class="text gone" part="text">${msg('Message deleted')}</p>`;
    const end = editedAt ? html` <button class="edited" type="button" tabindex="-1" title=${formatFull(this.language, editedAt)} @click=${this.#onEdited}>${msg('(edited)')}</button>` : nothing;
    if (!text && (card ?? fileIds)) return end;
    if (!format || !hasMarkup(text)) return html`<p class="text ${isEmojiOnly(text) ? 'large' : ''}" part="text" dir="auto">${text}${end}</p>`;
    this.wear(format.formatStyles);
    return html`<div class="text" part="text">${format.formatted(text, { me: this.me?.id, nameOf: this.nameOf }, end)}</div>`;
  }

  readonly #onEdited = (): void => {
    void this.#equip().then(() => this.tools?.showHistory(this));
  };

  #notice() {
    const { status, error, id } = this.message;
    if (status === 'failed') {
      return html`<div class="notice">
        ${icon(icons.warning, 'small')}<p><span role="alert">${msg('Not sent')}: <bdi>${explain(error)}</bdi></span>
          <span class="ways"><button class="link" @click=${() => this.ask((chat) => chat.retry(id))}>${msg('Retry')}</button>
            <button class="link quiet" @click=${() => this.corridor?.chat.discard(id)}>${msg('Discard')}</button></span></p>
      </div>`;
    }
    if (status === 'pending') return html`<div class="sending meta">${this.isSignedOut ? msg('Not sent: it waits until you are signed in again.') : this.isOffline ? msg('Not sent: you are offline. It goes out when you are back.') : msg('Sending…')}</div>`;
    if (!this.refusal) return nothing;
    return html`<div class="notice" role="alert">${icon(icons.warning, 'small')}<p>${this.refusal}</p></div>`;
  }

  #label(sender: string): string {
    const { deletedAt, editedAt, sentAt, status } = this.message;
    const words = [`${sender}, ${formatFull(this.language, sentAt)}: ${deletedAt ? msg('Message deleted') : plainText(wordsOf(this.message), this.nameOf).slice(0, 500)}`];
    if (editedAt && !deletedAt) words.push(msg('(edited)'));
    if (this.#extras) words.push(this.#extras.words);
    if (status === 'failed') words.push(msg('Not sent'));
    if (status === 'pending') words.push(msg('Sending…'));
    return words.join(' ');
  }

  #name(userId: string): string {
    return this.nameOf(userId, '@');
  }

  /** What is called by an id, kept up to date while the row shows it. */
  readonly nameOf: NameOf = (id, sign) => (this.corridor ? namesBy(this.corridor, (store) => this.#stores.watch(store))(id, sign) : id);

  /** Styles of what was loaded later. */
  wear({ styleSheet }: CSSResult): void {
    const worn = (this.renderRoot as ShadowRoot).adoptedStyleSheets;
    if (styleSheet && !worn.includes(styleSheet)) worn.push(styleSheet);
  }

  setActive(isActive: boolean): void {
    this.isActive = isActive || this.mode !== 'idle';
    if (this.isActive) void this.#equip();
    else this.hasCopied = false;
  }

  /** Without a network there is nothing to act with; the next use asks again. */
  #equip(): Promise<void> {
    if (this.tools) return Promise.resolve();
    return (this.#equipping ??= (async () => {
      loaded ??= await import('./message-row.tools.ts').catch(() => undefined);
      if (loaded) this.wear(loaded.toolStyles);
      this.tools = loaded;
      this.#equipping = undefined;
    })());
  }
}

define('message-row', MessageRow);

declare global {
  interface HTMLElementTagNameMap {
    'message-row': MessageRow;
  }
}

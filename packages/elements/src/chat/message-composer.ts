import type { Message, MyChannel } from '@corridor/sdk';
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { icon, icons } from '../base/icons.ts';
import { breaksLines, isPlainEnter } from '../base/keys.ts';
import { msg, str } from '../base/localisation.ts';
import { audienceMark } from './audience.ts';
import { titleOf } from './conversation-title.ts';
import { loadDraft, saveDraft } from './drafts.ts';
import type { DraftField, Drafts } from './drafts.sync.ts';
import { hasMarkup } from './message-text.ts';
import { messageComposerStyles } from './message-composer.styles.ts';
import type { WritingAid } from './message-composer.aid.ts';

const longest = 20_000;
// Not inside an async method: there the compiler leaves the file's name as it is.
const load = () => import('./message-composer.tools.ts');
const loadSync = () => import('./drafts.sync.ts').catch(() => undefined);
const growsByItself = globalThis.CSS?.supports('field-sizing', 'content');

/** What is about to be sent; a listener of `corridor-before-send` may change it. */
export interface OutgoingDraft {
  text: string;
  /** Files of mine that it carries. */
  fileIds?: readonly string[];
}

/**
 * @summary Where a person writes. Enter sends, Shift+Enter breaks the line; what was begun is still there after a reload.
 * @tag message-composer
 * @fires corridor-before-send - before a message leaves: cancelable, `detail.draft` may be changed. Cancelled, the text stays in the field
 * @fires corridor-send - the server has the message: `detail.message`
 * @fires corridor-edit-last - arrow up in an empty field
 * @csspart box - the frame around field and button
 * @csspart input - the text field
 * @csspart send - the button
 */
export class MessageComposer extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, messageComposerStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    text: { attribute: false },
    aid: { attribute: false },
  };

  /** Which conversation is written to. */
  channelId = '';

  private text = '';
  /** Formatting and the like, from the first focus on. */
  private aid: WritingAid | undefined;
  get #field() {
    return this.renderRoot?.querySelector<HTMLTextAreaElement>('textarea');
  }

  /** Whose draft of which conversation the field shows, once that is known. */
  #draft: { owner: string; channelId: string } | undefined;

  /** What was begun on other devices, once that is at hand. */
  #drafts: Drafts | undefined;

  readonly #asField: DraftField = {
    channelId: () => this.channelId,
    outgoing: () => this.#outgoing,
    isAtRest: () => !this.matches(':focus-within'),
    show: (stored) => {
      this.#show(stored);
      this.#remember(true);
    },
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drafts?.leave(this.#asField);
    this.#drafts = undefined;
  }

  override focus(options?: FocusOptions): void {
    (this.#field ?? this.renderRoot?.querySelector<HTMLElement>('.instead'))?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const me = this.corridor && this.watch(this.corridor.me);
    const owner = me && `${me.tenant}/${me.id}`;
    if (!this.channelId && this.#draft) {
      // What comes next is not known yet, and what was begun belongs to what was there before.
      this.#draft = undefined;
      this.#show('');
    }
    if (!owner || !this.channelId || (this.#draft?.owner === owner && this.#draft.channelId === this.channelId)) return;
    const isFirst = !this.#draft;
    this.#drafts?.flush();
    this.#draft = { owner, channelId: this.channelId };
    // What somebody typed before it was known who they are is theirs.
    if (isFirst && this.text) this.#remember();
    else this.#show(loadDraft(owner, this.channelId));
    void this.#enter();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (growsByItself || !this.#field) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }

  protected override render() {
    if (this.problem) return nothing;
    const channel = this.corridor && this.channelId ? this.watch(this.corridor.chat.conversation(this.channelId).channel) : undefined;
    if (channel && !channel.membership && channel.kind !== 'record' && !channel.thread) return this.#renderJoin(channel);
    if (channel?.archivedAt) return this.#renderInstead(msg('This conversation is archived.'));
    if (channel?.posting === 'admins' && channel.membership?.role === 'member') return this.#renderInstead(msg('Only owners and admins write here.'));
    const label = channel?.thread ? msg('Reply') : channel ? msg(str`Message ${this.#nameOf(channel)}`) : msg('Message');
    const isSendable = this.#isSendable();
    if (!this.aid && this.corridor && this.watch(this.corridor.files.uploads).some((one) => one.place === this.channelId)) void this.#equip();
    const home = channel?.thread ? this.watch(this.corridor!.chat.conversation(channel.thread.channelId).channel) : channel;
    return html`
      ${audienceMark(home, 'line')}<div class="box" part="box" @pointerdown=${this.#onBoxPointerDown} @focusin=${this.#equip} @paste=${this.aid?.onPaste}>
        ${this.aid?.above()}<textarea
          part="input"
          rows="1"
          aria-label=${label}
          placeholder=${label}
          enterkeyhint="send"
          autocomplete="off"
          dir=${this.text ? 'auto' : nothing}
          ?readonly=${!this.corridor || !this.channelId}
          .value=${this.text}
          @input=${this.#onInput}
          @keydown=${this.#onKeydown}
        ></textarea>
        ${this.aid?.buttons()}<button class="icon send" part="send" type="button" aria-label=${msg('Send')} ?disabled=${!isSendable} @click=${this.#send}>${icon(icons.arrowRight, 'directed')}</button>
      </div>
      ${this.aid?.below(longest - this.#outgoing.length, this.language)}
    `;
  }

  #renderJoin(channel: MyChannel) {
    return this.#renderInstead(msg('You can read here. Join to write.'), html`<button class="button primary" type="button" @click=${() => this.corridor?.chat.join(channel.id)}>${msg('Join')}</button>`);
  }

  #renderInstead(why: string, way: unknown = nothing) {
    return html`<div class="instead" tabindex="-1"><span>${why}</span>${way}</div>`;
  }

  #nameOf(channel: MyChannel): string {
    const { corridor } = this;
    if (!corridor) return '';
    return titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name).name;
  }

  /** The text as it goes out: with ids where names are shown. */
  get #outgoing(): string {
    return this.aid?.stored(this.text) ?? this.text;
  }

  #show(stored: string): void {
    this.text = this.aid?.shown(stored) ?? stored;
    if (hasMarkup(stored)) void this.#equip();
  }

  #isSendable(): boolean {
    return (/[^\s\p{Cf}\u115f\u1160\u3164\uffa0]/u.test(this.text) || !!this.aid?.files.carried.length) && this.#outgoing.length <= longest && !!this.corridor && !!this.channelId;
  }

  #remember(isTold = false): void {
    if (!this.#draft) return;
    saveDraft(this.#draft.owner, this.#draft.channelId, this.#outgoing);
    if (!isTold) this.#drafts?.typed(this.#draft.channelId, this.#outgoing);
  }

  async #enter(): Promise<void> {
    const sync = await loadSync();
    if (!sync || !this.corridor || !this.isConnected) return;
    this.#drafts = sync.draftsOf(this.corridor);
    this.#drafts.enter(this.#asField);
  }

  #onInput = (event: InputEvent): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.aid?.onInput(event);
    this.#remember();
    if (this.text.trim()) this.corridor?.chat.typing(this.channelId);
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (this.aid?.onKeydown(event)) return;
    if (isPlainEnter(event) && (event.ctrlKey || event.metaKey || !breaksLines(this.corridor))) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp' && !this.text && !event.isComposing) {
      event.preventDefault();
      this.emit('corridor-edit-last', { channelId: this.channelId });
    }
  };

  /** The whole frame is the field to a finger or a mouse. */
  #onBoxPointerDown = (event: PointerEvent): void => {
    if (event.target instanceof HTMLElement && event.target.classList.contains('box')) {
      event.preventDefault();
      this.focus();
    }
  };

  /** Without a network it is a plain field; the next focus asks again. */
  #equip = async (): Promise<void> => {
    const tools = this.aid ? undefined : await load().catch(() => undefined);
    if (!tools || this.aid) return;
    (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(tools.composerToolStyles.styleSheet!);
    this.aid = new tools.WritingAid({ element: this, field: () => this.#field, corridor: () => this.corridor, show: (stored) => this.#show(stored) });
    this.#show(this.text);
  };

  #send = (): void => {
    const { corridor, channelId } = this;
    if (!corridor || !this.#isSendable()) return;
    const fileIds = this.aid?.files.carried.map((one) => one.fileId);
    const draft: OutgoingDraft = { text: this.#outgoing.trim(), ...(fileIds?.length && { fileIds }) };
    if (!this.emit('corridor-before-send', { channelId, draft })) return;
    this.text = '';
    this.aid?.sent();
    this.#remember();
    this.focus();
    corridor.chat.send(channelId, draft).then(
      (message: Message) => this.emit('corridor-send', { message }),
      () => {}, // the row in the list says why, and offers to try again
    );
  };
}

define('message-composer', MessageComposer);

declare global {
  interface HTMLElementTagNameMap {
    'message-composer': MessageComposer;
  }
  interface HTMLElementEventMap {
    'corridor-before-send': CustomEvent<{ channelId: string; draft: OutgoingDraft }>;
    'corridor-send': CustomEvent<{ message: Message }>;
    'corridor-edit-last': CustomEvent<{ channelId: string }>;
  }
}

import type { Conversation, Corridor, CorridorError, Message, MyChannel } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { titleOf } from './conversation-title.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';
import './message-list.ts';
import type { MessageList } from './message-list.ts';
import './message-row.ts';
import { paneStyles } from './pane.styles.ts';
import './thread-facts.ts';
import { threadViewStyles } from './thread-view.styles.ts';
import './typing-indicator.ts';

/**
 * @summary The thread of a message: the message, its replies, and the field to reply in.
 * @tag thread-view
 * @fires corridor-close - the way out was chosen
 * @csspart bar - the line at the top
 * @csspart root - the message that the thread hangs on
 */
export class ThreadView extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, threadViewStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    messageId: { attribute: 'message-id' },
    seq: { attribute: false },
    thread: { attribute: false },
    root: { attribute: false },
    failure: { attribute: false },
  };

  /** The conversation that the message is in. */
  channelId = '';
  /** The message. */
  messageId = '';
  /** The reply to show, by its place in the thread; undefined: where reading stopped. */
  seq: number | undefined;

  private thread: MyChannel | undefined;
  /** As it was when it could not be found among the messages on screen. */
  private root: Message | undefined;
  private failure: string | undefined;
  #opened = '';
  #isFocusWaiting = false;
  #isOnline = false;

  get #composer() {
    return this.renderRoot?.querySelector<MessageComposer>('.composer');
  }

  /** Puts the cursor into the field; until there is one it waits at the way back. */
  override focus(options?: FocusOptions): void {
    this.#isFocusWaiting = !this.#composer;
    (this.#composer ?? this.renderRoot.querySelector<HTMLElement>('.bar button'))?.focus(options);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor, thread } = this;
    const isOnline = corridor?.connection.get() === 'online', isBack = isOnline && !this.#isOnline;
    this.#isOnline = isOnline;
    if (corridor && this.messageId && (this.#opened !== this.messageId || (isBack && !thread))) void this.#open(corridor);
    else if (corridor && thread && isBack && !this.root) void this.#loadRoot(corridor, thread);
    if (this.seq !== undefined && this.thread?.thread?.messageId === this.messageId) void this.#jump(this.seq);
  }

  protected override render() {
    const { corridor, thread } = this;
    if (!corridor) return this.renderWithoutCorridor();
    this.watch(corridor.connection);
    const home = corridor.chat.conversation(this.channelId);
    const root = this.watch(home.messages).find(({ id }) => id === this.messageId) ?? this.root;
    const homeChannel = this.watch(home.channel);
    const { thread: _, ...alone } = root ?? {};
    const channel = thread && (this.watch(corridor.chat.conversation(thread.id).channel) ?? thread);
    return html`${this.#renderBar(corridor, home, channel)}
      ${channel?.createdAt ? html`<thread-facts .channel=${channel} .canChange=${mayChange(homeChannel)} .canClose=${this.#mayClose(corridor, homeChannel, root)}></thread-facts>` : nothing}
      ${root ? html`<div class="root" part="root" tabindex="0" role="group" aria-label=${msg('The message')}>
        <message-row .corridor=${corridor} .message=${alone} .me=${this.watch(corridor.me)} .now=${Date.now()} .language=${this.language}></message-row></div>` : nothing}
      ${this.failure ? html`<div class="state" role="alert"><span>${this.failure}</span><button class="button" type="button" @click=${() => void this.#open(corridor)}>${msg('Try again')}</button></div>` : nothing}
      ${thread && channel
        ? html`<message-list class="log" channel-id=${thread.id} @corridor-compose=${() => this.focus()}></message-list>
            <typing-indicator channel-id=${thread.id}></typing-indicator>
            ${channel.thread?.status === 'archived' ? html`<div class="note">${msg('This thread is archived.')}</div>` : html`<message-composer class="composer" channel-id=${thread.id} @corridor-edit-last=${() => void this.renderRoot.querySelector<MessageList>('.log')?.editLastOwn()}></message-composer>`}`
        : html`<div class="log"></div>`}`;
  }

  #renderBar(corridor: Corridor, home: Conversation, thread: MyChannel | undefined) {
    const channel = this.watch(home.channel);
    const title = channel && titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name).name;
    const status = thread?.thread?.status;
    return html`<div class="bar" part="bar">
      <div class="titles"><h2>${msg('Thread')}</h2><div class="meta cut" dir="auto">${title}</div></div>
      ${thread?.createdAt
        ? html`<button class="icon" type="button" aria-pressed=${status === 'resolved' ? 'true' : 'false'} aria-label=${msg('Resolved')} title=${status === 'resolved' ? msg('Open again') : msg('Resolve')}
              @click=${() => this.#ask(() => corridor.chat.setThread({ channelId: thread.id, status: status === 'open' ? 'resolved' : 'open' }))}>${icon(moreIcons.check)}</button>
            <button class="icon" type="button" aria-pressed=${thread.membership ? 'true' : 'false'} aria-label=${msg('Follow')} title=${thread.membership ? msg('Unfollow') : msg('Follow')}
              @click=${() => this.#ask(() => (thread.membership ? corridor.chat.leave(thread.id) : corridor.chat.join(thread.id)))}>${icon(thread.membership ? moreIcons.bell : moreIcons.bellOff)}</button>`
        : nothing}
      <button class="icon" type="button" aria-label=${msg('Close the thread')} title=${msg('Close the thread')} @click=${() => this.emit('corridor-close', {})}>${icon(moreIcons.x)}</button>
    </div>`;
  }

  #mayClose(corridor: Corridor, home: MyChannel | undefined, root: Message | undefined): boolean {
    const me = this.watch(corridor.me), role = home?.membership?.role;
    return home?.threadRules.close !== 'admins' || root?.senderId === me?.id || role === 'owner' || role === 'admin'
      || !!me?.permissions.some((permission) => permission === 'chat.moderate_channels' || permission === 'chat.manage_channels');
  }

  /** Without a connection a thread that is known already. */
  async #open(corridor: Corridor): Promise<void> {
    const { messageId } = this;
    this.#opened = messageId;
    this.thread = this.root = this.failure = undefined;
    const known = corridor.chat.myThreads.get().find(({ thread }) => thread?.messageId === messageId);
    try {
      const thread = known && !this.#isOnline ? known : await corridor.chat.openThread(messageId);
      if (thread !== known) corridor.chat.close(thread.id); // it is opened again by what shows it
      if (this.messageId !== messageId) return;
      this.thread = thread;
      void this.#loadRoot(corridor, thread);
      await this.updateComplete;
      await this.#composer?.updateComplete;
      if (this.#isFocusWaiting && this.matches(':focus-within')) this.focus();
    } catch (error) {
      if (this.messageId === messageId) this.failure = explain(error as CorridorError);
    }
  }

  async #loadRoot(corridor: Corridor, { thread }: MyChannel): Promise<void> {
    const { messageId, channelId } = this;
    const [root] = await corridor.chat.history(channelId, { after: (thread?.seq ?? 0) - 1, limit: 1 }).catch(() => []); // again with the next connect
    if (this.messageId === messageId) this.root = root;
  }

  async #jump(seq: number): Promise<void> {
    this.seq = undefined; // once
    await this.renderRoot.querySelector<MessageList>('.log[channel-id]')?.jumpTo(seq);
  }

  #ask(request: () => Promise<unknown>): void {
    this.failure = undefined;
    request().catch((error: unknown) => (this.failure = explain(error as CorridorError)));
  }
}

/** As far as is known here. */
const mayChange = (home: MyChannel | undefined): boolean => !home || (!home.archivedAt && (home.kind === 'record' || !!home.membership));

define('thread-view', ThreadView);

declare global {
  interface HTMLElementTagNameMap {
    'thread-view': ThreadView;
  }
}

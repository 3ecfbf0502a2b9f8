import type { CallKind, Corridor, MyChannel } from '@corridor/sdk';
import { type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import '../people/user-avatar.ts';
import { presenceLabel } from '../presence/presence-dot.ts';
import { audienceMark } from './audience.ts';
import { connectionLine, connectionLineStyles } from './connection-line.ts';
import { otherPerson, titleOf } from './conversation-title.ts';
import type * as Files from './conversation-view.files.ts';
import { conversationViewStyles } from './conversation-view.styles.ts';
import './message-composer.ts';
import type { MessageComposer } from './message-composer.ts';
import './message-list.ts';
import type { MessageList } from './message-list.ts';

/** Most of the time nobody is writing. */
const loadTyping = () => import('./typing-indicator.ts').then(() => (canShowTyping = true), () => false);
let canShowTyping = false;

const loadSwitch = () => import('./audience-switch.ts').catch(() => undefined);

const loadFiles = () => import('./conversation-view.files.ts').then((those) => (files = those), () => undefined);
let files: typeof Files | undefined;

const loadCalls = () => import('../app/calls.ts');

const loadThread = () => import('./conversation-view.thread.ts').catch(() => undefined);

/**
 * @summary A whole conversation: what it is about and who is here, its messages, who is writing, and the field to write in.
 * @tag conversation-view
 * @slot status - beside the title, such as the record's state
 * @slot actions - at the end of the bar
 * @fires corridor-audience - the conversation for others was chosen: `detail.audience`
 * @fires corridor-back - the way back was chosen
 * @csspart bar - the line at the top
 * @csspart title - what the conversation is called
 */
export class ConversationView extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, connectionLineStyles, conversationViewStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    canGoBack: { type: Boolean, attribute: 'can-go-back' },
    recordAudiences: { attribute: 'record-audiences' },
  };

  /** Which conversation. */
  channelId = '';
  /** Shows a way back, for whoever shows this in the place of a list. */
  canGoBack = false;

  /** Of a record's conversation: the audiences to switch between, such as `internal,external` or `internal,external:With supplier`. */
  recordAudiences = '';

  /** Of which channel a message was last asked for, and which. */
  wanted: [string, number] | undefined;

  get #composer() {
    return this.renderRoot?.querySelector<MessageComposer>('.composer');
  }
  get #list() {
    return this.renderRoot?.querySelector<MessageList>('.log');
  }

  constructor() {
    super();
    for (const type of ['dragover', 'drop'] as const) this.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault(); // the browser would leave the page and show the file
      if (files) files.onDrag(this, this.corridor, event);
      else void loadFiles();
    });
  }

  /** Puts the cursor into the field. */
  override focus(options?: FocusOptions): void {
    (this.#composer ?? this.renderRoot?.querySelector<HTMLElement>('.state'))?.focus(options);
  }

  /** Brings a message into view, by its place in the conversation; false when it is not there. */
  async jumpTo(seq: number): Promise<boolean> {
    this.wanted = [this.channelId, seq];
    await this.updateComplete;
    return (await this.#list?.jumpTo(seq)) ?? false;
  }

  /** Includes the field, so that it can take the focus. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const isComplete = await super.getUpdateComplete();
    await this.#composer?.updateComplete;
    return isComplete;
  }

  protected override render() {
    const { corridor, channelId } = this;
    if (!corridor && this.problem) return this.renderWithoutCorridor();
    const conversation = channelId ? corridor?.chat.conversation(channelId) : undefined;
    const channel = conversation && this.watch(conversation.channel);
    const error = conversation && this.watch(conversation.range).error;
    if (conversation && !canShowTyping && this.watch(conversation.typing).length) void loadTyping().then((isThere) => isThere && this.requestUpdate());
    if (channel?.thread) void loadThread().then((threads) => threads?.goHome(this, channel));
    const isRefused = !channel && (error?.code === 'not-found' || error?.code === 'forbidden');
    // What I have written and could not send is still mine.
    const isKept = isRefused && !!conversation && this.watch(conversation.messages).length > 0;
    return html`
      ${this.#renderBar(corridor && channel ? this.#renderTitles(corridor, channel) : isRefused ? nothing : this.#renderBones(), !!channel?.lastSeq && !isRefused)}
      ${this.recordAudiences.includes(',') && channel?.record ? this.#renderSwitch(channel) : nothing}
      ${corridor && connectionLine(corridor, this.watch(corridor.connection), this.watch(corridor.problem))}
      ${isRefused
        ? html`<div class="state ${isKept ? 'above' : ''}" role="alert" tabindex="-1"><strong>${msg('This conversation is not open to you.')}</strong><span>${explain(error)}</span>
            <button class="button" type="button" @click=${() => this.emit('corridor-back', {})}>${msg('Back to conversations')}</button></div>`
        : nothing}
      ${isRefused && !isKept
        ? nothing
        : html`<message-list class="log" channel-id=${channelId} exportparts="list, row, avatar, name, time, text, reaction, toolbar, pill" @corridor-compose=${() => this.focus()} @corridor-thread=${this.#onThread}></message-list>
            ${isRefused
              ? nothing
              : html`${canShowTyping && conversation ? html`<typing-indicator channel-id=${channelId}></typing-indicator>` : html`<div class="typing"></div>`}
                  <message-composer class="composer" channel-id=${channelId} exportparts="box:composer, input, send" @corridor-edit-last=${() => void this.#list?.editLastOwn()}></message-composer>`}`}
    `;
  }

  readonly #onFiles = (): void => void loadFiles().then(() => files?.showFiles(this));

  /** Over this conversation, unless somebody else has shown it beside. */
  readonly #onThread = (event: CustomEvent<{ messageId: string }>): void => {
    const { messageId } = event.detail;
    queueMicrotask(() => void (event.defaultPrevented || loadThread().then((threads) => threads?.showThread(this, messageId))));
  };

  #renderBar(titles: unknown, hasFiles: boolean) {
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}" part="bar">
      ${this.canGoBack
        ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>`
        : nothing}
      ${titles === nothing ? html`<span class="titles"></span>` : titles}
      ${this.#renderCall()}${hasFiles ? html`<button class="icon files" type="button" aria-label=${msg('Files')} title=${msg('Files')} @click=${this.#onFiles}>${icon(icons.paperclip)}</button>` : nothing}<slot name="actions"></slot>
    </div>`;
  }

  /** Until it is loaded, which a press or a call does, two buttons stand in for what calls. */
  #renderCall() {
    const { corridor, channelId } = this;
    if (!corridor || !channelId || !this.watch(corridor.me)?.permissions.includes('calls.join')) return nothing;
    const button = (kind: CallKind, label: string, shape: typeof icons.phone) => html`<button class="icon ${kind}" type="button" aria-label=${label} title=${label} @click=${() => void loadCalls().then(() => this.renderRoot.querySelector<HTMLElement & { start(kind: CallKind): unknown }>('.calls')?.start(kind), () => undefined)}>${icon(shape)}</button>`;
    return html`<call-button class="calls" channel-id=${channelId}>${button('audio', msg('Call'), icons.phone)}${button('video', msg('Video call'), icons.camera)}</call-button>`;
  }

  #renderSwitch({ record }: MyChannel) {
    void loadSwitch();
    return html`<audience-switch audiences=${this.recordAudiences} .record=${record}></audience-switch>`;
  }

  #renderTitles(corridor: Corridor, channel: MyChannel) {
    const { name, detail } = titleOf(channel, this.watch(corridor.me)?.id, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
    const other = otherPerson(channel, this.watch(corridor.me)?.id);
    const second = other ? this.#reachability(corridor, other) : [detail, this.#attendance(corridor, channel)].filter(Boolean).join(' · ');
    return html`${other ? html`<user-avatar class="avatar" user-id=${other} with-presence></user-avatar>` : nothing}
      <div class="titles">
        <div class="first"><h2 class="cut" part="title" dir="auto" title=${name}>${name}</h2>${audienceMark(channel)}<span class="status cut"><slot name="status"></slot></span></div>
        <div class="second meta cut" dir=${other ? 'auto' : nothing} title=${second}>${other || !detail ? second || nothing : html`<bdi>${detail}</bdi>${second.slice(detail.length)}`}</div>
      </div>`;
  }

  #reachability(corridor: Corridor, userId: string): string {
    const { status, text } = this.watch(corridor.presence.of(userId));
    return text || (status ? presenceLabel(status) : '');
  }

  /** "4 people, 3 here" */
  #attendance(corridor: Corridor, channel: MyChannel): string {
    const { language } = this;
    const [members, here] = [channel.memberCount, this.watch(corridor.chat.conversation(channel.id).viewers).total];
    const shown = formatNumber(language, members);
    const people = members ? plural(language, members, { one: str`${shown} person`, other: str`${shown} people` }) : '';
    return here > 1 ? [people, msg(str`${formatNumber(language, here)} here`)].filter(Boolean).join(', ') : people;
  }

  #renderBones() {
    return html`<span class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading the conversation')}</span><span class="skeleton"></span><span class="skeleton"></span></span>`;
  }
}

define('conversation-view', ConversationView);

declare global {
  interface HTMLElementTagNameMap {
    'conversation-view': ConversationView;
  }
  interface HTMLElementEventMap {
    'corridor-back': CustomEvent<object>;
  }
}

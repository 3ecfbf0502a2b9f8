import type { CallInfo, CallKind, Corridor, MyChannel, Person } from '@corridor/sdk';
import { isPresent } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { icon, icons } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { showCalls } from './call-layer.ts';
import { wordsFor } from './call-problem.ts';
import { clock } from './call-words.ts';

const loadComing = () => import('./coming-calls.ts');
const loadPicker = () => import('../people/people-picker.ts');

/**
 * @summary Calls somebody, or the people of a conversation or record; where a call is on there, comes into it.
 * @tag call-button
 * @fires corridor-before-call - cancelable: `detail.kind`, `detail.channelId`
 * @csspart audio - calls by voice
 * @csspart video - calls by video
 * @csspart join - comes into the call that is on
 */
export class CallButton extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host {
      display: inline-flex;
      align-items: center;
      gap: 2px;
      position: relative;
    }
    .join {
      min-block-size: 28px;
      padding-inline: 10px;
      background: var(--c-success);
      color: oklch(from var(--c-success) clamp(0.18, (0.62 - l) * 1000, 1) 0 h);
      box-shadow: none;
      white-space: nowrap;
    }
    .join:hover {
      background: color-mix(in oklab, var(--c-success), var(--c-text) 12%);
    }
    .icon:disabled {
      opacity: 0.5;
    }
    .pop {
      position: fixed;
      inset: auto;
      margin: 0;
      padding: 12px;
      inline-size: min(300px, calc(100vw - 16px));
      border: 0;
      border-radius: var(--c-radius-m);
      background: var(--c-raised);
      color: var(--c-text);
      box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
      overflow: visible;
    }
    coming-calls {
      margin: -12px;
      max-block-size: min(480px, 70vh);
    }
    .icon.more {
      inline-size: 22px;
    }
    .pop:popover-open {
      display: grid;
      gap: 10px;
    }
    .way {
      display: flex;
      align-items: center;
      gap: 12px;
      min-block-size: 40px;
      padding-inline: 8px;
      border-radius: var(--c-radius-s);
    }
    .way:hover {
      background: var(--c-hover);
    }
    .problem {
      color: var(--c-danger);
      font-size: var(--c-font-size-small);
      overflow-wrap: anywhere;
    }
    @container (max-width: 440px) {
      .video.both {
        display: none;
      }
    }
    @media (forced-colors: active) {
      .pop {
        border: 1px solid CanvasText;
      }
    }
  `];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' },
    recordType: { attribute: 'record-type' },
    recordId: { attribute: 'record-id' },
    recordTitle: { attribute: 'record-title' },
    recordUrl: { attribute: 'record-url' },
    userId: { attribute: 'user-id' },
    kind: {},
    isEncrypted: { type: Boolean, attribute: 'is-encrypted' },
    isBusy: { attribute: false },
    refusal: { attribute: false },
    now: { attribute: false },
    asking: { attribute: false },
    isLater: { attribute: false },
    offered: { attribute: false },
    chosen: { attribute: false },
    isChoosing: { attribute: false },
    found: { attribute: false },
  };

  /** Whose conversation: by its id, by a record, or with a person. */
  channelId = '';
  recordType = '';
  recordId = '';
  recordTitle = '';
  recordUrl = '';
  userId = '';
  /** One button alone. */
  kind: CallKind | undefined;
  /** What it starts is encrypted from end to end. */
  isEncrypted = false;

  private isBusy = false;
  private refusal: (() => string) | undefined;
  private now = Date.now();
  /** Whom to ring is being chosen, for a call of this kind. */
  private asking: CallKind | undefined;
  /** Calls for later are shown. */
  private isLater = false;
  private record: { type: string; id: string } | undefined;
  private offered: readonly Person[] = [];
  private chosen: readonly Person[] = [];
  private found = '';
  /** By voice or by video is being chosen, where there is room for one button. */
  private isChoosing = false;
  #clock: ReturnType<typeof setInterval> | undefined;

  /** Starts a call, or asks whom to ring where not all of a conversation are rung; in a narrow place asks first whether by voice or video. */
  async start(kind: CallKind = this.kind ?? 'audio'): Promise<void> {
    await this.updateComplete;
    const video = this.renderRoot.querySelector<HTMLElement>('.video.both'), isNarrow = !!video && !video.offsetWidth && !!this.renderRoot.querySelector<HTMLElement>('.audio')?.offsetWidth;
    if (!isNarrow) { await this.#start(kind); return; }
    this.isChoosing = true;
    await this.#pop();
    this.renderRoot.querySelector<HTMLElement>('.pop .way')?.focus();
  }

  async #start(kind: CallKind): Promise<void> {
    const { corridor } = this;
    if (!corridor || this.isBusy) return;
    this.refusal = undefined;
    this.isChoosing = false;
    this.isBusy = true;
    try {
      const channel = await this.#channel(corridor);
      if (!this.emit('corridor-before-call', { kind, channelId: channel.id })) return;
      if (channel.kind === 'direct' || channel.kind === 'group') await this.#call(corridor, channel, kind);
      else { await this.#ask(corridor, channel, kind); return; }
      this.#popover?.hidePopover();
    } catch (error) { await this.#refuse(error); } finally { this.isBusy = false; }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor || !this.watch(corridor.me)?.permissions.includes('calls.join')) return nothing;
    const current = this.watch(corridor.calls.current), isIn = current && this.watch(current.phase) !== 'over', call = this.#live(corridor);
    const may = (kind: CallKind) => corridor.me.get()!.permissions.includes(`calls.start_${kind}`);
    const button = (kind: CallKind, label: string, shape: typeof icons.phone) => ((this.kind ?? kind) === kind && may(kind) ? html`<button class="icon ${kind} ${this.kind ? '' : 'both'}" part=${kind} type="button" aria-label=${label} title=${label} ?disabled=${this.isBusy} aria-busy=${this.isBusy ? 'true' : 'false'} @click=${() => void this.start(kind)}>${icon(shape)}</button>` : nothing);
    if (isIn && current.call.get().channelId === this.#knownChannel) return nothing;
    return html`${call
        ? html`<button class="button join" part="join" type="button" ?disabled=${this.isBusy} @click=${() => void this.#join(corridor, call)}>${icon(call.kind === 'video' ? icons.camera : icons.phone, 'small')}${msg('Join')} <span aria-hidden="true">${clock(this.language, call.activeAt ?? call.startedAt, this.now)}</span></button>`
        : html`${button('audio', msg('Call'), icons.phone)}${button('video', msg('Video call'), icons.camera)}${this.kind ? nothing : html`<button class="icon more" type="button" aria-haspopup="dialog" aria-label=${msg('More ways to call')} title=${msg('More ways to call')} @click=${() => void this.#later()}>${icon(icons.chevronDown, 'small')}</button>`}`}
      <div class="pop" popover role="dialog" aria-label=${msg('Call')} @toggle=${this.#onToggle}>${this.refusal ? html`<p class="problem" role="alert"><bdi>${this.refusal()}</bdi></p>` : nothing}
        ${this.isChoosing ? (['audio', 'video'] as const).map((kind) => html`<button class="way" type="button" @click=${() => void this.#start(kind)}>${icon(kind === 'video' ? icons.camera : icons.phone)}${kind === 'video' ? msg('Video call') : msg('Call')}</button>`) : nothing}
        ${this.isLater ? html`<coming-calls channel-id=${this.#knownChannel} .record=${this.record}></coming-calls>` : nothing}
        ${this.asking ? html`<people-picker label=${msg('Whom to call')} .offered=${this.offered} .chosen=${this.chosen} @corridor-people=${({ detail }: CustomEvent<{ people: readonly Person[] }>) => { this.chosen = detail.people; }}></people-picker>
          <button class="button primary" type="button" ?disabled=${this.isBusy} @click=${() => void this.#onChosen()}>${icon(this.asking === 'video' ? icons.camera : icons.phone, 'small')}${this.chosen.length ? msg('Call') : msg('Start, and ring nobody')}</button>` : nothing}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.corridor) showCalls(this, this.corridor);
    if (this.renderRoot.querySelector('.join')) this.#clock ??= setInterval(() => { this.now = Date.now(); }, 1000);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  get #knownChannel(): string { return this.channelId || this.found; }

  #live(corridor: Corridor): CallInfo | undefined {
    return this.watch(corridor.calls.live).find(({ channelId, participants }) => channelId === this.#knownChannel && participants.some(isPresent));
  }

  async #channel(corridor: Corridor): Promise<MyChannel> {
    const { channelId, recordType, recordId, recordTitle, recordUrl, userId } = this;
    const known = channelId ? corridor.chat.conversation(channelId).channel.get() : undefined;
    if (known) return known;
    const channel = userId ? await corridor.chat.openDirect(userId) : await corridor.chat.openRecord({ type: recordType, id: recordId, ...(recordTitle && { title: recordTitle }), ...(recordUrl && { url: recordUrl }) });
    this.found = channel.id;
    return channel;
  }

  async #call(corridor: Corridor, { id, record }: MyChannel, kind: CallKind, userIds?: readonly string[]): Promise<void> {
    await corridor.calls.start(id, { kind, ...(this.isEncrypted && { isEncrypted: true }), ...(record && { record: { type: record.type, id: record.id } }), ...(userIds && { userIds }) });
  }

  async #ask(corridor: Corridor, channel: MyChannel, kind: CallKind): Promise<void> {
    const [{ items }] = await Promise.all([corridor.chat.members(channel.id), loadPicker()]);
    this.offered = items.map(({ userId }) => corridor.people.person(userId).get());
    this.chosen = [];
    this.found = channel.id;
    this.asking = kind;
    await this.#pop();
    this.renderRoot.querySelector<HTMLElement>('people-picker')?.focus();
  }

  readonly #onChosen = async (): Promise<void> => {
    const { corridor, asking } = this, channel = corridor?.chat.conversation(this.#knownChannel).channel.get();
    if (!corridor || !asking || !channel) return;
    this.isBusy = true;
    try {
      await this.#call(corridor, channel, asking, this.chosen.map(({ id }) => id));
      this.#popover?.hidePopover();
    } catch (error) { await this.#refuse(error); } finally { this.isBusy = false; }
  };

  /** Calls to come in this conversation, and one more. */
  async #later(): Promise<void> {
    try {
      const [{ record }] = await Promise.all([this.#channel(this.corridor!), loadComing()]);
      this.record = record ? { type: record.type, id: record.id } : undefined;
      this.isLater = true;
      await this.#pop();
    } catch (error) { await this.#refuse(error); }
  }

  async #join(corridor: Corridor, { id, kind }: CallInfo): Promise<void> {
    this.isBusy = true;
    this.refusal = undefined;
    try { await corridor.calls.join(id, { camera: kind === 'video' }); } catch (error) { await this.#refuse(error); } finally { this.isBusy = false; }
  }

  async #refuse(error: unknown): Promise<void> {
    this.refusal = await wordsFor(error);
    await this.#pop();
  }

  get #popover() { return this.renderRoot.querySelector<HTMLElement>('.pop'); }

  /** Below the buttons, inside of the window. */
  async #pop(): Promise<void> {
    await this.updateComplete;
    const popover = this.#popover;
    if (!popover) return;
    if (!popover.matches(':popover-open')) popover.showPopover();
    const { left, bottom, width } = this.getBoundingClientRect(), { offsetWidth, offsetHeight } = popover;
    popover.style.left = `${Math.max(8, Math.min(innerWidth - offsetWidth - 8, left + width / 2 - offsetWidth / 2))}px`;
    popover.style.top = `${Math.max(8, Math.min(innerHeight - offsetHeight - 8, bottom + 6))}px`;
  }

  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'closed') return;
    this.asking = undefined;
    this.isChoosing = false;
    this.isLater = false;
    this.refusal = undefined;
  };
}

define('call-button', CallButton);

declare global {
  interface HTMLElementTagNameMap {
    'call-button': CallButton;
  }
  interface HTMLElementEventMap {
    'corridor-before-call': CustomEvent<{ kind: CallKind; channelId: string }>;
  }
}

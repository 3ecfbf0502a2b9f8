// A call in its conversation, as it is or was. Loaded with the first one that is shown.
import type { CallCard as Card, Corridor, CorridorError, Message } from '@corridor/sdk';
import { isLive } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon, icons } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import '../people/user-avatar.ts';
import { explain } from './call-refusals.ts';
import { showCalls } from './call-layer.ts';
import { clock, endWords } from './call-words.ts';

const loadScheduled = () => import('./scheduled-call.ts').catch(() => undefined);
const mostFaces = 4;

/**
 * A call in a conversation: who is in it and the way in, or what came of it and the way to call again. Made by `<message-row>`.
 * @tag call-card
 */
export class CallCard extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host {
      display: block;
      max-inline-size: 420px;
      margin-block: 4px 2px;
    }
    .card {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
      padding: 10px 12px;
      border-radius: var(--c-radius-m);
      background: var(--c-surface);
      box-shadow: inset 0 0 0 1px var(--c-line);
    }
    .sign {
      display: grid;
      place-items: center;
      flex: none;
      inline-size: 36px;
      block-size: 36px;
      border-radius: 8px;
      background: var(--c-sunken);
      color: var(--c-muted);
    }
    .live .sign {
      background: color-mix(in oklab, var(--c-success) 15%, transparent);
      color: var(--c-success);
    }
    .missed .sign {
      background: color-mix(in oklab, var(--c-danger) 12%, transparent);
      color: var(--c-danger);
    }
    .words {
      flex: 1 1 120px;
      min-inline-size: 0;
    }
    .words b {
      display: block;
      font-weight: 600;
    }
    .people {
      display: flex;
      align-items: center;
    }
    .people user-avatar {
      border-radius: 50%;
      box-shadow: 0 0 0 2px var(--c-surface);
    }
    .people user-avatar + user-avatar {
      margin-inline-start: -6px;
    }
    .people .meta {
      margin-inline-start: 6px;
    }
    .button.join {
      background: var(--c-success);
      color: oklch(from var(--c-success) clamp(0.18, (0.62 - l) * 1000, 1) 0 h);
      box-shadow: none;
    }
    .problem {
      flex-basis: 100%;
      color: var(--c-danger);
      font-size: var(--c-font-size-small);
    }
    @media (forced-colors: active) {
      .card {
        border: 1px solid CanvasText;
      }
    }
  `];
  static override properties: PropertyDeclarations = { message: { attribute: false }, isBusy: { attribute: false }, refusal: { attribute: false }, now: { attribute: false } };

  message!: Message;
  private isBusy = false;
  private refusal = '';
  private now = Date.now();
  #clock: ReturnType<typeof setInterval> | undefined;

  get #card(): Card | undefined { return this.message.card?.type === 'call' ? this.message.card : undefined; }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  protected override render() {
    const { corridor } = this, card = this.#card;
    if (!corridor || !card) return nothing;
    if (card.scheduled) { void loadScheduled(); return html`<scheduled-call .message=${this.message}></scheduled-call>`; }
    const me = this.watch(corridor.me), isOn = isLive(card), current = this.watch(corridor.calls.current), mine = [current, current && this.watch(current.next)].find((one) => one?.id === this.message.id), phase = mine ? this.watch(mine.phase) : 'over', isIn = phase !== 'over', isVideo = card.kind === 'video';
    const kind = this.watch(corridor.chat.conversation(this.message.channelId).channel)?.kind ?? 'direct', isRungTogether = kind === 'direct' || kind === 'group', wasAsked = isRungTogether || this.message.senderId === me?.id;
    const title = isOn ? (isVideo ? msg('Video call') : msg('Call')) : this.#endWords(card, kind !== 'direct', wasAsked), wasMissed = !isOn && !card.activeAt && wasAsked;
    const time = isOn ? (card.activeAt ? clock(this.language, card.activeAt, this.now) : msg('Ringing…')) : card.activeAt && card.endedAt ? clock(this.language, card.activeAt, Date.parse(card.endedAt)) : '';
    const others = [...new Set([this.message.senderId, ...card.people])].filter((id) => id !== me?.id); // where nobody has come, those who are rung of themselves
    const may = me?.permissions.includes(`calls.start_${card.kind}`) && me.permissions.includes('calls.join');
    const button = isIn ? nothing
      : isOn ? html`<button class="button join" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask((calls) => calls.join(this.message.id, { camera: isVideo }))}>${msg('Join')}</button>`
      : may ? html`<button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask((calls) => calls.start(this.message.channelId, { kind: card.kind, ...(others.length > 0 && { userIds: others }), ...(card.isEncrypted && { isEncrypted: true }) }))}>${icon(icons.phone, 'small')}${msg('Call again')}</button>` : nothing;
    return html`<div class="card ${isOn ? 'live' : wasMissed ? 'missed' : ''}" part="card"><span class="sign">${icon(isVideo && !wasMissed ? icons.camera : wasMissed ? shapes.phoneMissed : icons.phone)}</span>
      <div class="words"><b>${title}</b><span class="meta">${isIn ? [time, phase === 'waiting' ? msg('You are in the lobby') : msg('You are in it')].filter(Boolean).join(' · ') : time}</span>${this.#people(card)}</div>${button}
      ${this.refusal ? html`<span class="problem" role="alert"><bdi>${this.refusal}</bdi></span>` : nothing}</div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const card = this.#card;
    if (this.corridor) showCalls(this, this.corridor);
    if (card && isLive(card) && !card.scheduled) this.#clock ??= setInterval(() => { this.now = Date.now(); }, 1000);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  /** Of several it does not say which of them declined, and which were busy. */
  #endWords(card: Card, isOfMany: boolean, wasAsked: boolean): string {
    const me = this.corridor!.me.get()?.id, startedBy = this.message.senderId, { reason } = card, isUnsaid = isOfMany && startedBy !== me;
    return endWords({ ...card, startedBy, reason: isUnsaid && reason === 'busy' ? 'timeout' : reason }, me, wasAsked && !(isUnsaid && reason === 'declined'));
  }

  #people({ people, count }: Card) {
    if (!people.length) return nothing;
    const names = people.map((id) => this.watch(this.corridor!.people.person(id)).name), shown = formatNumber(this.language, count);
    return html`<div class="people" title=${names.join(', ')}>${people.slice(0, mostFaces).map((id) => html`<user-avatar size="tiny" user-id=${id}></user-avatar>`)}<span class="meta">${plural(this.language, count, { one: str`${shown} person`, other: str`${shown} people` })}</span></div>`;
  }

  async #ask(ask: (calls: Corridor['calls']) => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    this.refusal = '';
    try { await ask(this.corridor!.calls); } catch (error) { this.refusal = explain(error as CorridorError); } finally { this.isBusy = false; }
  }
}

define('call-card', CallCard);

declare global {
  interface HTMLElementTagNameMap {
    'call-card': CallCard;
  }
}

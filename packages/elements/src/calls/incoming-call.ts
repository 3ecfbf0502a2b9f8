import type { CallInfo, Corridor } from '@corridor/sdk';
import { isLive, isRung } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon, icons } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { titleOf } from '../chat/conversation-title.ts';
import '../people/user-avatar.ts';
import { wordsFor } from './call-problem.ts';
import { ring } from './ring.ts';

/**
 * @summary Calls that ring for me: who calls, about what, and the ways to answer. It shows itself and goes when the call is answered anywhere.
 * @tag incoming-call
 * @fires corridor-before-answer - cancelable: `detail.callId`
 * @csspart call - one that rings
 */
export class IncomingCall extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host {
      position: fixed;
      z-index: var(--corridor-z-index, 2147483000);
      inset-block-start: calc(16px + env(safe-area-inset-top, 0px));
      inset-inline-end: 16px;
      display: grid;
      gap: 8px;
      inline-size: min(360px, calc(100vw - 32px));
    }
    .call {
      display: grid;
      gap: 16px;
      padding: 16px;
      border-radius: var(--c-radius-l);
      background: var(--c-raised);
      box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow);
      animation: come var(--c-motion-in);
    }
    @keyframes come {
      from {
        opacity: 0;
        transform: translateY(-8px);
      }
    }
    .who {
      display: flex;
      align-items: center;
      gap: 12px;
      min-inline-size: 0;
    }
    .words {
      min-inline-size: 0;
      flex: 1;
    }
    .who user-avatar {
      --corridor-avatar-size: 48px;
    }
    h2 {
      font-size: 15px;
      font-weight: 600;
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .button {
      flex: 1 1 auto;
      min-block-size: 40px;
    }
    .button.answer {
      background: var(--c-success);
      color: oklch(from var(--c-success) clamp(0.18, (0.62 - l) * 1000, 1) 0 h);
      box-shadow: none;
    }
    .end .svg {
      rotate: 135deg;
    }
    .ringing {
      display: grid;
      place-items: center;
      flex: none;
      color: var(--c-success);
    }
    .problem {
      color: var(--c-danger);
      font-size: var(--c-font-size-small);
    }
    @media (forced-colors: active) {
      .call {
        border: 1px solid CanvasText;
      }
    }
    @media print {
      :host {
        display: none;
      }
    }
  `];
  static override properties: PropertyDeclarations = { isMuted: { type: Boolean, attribute: 'muted' }, answering: { attribute: false }, refusal: { attribute: false } };

  /** Shows calls, and does not ring. */
  isMuted = false;
  private answering = '';
  private refusal: { callId: string; words: () => string } | undefined;
  readonly #rings = new Map<string, { stop(): void }>();
  readonly #notes = new Map<string, Notification>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const id of [...this.#rings.keys()]) this.#silence(id);
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return nothing;
    return this.#ringing(corridor).map((call) => this.#call(corridor, call));
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor } = this, calls = corridor && this.isConnected ? this.#ringing(corridor) : [];
    for (const id of [...this.#rings.keys()]) if (!calls.some((call) => call.id === id)) this.#silence(id);
    for (const call of calls) if (!this.#rings.has(call.id)) this.#rings.set(call.id, this.#isQuiet(corridor!) ? { stop: () => undefined } : ring(call.id, () => { this.#notify(corridor!, call); }));
  }

  #ringing(corridor: Corridor): CallInfo[] {
    const me = this.watch(corridor.me)?.id;
    return this.watch(corridor.calls.live).filter((call) => isLive(call) && call.participants.some((one) => one.userId === me && isRung(one)));
  }

  #call(corridor: Corridor, call: CallInfo) {
    const caller = this.watch(corridor.people.person(call.startedBy)).name, isVideo = call.kind === 'video', about = this.#about(corridor, call), current = this.watch(corridor.calls.current), isInOther = !!current && this.watch(current.phase) !== 'over';
    const what = isVideo ? msg('Video call') : msg('Call'), isBusy = this.answering === call.id, answer = (camera: boolean) => () => void this.#answer(corridor, call.id, camera);
    return html`<div class="call" part="call" role="alertdialog" aria-labelledby=${`who-${call.id}`} aria-describedby=${`what-${call.id}`}>
      <div class="who"><user-avatar user-id=${call.startedBy}></user-avatar><div class="words"><h2 class="cut" id=${`who-${call.id}`} dir="auto">${caller}</h2><div class="meta cut" id=${`what-${call.id}`} title=${about}>${about ? html`${what} · <bdi>${about}</bdi>` : what}</div></div>
        <span class="ringing">${icon(isVideo ? icons.camera : shapes.phoneIncoming)}</span></div>
      ${isInOther ? html`<p class="meta">${msg('You are in another call. Answering this one leaves it.')}</p>` : nothing}
      ${this.refusal?.callId === call.id ? html`<p class="problem" role="alert"><bdi>${this.refusal.words()}</bdi></p>` : nothing}
      <div class="ways"><button class="button end danger" type="button" @click=${() => void this.#decline(corridor, call.id)}>${icon(icons.phone, 'small')}${msg('Decline')}</button>
        ${isVideo ? html`<button class="button" type="button" ?disabled=${isBusy} @click=${answer(false)}>${icon(shapes.cameraOff, 'small')}${msg('Without camera')}</button>` : nothing}
        <button class="button answer" type="button" ?disabled=${isBusy} aria-busy=${isBusy ? 'true' : 'false'} @click=${answer(isVideo)}>${icon(isVideo ? icons.camera : icons.phone, 'small')}${isInOther ? msg('Leave and answer') : msg('Pick up')}</button></div>
      <span class="hidden-visually" role="alert">${msg(str`${caller} calls`)}</span></div>`;
  }

  /** Which conversation, where it is not the one with the caller. */
  #about(corridor: Corridor, { channelId, startedBy }: CallInfo): string {
    const channel = this.watch(corridor.chat.conversation(channelId).channel), me = this.watch(corridor.me)?.id;
    if (!channel || (channel.kind === 'direct' && channel.people.every((id) => id === me || id === startedBy))) return '';
    const { name, detail } = titleOf(channel, me, this.language, (userId) => this.watch(corridor.people.person(userId)).name);
    return detail ? `${name} · ${detail}` : name;
  }

  async #answer(corridor: Corridor, callId: string, camera: boolean): Promise<void> {
    if (!this.emit('corridor-before-answer', { callId })) return;
    this.answering = callId;
    try { await corridor.calls.join(callId, { camera }); } catch (error) { this.refusal = { callId, words: await wordsFor(error) }; }
    this.answering = '';
  }

  async #decline(corridor: Corridor, callId: string): Promise<void> {
    try { await corridor.calls.decline(callId); } catch (error) { this.refusal = { callId, words: await wordsFor(error) }; }
  }

  #isQuiet(corridor: Corridor): boolean { return this.isMuted || corridor.presence.mine.get()?.status === 'do-not-disturb'; }

  /** In the tab that rings, where it is not looked at. */
  #notify(corridor: Corridor, call: CallInfo): void {
    if (document.hasFocus() || globalThis.Notification?.permission !== 'granted' || corridor.me.get()?.preferences?.desktop === 'nothing' || !this.#rings.has(call.id)) return;
    const about = this.#about(corridor, call);
    try {
      const note = new Notification(msg(str`${corridor.people.person(call.startedBy).get().name} calls`), { tag: call.id, lang: this.language, requireInteraction: true, body: [call.kind === 'video' ? msg('Video call') : msg('Call'), about].filter(Boolean).join(' · ') });
      note.onclick = () => { window.focus(); note.close(); };
      this.#notes.set(call.id, note);
    } catch { /* Some phones allow this to workers alone. */ }
  }

  #silence(callId: string): void {
    this.#rings.get(callId)?.stop();
    this.#rings.delete(callId);
    this.#notes.get(callId)?.close();
    this.#notes.delete(callId);
  }
}

define('incoming-call', IncomingCall);

declare global {
  interface HTMLElementTagNameMap {
    'incoming-call': IncomingCall;
  }
  interface HTMLElementEventMap {
    'corridor-before-answer': CustomEvent<{ callId: string }>;
  }
}

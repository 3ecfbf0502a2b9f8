import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Reminder } from '@corridor/sdk';
import type { ReadableAtom, WritableAtom } from 'nanostores';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { calendarPlus } from '../base/icon-shapes.meetings.ts';
import * as more from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { msg, str } from '../base/localisation.ts';
import { startsWords, titleOfCall } from './scheduled-call.words.ts';

const everyMs = 15_000;
/** It goes by itself so long after the start. */
const lastsMs = 10 * 60_000;

/**
 * Calls that start soon, above the page until they are joined or put away. Shown by itself.
 * @tag call-reminder
 */
export class CallReminder extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { position: fixed; z-index: var(--corridor-z-index, 2147483000); inset-block-end: calc(16px + env(safe-area-inset-bottom, 0px)); inset-inline-end: 16px; display: grid; gap: 8px; inline-size: min(360px, 100vw - 32px); }
    .one { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 8px 12px; padding: 12px; border-radius: var(--c-radius-l); background: var(--c-raised); box-shadow: 0 0 0 1px var(--c-line), var(--c-shadow); }
    .words { display: grid; min-inline-size: 0; overflow-wrap: anywhere; }
    .acts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 8px; }
    .acts .button { flex: 1 1 auto; min-block-size: 40px; }
    @media (forced-colors: active) { .one { border: 1px solid CanvasText; } }
  `];
  static override properties: PropertyDeclarations = { reminders: { attribute: false }, now: { attribute: false }, failure: { attribute: false } };

  reminders: (ReadableAtom<readonly Reminder[]> & Pick<WritableAtom<readonly Reminder[]>, 'set'>) | undefined;
  private now = Date.now();
  private failure = '';
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Said by the browser, too, once for each time. */
  readonly #said = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => { this.now = Date.now(); }, everyMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    for (const { scheduled, minutes } of this.reminders?.get() ?? []) {
      const key = `${scheduled.id} ${scheduled.startsAt} ${minutes}`;
      if (this.#said.has(key)) continue;
      this.#said.add(key);
      if (document.visibilityState === 'hidden' && globalThis.Notification?.permission === 'granted') new Notification(titleOfCall(scheduled), { body: startsWords(this.language, scheduled.startsAt, Date.now()), tag: key }).onclick = () => { focus(); };
    }
  }

  protected override render() {
    const { corridor, reminders } = this;
    if (!corridor || !reminders) return nothing;
    const current = this.watch(corridor.calls.current), inChannel = current && this.watch(current.phase) !== 'over' ? this.watch(current.call).channelId : '';
    const shown = this.watch(reminders).filter(({ scheduled }) => scheduled.channelId !== inChannel && Date.parse(scheduled.startsAt) + lastsMs > this.now);
    return html`${shown.map(({ scheduled }) => html`<div class="one" role="alert">${icon(calendarPlus)}<div class="words"><b dir="auto">${titleOfCall(scheduled)}</b><span class="meta">${startsWords(this.language, scheduled.startsAt, this.now)}</span></div>
      <button class="icon" type="button" aria-label=${msg(str`Put the reminder away: ${titleOfCall(scheduled)}`)} @click=${() => { this.#drop(scheduled.id); }}>${icon(more.x)}</button>
      <div class="acts"><button class="button primary" type="button" @click=${() => void this.#join(scheduled.id, scheduled.kind)}>${msg('Join')}</button></div></div>`)}
      ${this.failure ? html`<p class="one" role="alert">${this.failure}</p>` : nothing}`;
  }

  #drop(id: string): void { this.reminders?.set(this.reminders.get().filter(({ scheduled }) => scheduled.id !== id)); }

  async #join(id: string, kind: 'audio' | 'video'): Promise<void> {
    this.failure = '';
    try {
      await this.corridor!.calls.joinScheduled(id, { camera: kind === 'video' });
      this.#drop(id);
    } catch { this.failure = msg('The call could not be joined. Try it from its conversation.'); }
  }
}

define('call-reminder', CallReminder);

declare global {
  interface HTMLElementTagNameMap {
    'call-reminder': CallReminder;
  }
}

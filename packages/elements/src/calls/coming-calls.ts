import type { Corridor, CorridorError, ScheduledCall } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { calendarPlus } from '../base/icon-shapes.meetings.ts';
import { icon } from '../base/icons.ts';
import { msg } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import type { Where } from './schedule-call.ts';
import './scheduled-call.ts';

const loadForm = () => import('./schedule-call.ts');

/**
 * @summary Calls that are to come: those that I am invited to, or those of a conversation, where one more can be scheduled.
 * @tag coming-calls
 */
export class ComingCalls extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { display: block; overflow: auto; }
    ul { display: grid; gap: 8px; padding: 12px; }
    .new { padding: 12px 12px 0; }
    scheduled-call { max-inline-size: none; }
  `];
  static override properties: PropertyDeclarations = { channelId: { attribute: 'channel-id' }, record: { attribute: false }, items: { attribute: false }, next: { attribute: false }, failure: { attribute: false } };

  /** Those of this conversation. */
  channelId = '';
  /** Of a conversation that nobody has written in yet. */
  record: Where['record'];
  private items: readonly ScheduledCall[] | undefined;
  private next: string | undefined;
  private failure = '';
  #asked: { corridor: Corridor; channelId: string; me: string | undefined } | undefined;
  #off: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#off?.();
    this.#asked = this.#off = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { corridor, channelId } = this, me = corridor && this.watch(corridor.me)?.id;
    if (!corridor || (this.#asked?.corridor === corridor && this.#asked.channelId === channelId && this.#asked.me === me)) return;
    this.#off?.();
    this.#off = undefined;
    this.#asked = { corridor, channelId, me };
    this.items = undefined;
    void this.#load();
  }

  protected override render() {
    const { corridor, items, failure, channelId } = this;
    if (!corridor) return this.renderWithoutCorridor();
    if (failure) return html`<div class="state" role="alert"><span>${failure}</span><button class="button" type="button" @click=${() => void this.#load()}>${msg('Try again')}</button></div>`;
    const add = channelId ? html`<div class="new"><button class="button" type="button" @click=${() => void this.#schedule()}>${icon(calendarPlus, 'small')}${msg('Schedule a call')}</button></div>` : nothing;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    return html`${add}${items.length === 0 ? html`<div class="state" role="status"><strong>${msg('No calls to come.')}</strong><span>${msg('Calls that you schedule or are invited to show here.')}</span></div>`
      : html`<ul aria-label=${msg('Calls to come')}>${repeat(items, ({ id }) => id, (one) => html`<li><scheduled-call .scheduled=${one}></scheduled-call></li>`)}</ul>`}
      ${this.next ? html`<div class="new"><button class="button" type="button" @click=${() => void this.#load(this.next)}>${msg('Show more')}</button></div>` : nothing}`;
  }

  async #load(cursor?: string): Promise<void> {
    const { corridor, channelId } = this, asked = this.#asked;
    this.failure = '';
    try {
      const { scheduledChange } = await corridor!.calls.loaded();
      if (asked !== this.#asked) return;
      this.#off ??= scheduledChange.listen((one) => { if (one) this.#learn(one); });
      const { items, next } = await corridor!.calls.scheduled({ ...(channelId && { channelId }), ...(cursor !== undefined && { cursor }) });
      if (asked !== this.#asked) return;
      this.items = cursor === undefined ? items : [...this.items ?? [], ...items.filter(({ id }) => !this.items?.some((one) => one.id === id))];
      this.next = next;
    } catch (error) {
      if (this.record && (error as CorridorError).code === 'not-found') this.items = []; // nobody has written there
      else this.failure = explain(error as CorridorError);
    }
  }

  /** One that I am not invited to any more goes, and so does one that is cancelled. */
  #learn(one: ScheduledCall): void {
    const me = this.corridor?.me.get()?.id, isOurs = this.channelId ? one.channelId === this.channelId : one.people.some(({ userId }) => userId === me), others = (this.items ?? []).filter(({ id }) => id !== one.id);
    if ((this.items ?? []).some(({ id, version }) => id === one.id && version > one.version)) return;
    this.items = isOurs && (one.state === 'planned' || one.state === 'active') ? [...others, one].sort((a, b) => (`${a.startsAt} ${a.id}` < `${b.startsAt} ${b.id}` ? -1 : 1)) : others;
  }

  async #schedule(): Promise<void> {
    await loadForm();
    const form = document.createElement('schedule-call');
    this.renderRoot.append(form);
    try { await form.schedule({ channelId: this.channelId, record: this.record }); } finally { form.remove(); }
  }
}

define('coming-calls', ComingCalls);

declare global {
  interface HTMLElementTagNameMap {
    'coming-calls': ComingCalls;
  }
}

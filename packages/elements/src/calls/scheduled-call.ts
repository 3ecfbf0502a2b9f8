import type { CorridorError, Message, ScheduledCall as Scheduled } from '@corridor/sdk';
import { earlyMs } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { calendarPlus } from '../base/icon-shapes.meetings.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatList, msg, plural, str } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { type Shown, shownOf, shownOn, titleOfCall, whenWords } from './scheduled-call.words.ts';

const loadForm = () => import('./schedule-call.ts');
/** So many names are written out. */
const mostNamed = 4, everyMs = 15_000;

/**
 * @summary A call for later: what it is about, when, who comes, and the ways to answer, to come in, to move it and to call it off.
 * @tag scheduled-call
 * @csspart card - all of it
 */
export class ScheduledCall extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, css`
    :host { display: block; max-inline-size: 460px; }
    .card { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 12px; padding: 12px; border-radius: var(--c-radius-m); background: var(--c-surface); box-shadow: inset 0 0 0 1px var(--c-line); }
    .sign { display: grid; place-items: center; inline-size: 36px; block-size: 36px; border-radius: 8px; background: var(--c-sunken); color: var(--c-muted); }
    .near .sign { background: var(--c-accent-soft); color: var(--c-accent-text); }
    .words { display: grid; gap: 2px; min-inline-size: 0; overflow-wrap: anywhere; }
    .off b { text-decoration: line-through; }
    .acts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 8px; margin-block-start: 4px; }
    .acts [aria-pressed='true'] { background: var(--c-accent-soft); box-shadow: inset 0 0 0 1px var(--c-accent); }
    .problem { grid-column: 1 / -1; color: var(--c-danger); font-size: var(--c-font-size-small); }
    @media (forced-colors: active) { .card { border: 1px solid CanvasText; } .acts [aria-pressed='true'] { border: 2px solid Highlight; } }
  `];
  static override properties: PropertyDeclarations = { message: { attribute: false }, scheduled: { attribute: false }, now: { attribute: false }, isBusy: { attribute: false }, refusal: { attribute: false } };

  /** Either the message that tells of it, or the call itself. */
  message: Message | undefined;
  scheduled: Scheduled | undefined;
  private now = Date.now();
  private isBusy = false;
  private refusal = '';
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => { this.now = Date.now(); }, everyMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render() {
    const { corridor } = this, shown = this.scheduled ? shownOf(this.scheduled) : this.message && shownOn(this.message);
    if (!corridor || !shown) return nothing;
    const me = this.watch(corridor.me)?.id, live = this.watch(corridor.calls.live).find(({ channelId }) => channelId === shown.channelId), current = this.watch(corridor.calls.current), isIn = current && this.watch(current.phase) !== 'over' && current.call.get().channelId === shown.channelId;
    const start = Date.parse(shown.startsAt), isOver = Date.parse(shown.endsAt) <= this.now && !live, isNear = !shown.isCancelled && !isOver && this.now >= start - earlyMs, mine = shown.answers.find(({ userId }) => userId === me)?.answer;
    const state = shown.isCancelled ? msg('Cancelled') : isOver ? msg('Over') : live && isNear ? msg('It is on now') : '';
    return html`<div class="card ${isNear ? 'near' : ''} ${shown.isCancelled ? 'off' : ''}" part="card"><span class="sign">${icon(calendarPlus)}</span>
      <div class="words"><b dir="auto">${titleOfCall(shown)}</b><time datetime=${shown.startsAt} title=${formatFull(this.language, shown.startsAt)}>${whenWords(this.language, shown)}</time>
        <span class="meta">${this.#people(shown)}</span>${state ? html`<span class="meta">${state}</span>` : nothing}</div>
      ${shown.isCancelled || isOver ? nothing : html`<div class="acts">
        ${isNear && !isIn ? html`<button class="button primary" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask(() => corridor.calls.joinScheduled(shown.id, { camera: shown.kind === 'video' }))}>${msg('Join')}</button>` : nothing}
        ${mine && me !== shown.organizer ? html`${this.#answer(shown, true, mine === 'accepted', msg('Accept'))}${this.#answer(shown, false, mine === 'declined', msg('Decline'))}` : nothing}
        ${me === shown.organizer ? html`<button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask(() => this.#change(shown))}>${msg('Change')}</button><button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#ask(() => corridor.calls.unschedule(shown.id))}>${msg('Cancel the call')}</button>` : nothing}</div>`}
      ${this.refusal ? html`<p class="problem" role="alert"><bdi>${this.refusal}</bdi></p>` : nothing}</div>`;
  }

  #answer({ id }: Shown, isAccepted: boolean, isChosen: boolean, label: string) {
    return html`<button class="button" type="button" aria-pressed=${isChosen ? 'true' : 'false'} ?disabled=${this.isBusy} @click=${() => void this.#ask(() => this.corridor!.calls.answerScheduled(id, isAccepted))}>${label}</button>`;
  }

  #people({ answers, count }: Shown): string {
    const nameOf = (userId: string) => this.watch(this.corridor!.people.person(userId)).name, coming = answers.filter(({ answer }) => answer !== 'declined'), names = coming.slice(0, mostNamed).map(({ userId }) => nameOf(userId));
    const more = count - (answers.length - coming.length) - names.length, declined = answers.filter(({ answer }) => answer === 'declined').map(({ userId }) => nameOf(userId));
    const who = more > 0 ? plural(this.language, more, { one: str`${formatList(this.language, names)} and one more`, other: str`${names.join(', ')} and ${more} more` }) : formatList(this.language, names);
    return declined.length ? msg(str`${who}; not coming: ${formatList(this.language, declined)}`) : who;
  }

  async #change({ id }: Shown): Promise<void> {
    await loadForm();
    const form = document.createElement('schedule-call');
    this.renderRoot.append(form);
    try { await form.change(this.scheduled ?? await this.corridor!.calls.scheduledCall(id)); } finally { form.remove(); }
  }

  async #ask(act: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    this.refusal = '';
    try { await act(); } catch (error) { this.refusal = explain(error as CorridorError); } finally { this.isBusy = false; }
  }
}

define('scheduled-call', ScheduledCall);

declare global {
  interface HTMLElementTagNameMap {
    'scheduled-call': ScheduledCall;
  }
}

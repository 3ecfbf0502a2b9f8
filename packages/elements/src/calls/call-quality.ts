import type { Corridor, CorridorError, ParticipantQuality } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define, innerName } from '../base/define.ts';
import { dialogStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { x } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { formatClock, formatNumber, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { line } from './call-figures.chart.ts';
import { qualityWords } from './call-words.ts';
import { openModal, openModalIn } from './modal.ts';
import '../people/user-avatar.ts';

const average = (all: readonly (number | null)[]): number | undefined => { const known = all.filter((one) => one !== null); return known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : undefined; };

/**
 * @summary How good a call that is over was for each in it, as their devices measured it every ten seconds: the score over time, what was lost and late, and what spoilt it.
 * @tag call-quality
 */
export class CallQuality extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, dialogStyles, css`
    .dialog-body { overflow: auto; padding: 12px 16px 16px; }
    ul { list-style: none; margin: 0; padding: 0; }
    li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 4px 10px; padding-block: 10px; border-block-end: 1px solid var(--c-line); }
    li:last-child { border-block-end: 0; }
    .name { font-weight: 600; }
    .score { font-weight: 600; font-variant-numeric: tabular-nums; }
    .words, .facts, figure { grid-column: 2 / -1; margin: 0; }
    svg[role='img'] { display: block; inline-size: 100%; block-size: 56px; border-block-end: 1px solid var(--c-line-strong); }
    svg[role='img']:dir(rtl) { transform: scaleX(-1); }
    path { fill: none; stroke: var(--c-success); stroke-width: 2; stroke-linecap: round; vector-effect: non-scaling-stroke; }
    .good path { stroke: var(--c-warning); }
    :is(.poor, .disconnected) path { stroke: var(--c-danger); }
    figcaption { display: flex; justify-content: space-between; font-size: var(--c-font-size-meta); color: var(--c-muted); font-variant-numeric: tabular-nums; }
    .state { display: grid; justify-items: center; gap: 12px; padding: 24px 0; color: var(--c-muted); text-align: center; }
    @media (forced-colors: active) { path, :is(.good, .poor, .disconnected) path { stroke: CanvasText; } }
  `];
  static override properties: PropertyDeclarations = { callId: { attribute: 'call-id' }, modal: { type: Boolean, reflect: true }, items: { attribute: false }, failure: { attribute: false } };

  /** Of which call. */
  callId = '';
  /** Stands in a dialog, which `show` opens. */
  modal = false;
  private items: readonly ParticipantQuality[] | undefined;
  private failure: CorridorError | undefined;
  #asked = '';

  /** Opens in a dialog of its own; resolves when it is closed. */
  show(): Promise<void> { return openModal(this); }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor, callId } = this;
    if (!corridor || !callId || callId === this.#asked) return;
    this.#asked = callId;
    void this.#look(corridor);
  }

  protected override render() {
    if (!this.corridor) return this.renderWithoutCorridor();
    if (!this.modal) return this.#list(this.corridor);
    return html`<dialog aria-labelledby="title">
      <div class="dialog-bar"><h2 id="title">${msg('How good the call was')}</h2><button class="icon" type="button" aria-label=${msg('Close')} title=${msg('Close')} @click=${() => this.renderRoot.querySelector('dialog')?.close()}>${icon(x)}</button></div>
      <div class="dialog-body">${this.#list(this.corridor)}</div></dialog>`;
  }

  #list(corridor: Corridor): TemplateResult {
    const { items, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${explain(failure)}</span><button class="button" type="button" @click=${() => void this.#look(corridor)}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state" role="status">${msg('Looking…')}</div>`;
    if (items.length === 0) return html`<div class="state" role="status">${msg('Nothing was measured, or it is too old to be kept.')}</div>`;
    return html`<ul aria-label=${msg('How good the call was')}>${items.map((one) => this.#one(corridor, one))}</ul>`;
  }

  #one(corridor: Corridor, { userId, score, level, because, points }: ParticipantQuality) {
    const { language } = this, { name } = this.watch(corridor.people.person(userId)), scores = points.map((point) => point.score), known = scores.filter((one) => one !== null), shown = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(value);
    const percent = (share: number) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share), ms = (value: number) => msg(str`${formatNumber(language, Math.round(value))} ms`);
    const lost = average(points.map((point) => point.lost)) ?? 0, roundTrip = average(points.map(({ roundTripMs }) => roundTripMs)), jitter = average(points.map(({ jitterMs }) => jitterMs)) ?? 0;
    const facts = [msg(str`${percent(lost)} lost`), ...(roundTrip === undefined ? [] : [msg(str`${ms(roundTrip)} there and back`)]), msg(str`${ms(jitter)} uneven`)].join(' · ');
    return html`<li class=${level}><user-avatar size="small" user-id=${userId}></user-avatar><span class="name cut"><bdi>${name}</bdi></span><span class="score">${score === null ? '–' : msg(str`${shown(score)} of 4.5`)}</span>
      <span class="words">${qualityWords({ level, score: score ?? 1, because: because ?? undefined })}</span>
      ${known.length ? html`<figure>${line(scores, { least: 1, most: 4.5, label: msg(str`Score of ${name} over time: from ${shown(Math.min(...known))} to ${shown(Math.max(...known))}`) })}<figcaption aria-hidden="true"><span>${formatClock(language, points[0]!.at)}</span><span>${formatClock(language, points.at(-1)!.at)}</span></figcaption></figure>` : nothing}
      <span class="facts meta">${facts}</span></li>`;
  }

  async #look(corridor: Corridor): Promise<void> {
    const { callId } = this;
    this.failure = this.items = undefined;
    try {
      const { items } = await (await corridor.calls.loaded()).log.quality({ callId });
      if (callId === this.callId) this.items = items;
    } catch (error) { if (callId === this.callId) this.failure = error as CorridorError; }
  }
}

define('call-quality', CallQuality);

/** Shows in a dialog how good a call was; resolves when it is closed. */
export const openQuality = (place: ShadowRoot, callId: string): Promise<void> => openModalIn(place, Object.assign(document.createElement(innerName('call-quality')) as CallQuality, { callId, modal: true }));

declare global {
  interface HTMLElementTagNameMap {
    'call-quality': CallQuality;
  }
}

import type { CallFigures as Figures, Corridor, CorridorError } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { download as downloadShape } from '../base/icon-shapes.sound.ts';
import { icon } from '../base/icons.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { download, ExportRefused } from '../transfer/download.ts';
import { bars } from './call-figures.chart.ts';
import { callFiguresStyles } from './call-figures.styles.ts';
import { spokenTime } from '../voice/voice-time.ts';
import { clock } from './call-words.ts';

type Rows = 'day' | 'week' | 'month' | 'team' | 'channel' | 'kind';
interface Shown { readonly items: readonly Figures[]; readonly total: Figures }

/** Before a person changes it: the last four weeks. */
const usualDays = 28;
const dayOf = (at: Date): string => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short' }).format(at);
const instantOf = (day: string, daysLater = 0): string => { const at = new Date(`${day}T00:00:00`); at.setDate(at.getDate() + daysLater); return at.toISOString(); };
const daysAgo = (days: number): string => { const at = new Date(); at.setDate(at.getDate() - days); return dayOf(at); };

/**
 * @summary How many calls there were, how long, how many were answered and how good they were: by day, week, month, team, conversation or kind. For who has the permission calls.figures.
 * @tag call-figures
 */
export class CallFigures extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, insetField(css`.narrow input, .narrow select`), callFiguresStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' }, team: {}, rows: {}, from: { attribute: false }, to: { attribute: false }, shown: { attribute: false }, failure: { attribute: false }, isAway: { attribute: false },
  };

  /** Of this conversation alone. */
  channelId = '';
  /** Of this team alone: a group of the host's. */
  team = '';
  /** What stands in a row. */
  rows: Rows = 'day';

  private from = daysAgo(usualDays - 1);
  private to = daysAgo(0);
  private shown: Shown | undefined;
  private failure: CorridorError | undefined;
  /** The file is being fetched. */
  private isAway = false;
  #asked = '';

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    this.#ask(corridor);
    const rows = (value: Rows, label: string) => html`<option value=${value} ?selected=${value === this.rows}>${label}</option>`;
    return html`<div class="narrow">
        <label>${msg('Rows')}<select @change=${({ target }: Event) => { this.rows = (target as HTMLSelectElement).value as Rows; }}>
          ${rows('day', msg('Days'))}${rows('week', msg('Weeks'))}${rows('month', msg('Months'))}${rows('team', msg('Teams'))}${this.channelId ? nothing : rows('channel', msg('Conversations'))}${rows('kind', msg('Audio and video'))}</select></label>
        <label>${msg('From')}<input type="date" .value=${this.from} max=${this.to || nothing} @change=${({ target }: Event) => { this.from = (target as HTMLInputElement).value; }} /></label>
        <label>${msg('To')}<input type="date" .value=${this.to} min=${this.from || nothing} @change=${({ target }: Event) => { this.to = (target as HTMLInputElement).value; }} /></label>
        <button class="button" type="button" ?disabled=${this.isAway || !this.shown} @click=${() => void this.#save(corridor)}>${icon(downloadShape, 'small')}${msg('As a table (CSV)')}</button>
      </div>${this.#renderShown()}`;
  }

  #renderShown(): TemplateResult {
    const { shown, failure } = this;
    if (failure) return html`<div class="state" role="alert"><span>${explain(failure)}</span>${failure.code === 'forbidden' ? nothing : html`<button class="button" type="button" @click=${() => { this.#asked = ''; this.requestUpdate(); }}>${msg('Try again')}</button>`}</div>`;
    if (!shown) return html`<div class="state" role="status">${msg('Looking…')}</div>`;
    const { items, total } = shown, { language } = this;
    if (total.calls === 0) return html`<div class="state" role="status">${msg('There were no calls in this time.')}</div>`;
    const tile = (name: string, value: string, spoken = value) => html`<div><dt>${name}</dt><dd aria-label=${spoken}>${value}</dd></div>`;
    return html`<dl>${tile(msg('Calls'), formatNumber(language, total.calls))}${tile(msg('Answered'), this.#share(total.answered, total.calls))}
        ${tile(msg('Talk time'), timeOf(language, total.talkSeconds), spokenTime(language, total.talkSeconds))}${tile(msg('Average length'), timeOf(language, averageOf(total)), spokenTime(language, averageOf(total)))}${tile(msg('Quality'), this.#score(total), this.#scoreWords(total))}</dl>
      ${bars(items, msg(str`Calls by row, ${formatNumber(language, Math.max(...items.map(({ calls }) => calls)))} at most; the table below has the figures.`))}
      <p class="key" aria-hidden="true"><span><i class="met"></i>${msg('Answered')}</span><span><i></i>${msg('Not answered')}</span></p>
      <div class="wide" tabindex="0" role="region" aria-label=${msg('Figures of calls')}><table>
        <thead><tr><th scope="col">${this.#heading()}</th>${[msg('Calls'), msg('Answered'), msg('Missed'), msg('Declined'), msg('Lost'), msg('Talk time'), msg('Longest'), msg('Quality')].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${items.map((one) => this.#row(one, html`<bdi>${this.#nameOf(one)}</bdi>`))}</tbody><tfoot>${this.#row(total, msg('All'))}</tfoot></table></div>`;
  }

  #row(one: Figures, name: unknown) {
    const { language } = this, number = (value: number) => html`<td>${formatNumber(language, value)}</td>`, time = (seconds: number) => html`<td title=${spokenTime(language, seconds)}>${timeOf(language, seconds)}</td>`;
    return html`<tr><th scope="row">${name}</th>${number(one.calls)}<td>${this.#share(one.answered, one.calls)}</td>${[one.missed, one.declined, one.failed].map(number)}${time(one.talkSeconds)}${time(one.longestSeconds)}<td title=${this.#scoreWords(one)}>${this.#score(one)}</td></tr>`;
  }

  #heading(): string { return { day: msg('Day'), week: msg('Week from'), month: msg('Month'), team: msg('Team'), channel: msg('Conversation'), kind: msg('Kind') }[this.rows]; }

  #nameOf({ period, channelId, title, kind, team }: Figures): string {
    if (period) return new Intl.DateTimeFormat(this.language, { timeZone: 'UTC', ...(this.rows === 'month' ? { month: 'long', year: 'numeric' } : { dateStyle: 'medium' }) }).format(new Date(`${period}T00:00:00Z`));
    if (channelId) return title ?? msg('A conversation that you do not see');
    if (kind) return kind === 'video' ? msg('Video') : msg('Audio');
    return team ?? msg('In no team');
  }

  #share(part: number, whole: number): string { return new Intl.NumberFormat(this.language, { style: 'percent', maximumFractionDigits: 0 }).format(whole > 0 ? part / whole : 0); }
  #score({ score }: Figures): string { return score === null ? '–' : new Intl.NumberFormat(this.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(score); }
  #scoreWords(one: Figures): string { return one.score === null ? msg('Not measured') : msg(str`${this.#score(one)} of 4.5`); }

  get #wanted() {
    const { rows, channelId, team, from, to } = this, isPeriod = rows === 'day' || rows === 'week' || rows === 'month';
    return {
      by: isPeriod ? 'period' as const : rows, ...(isPeriod && { period: rows, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }), ...(channelId && { channelId }), ...(team && { team }),
      ...(from && { from: instantOf(from) }), ...(to && { to: instantOf(to, 1) }),
    };
  }

  /** Once for all that is wanted now; what comes late for something else is let go. */
  #ask(corridor: Corridor): void {
    const wanted = this.#wanted, asked = JSON.stringify(wanted);
    if (asked === this.#asked || this.watch(corridor.connection) !== 'online') return;
    this.#asked = asked;
    const isStill = () => this.#asked === asked;
    corridor.calls.loaded().then(({ log }) => log.figures(wanted)).then((shown) => { if (isStill()) Object.assign(this, { shown, failure: undefined }); }, (failure: unknown) => { if (isStill()) Object.assign(this, { failure, shown: undefined }); });
  }

  async #save(corridor: Corridor): Promise<void> {
    this.isAway = true;
    try {
      await download(await corridor.fetch(`/call-figures.csv?${new URLSearchParams(this.#wanted)}`), `${msg('Calls')} ${this.from} ${this.to}.csv`, new AbortController().signal, () => undefined);
    } catch (error) { this.failure = (error instanceof ExportRefused ? error.refusal : error) as CorridorError; } finally { this.isAway = false; }
  }
}

const timeOf = (language: string, seconds: number): string => clock(language, new Date(0).toISOString(), seconds * 1000);
const averageOf = ({ talkSeconds, answered }: Figures): number => (answered > 0 ? Math.round(talkSeconds / answered) : 0);

define('call-figures', CallFigures);

declare global {
  interface HTMLElementTagNameMap {
    'call-figures': CallFigures;
  }
}

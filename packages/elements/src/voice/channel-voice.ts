import type { Corridor, VoiceAct, VoiceFigures, VoiceOfChannel, VoiceRules } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { fieldStyles } from '../base/dialog.styles.ts';
import { html } from '../base/html.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import { explain } from '../base/problem.ts';
import { channelVoiceStyles } from './channel-voice.styles.ts';
import { voiceRules } from './voice-rules.ts';
import { formatTime, spokenTime } from './voice-time.ts';

const dayMs = 86_400_000;
const percent = new Map<string, Intl.NumberFormat>();

function formatShare(language: string, share: number): string {
  let format = percent.get(language);
  if (!format) percent.set(language, (format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })));
  return format.format(share);
}

/**
 * @summary A channel's rules for voice messages, their limits, and how much is said and heard: for its owners and admins.
 * @tag channel-voice
 */
export class ChannelVoice extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, fieldStyles, insetField(css`.top select`), channelVoiceStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' }, days: { attribute: false }, voice: { attribute: false }, figures: { attribute: false }, failure: { attribute: false },
  };

  /** Which channel. */
  channelId = '';
  /** Figures of the days before now; 0 for all. */
  private days = 30;
  private voice: VoiceOfChannel | undefined;
  private figures: readonly VoiceFigures[] | undefined;
  private failure: string | undefined;
  #turn = 0;
  #client: Corridor | undefined;
  #off: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { corridor } = this;
    if (!corridor || !this.isConnected || !this.channelId) return;
    if (changed.has('channelId')) this.voice = this.figures = this.failure = undefined;
    if (corridor === this.#client && !changed.has('channelId') && !changed.has('days')) return;
    this.#leave();
    this.#client = corridor;
    this.#off = corridor.connection.subscribe((now) => { if (now !== 'connecting') void this.#load(corridor); });
  }

  protected override render() {
    const { corridor, voice } = this;
    if (!corridor) return this.renderWithoutCorridor();
    if (!voice) {
      return this.failure
        ? html`<div class="problem" role="alert">${this.failure} <button class="link" type="button" @click=${() => void this.#load(corridor)}>${msg('Try again')}</button></div>`
        : html`<div class="bones late" role="status" aria-busy="true"><span class="hidden-visually">${msg('Loading')}</span>${[1, 2, 3].map(() => html`<span class="skeleton"></span>`)}</div>`;
    }
    return html`${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}${this.#renderRules(voice)}${this.figures ? this.#renderFigures(corridor, this.figures) : nothing}`;
  }

  #renderRules({ rules, maxBytes, maxDuration }: VoiceOfChannel) {
    const { language } = this;
    const acts: [VoiceAct, string][] = [['record', msg('Who records voice messages')], ['listen', msg('Who listens to them')], ['download', msg('Who downloads them')], ['transcribe', msg('Who has them written down')], ['delete', msg('Who deletes those of others')]];
    const whom: [VoiceRules['record'], string][] = [['everybody', msg('Everybody whose role allows it')], ['admins', msg('Owners and admins')], ['nobody', msg('Nobody')]];
    return html`${acts.map(([act, label]) => html`<label class="field"><span class="label">${label}</span>
        <select name=${act} @change=${(event: Event) => this.#onRule(act, event.target as HTMLSelectElement)}>${whom.map(([value, text]) => html`<option value=${value} ?selected=${rules[act] === value} .selected=${rules[act] === value}>${text}</option>`)}</select></label>`)}
      <label class="choice"><input type="checkbox" name="transcribed" .checked=${rules.isTranscribed} @change=${(event: Event) => void this.#set({ isTranscribed: (event.target as HTMLInputElement).checked })} />
        <span>${msg('Write each one down when it is sent')}<span class="meta">${msg('Where the server has a service for it.')}</span></span></label>
      <p class="meta limits">${msg(str`One lasts at most ${spokenTime(language, maxDuration)} and has at most ${formatNumber(language, Math.floor(maxBytes / 2 ** 20))} MB. This holds for all channels.`)}</p>`;
  }

  #renderFigures(corridor: Corridor, figures: readonly VoiceFigures[]) {
    const { language, days } = this, number = (value: number) => formatNumber(language, value), sum = (of: (one: VoiceFigures) => number) => figures.reduce((total, one) => total + of(one), 0);
    const spans: [number, string][] = [[7, msg('Last 7 days')], [30, msg('Last 30 days')], [365, msg('Last year')], [0, msg('Any time')]];
    return html`<div class="top"><h3 id="figures">${msg('Figures')}</h3><select aria-label=${msg('Time')} @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}>${spans.map(([value, label]) => html`<option value=${value} ?selected=${value === days}>${label}</option>`)}</select></div>
      ${figures.length
        ? html`<table aria-labelledby="figures"><thead><tr><th scope="col">${msg('Person')}</th><th scope="col">${msg('Sent')}</th><th scope="col">${msg('Length')}</th><th scope="col">${msg('Plays')}</th><th scope="col" title=${msg('People times messages')}>${msg('Listeners')}</th></tr></thead>
            <tbody>${figures.map((one) => html`<tr><th scope="row"><bdi>${this.watch(corridor.people.person(one.userId ?? '')).name}</bdi>${this.#renderSound(one)}</th><td>${number(one.count)}</td><td>${formatTime(language, one.duration)}</td><td>${number(one.plays)}</td><td>${number(one.listeners)}</td></tr>`)}</tbody>
            ${figures.length > 1 ? html`<tfoot><tr><th scope="row">${msg('All')}</th><td>${number(sum(({ count }) => count))}</td><td>${formatTime(language, sum(({ duration }) => duration))}</td><td>${number(sum(({ plays }) => plays))}</td><td>${number(sum(({ listeners }) => listeners))}</td></tr></tfoot>` : nothing}</table>`
        : html`<p class="meta" role="status">${msg('No voice message was sent in this time.')}</p>`}`;
  }

  /** What is known only where the server has the program for it. */
  #renderSound({ speech, duration, loudness }: VoiceFigures) {
    const known = [speech !== null && duration > 0 ? msg(str`${formatShare(this.language, speech / duration)} spoken`) : '', loudness === null ? '' : `${formatNumber(this.language, Math.round(loudness))} LUFS`].filter(Boolean);
    return known.length ? html`<span class="meta">${known.join(' · ')}</span>` : nothing;
  }

  #leave(): void {
    this.#off?.();
    this.#off = this.#client = undefined;
  }

  async #load(corridor: Corridor): Promise<void> {
    const turn = ++this.#turn, { channelId, days } = this;
    try {
      const [voice, { items }] = await Promise.all([corridor.voice.channel({ channelId }), corridor.voice.figures({ channelId, limit: 200, ...(days && { from: new Date(Date.now() - days * dayMs).toISOString() }) })]);
      if (turn !== this.#turn) return;
      this.failure = undefined;
      this.#show(corridor, channelId, voice);
      this.figures = items;
    } catch (error) {
      if (turn === this.#turn) this.failure = explain(error as Parameters<typeof explain>[0]);
    }
  }

  /** The field and the messages of the channel go by it at once. */
  #show(corridor: Corridor, channelId: string, voice: VoiceOfChannel): void {
    if (channelId === this.channelId) this.voice = voice;
    voiceRules(corridor, channelId).set(voice);
  }

  #onRule(act: VoiceAct, field: HTMLSelectElement): void {
    void this.#set({ [act]: field.value as VoiceRules['record'] });
  }

  async #set(change: Partial<VoiceRules>): Promise<void> {
    const { corridor, channelId } = this;
    if (!corridor) return;
    this.failure = undefined;
    try {
      this.#show(corridor, channelId, await corridor.voice.setRules({ channelId, ...change }));
    } catch (error) {
      this.failure = explain(error as Parameters<typeof explain>[0]);
      // What was not changed shows as it is.
      for (const field of this.renderRoot.querySelectorAll<HTMLSelectElement>('select[name]')) field.value = this.voice?.rules[field.name as VoiceAct] ?? field.value;
      for (const field of this.renderRoot.querySelectorAll<HTMLInputElement>('[name=transcribed]')) field.checked = this.voice?.rules.isTranscribed ?? false;
    }
  }
}

define('channel-voice', ChannelVoice);

declare global {
  interface HTMLElementTagNameMap {
    'channel-voice': ChannelVoice;
  }
}

import type { CallEntry, Corridor, CorridorError } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.call-history.ts';
import { sliders } from '../base/icon-shapes.more.ts';
import { icon, icons } from '../base/icons.ts';
import { insetField } from '../base/inset-field.styles.ts';
import { formatClock, formatDay, formatFull, msg, plural, str } from '../base/localisation.ts';
import { paneStyles } from '../chat/pane.styles.ts';
import { explainRefusal as explain } from './call-refusals.ts';
import { showNote } from '../base/quiet-note.ts';
import { formatTime, spokenTime } from '../voice/voice-time.ts';
import '../people/user-avatar.ts';
import { linesOf, visible } from './call-history.lines.ts';
import { CallListing, type HistoryQuery } from './call-history.listing.ts';
import { callHistoryStyles } from './call-history.styles.ts';
import { othersOf, outcomeOf, shapeOf } from './call-history.words.ts';

const loadRecordings = () => import('./call-recordings.ts');
const loadComing = () => import('./coming-calls.ts').catch(() => undefined);
const loadQuality = () => import('./call-quality.ts');

type Kind = 'all' | 'missed' | 'incoming' | 'outgoing' | 'coming';
const kinds: Readonly<Record<Kind, HistoryQuery>> = { all: {}, missed: { outcome: 'missed' }, incoming: { direction: 'incoming' }, outgoing: { direction: 'outgoing' }, coming: {} };

/** A day as the field says it, as an instant at its beginning or at that of the day after. */
const instantOf = (day: string, daysLater = 0): string => { const at = new Date(`${day}T00:00:00`); at.setDate(at.getDate() + daysLater); return at.toISOString(); };

/**
 * @summary Calls that are over, by day: mine, or those of a conversation or a record. Searches, narrows, calls back and leads to the conversation.
 * @tag call-history
 * @fires corridor-open - a conversation was chosen: `detail.channelId`
 * @fires corridor-back - the way back was chosen
 * @csspart row - a call
 */
export class CallHistory extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, paneStyles, insetField(css`.narrow input, .narrow select`), callHistoryStyles];
  static override properties: PropertyDeclarations = {
    channelId: { attribute: 'channel-id' }, recordType: { attribute: 'record-type' }, recordId: { attribute: 'record-id' }, userId: { attribute: 'user-id' }, canGoBack: { type: Boolean, attribute: 'can-go-back' },
    kind: { attribute: false }, query: { attribute: false }, medium: { attribute: false }, from: { attribute: false }, to: { attribute: false }, hasFilters: { attribute: false }, failure: { attribute: false },
  };

  /** The calls of this conversation. */
  channelId = '';
  /** With `record-id`: the calls of this record's conversations. */
  recordType = '';
  recordId = '';
  /** Calls with this person. */
  userId = '';
  /** Shows the way back to what stood here before. */
  canGoBack = false;

  private kind: Kind = 'all';
  private query = '';
  private medium = '';
  private from = '';
  private to = '';
  /** Where there is little room, what narrows besides a name shows when it is asked for. */
  private hasFilters = false;
  private failure: string | undefined;
  #listing: CallListing | undefined;
  #asked = '';
  #view = { top: 0, height: 600 };
  #focused = 0;
  readonly #size = new ResizeObserver(([entry]) => { if (entry) { this.#view.height = entry.contentRect.height; this.requestUpdate(); } });

  override focus(options?: FocusOptions): void {
    (this.renderRoot.querySelector<HTMLElement>('.entry[tabindex="0"]') ?? this.renderRoot.querySelector<HTMLElement>('[type=search]'))?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#end();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const list = this.renderRoot.querySelector<HTMLElement>('.scroll');
    if (list) this.#size.observe(list);
    for (const one of this.renderRoot.querySelectorAll<HTMLElement>('[data-top]')) one.style.insetBlockStart = `${one.dataset['top']}px`;
    const all = this.renderRoot.querySelector<HTMLElement>('[data-height]');
    if (all) all.style.blockSize = `${all.dataset['height']}px`;
  }

  protected override render() {
    const { corridor } = this;
    if (!corridor) return this.renderWithoutCorridor();
    const listing = this.#ask(corridor);
    const kind = (value: Kind, label: string) => html`<button type="button" aria-pressed=${this.kind === value ? 'true' : 'false'} @click=${() => (this.kind = value)}>${label}</button>`;
    return html`<div class="bar ${this.canGoBack ? 'returns' : ''}">
        ${this.canGoBack ? html`<button class="icon" type="button" aria-label=${msg('Back to conversations')} @click=${() => this.emit('corridor-back', {})}>${icon(icons.arrowLeft, 'directed')}</button>` : nothing}<h2>${msg('Calls')}</h2>
      </div>
      <div class="kinds" role="group" aria-label=${msg('Which calls')}>${kind('all', msg('All'))}${kind('missed', msg('Missed'))}${kind('incoming', msg('Incoming'))}${kind('outgoing', msg('Outgoing'))}${this.recordType || this.userId ? nothing : kind('coming', msg('To come'))}</div>
      ${this.kind === 'coming' ? this.#renderComing() : html`
      <div class="narrow">
        <input type="search" aria-label=${msg('Find calls by a name')} placeholder=${msg('Find calls by a name')} .value=${this.query} @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)} />
        <button class="icon filter ${this.medium || this.from || this.to ? 'set' : ''}" type="button" aria-label=${msg('Filters')} title=${msg('Filters')} aria-expanded=${this.hasFilters ? 'true' : 'false'} @click=${() => (this.hasFilters = !this.hasFilters)}>${icon(sliders)}</button>
        <div class="filters ${this.hasFilters ? 'open' : ''}">
        <select aria-label=${msg('With or without video')} @change=${(event: Event) => (this.medium = (event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${this.medium === ''}>${msg('Audio and video')}</option><option value="audio" ?selected=${this.medium === 'audio'}>${msg('Audio')}</option><option value="video" ?selected=${this.medium === 'video'}>${msg('Video')}</option>
        </select>
        <label>${msg('From')}<input type="date" .value=${this.from} max=${this.to || nothing} @change=${(event: Event) => (this.from = (event.target as HTMLInputElement).value)} /></label>
        <label>${msg('To')}<input type="date" .value=${this.to} min=${this.from || nothing} @change=${(event: Event) => (this.to = (event.target as HTMLInputElement).value)} /></label>
        </div>
      </div>
      ${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      <div class="scroll" @scroll=${this.#onScroll}>${this.#renderCalls(corridor, listing)}</div>`}`;
  }

  #renderComing(): TemplateResult {
    void loadComing();
    return html`<coming-calls class="coming" channel-id=${this.channelId || nothing}></coming-calls>`;
  }

  #renderCalls(corridor: Corridor, listing: CallListing): TemplateResult {
    const { items, failure } = listing;
    if (failure) return html`<div class="state" role="alert"><span>${explain(failure)}</span><button class="button" type="button" @click=${() => void listing.again()}>${icon(icons.retry, 'small')}${msg('Try again')}</button></div>`;
    if (!items) return html`<div class="state late" role="status">${msg('Looking…')}</div>`;
    if (items.length === 0) return this.#renderEmpty();
    const { lines, height } = linesOf(items);
    this.#focused = Math.min(this.#focused, items.length - 1);
    return html`<ul aria-label=${msg('Calls')} data-height=${height} @keydown=${this.#onKeydown}>
      ${repeat(visible(lines, this.#view), (line) => ('day' in line ? line.day : line.entry.callId), (line) => ('day' in line
        ? html`<li class="day" data-top=${line.top}><h3>${formatDay(this.language, line.day)}</h3></li>`
        : this.#renderCall(corridor, line.entry, items.indexOf(line.entry), line.top)))}</ul>`;
  }

  #renderEmpty(): TemplateResult {
    const isNarrowed = this.query !== '' || this.medium !== '' || this.from !== '' || this.to !== '' || this.kind !== 'all';
    if (!isNarrowed) return html`<div class="state" role="status"><strong>${msg('No calls yet.')}</strong><span>${msg('Open a conversation and choose the telephone at its top to call whoever is in it.')}</span></div>`;
    return html`<div class="state" role="status"><strong>${msg('No such calls.')}</strong><button class="button" type="button" @click=${() => Object.assign(this, { query: '', medium: '', from: '', to: '', kind: 'all' })}>${msg('Show all calls')}</button></div>`;
  }

  #renderCall(corridor: Corridor, entry: CallEntry, index: number, top: number): TemplateResult {
    const { language } = this, me = this.watch(corridor.me)?.id, nameOf = (userId: string) => this.watch(corridor.people.person(userId)).name;
    const who = othersOf(entry, me, language, nameOf), title = entry.title ?? who, about = entry.title === null ? '' : who, outcome = outcomeOf(entry), face = entry.people.find((id) => id !== me) ?? entry.startedBy;
    const act = (label: string, shape: TemplateResult, run: () => void, look = '') => html`<button class="icon ${look}" type="button" tabindex=${index === this.#focused ? 0 : -1} aria-label=${msg(str`${label}: ${title}`)} title=${label} @click=${run}>${shape}</button>`;
    return html`<li class="call ${entry.outcome === 'missed' ? 'lost' : ''}" part="row" data-top=${top} data-index=${index}>
      <button class="entry" type="button" tabindex=${index === this.#focused ? 0 : -1} @focus=${() => this.#move(index)} @click=${() => this.#open(entry)}>
        ${icon(shapeOf(entry), 'small')}<user-avatar size="small" user-id=${face}></user-avatar>
        <span class="who cut" dir="auto">${title}</span><time class="when meta" datetime=${entry.startedAt} title=${formatFull(language, entry.startedAt)}>${formatClock(language, entry.startedAt)}</time>
        <span class="what meta">${entry.kind === 'video' ? html`${icon(shapes.video, 'small')}<span class="hidden-visually">${msg('Video')}</span>` : nothing}<span class="cut" dir="auto">${about ? `${outcome} · ${about}` : outcome}</span></span>
        <span class="long meta" title=${entry.talkSeconds > 0 ? spokenTime(language, entry.talkSeconds) : nothing}>${entry.talkSeconds > 0 ? formatTime(language, entry.talkSeconds) : nothing}</span>
      </button>
      ${entry.recordings ? act(plural(language, entry.recordings, { one: str`Play the recording`, other: str`Play the recordings` }), icon(shapes.recording), () => void this.#play(entry)) : nothing}
      ${act(msg('Call back'), icon(entry.kind === 'video' ? shapes.video : shapes.phone), () => void this.#callBack(corridor, entry))}
      ${entry.outcome === 'answered' ? act(msg('How good it was'), icon(shapes.quality), () => void this.#judge(entry), 'apart') : nothing}
      ${entry.isConversationSeen ? act(msg('Open the conversation'), icon(shapes.conversation), () => this.#open(entry), 'apart') : nothing}
      ${entry.direction === 'other' ? nothing : act(msg('Remove from my history'), icon(shapes.trash), () => void this.#forget(corridor, entry), 'apart')}
    </li>`;
  }

  /** The list of what is wanted now; another one where that has changed. */
  #ask(corridor: Corridor): CallListing {
    const { channelId, recordType, recordId, userId, medium, from, to } = this, query = this.query.trim();
    const wanted: HistoryQuery = {
      ...kinds[this.kind], ...(channelId && { channelId }), ...(recordType && recordId && { recordType, recordId }), ...(userId && { userId }), ...(query && { query }), ...(medium && { kind: medium as 'audio' | 'video' }),
      ...(from && { from: instantOf(from) }), ...(to && { to: instantOf(to, 1) }),
    };
    const asked = JSON.stringify(wanted);
    if (!this.#listing || asked !== this.#asked) {
      this.#listing?.end();
      this.#asked = asked;
      this.#focused = this.#view.top = 0;
      this.#listing = new CallListing(corridor, wanted, () => this.requestUpdate());
    }
    return this.#listing;
  }

  #end(): void {
    this.#listing?.end();
    this.#listing = undefined;
  }

  #open(entry: CallEntry): void {
    if (entry.isConversationSeen) this.emit('corridor-open', { channelId: entry.channelId });
  }

  /** Where the conversation is not mine to call in, whoever called is called directly. */
  async #callBack(corridor: Corridor, { isConversationSeen, channelId, kind, people, startedBy, isEncrypted }: CallEntry): Promise<void> {
    const me = corridor.me.get()?.id, others = people.filter((id) => id !== me);
    this.failure = undefined;
    try {
      const direct = isConversationSeen ? undefined : await corridor.chat.openDirect(startedBy === me ? others[0]! : startedBy);
      await corridor.calls.start(direct?.id ?? channelId, { kind, ...(!direct && others.length > 0 && { userIds: others }), ...(isEncrypted && { isEncrypted }) });
    } catch (error) { this.failure = explain(error as CorridorError); }
  }

  async #play({ callId }: CallEntry): Promise<void> {
    await loadRecordings().then(({ openRecordings }) => openRecordings(this.renderRoot as ShadowRoot, callId), () => { this.failure = msg('You are offline.'); });
  }

  async #judge({ callId }: CallEntry): Promise<void> {
    await loadQuality().then(({ openQuality }) => openQuality(this.renderRoot as ShadowRoot, callId), () => { this.failure = msg('You are offline.'); });
  }

  async #forget(corridor: Corridor, { callId }: CallEntry): Promise<void> {
    this.failure = undefined;
    try {
      await (await corridor.calls.loaded()).log.forget({ callIds: [callId] });
      this.#listing?.drop(callId);
      showNote(this.renderRoot.querySelector('.scroll')!, { text: msg('Removed from your history. Others keep it in theirs.') });
    } catch (error) { this.failure = explain(error as CorridorError); }
  }

  #move(index: number): void {
    if (index === this.#focused) return;
    this.#focused = index;
    this.requestUpdate();
  }

  readonly #onScroll = (event: Event): void => {
    const { scrollTop, scrollHeight, clientHeight } = event.target as HTMLElement;
    this.#view = { top: scrollTop, height: clientHeight };
    this.requestUpdate();
    if (scrollHeight - scrollTop < clientHeight * 3) void this.#listing?.more();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const items = this.#listing?.items ?? [], last = items.length - 1, at = this.#focused, { corridor } = this;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last };
    if (event.key === 'Delete' && corridor && items[at] && items[at].direction !== 'other') void this.#forget(corridor, items[at]);
    else if (event.key in steps) void this.#focusOn(Math.max(0, Math.min(last, steps[event.key]!)));
    else return;
    event.preventDefault();
  };

  async #focusOn(index: number): Promise<void> {
    const { lines } = linesOf(this.#listing?.items ?? []), line = lines.filter((one) => 'entry' in one)[index], list = this.renderRoot.querySelector<HTMLElement>('.scroll');
    if (!line || !list) return;
    if (line.top < list.scrollTop || line.top > list.scrollTop + list.clientHeight - 56) list.scrollTop = Math.max(0, line.top - list.clientHeight / 2);
    this.#view.top = list.scrollTop;
    this.#move(index);
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-index="${index}"] .entry`)?.focus({ preventScroll: true });
  }
}

define('call-history', CallHistory);

declare global {
  interface HTMLElementTagNameMap {
    'call-history': CallHistory;
  }
}

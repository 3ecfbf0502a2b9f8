import type { CallInfo, CallSession, Corridor, CorridorError } from '@corridor/sdk';
import { isLive, isPresent, isRung } from '@corridor/sdk/calls';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { atom } from 'nanostores';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { x } from '../base/icon-shapes.both.ts';
import { icon, icons } from '../base/icons.ts';
import { isInModal, isTyping } from '../base/keys.ts';
import { msg, str } from '../base/localisation.ts';
import { titleOf } from '../chat/conversation-title.ts';
import { explain } from '../base/problem.ts';
import './call-controls.ts';
import type { CallControls, CallView } from './call-controls.ts';
import { FloatingPlace } from './call-panel.place.ts';
import { callPanelStyles } from './call-panel.styles.ts';
import { soundOf } from './call-sound.ts';
import { callStyles } from './call.styles.ts';
import { clock, qualityWords } from './call-words.ts';
import './video-grid.ts';
import type { VideoGrid } from './video-grid.ts';

/** How long a call stays that has ended as calls do, in ms. */
const overMs = 8000;

const canFloat = () => document.pictureInPictureEnabled || 'documentPictureInPicture' in window;

const loadRecording = () => import('./call-recording.ts');
const loadEncryption = () => import('./call-encryption.ts');
const loadLayer = () => import('./call-layer.ts');
const loadRest = () => import('./call-panel.rest.ts'), loadPicture = () => import('./call-picture.ts');
const loadSide = { chat: () => import('../chat/conversation-view.ts'), people: () => import('./call-people.ts') };
type Side = keyof typeof loadSide;
type Rest = Awaited<ReturnType<typeof loadRest>>;
type News = InstanceType<Rest['News']>;

export type CallMode = 'float' | 'dock' | 'full';

/** Panels that stand in a page, in the order in which they came. What floats above the page gives way to them. */
export const placed = atom<readonly CallPanel[]>([]);

/**
 * @summary The call that this page is in: who is in it, what they share, and what one can do. In a page it fills its place; with `mode` it lies above the page.
 * @tag call-panel
 * @slot encryption - beside the title: whether the call is encrypted from end to end
 * @slot status - in the header, such as that the call is recorded
 * @slot banner - above the pictures
 * @slot tools - more round buttons
 * @slot more - more entries of the menu
 * @fires corridor-call-mode - it floats, is docked at the window's end, fills the window, or stands in its place again: `detail.mode`
 * @fires corridor-call-over - the call is over and was put away
 * @csspart header - title, time, quality
 */
export class CallPanel extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, callPanelStyles];
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    mode: { reflect: true },
    layout: {},
    isAway: { attribute: false },
    side: { attribute: false },
    loaded: { attribute: false },
    shown: { attribute: false },
    now: { attribute: false },
    refusal: { attribute: false },
    rest: { attribute: false },
  };

  /** The call to show, in the place of the one that the client is in. */
  session: CallSession | undefined;
  /** Above the page: `float` in a small window, `dock` at the end, `full` in all of it. Without it in the place where the element stands. */
  mode: CallMode | undefined;
  layout: 'grid' | 'speaker' = 'grid';
  /** It stands in a page, and is shown above it. */
  isAway = false;

  /** What stands beside the pictures; the rest of these are for call-panel.rest.ts. */
  side: Side | undefined;

  loaded: readonly Side[] = [];
  private rest: Rest | undefined;
  /** What is on show: also a call that has just ended. */
  shown: CallSession | undefined;
  private now = Date.now();
  refusal = '';

  readonly #float = new FloatingPlace(this);
  #news: News | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #isGuarding = false;
  #fading: ReturnType<typeof setTimeout> | undefined;
  #placedFor: Corridor | undefined;
  /** Was over, and has been seen. */
  #putAway: CallSession | undefined;

  get #grid() { return this.renderRoot.querySelector<VideoGrid>('video-grid'); }
  get #controls() { return this.renderRoot.querySelector<CallControls>('call-controls'); }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onWindowKeydown);
    document.addEventListener('fullscreenchange', this.#onFullScreen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    placed.set(placed.get().filter((one) => one !== this));
    this.#placedFor = undefined;
    removeEventListener('keydown', this.#onWindowKeydown);
    document.removeEventListener('fullscreenchange', this.#onFullScreen);
    clearInterval(this.#clock);
    this.#clock = undefined;
    this.#fade(false);
    this.#guard(false);
  }

  /** The client behind what is shown, for whoever puts panels above pages. */
  get client(): Corridor | undefined { return this.corridor; }
  get spoken(): string { return this.language; }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const current = this.session ?? (this.corridor && this.watch(this.corridor.calls.current));
    if (current && current !== this.shown && !this.isAway && current !== this.#putAway && (this.session || this.watch(current.phase) !== 'over')) {
      this.shown = current;
      this.refusal = '';
      soundOf(current);
    }
    if (this.isAway || !current) this.shown = undefined; // somebody else may sign in here
    const { shown } = this;
    if (shown && this.watch(shown.phase) === 'over' && this.#isMyEnd(shown)) this.put();
    this.toggleAttribute('active', this.shown !== undefined);
  }

  protected override render() {
    const { shown } = this;
    if (!shown) return nothing;
    const call = this.watch(shown.call), phase = this.watch(shown.phase), isOver = phase === 'over';
    this.watch(shown.words.reactions); // said in words
    return html`<div class="call ${this.side ? 'sided' : ''}" role="region" aria-label=${msg(str`Call: ${this.#title(call)}`)} @keydown=${this.#onKeydown} @corridor-call-view=${this.#onView}>
        ${this.#header(shown, call, isOver)}<call-recording .session=${shown}></call-recording>
        ${isOver || phase === 'waiting' ? html`<div class="body">${isOver ? this.rest?.overOf(this, call) : this.rest?.lobbyOf(shown, call)}</div>` : html`<div class="body">
          <video-grid .session=${shown} .layout=${this.layout}></video-grid>
          ${this.rest?.heldOf(shown, call)}<div class="banners">${this.#banner(shown)}<slot name="banner"></slot><call-notes .session=${shown}></call-notes></div>
          ${this.rest?.sideOf(this, call)}</div>
          <call-captions .session=${shown}></call-captions>
          <call-controls .session=${shown} .layout=${this.layout} .isChatOpen=${this.side === 'chat'} .isPeopleOpen=${this.side === 'people'} .unread=${this.#unread(call)} .has=${{ chat: !!this.corridor, people: true, picture: canFloat(), fullScreen: true }}>
            <slot name="tools" slot="tools"></slot><slot name="more" slot="more"></slot></call-controls>`}
        ${this.mode === 'float' ? html`<div class="size" @pointerdown=${this.#float.onSize}></div>` : nothing}
        <div class="hidden-visually" role="status">${this.#news?.text}</div>
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { shown } = this, phase = shown?.phase.get(), isIn = this.isConnected && shown !== undefined && phase !== 'over';
    if (shown && !this.rest && (phase !== 'connecting' || !shown.call.get().participants.some((one) => isPresent(one) && one.id !== shown.participantId))) loadRest().then((rest) => { this.rest = rest; }, () => undefined); // tried again with the next look
    if (!this.mode && this.isConnected && this.corridor !== this.#placedFor) {
      this.#placedFor = this.corridor;
      placed.set([...placed.get().filter((one) => one !== this), this]);
      const { corridor } = this;
      if (corridor) void loadLayer().then(({ showCalls }) => { showCalls(this, corridor); }, () => undefined);
    }
    this.#fade(shown?.phase.get() === 'over' && shown.call.get().reason === 'completed');
    this.#guard(isIn);
    if (shown?.call.get().settings.isEncrypted) void loadEncryption().catch(() => undefined); // without a network there is no call either
    if (shown?.call.get().recording) void loadRecording().catch(() => undefined); // tried again with the next change
    if (shown && this.corridor && this.rest) (this.#news ??= new this.rest.News(this)).follow(shown, this.corridor);
    if (isIn) this.#clock ??= setInterval(() => { this.now = Date.now(); }, 1000);
    else {
      clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  #header(session: CallSession, call: CallInfo, isOver: boolean) {
    const quality = this.watch(session.quality), phase = this.watch(session.phase), isFloating = this.mode === 'float';
    const others = call.participants.filter(({ id }) => id !== session.participantId), isAlone = !others.some(isPresent);
    const time = phase === 'connecting' ? (!isAlone ? msg('Connecting…') : others.some(isRung) ? msg('Ringing…') : msg('Nobody else is here yet')) : phase === 'waiting' ? '' : clock(this.language, call.activeAt, call.endedAt ? Date.parse(call.endedAt) : this.now);
    const button = (label: string, shape: typeof x, act: () => void) => html`<button class="icon" type="button" aria-label=${label} title=${label} @click=${act}>${icon(shape, shape === shapes.dock ? 'directed' : '')}</button>`;
    return html`<div class="header" part="header" @pointerdown=${isFloating ? this.#float.onMove : undefined}>
      ${isFloating ? html`<button class="icon grip" type="button" aria-label=${msg('Move: arrow keys. Resize: with Shift')} title=${msg('Move: arrow keys. Resize: with Shift')} @keydown=${this.#float.onKeydown}>${icon(shapes.grip, 'small')}</button>` : nothing}
      <h2 class="cut" dir="auto" title=${this.#title(call)}>${this.#title(call)}</h2><span class="time meta">${time}</span>
      <slot name="encryption">${call.settings.isEncrypted ? html`<call-encryption .session=${session}></call-encryption>` : nothing}</slot><span class="grow"></span><call-recording-mark .session=${session}></call-recording-mark><slot name="status"></slot>
      ${quality && phase === 'connected' ? html`<span class="quality meta" title=${qualityWords(quality)}><span class="bars ${quality.level}" role="img" aria-label=${qualityWords(quality)}><i></i><i></i><i></i></span><span class="words cut" aria-hidden="true">${qualityWords(quality)}</span></span>` : nothing}
      ${isOver ? button(msg('Close'), x, () => { this.put(); })
        : !isFloating ? button(msg('Show the call small'), icons.minus, () => { this.#go('float'); }) : nothing}
      ${isOver || this.mode === 'dock' || !this.mode ? nothing : button(this.#hasPlace ? msg('Show the call in the page') : msg('Show the call at the side'), shapes.dock, () => { this.#go('dock'); })}
      ${isOver || this.mode === 'full' ? nothing : button(msg('Show the call in the whole window'), icons.expand, () => { this.#go('full'); })}
    </div>`;
  }

  #banner(session: CallSession) {
    const phase = this.watch(session.phase), problem = this.watch(session.problem), sound = soundOf(session);
    if (this.watch(sound.isRefused)) return html`<div class="banner" role="alert">${icon(shapes.volume, 'small')}${msg('The browser keeps the call silent until you press here.')}<button class="button primary" type="button" @click=${() => { sound.play(); }}>${msg('Hear the others')}</button></div>`;
    if (phase === 'reconnecting') return html`<div class="banner" role="status">${icon(icons.offline, 'small')}${msg('The connection was interrupted. It is being restored.')}</div>`;
    if (problem) return html`<div class="banner" role="alert">${icon(icons.warning, 'small')}<bdi>${(this.rest?.explain ?? explain)(problem as CorridorError)}</bdi></div>`;
    return nothing;
  }

  #title({ channelId, participants }: CallInfo): string {
    const { corridor } = this, channel = corridor && this.watch(corridor.chat.conversation(channelId).channel), me = corridor && this.watch(corridor.me)?.id;
    const nameOf = (userId: string) => (corridor ? this.watch(corridor.people.person(userId)).name : userId);
    if (channel) return titleOf(channel, me, this.language, nameOf).name;
    const others = participants.filter(({ id }) => id !== this.shown?.participantId);
    return others.slice(0, 3).map(({ userId }) => nameOf(userId)).join(', ') || msg('Call');
  }

  #unread({ channelId }: CallInfo): number {
    return this.corridor && this.side !== 'chat' ? this.watch(this.corridor.chat.conversation(channelId).channel)?.membership?.unread ?? 0 : 0;
  }

  /** I have left it; what it came to is no news to me. */
  #isMyEnd(session: CallSession): boolean {
    const call = session.call.get(), mine = call.participants.find(({ id }) => id === session.participantId);
    return isLive(call) && !!mine && isPresent(mine) && !session.problem.get();
  }

  /** Away with a call that is over. */
  put(): void {
    this.#putAway = this.shown;
    this.shown = undefined;
    this.side = undefined;
    if (document.fullscreenElement === this) void document.exitFullscreen();
    this.emit('corridor-call-over', {});
  }

  #fade(isDone: boolean): void {
    if (!isDone) {
      clearTimeout(this.#fading);
      this.#fading = undefined;
    } else this.#fading ??= setTimeout(() => {
      this.#fading = undefined;
      if (this.matches(':hover, :focus-within')) this.#fade(true);
      else this.put();
    }, overMs);
  }

  get #hasPlace(): boolean { return placed.get().some(({ client }) => client === this.corridor); }

  #go(mode: CallMode): void { if (this.emit('corridor-call-mode', { mode })) this.#take(mode); }

  /** A panel in a page has no other mode of its own: it gives way to the one above the page. */
  #take(mode: CallMode): void {
    if (this.mode) this.mode = mode;
    else if (mode === 'full') this.#toggleFullScreen();
    else {
      this.isAway = true;
      placed.set([...placed.get()]);
    }
    if (mode === 'float') this.side = undefined;
  }

  #toggleFullScreen(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.requestFullscreen?.().catch(() => undefined);
  }

  readonly closeSide = (event: Event): void => {
    event.stopPropagation();
    this.side = undefined;
    this.#controls?.shadowRoot?.querySelector<HTMLElement>('.control')?.focus();
  };

  /** Beside a small window there is no room for it. */
  async #toggleSide(side: Side): Promise<void> {
    if (this.side === side) { this.side = undefined; return; }
    if (this.mode === 'float') this.#go('full');
    this.side = side;
    try { await loadSide[side](); } catch {
      this.side = undefined;
      return;
    }
    this.loaded = [...this.loaded, side];
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('conversation-view, aside .icon')?.focus();
  }

  readonly #onView = (event: CustomEvent<{ view: CallView }>): void => {
    event.stopPropagation();
    const { view } = event.detail;
    if (view === 'grid' || view === 'speaker') this.layout = view;
    else if (view === 'chat' || view === 'people') void this.#toggleSide(view);
    else if (view === 'full-screen') this.#toggleFullScreen();
    else if ('documentPictureInPicture' in window && this.shown) {
      const { shown } = this;
      loadPicture().then(({ togglePicture }) => togglePicture(shown, this.corridor, this), () => undefined);
    } else void this.#grid?.togglePictureInPicture();
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented && !isTyping(event) && !isInModal(event)) this.#escape(event);
    else this.#controls?.onKeydown(event);
  };

  /** A call in the whole window is what the page is for, wherever the focus is. */
  readonly #onWindowKeydown = (event: KeyboardEvent): void => {
    const isPage = this.mode === 'full' || document.fullscreenElement === this;
    if (this.shown && isPage && event.target === document.body) this.#onKeydown(event);
  };

  #escape(event: KeyboardEvent): void {
    if (!this.mode || this.mode === 'dock' || document.fullscreenElement || this.#controls?.hasOpenMenu) return; // a menu is closed first, and the browser leaves full screen
    event.preventDefault();
    this.#go(this.mode === 'full' ? 'float' : 'dock');
  }

  readonly #onFullScreen = (): void => { this.#controls?.requestUpdate(); };

  #guard(isIn: boolean): void {
    if (isIn === this.#isGuarding) return;
    this.#isGuarding = isIn;
    if (isIn) addEventListener('beforeunload', onBeforeUnload);
    else removeEventListener('beforeunload', onBeforeUnload);
  }
}

/** The browser asks whether the page is to be left: the call would be over. */
const onBeforeUnload = (event: BeforeUnloadEvent): void => { event.preventDefault(); };

define('call-panel', CallPanel);

declare global {
  interface HTMLElementTagNameMap {
    'call-panel': CallPanel;
  }
  interface HTMLElementEventMap {
    'corridor-call-mode': CustomEvent<{ mode: CallMode }>;
    'corridor-call-over': CustomEvent<object>;
  }
}

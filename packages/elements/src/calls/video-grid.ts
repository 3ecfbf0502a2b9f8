import type { CallSession, Participant, Peer } from '@corridor/sdk';
import { isPresent, isRung } from '@corridor/sdk/calls';
import { type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { pin } from '../base/icon-shapes.both.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, str } from '../base/localisation.ts';
import '../people/user-avatar.ts';
import { callStyles } from './call.styles.ts';
import { qualityWords, sent, stateWords } from './call-words.ts';
import { OwnPicture } from './own-picture.ts';
import { place, showing } from './place.ts';
import { arrange, type Arrangement, type Box, stepAbove } from './video-grid.layout.ts';
import { videoGridStyles } from './video-grid.styles.ts';

const loadScreen = () => import('./screen-share.ts');

/** Louder than this somebody speaks. */
const spoken = 0.02;

/** In a smaller room, in px², one is shown. */
const smallest = 80_000;

/** One to be shown: somebody's camera, or a screen. */
interface Tile { readonly key: string; readonly slot: 'camera' | 'screen'; readonly one: Participant; readonly peer: Peer | undefined; readonly track: MediaStreamTrack | undefined; readonly isMine: boolean }

const keyOf = (participantId: string, slot: Tile['slot']): string => `${participantId} ${slot}`;

/**
 * @summary Who is in a call and what they share: tiles of equal size, or one large with the others beside it.
 * @tag video-grid
 * @fires corridor-pin - somebody was kept large, or no longer: `detail.participantId`
 * @csspart tile - a camera or a screen
 * @csspart name - who it is
 */
export class VideoGrid extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, videoGridStyles];
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    layout: { reflect: true },
    pinned: { attribute: false },
    size: { attribute: false },
    page: { attribute: false },
    isHidden: { attribute: false },
    isInPicture: { attribute: false },
  };

  /** The call. */
  session: CallSession | undefined;
  /** `grid` shows all in the same size, `speaker` the one who speaks large. A shared screen is large in both. */
  layout: 'grid' | 'speaker' = 'grid';
  /** `participantId slot` of what stays large, such as `… camera`. */
  pinned: string | undefined;

  private size = { width: 0, height: 0 };
  private page = 0;
  private isHidden = false;
  /** The browser shows who speaks in a small window of its own. */
  private isInPicture = false;

  readonly #own = new OwnPicture(this);
  readonly #resized = new ResizeObserver(([entry]) => { this.size = { width: Math.floor(entry!.contentRect.width), height: Math.floor(entry!.contentRect.height) }; });
  #levels: (() => void) | undefined;
  #heard: CallSession | undefined;
  readonly #asked = new Map<string, string>();
  /** Who spoke last, but me. */
  #speaker: string | undefined;

  get canFloat(): boolean { return document.pictureInPictureEnabled; }

  /** Shows who speaks, or what is shared, in a small window above all others; again takes it away. */
  async togglePictureInPicture(): Promise<void> {
    const video = this.#mirror;
    if (!video || document.pictureInPictureElement === video) { await document.exitPictureInPicture(); return; }
    this.isInPicture = true;
    await this.updateComplete;
    await video.play().catch(() => undefined);
    await video.requestPictureInPicture().catch(() => { this.isInPicture = false; });
  }

  get #mirror() { return this.renderRoot.querySelector<HTMLVideoElement>('.mirror'); }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#onVisibility();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#levels?.();
    this.#levels = this.#heard = undefined;
    for (const key of this.#asked.keys()) {
      const [participantId, slot] = key.split(' ') as [string, 'camera' | 'screen'];
      this.session?.setWanted(participantId, { slot, isPaused: true }, this);
    }
    this.#asked.clear();
  }

  protected override render() {
    const { session } = this;
    if (!session || !this.size.width) return nothing;
    const tiles = this.#tiles(session), mine = tiles.find(({ isMine, slot }) => isMine && slot === 'camera'), others = tiles.filter((tile) => tile !== mine);
    const large = this.#large(session, others), isAlone = others.length === 0;
    const scene = { ...this.size, page: this.page, tiles: others.map(({ key }) => key) };
    const at = arrange(isAlone && mine ? { ...scene, tiles: [mine.key] } : { ...scene, stage: large?.key, own: mine?.key });
    const isLoose = !isAlone && mine && !at.boxes.has(mine.key);
    this.#want(session, others, at);
    const first = large ?? others.find(({ slot }) => slot === 'camera');
    return html`${repeat(tiles, ({ key }) => key, (tile) => this.#tile(session, tile, tile === mine && isLoose ? this.#own.box(this.size) : at.boxes.get(tile.key), { isLoose: tile === mine && !!isLoose, isAlone: others.length < 2 && tile !== mine, isLarge: tile === large }))}
      ${at.pages > 1 ? this.#pages(at) : nothing}
      ${this.isInPicture && first ? html`<video class="mirror" aria-hidden="true" playsinline autoplay ${showing(first.track)} @leavepictureinpicture=${() => (this.isInPicture = false)}></video>` : nothing}`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (this.session && this.#heard !== this.session) {
      this.#levels?.();
      this.#heard = this.session;
      this.#levels = this.session.levels.subscribe(this.#onLevels);
    }
    this.#onLevels(this.session?.levels.get() ?? {});
    if (this.renderRoot.querySelector('screen-share')) loadScreen().catch(() => undefined); // tried again with the next look
  }

  /** Those who are in it or rung, in the order in which they came, what they share first; mine is the last. */
  #tiles(session: CallSession): readonly Tile[] {
    const { participants } = this.watch(session.call), peers = this.watch(session.peers), tracks = this.watch(session.tracks);
    const tiles = participants.filter((one) => one.id === session.participantId || isPresent(one) || isRung(one)).flatMap((one): Tile[] => {
      const isMine = one.id === session.participantId, peer = peers.find(({ participantId }) => participantId === one.id), sent = isMine ? tracks : peer?.tracks;
      const camera = { key: keyOf(one.id, 'camera'), slot: 'camera' as const, one, peer, isMine, track: isMine || one.media.camera ? sent?.camera : undefined };
      return sent?.screen ? [{ ...camera, key: keyOf(one.id, 'screen'), slot: 'screen', track: sent.screen }, camera] : [camera];
    });
    const order = ({ isMine, slot }: Tile) => (slot === 'screen' ? 0 : isMine ? 2 : 1);
    return tiles.sort((a, b) => order(a) - order(b));
  }

  #large(session: CallSession, tiles: readonly Tile[]): Tile | undefined {
    const speaker = this.watch(session.speaker);
    if (speaker && speaker !== session.participantId) this.#speaker = speaker;
    const isTiny = this.size.width * this.size.height < smallest, cameras = tiles.filter(({ slot }) => slot === 'camera');
    const speaking = () => cameras.find(({ one }) => one.id === this.#speaker) ?? cameras[0];
    return tiles.find(({ key }) => key === this.pinned) ?? tiles.findLast(({ slot, isMine }) => slot === 'screen' && !isMine) ?? tiles.find(({ slot }) => slot === 'screen') ?? (this.layout === 'speaker' || (isTiny && cameras.length > 1) ? speaking() : undefined);
  }

  #tile(session: CallSession, { key, slot, one, peer, track, isMine }: Tile, box: Box | undefined, { isLoose, isAlone, isLarge }: { isLoose: boolean; isAlone: boolean; isLarge: boolean }) {
    if (!box) return nothing;
    const name = isMine ? msg('You') : this.corridor ? this.watch(this.corridor.people.person(one.userId)).name : one.userId;
    const state = isMine ? (one.state === 'held' ? msg('On hold') : '') : stateWords(one, peer), isScreen = slot === 'screen', isMuted = !(isMine ? sent(session.tracks.get()) : one.media).microphone && !isRung(one);
    const label = [isScreen ? msg(str`${name}: screen`) : name, state, ...(isScreen ? [] : [isMuted ? msg('Microphone off') : '', one.handAt ? msg('Hand raised') : '', peer?.quality && peer.quality.level !== 'excellent' ? qualityWords(peer.quality) : ''])].filter(Boolean).join(', ');
    return html`<div class="tile ${slot} ${isMine && !isScreen ? 'mirrored' : ''} ${isLoose ? 'own' : ''} ${isAlone ? 'alone' : ''} ${state ? 'dim' : ''}" part="tile" data-key=${key} data-participant=${isScreen ? nothing : one.id}
        role="group" aria-label=${isLoose ? `${label}. ${msg('Arrow keys move it')}` : label} tabindex=${isLoose ? 0 : nothing} ${place(box)}
        @pointerdown=${isLoose ? this.#own.onPointerdown : undefined} @keydown=${isLoose ? this.#own.onKeydown : undefined}>
      ${isScreen
        ? html`<screen-share .session=${session} .participantId=${one.id} .isPlain=${!isLarge}></screen-share>`
        : html`${track && !isRung(one) ? html`<video aria-hidden="true" playsinline autoplay ${showing(track)}></video>` : html`<user-avatar user-id=${one.userId}></user-avatar>`}
          <call-reactions .session=${session} by=${one.id}></call-reactions>
          ${state ? html`<span class="state">${state}</span>` : nothing}
          <span class="pill" part="name" aria-hidden="true">${one.handAt ? html`<span class="raised">${icon(shapes.hand)}</span>` : nothing}${isMuted ? icon(shapes.microphoneOff) : nothing}<span class="cut" dir="auto">${name}</span>
            ${peer?.quality ? html`<span class="bars ${peer.quality.level}" title=${qualityWords(peer.quality)}><i></i><i></i><i></i></span>` : nothing}</span>`}
      ${isMine || isRung(one) ? nothing : this.#pin(key, name)}
    </div>`;
  }

  #pin(key: string, name: string) {
    const isPinned = this.pinned === key, label = isPinned ? msg(str`Stop keeping ${name} large`) : msg(str`Keep ${name} large`);
    return html`<button class="act" type="button" aria-pressed=${isPinned ? 'true' : 'false'} aria-label=${label} title=${label} @click=${() => {
      this.pinned = isPinned ? undefined : key;
      this.emit('corridor-pin', { participantId: this.pinned?.split(' ')[0] });
    }}>${icon(isPinned ? shapes.unpin : pin, 'small')}</button>`;
  }

  #pages({ page, pages, paged }: Arrangement) {
    const turn = (to: number, label: string, shape: typeof pin) => html`<button class="icon" type="button" aria-label=${label} title=${label} ?disabled=${to < 0 || to >= pages} @click=${() => { this.page = to; }}>${icon(shape, 'directed')}</button>`;
    const at = formatNumber(this.language, page + 1), of = formatNumber(this.language, pages);
    return html`<div class="paged" ${place(paged)}><div class="pages" role="group" aria-label=${msg('Pages of people')}>${turn(page - 1, msg('Earlier people'), shapes.earlier)}<span role="status" aria-label=${msg(str`Page ${at} of ${of}`)}>${at} / ${of}</span>${turn(page + 1, msg('More people'), shapes.later)}</div></div>`;
  }

  /** Only what is on show is asked for, as large as it is shown. */
  #want(session: CallSession, tiles: readonly Tile[], { boxes }: Arrangement): void {
    for (const { key, slot, one, isMine, track } of tiles) {
      if (isMine || !track) continue;
      const box = boxes.get(key), isWanted = box && !this.isHidden, isFloating = !isWanted && (this.isInPicture || !!(globalThis as { documentPictureInPicture?: { window: Window | null } }).documentPictureInPicture?.window);
      const maxHeight = isWanted ? stepAbove(box.height * devicePixelRatio) : 360, wanted = isWanted || isFloating ? { slot, maxHeight } : { slot, isPaused: true }, said = JSON.stringify(wanted);
      if (this.#asked.get(key) === said) continue;
      this.#asked.set(key, said);
      session.setWanted(one.id, wanted, this);
    }
  }

  readonly #onVisibility = (): void => { this.isHidden = document.hidden; };

  /** Ten times a second: nothing is rendered for it. */
  readonly #onLevels = (levels: Readonly<Record<string, number>>): void => {
    for (const tile of this.renderRoot.querySelectorAll<HTMLElement>('[data-participant]')) tile.toggleAttribute('speaking', (levels[tile.dataset['participant']!] ?? 0) > spoken);
  };
}

define('video-grid', VideoGrid);

declare global {
  interface HTMLElementTagNameMap {
    'video-grid': VideoGrid;
  }
  interface HTMLElementEventMap {
    'corridor-pin': CustomEvent<{ participantId: string | undefined }>;
  }
}

import type { CallSession } from '@corridor/sdk';
import { isPresent } from '@corridor/sdk/calls';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.calls.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import { callStyles } from './call.styles.ts';
import { qualityWords } from './call-words.ts';
import { place, showing } from './place.ts';
import type { Box } from './video-grid.layout.ts';

const loadDrawing = () => import('./screen-drawing.ts'), loadControl = () => import('./screen-control.ts');

const zooms = [1, 1.5, 2, 3, 4] as const;

/**
 * @summary A screen that somebody in a call shares: fitted, or enlarged to read small print.
 * @tag screen-share
 * @slot annotations - a layer exactly above the picture, in the place of what people draw
 * @fires corridor-screen-rectangle - where the picture is in the element has changed: `detail.x`, `detail.y`, `detail.width`, `detail.height`, in px
 * @csspart annotations - the layer above the picture
 */
export class ScreenShare extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, callStyles, css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: oklch(0.1 0.005 262);
      container-type: size;
    }
    .view {
      position: absolute;
      inset: 0;
      overflow: hidden;
    }
    .view.zoomed {
      overflow: auto;
      overscroll-behavior: contain;
    }
    .picture {
      position: absolute;
    }
    video {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      object-fit: contain;
    }
    .layer {
      position: absolute;
      inset: 0;
      pointer-events: none;
    }
    .layer ::slotted(*) {
      position: absolute;
      inset: 0;
      pointer-events: auto;
    }
    .pill,
    .tools {
      position: absolute;
      display: flex;
      align-items: center;
      gap: 6px;
      border-radius: 16px;
      background: oklch(0.15 0.01 262 / 0.8);
      color: white;
      font-size: 12px;
      font-weight: 600;
    }
    .pill {
      inset-block-end: 8px;
      inset-inline-start: 8px;
      max-inline-size: calc(100% - 16px);
      min-block-size: 26px;
      padding-inline: 9px;
      pointer-events: none;
    }
    .tools {
      inset-block-start: 8px;
      inset-inline-start: 8px;
      padding: 2px;
      gap: 2px;
    }
    .tools .icon {
      border-radius: 50%;
      color: inherit;
    }
    .mine {
      position: absolute;
      inset: 0;
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 12px;
      padding: 12px;
      background: oklch(0.1 0.005 262 / 0.72);
      text-align: center;
      font-weight: 600;
    }
    /* What others have drawn is to be seen. */
    .mine.drawn {
      inset-block-start: auto;
      background: none;
    }
    .mine.drawn .words {
      display: none;
    }
    .button {
      background: oklch(1 0 0 / 0.14);
    }
    @container (max-width: 220px) {
      .tools,
      .mine .words {
        display: none;
      }
    }
    @container (max-width: 420px) {
      .pill .more {
        display: none;
      }
    }
    @media (forced-colors: active) {
      .pill,
      .tools {
        border: 1px solid CanvasText;
      }
    }
  `];
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    participantId: { attribute: 'participant-id' },
    isPlain: { type: Boolean, attribute: 'plain' },
    zoom: { attribute: false },
    size: { attribute: false },
    source: { attribute: false },
  };

  session: CallSession | undefined;
  /** Who shares. */
  participantId = '';
  /** Without tools: a small picture among others. */
  isPlain = false;

  private zoom = 1;
  private size = { width: 0, height: 0 };
  /** Of the shared picture, in its own pixels. */
  private source = { width: 16, height: 9 };
  #told = '';
  readonly #resized = new ResizeObserver(([entry]) => { this.size = { width: entry!.contentRect.width, height: entry!.contentRect.height }; });

  /** Where the picture is in the element, enlarged or not. */
  get rectangle(): Box {
    const { width, height } = this.size, scale = Math.min(width / this.source.width, height / this.source.height) * this.zoom, picture = { width: this.source.width * scale, height: this.source.height * scale };
    return { x: Math.max(0, (width - picture.width) / 2), y: Math.max(0, (height - picture.height) / 2), ...picture };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  protected override render() {
    const { session, participantId } = this;
    if (!session) return nothing;
    const { participants } = this.watch(session.call), isMine = participantId === session.participantId, one = participants.find(({ id }) => id === participantId);
    const peer = this.watch(session.peers).find((each) => each.participantId === participantId), track = isMine ? this.watch(session.tracks).screen : peer?.tracks.screen;
    if (!track || !one) return nothing;
    const name = this.corridor ? this.watch(this.corridor.people.person(one.userId)).name : one.userId, watching = participants.filter((each) => each.id !== participantId && isPresent(each)).length;
    const viewers = plural(this.language, watching, { one: str`${formatNumber(this.language, watching)} watches`, other: str`${formatNumber(this.language, watching)} watch` });
    return html`<div class="view ${this.zoom > 1 ? 'zoomed' : ''}" tabindex=${this.zoom > 1 ? 0 : nothing} role=${this.zoom > 1 ? 'region' : nothing} aria-label=${this.zoom > 1 ? msg('The shared screen, enlarged') : nothing}><div class="picture" ${place(this.rectangle)}>
        <video aria-hidden="true" playsinline autoplay ${showing(track)} @resize=${this.#onVideo} @loadedmetadata=${this.#onVideo}></video>
        <div class="layer" part="annotations"><slot name="annotations">${this.isPlain ? nothing : html`<screen-control .session=${session} .screen=${participantId}></screen-control><screen-drawing .session=${session} .screen=${participantId}></screen-drawing>`}</slot></div></div></div>
      ${isMine ? html`<div class="mine ${this.watch(session.words.strokes)[participantId]?.length ? 'drawn' : ''}"><span class="words">${msg('You share your screen')}</span><button class="button" type="button" @click=${() => void session.stopSharing()}>${icon(shapes.stopSharing, 'small')}${msg('Stop sharing')}</button></div>` : this.isPlain ? nothing : this.#tools()}
      <span class="pill">${icon(shapes.shareScreen, 'small')}<span class="cut" dir="auto">${isMine ? viewers : msg(str`${name} shares a screen`)}</span>${isMine ? nothing : html`<span class="more">· ${viewers}</span>`}
        ${peer?.quality ? html`<span class="bars ${peer.quality.level}" role="img" aria-label=${qualityWords(peer.quality)}><i></i><i></i><i></i></span>` : nothing}</span>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!this.isPlain && this.size.width) void Promise.all([loadDrawing(), loadControl()]).catch(() => undefined); // tried again with the next look
    const { rectangle } = this, told = JSON.stringify(rectangle);
    if (!this.size.width || told === this.#told) return;
    this.#told = told;
    this.emit('corridor-screen-rectangle', rectangle);
  }

  #tools() {
    const at = zooms.indexOf(this.zoom as 1), set = (to: number) => () => { this.zoom = zooms[to]!; };
    const button = (label: string, shape: typeof shapes.enlarge, to: number) => html`<button class="icon" type="button" aria-label=${label} title=${label} ?disabled=${!zooms[to]} @click=${set(to)}>${icon(shape, 'small')}</button>`;
    return html`<div class="tools" role="group" aria-label=${msg('Size of the shared screen')}>${button(msg('Enlarge'), shapes.enlarge, at + 1)}${at ? html`${button(msg('Reduce'), shapes.reduce, at - 1)}${button(msg('Fit'), shapes.normalSize, 0)}` : nothing}</div>`;
  }

  readonly #onVideo = ({ target }: Event): void => {
    const { videoWidth: width, videoHeight: height } = target as HTMLVideoElement;
    if (width && height && (width !== this.source.width || height !== this.source.height)) this.source = { width, height };
  };
}

define('screen-share', ScreenShare);

declare global {
  interface HTMLElementTagNameMap {
    'screen-share': ScreenShare;
  }
  interface HTMLElementEventMap {
    'corridor-screen-rectangle': CustomEvent<Box>;
  }
}

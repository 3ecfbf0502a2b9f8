import { css, LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import { controls } from '../base/controls.styles.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import { icon } from '../base/icons.ts';
import { languageOf, msg, speakAs } from '../base/localisation.ts';

const mostZoom = 16, step = 1.4, panStep = 60;
const arrows: Record<string, readonly [number, number]> = { ArrowLeft: [panStep, 0], ArrowRight: [-panStep, 0], ArrowUp: [0, panStep], ArrowDown: [0, -panStep] };

/** A picture to look at closely: wheel with Ctrl, two fingers, buttons or `+` `-` `0` zoom, dragging and arrows move, R turns. Fires `broken` where the browser cannot draw it. */
export class FileImage extends LitElement {
  static override styles = [controls, css`
    :host {
      position: relative;
      display: flex;
      flex-direction: column;
      min-block-size: 0;
    }
    .stage {
      position: relative;
      flex: 1;
      min-block-size: 0;
      contain: paint;
      touch-action: none;
      cursor: zoom-in;
    }
    .stage.zoomed {
      cursor: grab;
    }
    .stage.held {
      cursor: grabbing;
    }
    .stage:focus-visible {
      outline-offset: -2px;
    }
    /* From the middle of the stage, which is the same in both directions of writing. */
    img {
      position: absolute;
      inset: 50% auto auto 50%;
      max-inline-size: none;
      user-select: none;
      -webkit-user-drag: none;
    }
    .waiting {
      visibility: hidden;
    }
    .tools {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 4px;
      flex: none;
      padding: 4px 8px;
    }
    .zoom {
      min-inline-size: 64px;
      justify-content: center;
    }
  `];
  static override properties: PropertyDeclarations = { src: {}, label: {}, zoom: { attribute: false }, turns: { attribute: false }, isLoaded: { attribute: false } };

  src = '';
  /** What it is called. */
  label = '';
  /** In relation to the size at which all of it is seen. */
  zoom = 1;
  /** Quarter turns. */
  private turns = 0;
  private isLoaded = false;
  #x = 0;
  #y = 0;
  readonly #pointers = new Map<number, PointerEvent>();
  readonly #size = new ResizeObserver(() => this.requestUpdate()); // how large it is drawn stands below it

  get #stage() {
    return this.renderRoot.querySelector<HTMLElement>('.stage');
  }
  get #image() {
    return this.renderRoot.querySelector('img');
  }

  override focus(options?: FocusOptions): void {
    this.#stage?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    speakAs(this, languageOf(this));
    if (!changed.has('src')) return;
    this.zoom = 1;
    this.turns = this.#x = this.#y = 0;
    this.isLoaded = false;
  }

  protected override firstUpdated(): void {
    this.#stage?.addEventListener('wheel', this.#onWheel, { passive: false });
  }

  protected override updated(): void {
    if (this.#stage) this.#size.observe(this.#stage);
    this.#place();
  }

  protected override render() {
    const percent = new Intl.NumberFormat(languageOf(this), { style: 'percent', maximumFractionDigits: 0 }).format(this.#fit() * this.zoom);
    return html`<div class="stage ${this.zoom > 1 ? 'zoomed' : ''}" tabindex="0" role="group" aria-label=${msg('Image')} aria-keyshortcuts="+ - 0 R" @keydown=${this.#onKeydown} @dblclick=${this.#onDoubleClick}
        @pointerdown=${this.#onPointerDown} @pointermove=${this.#onPointerMove} @pointerup=${this.#onPointerUp} @pointercancel=${this.#onPointerUp}>
        <img class=${this.isLoaded ? '' : 'waiting'} src=${this.src} alt=${this.label} draggable="false" @load=${() => (this.isLoaded = true)} @error=${() => this.dispatchEvent(new Event('broken'))} /></div>
      <div class="tools" role="toolbar" aria-label=${msg('View')}>
        <button class="icon out" type="button" aria-label=${msg('Zoom out')} title=${msg('Zoom out')} ?disabled=${this.zoom <= 1} @click=${() => this.zoomTo(this.zoom / step)}>${icon(shapes.zoomOut, 'small')}</button>
        <button class="button zoom" type="button" title=${msg('Fit')} aria-label=${`${msg('Fit')}, ${percent}`} @click=${() => this.zoomTo(1)}>${percent}</button>
        <button class="icon in" type="button" aria-label=${msg('Zoom in')} title=${msg('Zoom in')} ?disabled=${this.zoom >= mostZoom} @click=${() => this.zoomTo(this.zoom * step)}>${icon(shapes.zoomIn, 'small')}</button>
        <button class="icon turn" type="button" aria-label=${msg('Turn')} title=${msg('Turn')} @click=${this.#turn}>${icon(shapes.turn, 'small')}</button>
      </div>`;
  }

  /** Zooms about a point of the stage, in px from its middle. */
  zoomTo(zoom: number, x = 0, y = 0): void {
    const to = Math.min(mostZoom, Math.max(1, Math.abs(zoom - 1) < 0.02 ? 1 : zoom)), by = to / this.zoom;
    this.#x = x - (x - this.#x) * by;
    this.#y = y - (y - this.#y) * by;
    this.zoom = to;
    this.#place();
  }

  /** How large it is drawn when all of it is seen: never larger than it is. */
  #fit(): number {
    const stage = this.#stage, image = this.#image;
    if (!stage || !image?.naturalWidth) return 1;
    const [width, height] = this.#turned(image);
    return Math.min(1, stage.clientWidth / width, stage.clientHeight / height);
  }

  #turned({ naturalWidth, naturalHeight }: HTMLImageElement): [number, number] {
    return this.turns % 2 ? [naturalHeight, naturalWidth] : [naturalWidth, naturalHeight];
  }

  /** Nothing is moved further than its edge. */
  #place(): void {
    const stage = this.#stage, image = this.#image;
    if (!stage || !image?.naturalWidth) return;
    const [width, height] = this.#turned(image), scale = this.#fit() * this.zoom;
    const within = (value: number, size: number, room: number) => { const most = Math.max(0, (size * scale - room) / 2); return Math.min(most, Math.max(-most, value)); };
    this.#x = within(this.#x, width, stage.clientWidth);
    this.#y = within(this.#y, height, stage.clientHeight);
    image.style.transform = `translate(-50%, -50%) translate(${this.#x}px, ${this.#y}px) rotate(${this.turns * 90}deg) scale(${scale})`;
  }

  #move(x: number, y: number): void {
    this.#x += x;
    this.#y += y;
    this.#place();
  }

  #fromMiddle({ clientX, clientY }: { clientX: number; clientY: number }): [number, number] {
    const { left, top, width, height } = this.#stage!.getBoundingClientRect();
    return [clientX - left - width / 2, clientY - top - height / 2];
  }

  readonly #turn = (): void => {
    this.turns = (this.turns + 1) % 4;
    this.zoomTo(1);
  };

  /** What a key does, wherever around the picture it was pressed. */
  press(event: KeyboardEvent): void {
    this.#onKeydown(event);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pan = this.zoom > 1 ? arrows[event.key] : undefined;
    const act =
      event.key === '+' || event.key === '=' ? () => this.zoomTo(this.zoom * step)
      : event.key === '-' ? () => this.zoomTo(this.zoom / step)
      : event.key === '0' ? () => this.zoomTo(1)
      : event.key.toLowerCase() === 'r' ? this.#turn
      : pan ? () => this.#move(...pan) : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };

  readonly #onDoubleClick = (event: MouseEvent): void => this.zoomTo(this.zoom > 1 ? 1 : Math.max(2, 1 / this.#fit()), ...this.#fromMiddle(event));

  /** Two fingers on a touchpad come as a wheel with Ctrl. */
  readonly #onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey && this.zoom === 1) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.zoomTo(this.zoom * Math.exp(-event.deltaY / 200), ...this.#fromMiddle(event));
    else this.#move(-event.deltaX, -event.deltaY);
  };

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.button) return;
    this.#pointers.set(event.pointerId, event);
    this.#stage?.setPointerCapture(event.pointerId);
    this.#stage?.classList.toggle('held', this.zoom > 1);
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId), other = [...this.#pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    if (!before) return;
    this.#pointers.set(event.pointerId, event);
    if (other) {
      const apart = (one: PointerEvent) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      this.zoomTo(this.zoom * (apart(event) / apart(before)), ...this.#fromMiddle({ clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 }));
    }
    this.#move((event.clientX - before.clientX) / (other ? 2 : 1), (event.clientY - before.clientY) / (other ? 2 : 1));
  };

  readonly #onPointerUp = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    if (!this.#pointers.size) this.#stage?.classList.remove('held');
  };
}

define('file-image', FileImage);

declare global {
  interface HTMLElementTagNameMap {
    'file-image': FileImage;
  }
}

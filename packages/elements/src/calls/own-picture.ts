import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Box, gap } from './video-grid.layout.ts';

type Corner = readonly [inline: 'start' | 'end', block: 'start' | 'end'];
interface Size { readonly width: number; readonly height: number }

/** My own picture above those of the others: in a corner, where I put it by pointer or arrow keys. */
export class OwnPicture implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #corner: Corner = ['end', 'end'];

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void { /* nothing to begin */ }

  box({ width, height }: Size): Box {
    const isUpright = height > width * 1.1, wide = Math.min(220, Math.max(84, Math.min(width * (isUpright ? 0.3 : 0.18), height * 0.4))), own = { width: wide, height: isUpright ? (wide * 4) / 3 : (wide * 9) / 16 };
    const [inline, block] = this.#corner;
    return { x: inline === 'start' ? gap : width - own.width - gap, y: block === 'start' ? gap : height - own.height - gap, ...own };
  }

  readonly onKeydown = (event: KeyboardEvent): void => {
    const isRtl = this.#host.matches(':dir(rtl)'), [inline, block] = this.#corner;
    const to: Corner | undefined = { ArrowUp: [inline, 'start'] as const, ArrowDown: [inline, 'end'] as const, ArrowLeft: [isRtl ? 'end' : 'start', block] as const, ArrowRight: [isRtl ? 'start' : 'end', block] as const }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    this.#put(to);
  };

  /** Follows the pointer, and stays in the corner that it is let go nearest to. */
  readonly onPointerdown = (event: PointerEvent): void => {
    const tile = event.currentTarget as HTMLElement, start = [event.clientX, event.clientY] as const;
    if (event.button) return;
    tile.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent) => {
      tile.classList.add('moving');
      tile.style.translate = `${clientX - start[0]}px ${clientY - start[1]}px`;
    };
    const end = () => {
      tile.removeEventListener('pointermove', move);
      const { left, top, width, height } = tile.getBoundingClientRect(), around = this.#host.getBoundingClientRect(), isRtl = this.#host.matches(':dir(rtl)');
      const isLeft = left + width / 2 < around.left + around.width / 2;
      tile.style.translate = '';
      if (!tile.classList.contains('moving')) return;
      tile.classList.remove('moving');
      this.#put([isLeft !== isRtl ? 'start' : 'end', top + height / 2 < around.top + around.height / 2 ? 'start' : 'end']);
    };
    tile.addEventListener('pointermove', move);
    tile.addEventListener('lostpointercapture', end, { once: true });
  };

  #put(corner: Corner): void {
    this.#corner = corner;
    this.#host.requestUpdate();
  }
}

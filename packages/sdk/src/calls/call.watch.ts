import { atom } from 'nanostores';
import type { LinkState, Quality } from './call.ts';
import { type Bounds, boundsOf, climb, conditionOf, isPictureOff, startLadder, usualTop } from './media/ladder.ts';
import { qualityOf, worstOf } from './media/quality.ts';
import type { MediaRouter, MediaSample } from './media/router.ts';

export { CallMetrics } from './metrics.ts';

const everyMs = 2000;
/** What was lost before a link had another way is reported for so many looks after, and says nothing of the way it has found. */
const looksAfterBreak = 2;

export interface Watched {
  readonly router: MediaRouter;
  readonly links: ReadonlyMap<string, LinkState>;
  readonly isHighQuality: boolean;
  /** What I send now. */
  sends(): { readonly camera: boolean; readonly screen: boolean };
  /** No picture is sent higher than that, in pixels. */
  mostHeight?(): number | null;
  /** By participant, and of all. */
  onQuality(each: ReadonlyMap<string, Quality>, all: Quality | undefined): void;
}

/** Looks every two seconds how media flow: says how good each link is, and lets more or less be sent. */
export class MediaWatch {
  /** What was seen at the last look, for whoever keeps figures. */
  readonly samples = atom<readonly MediaSample[]>([]);
  readonly #watched: Watched;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #applied = new Map<string, string>();
  readonly #now: () => number;
  /** How many looks each link that was broken is not to be judged for. */
  readonly #breaks = new Map<string, number>();
  #ladder;
  #at: number;

  constructor(watched: Watched, now: () => number = () => performance.now()) {
    this.#watched = watched;
    this.#now = now;
    this.#at = now();
    this.#ladder = startLadder(watched.isHighQuality ? 0 : usualTop);
    this.#timer = setInterval(() => { void this.look(); }, everyMs);
    this.apply();
  }

  /** A link has begun to look for another way. */
  noteBreak(participantId: string): void { this.#breaks.set(participantId, looksAfterBreak); }

  close(): void { clearInterval(this.#timer); }

  async look(): Promise<void> {
    const { router, links, onQuality } = this.#watched, samples = await router.sample().catch(() => []), now = this.#now(), elapsedMs = Math.min(now - this.#at, 2 * everyMs); // a machine that slept has seen nothing
    this.#at = now;
    this.samples.set(samples);
    const whole = this.#ofWhole(samples);
    if (whole.some(({ direction }) => direction === 'sent')) this.#ladder = climb(this.#ladder, conditionOf(whole, this.#ladder, this.#watched.sends().screen, this.#mostHeight), elapsedMs);
    this.apply();
    const each = new Map([...links].flatMap(([id, link]): [string, Quality][] => {
      const quality = qualityOf(samples.filter(({ participantId }) => participantId === id), { link, hasFec: true });
      return quality ? [[id, quality]] : [];
    }));
    const all = worstOf([...each.values()]);
    onQuality(each, all && isPictureOff(this.#ladder) ? { ...all, isPictureOff: true } : all);
  }

  /** Those of links that have not been broken just now; of what is sent to a media server for all where none was. */
  #ofWhole(samples: readonly MediaSample[]): readonly MediaSample[] {
    const { links } = this.#watched;
    for (const { participantId, isNewWay } of samples) if (isNewWay) this.noteBreak(participantId); // the other side may have found it, and nothing was broken here
    for (const [id, looks] of this.#breaks) {
      if (looks === 0 || !(links.has(id) || samples.some(({ participantId }) => participantId === id))) this.#breaks.delete(id);
      else if ((links.get(id) ?? 'connected') === 'connected') this.#breaks.set(id, looks - 1);
    }
    return samples.filter(({ participantId }) => (links.has(participantId) ? !this.#breaks.has(participantId) : this.#breaks.size === 0));
  }

  get #mostHeight(): number | null { return this.#watched.mostHeight?.() ?? null; }

  /** The bounds of now, where they are others than before: after a step, and when a camera or screen comes or goes. */
  apply(): void {
    const { router, sends, isHighQuality } = this.#watched, { camera, screen } = sends();
    for (const [slot, bounds] of Object.entries(boundsOf(this.#ladder, { hasVideo: camera || screen, isSharing: screen, isHighQuality, mostHeight: this.#mostHeight })) as ['camera' | 'screen' | 'microphone', Bounds][]) {
      if (this.#applied.get(slot) === JSON.stringify(bounds)) continue;
      this.#applied.set(slot, JSON.stringify(bounds));
      void router.limit(slot, bounds);
    }
  }
}

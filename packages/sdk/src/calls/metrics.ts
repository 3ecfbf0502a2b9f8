import type { CallLink } from '../protocol/calls.metrics.ts';
import type { Link } from '../transport/transport.ts';
import type { Quality } from './call.ts';
import type { MediaSample } from './media/router.ts';

const everyMs = 10_000;
const mostLinks = 50;

const mean = (all: readonly number[]): number => (all.length > 0 ? all.reduce((sum, one) => sum + one, 0) / all.length : 0);
const most = (all: readonly number[]): number => Math.max(0, ...all);

/** What samples say of the links to each other participant: rates of all their media together, of each sample the worst, on average over the samples of one time. */
export function linksOf(samples: readonly (readonly MediaSample[])[], scores: ReadonlyMap<string, number> = new Map()): CallLink[] {
  const ids = [...new Set(samples.flat().map(({ participantId }) => participantId))].slice(0, mostLinks);
  return ids.map((participantId) => {
    const times = samples.map((all) => all.filter((one) => one.participantId === participantId)).filter((all) => all.length > 0);
    const bits = (direction: MediaSample['direction']) => Math.round(mean(times.map((all) => all.reduce((sum, one) => sum + (one.direction === direction ? one.bitrate : 0), 0))));
    const received = times.map((all) => all.filter(({ direction }) => direction === 'received')), delays = times.flatMap((all) => all.flatMap(({ roundTripMs }) => roundTripMs ?? [])), score = scores.get(participantId);
    return {
      participantId, ...(delays.length > 0 && { roundTripMs: Math.min(60_000, mean(delays)) }), jitterMs: Math.min(60_000, mean(received.map((all) => most(all.map(({ jitterMs }) => jitterMs))))),
      lost: Math.min(1, mean(received.map((all) => most(all.map(({ lost }) => lost))))), concealed: Math.min(1, mean(received.map((all) => most(all.map(({ concealed }) => concealed))))),
      sent: bits('sent'), received: bits('received'), frames: Math.min(240, mean(received.map((all) => most(all.map(({ frames }) => frames))))), height: Math.round(most(received.flat().map(({ height }) => height))),
      ...(score !== undefined && { score: Math.min(5, Math.max(1, score)) }),
    };
  });
}

/** Gathers what is measured in a call and has the server keep it each ten seconds. A measurement that does not arrive is not sent again. */
export class CallMetrics {
  readonly #link: Link;
  readonly #participantId: string;
  readonly #now: () => number;
  #samples: (readonly MediaSample[])[] = [];
  #worst: Quality | undefined;
  #scores = new Map<string, number>();
  #since: number;

  constructor(link: Link, participantId: string, now: () => number = () => performance.now()) {
    this.#link = link;
    this.#participantId = participantId;
    this.#now = now;
    this.#since = now();
  }

  /** To be called with each sample that the call takes. `quality` of the worst link, `scores` of each. */
  note(samples: readonly MediaSample[], quality: Quality | undefined, scores?: ReadonlyMap<string, number>): void {
    this.#samples.push(samples);
    if (quality && (!this.#worst || quality.score < this.#worst.score)) this.#worst = quality;
    for (const [id, score] of scores ?? []) this.#scores.set(id, Math.min(score, this.#scores.get(id) ?? score));
    if (this.#now() - this.#since >= everyMs) this.#post();
  }

  #post(): void {
    const links = linksOf(this.#samples, this.#scores), worst = this.#worst;
    this.#samples = [];
    this.#scores = new Map();
    this.#worst = undefined;
    this.#since = this.#now();
    if (!worst || !this.#link.isOnline()) return;
    const { level, score, because } = worst;
    void this.#link.request('calls.measure', { participantId: this.#participantId, level, score: Math.min(5, Math.max(1, score)), ...(because && { because }), links }).catch(() => undefined);
  }
}

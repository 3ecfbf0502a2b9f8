import type { Slot } from '../call.ts';
import { opusFor } from './opus.ts';
import type { MediaSample } from './router.ts';

/** Of one slot; `bitrate` in bit/s, 0: nothing is sent. `height` in pixels; `frames` per second. */
export interface Bounds { readonly bitrate: number; readonly height?: number; readonly frames?: number }

/** What one may send, from the best rung down; on the last one pictures are off so that sound stays. A shared screen keeps its resolution, for text must stay legible, and gives up frames. */
const rungs: readonly { readonly microphone: Bounds; readonly camera: Bounds; readonly screen: Bounds }[] = [
  { microphone: { bitrate: 128_000 }, camera: { bitrate: 2_000_000, height: 1080, frames: 30 }, screen: { bitrate: 1_500_000, height: 1080, frames: 30 } },
  { microphone: { bitrate: 64_000 }, camera: { bitrate: 800_000, height: 720, frames: 30 }, screen: { bitrate: 1_500_000, height: 1080, frames: 30 } },
  { microphone: { bitrate: 32_000 }, camera: { bitrate: 400_000, height: 480, frames: 20 }, screen: { bitrate: 500_000, height: 1080, frames: 5 } },
  { microphone: { bitrate: 16_000 }, camera: { bitrate: 0 }, screen: { bitrate: 0 } },
];
export const lastRung = rungs.length - 1;
/** 720p: where a call begins; `top` 0 is for those who chose high quality. */
export const usualTop = 1;
/** Beside a shared screen the camera is small. */
const besideScreen: Bounds = { bitrate: 150_000, height: 180, frames: 15 };

export interface Ladder {
  readonly rung: number;
  /** The best rung that is wanted. */
  readonly top: number;
  /** How long the network has been good, or bad, without a break; in ms. */
  readonly goodMs: number;
  readonly badMs: number;
  /** How long it must be good before the next step up: longer after each one that did not last. */
  readonly patienceMs: number;
  /** Since the last step up. */
  readonly sinceUpMs: number;
}

/** How sending went since the last look. `lost`: the worst share, 0 to 1, that the others report; `isShort`: the browser sends far less than the rung allows. */
export interface Condition { readonly lost: number; readonly roundTripMs?: number | undefined; readonly isShort?: boolean; readonly isBusy?: boolean }

const badAfterMs = 2000;
const severeLoss = 0.25, badLoss = 0.08, goodLoss = 0.02;
const badRoundTripMs = 800, goodRoundTripMs = 400;
const leastPatienceMs = 10_000, mostPatienceMs = 120_000;
/** A step up that is taken back within this time was one too many. */
const lastedMs = 20_000;

export const startLadder = (top = usualTop): Ladder => ({ rung: top, top, goodMs: 0, badMs: 0, patienceMs: leastPatienceMs, sinceUpMs: Infinity });

const isBad = ({ lost, roundTripMs = 0, isShort }: Condition) => lost > badLoss || roundTripMs > badRoundTripMs || isShort === true;
const isGood = ({ lost, roundTripMs = 0, isShort, isBusy }: Condition) => lost < goodLoss && roundTripMs < goodRoundTripMs && !isShort && !isBusy;

/** The ladder after `elapsedMs` of a condition. Down at once where it is severe and within two seconds where it is bad, one rung at a time; up after long good times. A busy processor takes no picture away altogether. */
export function climb(ladder: Ladder, condition: Condition, elapsedMs: number): Ladder {
  const sinceUpMs = ladder.sinceUpMs + elapsedMs, isBusyOnly = condition.isBusy === true && !isBad(condition), lowest = isBusyOnly ? Math.max(ladder.rung, lastRung - 1) : lastRung;
  const badMs = isBad(condition) || isBusyOnly ? ladder.badMs + elapsedMs : 0, goodMs = isGood(condition) ? ladder.goodMs + elapsedMs : 0;
  if ((badMs >= badAfterMs || condition.lost > severeLoss) && ladder.rung < lowest) {
    const patienceMs = sinceUpMs < lastedMs ? Math.min(mostPatienceMs, 2 * ladder.patienceMs) : ladder.patienceMs;
    return { ...ladder, rung: ladder.rung + 1, goodMs: 0, badMs: 0, patienceMs, sinceUpMs: Infinity };
  }
  if (goodMs >= ladder.patienceMs && ladder.rung > ladder.top) return { ...ladder, rung: ladder.rung - 1, goodMs: 0, badMs: 0, sinceUpMs: 0 };
  return { ...ladder, badMs, goodMs, sinceUpMs, patienceMs: goodMs >= mostPatienceMs ? leastPatienceMs : ladder.patienceMs };
}

/** Another best rung is wanted: above it is nothing, and below it goes on from where it is. */
export const setTop = (ladder: Ladder, top: number): Ladder => ({ ...ladder, top, rung: Math.max(ladder.rung, top), goodMs: 0 });

export const isPictureOff = ({ rung }: Ladder): boolean => rung === lastRung;

interface Sent { readonly hasVideo?: boolean; readonly isSharing?: boolean; readonly isHighQuality?: boolean; readonly mostHeight?: number | null }

/** bit/s that a picture of one line in height, and as wide, is worth: 800 kbit/s for 720. */
const bitsPerSquare = 800_000 / 720 ** 2;

/** Nothing is higher than that, and nothing is expected of it that a smaller picture does not need. */
const within = (bounds: Bounds, mostHeight: number | null): Bounds => (mostHeight === null || bounds.bitrate === 0 || (bounds.height ?? Infinity) <= mostHeight ? bounds
  : { ...bounds, height: mostHeight, bitrate: Math.min(bounds.bitrate, Math.round(bitsPerSquare * mostHeight ** 2)) });

/** Bounds of what is sent; of sound no more than it needs. */
export function boundsOf({ rung }: Ladder, { hasVideo = true, isSharing = false, isHighQuality = true, mostHeight = null }: Sent = {}): Readonly<Record<Exclude<Slot, 'screenAudio'>, Bounds>> {
  const { microphone, camera, screen } = rungs[rung]!;
  return { microphone: { bitrate: Math.min(microphone.bitrate, opusFor({ hasVideo, isHighQuality }).bitrate) }, screen: within(screen, mostHeight), camera: within(isSharing && camera.bitrate > besideScreen.bitrate ? besideScreen : camera, mostHeight) };
}

/** Of the share of a rung's bitrate: below it the browser knows of a narrow way. Above, it may only have little to send. */
const shortShare = 0.4;

/** What samples since the last look say of sending. */
export function conditionOf(samples: readonly MediaSample[], ladder: Ladder, isSharing = false, mostHeight: number | null = null): Condition {
  const sent = samples.filter(({ direction, bitrate }) => direction === 'sent' && bitrate > 0), bounds = boundsOf(ladder, { isSharing, mostHeight }), trips = sent.flatMap(({ roundTripMs }) => roundTripMs ?? []);
  return {
    lost: Math.max(0, ...sent.map(({ lost }) => lost)), roundTripMs: trips.length > 0 ? Math.max(...trips) : undefined,
    isShort: sent.some(({ slot, limitedBy, bitrate }) => (slot === 'camera' || slot === 'screen') && limitedBy === 'bandwidth' && bitrate < shortShare * bounds[slot].bitrate),
    isBusy: sent.some(({ limitedBy }) => limitedBy === 'cpu'),
  };
}

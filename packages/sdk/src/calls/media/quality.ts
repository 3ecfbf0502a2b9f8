import type { LinkState, Quality } from '../call.ts';
import type { MediaSample } from './router.ts';

/** What a conversation of sound suffers from: the way from mouth to ear in ms, the share of sound that was made up (0 to 1), and how well the codec bears loss. */
export interface Impairments { readonly delayMs: number; readonly concealed: number; readonly hasFec?: boolean }

/** Ro − Is of ITU-T G.107 with its default values. */
const best = 93.2;
/** Packet-loss robustness (Bpl): of Opus without and with its forward error correction. */
const robustness = { plain: 10, withFec: 20 };

/** Impairment by delay (Id), as simplified by Cole and Rosenbluth, "Voice over IP performance monitoring" (2001), from ITU-T G.107: conversation suffers above 177.3 ms one way. */
export const delayImpairment = (delayMs: number): number => 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);

/** Effective equipment impairment (Ie,eff; ITU-T G.107, 7-29) for losses at random, of a codec that spoils nothing by itself (Ie = 0). */
export function lossImpairment(lost: number, hasFec = false): number {
  const percent = 100 * Math.min(1, Math.max(0, lost));
  return (95 * percent) / (percent + (hasFec ? robustness.withFec : robustness.plain));
}

/** The transmission rating R of the E-model (ITU-T G.107), 0 to 93.2. */
export const rating = ({ delayMs, concealed, hasFec }: Impairments): number => Math.max(0, best - delayImpairment(delayMs) - lossImpairment(concealed, hasFec));

/** The mean opinion that people have of a rating, 1 to 4.5 (ITU-T G.107, annex B). */
export function opinion(r: number): number {
  if (r <= 0) return 1;
  return r >= 100 ? 4.5 : 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
}

/** Of ITU-T G.109: from 80 users are satisfied, from 70 only some are not. */
const levelOf = (r: number): 'excellent' | 'good' | 'poor' => (r >= 80 ? 'excellent' : r >= 70 ? 'good' : 'poor');

/** Besides the network: a packet of 20 ms, and 10 ms for the codec and the devices. */
const fixedMs = 30;
/** What a receiver holds back of even the calmest stream. */
const calmBufferMs = 40;
/** A link without a figure of its own, as an SFU's to others, is taken for a near one. */
const usualRoundTripMs = 50;

interface Heard extends Impairments { readonly worst: 'loss' | 'delay' | 'jitter' }

/** Who sends hears of lost packets alone, which error correction may repair; who receives knows what sound had to be made up after that. */
function heard({ concealed, lost, direction, bufferMs, roundTripMs = usualRoundTripMs }: MediaSample, repairs: boolean): Heard {
  const isTold = direction === 'sent', wayMs = roundTripMs / 2 + fixedMs, held = isTold ? calmBufferMs : bufferMs, madeUp = isTold ? lost : concealed;
  const hasFec = isTold && repairs;
  const byLoss = lossImpairment(Math.min(lost, madeUp), hasFec);
  const late = lossImpairment(madeUp, hasFec) - byLoss + delayImpairment(wayMs + held) - delayImpairment(wayMs + Math.min(held, calmBufferMs)), byDelay = delayImpairment(wayMs + Math.min(held, calmBufferMs));
  return { delayMs: wayMs + held, concealed: madeUp, hasFec, worst: byLoss >= late && byLoss >= byDelay ? 'loss' : late >= byDelay ? 'jitter' : 'delay' };
}

/**
 * How good the sound of a link is, from its samples: the worse of what is heard and what the other side is told to hear. Pictures make it at most `good` where they are cut short.
 * Undefined while nothing is known.
 */
export function qualityOf(samples: readonly MediaSample[], { link = 'connected', hasFec = false }: { readonly link?: LinkState; readonly hasFec?: boolean } = {}): Quality | undefined {
  if (link === 'reconnecting' || link === 'failed') return { score: 1, level: 'disconnected' };
  const sounds = samples.filter(({ slot, bitrate }) => (slot === 'microphone' || slot === 'screenAudio') && bitrate > 0).map((sample) => heard(sample, hasFec));
  const limits = samples.filter(({ slot, direction }) => direction === 'sent' && (slot === 'camera' || slot === 'screen')).map(({ limitedBy }) => limitedBy), limitedBy = limits.includes('bandwidth') ? 'bandwidth' : limits.find(Boolean);
  if (sounds.length === 0 && !samples.some(({ bitrate }) => bitrate > 0)) return undefined;
  const worst = sounds.sort((a, b) => rating(a) - rating(b))[0], r = worst ? rating(worst) : best, level = levelOf(r);
  if (level === 'excellent') return { score: opinion(r), level: limitedBy ? 'good' : 'excellent', because: limitedBy };
  return { score: opinion(r), level, because: worst?.worst === 'loss' && limitedBy === 'bandwidth' ? 'bandwidth' : worst?.worst };
}

const levels = ['excellent', 'good', 'poor', 'disconnected'] as const;

/** Of several links the worst. */
export const worstOf = (all: readonly (Quality | undefined)[]): Quality | undefined =>
  all.reduce((worst, one) => (!one || (worst && (levels.indexOf(worst.level) - levels.indexOf(one.level) || one.score - worst.score) >= 0) ? worst : one), undefined);

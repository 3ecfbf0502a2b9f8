import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Quality } from '../call.ts';
import { delayImpairment, lossImpairment, opinion, qualityOf, rating, worstOf } from './quality.ts';
import type { MediaSample } from './router.ts';

// ITU-T G.107, table B.1, which rounds to the next hundredth here and there.
for (const [r, score] of [[90, 4.34], [80, 4.03], [70, 3.60], [60, 3.10], [50, 2.58]] as const) {
  test(`a rating of ${r} is an opinion of ${score}`, () => { assert.ok(Math.abs(opinion(r) - score) < 0.01); });
}

test('no opinion is below 1 or above 4.5, and the best call has 4.41', () => {
  assert.deepEqual([opinion(-20), opinion(0), opinion(100), opinion(120)], [1, 1, 4.5, 4.5]);
  assert.equal(Number(opinion(rating({ delayMs: 0, concealed: 0 })).toFixed(2)), 4.41);
});

// R = 93.2 − Id − Ie,eff with Ie,eff = 95 · Ppl / (Ppl + Bpl): Bpl of Opus 10, with forward error correction 20.
const table: [delayMs: number, lostPercent: number, hasFec: boolean, r: number][] = [
  [0, 0, false, 93.2], [100, 0, false, 90.8], [177.3, 0, false, 88.9], [300, 0, false, 72.5], [400, 0, false, 59.1],
  [0, 1, false, 84.6], [0, 2, false, 77.4], [0, 5, false, 61.5], [0, 10, false, 45.7], [0, 10, true, 61.5], [0, 20, true, 45.7],
  [150, 1, false, 81.0], [400, 20, false, 0], [100, 100, false, 4.4],
];
for (const [delayMs, lostPercent, hasFec, r] of table) {
  test(`${delayMs} ms and ${lostPercent} % of loss${hasFec ? ' with forward error correction' : ''} are rated ${r}`, () => { assert.equal(Number(rating({ delayMs, concealed: lostPercent / 100, hasFec }).toFixed(1)), r); });
}

test('more delay or more loss is never better, and error correction never worse', () => {
  for (let one = 0; one < 100; one++) {
    assert.ok(delayImpairment(10 * one) < delayImpairment(10 * one + 10));
    assert.ok(lossImpairment(one / 100) < lossImpairment(one / 100 + 0.01));
    assert.ok(lossImpairment(one / 100, true) <= lossImpairment(one / 100));
  }
});

const sample = (more: Partial<MediaSample> = {}): MediaSample => ({ participantId: 'ben', slot: 'microphone', direction: 'received', frames: 0, height: 0, bitrate: 32_000, lost: 0, concealed: 0, jitterMs: 2, roundTripMs: 20, bufferMs: 30, ...more });
const shown = (quality: Quality | undefined) => (quality ? `${quality.level}${quality.because ? ` ${quality.because}` : ''}` : 'unknown');
const camera = (more: Partial<MediaSample> = {}) => sample({ slot: 'camera', direction: 'sent', frames: 30, height: 720, bitrate: 800_000, ...more });

const links: [what: string, samples: MediaSample[], shown: string][] = [
  ['nothing yet', [], 'unknown'],
  ['all in silence', [sample({ bitrate: 0 })], 'unknown'],
  ['a calm link', [sample()], 'excellent'],
  ['sound that was lost', [sample({ lost: 0.02, concealed: 0.02 })], 'good loss'],
  ['much sound that was lost', [sample({ lost: 0.1, concealed: 0.1 })], 'poor loss'],
  ['losses that the receiver has repaired', [sample({ lost: 0.03, concealed: 0 })], 'excellent'],
  ['packets that came too late', [sample({ lost: 0, concealed: 0.06, jitterMs: 80, bufferMs: 200 })], 'poor jitter'],
  ['a far way', [sample({ roundTripMs: 600 })], 'poor delay'],
  ['what the other side does not hear', [sample(), sample({ direction: 'sent', lost: 0.1 })], 'poor loss'],
  ['an unknown round trip', [sample({ roundTripMs: undefined })], 'excellent'],
  ['small pictures for a slow line', [sample(), camera({ limitedBy: 'bandwidth' })], 'good bandwidth'],
  ['small pictures for a busy processor', [sample(), camera({ limitedBy: 'cpu' })], 'good cpu'],
  ['losses because of a slow line', [sample({ lost: 0.1, concealed: 0.1 }), camera({ limitedBy: 'bandwidth' })], 'poor bandwidth'],
  ['pictures of others that are limited', [sample(), camera({ direction: 'received', limitedBy: 'cpu' })], 'excellent'],
  ['pictures without sound', [camera()], 'excellent'],
];
for (const [what, samples, expected] of links) test(`${what}: ${expected}`, () => { assert.equal(shown(qualityOf(samples)), expected); });

test('a link that is looked for again is disconnected, one that is made is not known yet', () => {
  for (const link of ['reconnecting', 'failed'] as const) assert.deepEqual(qualityOf([sample()], { link }), { score: 1, level: 'disconnected' });
  assert.equal(qualityOf([], { link: 'connecting' }), undefined);
});

test('error correction counts where packets are known, and not again where sound is', () => {
  const told = [sample({ direction: 'sent', lost: 0.05 })], heard = [sample({ lost: 0.05, concealed: 0.05 })];
  assert.ok(qualityOf(told, { hasFec: true })!.score > qualityOf(told)!.score);
  assert.deepEqual(qualityOf(heard, { hasFec: true }), qualityOf(heard));
});

test('of several links the worst counts', () => {
  const [calm, lossy, gone] = [qualityOf([sample()]), qualityOf([sample({ lost: 0.1, concealed: 0.1 })]), qualityOf([], { link: 'failed' })];
  assert.equal(worstOf([calm, undefined, lossy]), lossy);
  assert.equal(worstOf([gone, calm, lossy]), gone);
  assert.equal(worstOf([undefined]), undefined);
});

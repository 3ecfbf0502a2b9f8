import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link } from '../transport/transport.ts';
import type { MediaSample } from './media/router.ts';
import { CallMetrics, linksOf } from './metrics.ts';

const sample = (more: Partial<MediaSample>): MediaSample => ({ participantId: 'ben', slot: 'camera', direction: 'received', frames: 15, height: 240, bitrate: 500_000, lost: 0, concealed: 0, jitterMs: 4, roundTripMs: 40, bufferMs: 30, ...more });

test('a link has the rates of all its media together, and the worst of what they suffer, on average over time', () => {
  const first = [sample({}), sample({ slot: 'microphone', frames: 0, height: 0, bitrate: 30_000, lost: 0.1, jitterMs: 10 }), sample({ direction: 'sent', bitrate: 700_000, lost: 1 })], second = [sample({ frames: 5, roundTripMs: 80 })];
  assert.deepEqual(linksOf([first, second], new Map([['ben', 3.5]])), [{ participantId: 'ben', roundTripMs: 50, jitterMs: 7, lost: 0.05, concealed: 0, sent: 350_000, received: 515_000, frames: 10, height: 240, score: 3.5 }]);
  assert.deepEqual(linksOf([[sample({ participantId: 'chloe', roundTripMs: undefined })]]), [{ participantId: 'chloe', jitterMs: 4, lost: 0, concealed: 0, sent: 0, received: 500_000, frames: 15, height: 240 }]);
});

test('what was measured goes out each ten seconds with the worst of it, once, and not without a connection', () => {
  const asked: unknown[] = [];
  let now = 0, isOnline = true;
  const link = { request: (name: string, input: unknown) => { asked.push([name, input]); return Promise.reject(new Error('lost')); }, isOnline: () => isOnline } as unknown as Link;
  const metrics = new CallMetrics(link, 'me', () => now), note = (score: number, because?: 'loss') => { now += 2500; metrics.note([sample({})], { score, level: score > 3 ? 'good' : 'poor', because }); };
  note(4);
  note(2, 'loss');
  note(4);
  assert.equal(asked.length, 0);
  note(4);
  assert.deepEqual((asked[0] as [string, object])[1], { participantId: 'me', level: 'poor', score: 2, because: 'loss', links: linksOf([[sample({})]]) });
  for (let i = 0; i < 4; i++) note(4);
  assert.deepEqual([asked.length, (asked[1] as [string, { score: number }])[1].score], [2, 4]);
  isOnline = false;
  for (let i = 0; i < 4; i++) note(4);
  assert.equal(asked.length, 2);
});

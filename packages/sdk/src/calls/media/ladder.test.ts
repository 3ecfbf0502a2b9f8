import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { boundsOf, climb, conditionOf, isPictureOff, type Condition, type Ladder, lastRung, setTop, startLadder } from './ladder.ts';
import type { MediaSample } from './router.ts';

const good: Condition = { lost: 0 }, fair: Condition = { lost: 0.05 }, bad: Condition = { lost: 0.1 }, severe: Condition = { lost: 0.4 }, far: Condition = { lost: 0, roundTripMs: 1200 }, short: Condition = { lost: 0, isShort: true }, busy: Condition = { lost: 0, isBusy: true };
/** `[condition, seconds]`, looked at each second. */
type During = [condition: Condition, seconds: number];
const after = (ladder: Ladder, ...times: During[]): Ladder => times.reduce((now, [condition, seconds]) => Array.from({ length: seconds }).reduce<Ladder>((one) => climb(one, condition, 1000), now), ladder);

const table: [what: string, top: number, times: During[], rung: number][] = [
  ['a call begins at 720p', 1, [], 1],
  ['high quality begins at 1080p', 0, [], 0],
  ['one bad second changes nothing', 1, [[bad, 1]], 1],
  ['two bad seconds are a step down', 1, [[bad, 2]], 2],
  ['two bad seconds with a good one between change nothing', 1, [[bad, 1], [good, 1], [bad, 1]], 1],
  ['severe loss is a step down at once', 1, [[severe, 1]], 2],
  ['pictures are off after four bad seconds: sound stays', 1, [[bad, 4]], 3],
  ['there is nothing below sound', 1, [[bad, 60]], 3],
  ['a far way is bad', 1, [[far, 2]], 2],
  ['a narrow way is bad', 0, [[short, 2]], 1],
  ['so-so stays as it is, for ever', 2, [[fair, 600]], 2],
  ['a busy processor is a step down', 0, [[busy, 2]], 1],
  ['a busy processor takes no picture away altogether', 0, [[busy, 600]], 2],
  ['a busy processor and losses do', 0, [[{ ...bad, ...{ isBusy: true } }, 600]], 3],
  ['a busy processor brings no picture back', 1, [[bad, 4], [busy, 600]], 3],
  ['nine good seconds are not enough to go up', 1, [[bad, 2], [good, 9]], 2],
  ['ten good seconds are a step up', 1, [[bad, 2], [good, 10]], 1],
  ['a break in good times begins them anew', 1, [[bad, 2], [good, 9], [fair, 1], [good, 9]], 2],
  ['up goes one rung at a time', 1, [[bad, 4], [good, 10]], 2],
  ['up goes no further than wanted', 1, [[bad, 4], [good, 600]], 1],
  ['after a step up that did not last, twenty good seconds are needed', 1, [[bad, 2], [good, 10], [bad, 2], [good, 19]], 2],
  ['and then it goes up', 1, [[bad, 2], [good, 10], [bad, 2], [good, 20]], 1],
  ['a step up that lasted costs no patience', 1, [[bad, 2], [good, 40], [bad, 2], [good, 10]], 1],
];
for (const [what, top, times, rung] of table) test(what, () => { assert.equal(after(startLadder(top), ...times).rung, rung); });

const condition = fc.constantFrom(good, fair, bad, severe, far, short, busy), looks = fc.array(fc.tuple(condition, fc.integer({ min: 200, max: 3000 })), { maxLength: 200 });

test('whatever happens it stays between what is wanted and sound alone, moves one rung at a time, and never goes up before ten good seconds', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 }), looks, (top, all) => {
    let ladder = startLadder(top), calmMs = 0;
    for (const [now, ms] of all) {
      const next = climb(ladder, now, ms);
      calmMs = now === good ? calmMs + ms : 0;
      assert.ok(next.rung >= top && next.rung <= lastRung && Math.abs(next.rung - ladder.rung) <= 1);
      if (next.rung < ladder.rung) assert.ok(calmMs >= 10_000);
      if (next.rung !== ladder.rung) calmMs = next.rung < ladder.rung ? 0 : calmMs;
      ladder = next;
    }
  }));
});

test('from wherever it is, bad times end in sound alone within ten seconds and good ones at the top within ten minutes', () => {
  fc.assert(fc.property(looks, (all) => {
    const ladder = all.reduce((now, [one, ms]) => climb(now, one, ms), startLadder(0));
    assert.equal(after(ladder, [bad, 10]).rung, lastRung);
    assert.equal(after(ladder, [good, 600]).rung, 0);
  }));
});

test('a network that changes each fifteen seconds is not followed each time', () => {
  let ladder = startLadder(), ups = 0;
  for (let second = 0; second < 900; second++) {
    const next = climb(ladder, second % 30 < 15 ? bad : good, 1000);
    if (next.rung < ladder.rung) ups++;
    ladder = next;
  }
  assert.ok(ups <= 2, `${ups} steps up in a quarter of an hour`);
});

test('each rung sends less than the one above, and sound to the last', () => {
  const all = Array.from({ length: lastRung + 1 }, (_, rung) => boundsOf({ ...startLadder(), rung }));
  assert.deepEqual(all.map(({ microphone }) => microphone.bitrate), [128_000, 64_000, 32_000, 16_000]);
  assert.deepEqual(all.map(({ camera }) => camera.height), [1080, 720, 480, undefined]);
  assert.deepEqual(all.map(({ camera }) => camera.bitrate), [2_000_000, 800_000, 400_000, 0]);
});

test('sound takes no more than it needs: 32 kbit/s alone, 64 beside pictures, 128 in high quality', () => {
  const at = (more: Parameters<typeof boundsOf>[1]) => boundsOf(startLadder(0), more).microphone.bitrate;
  assert.deepEqual([at({ hasVideo: false, isHighQuality: false }), at({ hasVideo: true, isHighQuality: false }), at({ isHighQuality: true })], [32_000, 64_000, 128_000]);
});

test('a shared screen keeps its resolution while it is sent at all, and the camera is small beside it', () => {
  for (let rung = 0; rung < lastRung; rung++) {
    const { screen, camera } = boundsOf({ ...startLadder(), rung }, { isSharing: true });
    assert.equal(screen.height, 1080);
    assert.ok(camera.bitrate < screen.bitrate && camera.height! < 480);
  }
  assert.deepEqual(boundsOf({ ...startLadder(), rung: 0 }).screen, { bitrate: 1_500_000, height: 1080, frames: 30 });
});

test('another wish takes effect at once downwards, and upwards after good times', () => {
  assert.equal(setTop(startLadder(0), 2).rung, 2);
  const wished = setTop(startLadder(2), 0);
  assert.deepEqual([wished.rung, after(wished, [good, 10]).rung, after(wished, [good, 20]).rung], [2, 1, 0]);
  assert.deepEqual([isPictureOff(startLadder()), isPictureOff(after(startLadder(), [bad, 4]))], [false, true]);
});

test('samples say how sending goes: the worst of all links counts, and what is received does not', () => {
  const sample = (more: Partial<MediaSample>): MediaSample => ({ participantId: 'ben', slot: 'camera', direction: 'sent', frames: 30, height: 720, bitrate: 700_000, lost: 0, concealed: 0, jitterMs: 2, roundTripMs: 20, bufferMs: 0, ...more });
  const read = (...samples: Partial<MediaSample>[]) => conditionOf(samples.map(sample), startLadder());
  assert.deepEqual(read({ lost: 0.01 }, { participantId: 'chloe', lost: 0.2, roundTripMs: 300 }, { direction: 'received', lost: 0.9 }), { lost: 0.2, roundTripMs: 300, isShort: false, isBusy: false });
  assert.deepEqual(read({ roundTripMs: undefined, limitedBy: 'cpu' }), { lost: 0, roundTripMs: undefined, isShort: false, isBusy: true });
  assert.equal(read({ limitedBy: 'bandwidth', bitrate: 200_000 }).isShort, true);
  assert.equal(read({ limitedBy: 'bandwidth', bitrate: 600_000 }).isShort, false); // it is just a little less
  assert.equal(read({ bitrate: 50_000 }).isShort, false); // a picture that does not move
  assert.deepEqual(read({ bitrate: 0, lost: 0.9 }), { lost: 0, roundTripMs: undefined, isShort: false, isBusy: false });
});

test('nothing is sent above the height that a room allows, and nothing more is expected of the line than that needs', () => {
  for (let rung = 0; rung <= lastRung; rung++) {
    const { camera, screen } = boundsOf({ ...startLadder(), rung }, { mostHeight: 240 });
    for (const bounds of [camera, screen]) assert.ok(bounds.bitrate === 0 || (bounds.height! <= 240 && bounds.bitrate < 100_000), JSON.stringify(bounds));
  }
  assert.deepEqual(boundsOf(startLadder(), { mostHeight: 1080 }), boundsOf(startLadder()));
  const sample = { participantId: 'ben', slot: 'camera', direction: 'sent', bitrate: 80_000 } as MediaSample;
  assert.deepEqual([conditionOf([sample], startLadder(), false, 240).isShort ?? false], [false]);
});

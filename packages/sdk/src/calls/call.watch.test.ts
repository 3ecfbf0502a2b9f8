import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { LinkState, Quality } from './call.ts';
import { MediaWatch } from './call.watch.ts';
import type { MediaRouter, MediaSample } from './media/router.ts';

const sample = (more: Partial<MediaSample> = {}): MediaSample => ({ participantId: 'ben', slot: 'camera', direction: 'sent', frames: 30, height: 720, bitrate: 700_000, lost: 0, concealed: 0, jitterMs: 2, roundTripMs: 20, bufferMs: 0, ...more });
const heard = (more: Partial<MediaSample> = {}) => sample({ slot: 'microphone', direction: 'received', bitrate: 32_000, bufferMs: 30, ...more });

/** A call with a router that says what a test wants, looked at every two seconds of its own clock. */
function watched(context: TestContext, { isHighQuality = false } = {}) {
  const limits: Record<string, object> = {}, links = new Map<string, LinkState>([['ben', 'connected']]), sends = { camera: true, screen: false };
  let samples: MediaSample[] = [], now = 0, each: ReadonlyMap<string, Quality> = new Map(), all: Quality | undefined, count = 0;
  const router = { sample: () => Promise.resolve(samples), limit: (slot: string, bounds: object) => { limits[slot] = bounds; count++; return Promise.resolve(); } } as unknown as MediaRouter;
  const watch = new MediaWatch({ router, links, isHighQuality, sends: () => sends, onQuality: (ofEach, ofAll) => { each = ofEach; all = ofAll; } }, () => now);
  context.after(() => { watch.close(); });
  return { watch, limits, links, sends, look: async (seen: MediaSample[], times = 1) => { samples = seen; for (let time = 0; time < times; time++) { now += 2000; await watch.look(); } return all; }, each: () => each, count: () => count, sleep: (ms: number) => { now += ms; } };
}

test('a call begins with 720p and sound beside it, in high quality with 1080p', (context) => {
  assert.deepEqual(watched(context).limits, { microphone: { bitrate: 64_000 }, camera: { bitrate: 800_000, height: 720, frames: 30 }, screen: { bitrate: 1_500_000, height: 1080, frames: 30 } });
  assert.deepEqual(watched(context, { isHighQuality: true }).limits.camera, { bitrate: 2_000_000, height: 1080, frames: 30 });
});

test('where much is lost, pictures go so that sound stays, and come back in good times', async (context) => {
  const { look, limits } = watched(context);
  const worse = await look([sample({ lost: 0.15 }), heard()], 2);
  assert.deepEqual([limits.camera, limits.microphone, worse?.isPictureOff], [{ bitrate: 0 }, { bitrate: 16_000 }, true]);
  const better = await look([sample({ slot: 'microphone', bitrate: 16_000 }), heard()], 5);
  assert.deepEqual([(limits.camera as { height: number }).height, better?.isPictureOff], [480, undefined]);
});

test('nothing is set again while nothing changes, and nothing is learned of a network that nothing is sent on', async (context) => {
  const { look, count, limits } = watched(context), first = count();
  await look([sample(), heard()], 20);
  assert.equal(count(), first);
  await look([sample({ lost: 0.15 })], 2);
  await look([heard()], 60);
  assert.deepEqual(limits.camera, { bitrate: 0 });
});

test('what was lost while a link looked for another way takes no picture away, what is lost on the new way does', async (context) => {
  const { look, limits, links, watch } = watched(context), before = limits.camera;
  links.set('ben', 'reconnecting');
  watch.noteBreak('ben');
  await look([sample({ lost: 1 })], 3);
  links.set('ben', 'connected');
  await look([sample({ lost: 0.6 })], 2);
  assert.deepEqual(limits.camera, before);
  watch.noteBreak('ben'); // over before anybody looked
  await look([sample({ lost: 0.6 })], 2);
  assert.deepEqual(limits.camera, before);
  await look([sample({ lost: 0.6 })], 2);
  assert.deepEqual(limits.camera, { bitrate: 0 });
});

test('what is reported after a connection has taken another way is not of that way, whoever found it', async (context) => {
  const { look, limits } = watched(context), before = limits.camera;
  for (let times = 0; times < 3; times++) {
    await look([sample({ lost: 0.6, isNewWay: true })]);
    await look([sample({ lost: 0.6 })]);
  }
  await look([sample({ participantId: 'me', lost: 0.6, isNewWay: true })]); // to a media server
  assert.deepEqual(limits.camera, before);
  await look([sample({ lost: 0.6 })], 3);
  assert.deepEqual(limits.camera, { bitrate: 0 });
});

test('by way of a media server nothing is judged while one of its links is broken', async (context) => {
  const { look, limits, links, watch } = watched(context), before = limits.camera;
  links.set('ben', 'reconnecting');
  watch.noteBreak('ben');
  await look([sample({ participantId: 'me', lost: 1 })], 3);
  assert.deepEqual(limits.camera, before);
  links.delete('ben');
  await look([sample({ participantId: 'me', lost: 0.6 })], 2);
  assert.deepEqual(limits.camera, { bitrate: 0 });
});

test('a machine that slept has seen no good times meanwhile', async (context) => {
  const { look, limits, sleep } = watched(context);
  await look([sample({ lost: 0.15 })], 2);
  sleep(3_600_000);
  await look([sample({ slot: 'microphone' })]);
  assert.deepEqual(limits.camera, { bitrate: 0 });
});

test('a shared screen makes the camera small at once', (context) => {
  const { watch, limits, sends } = watched(context);
  sends.screen = true;
  watch.apply();
  assert.equal((limits.camera as { height: number }).height, 180);
});

test('of each link and of all it is said how good they are, also where one is gone', async (context) => {
  const { look, links, each, watch } = watched(context);
  assert.equal(await look([]), undefined);
  links.set('chloe', 'reconnecting');
  assert.equal((await look([heard(), sample()]))?.level, 'disconnected');
  assert.deepEqual([...each()].map(([id, { level }]) => [id, level]), [['ben', 'excellent'], ['chloe', 'disconnected']]);
  assert.equal(watch.samples.get().length, 2);
});

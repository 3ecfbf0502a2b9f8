import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slot } from '../call.ts';
import { type EncodedFrame, Frames, type FramesNews } from './frames.ts';

const secretOf = (byte: number) => new Uint8Array(32).fill(byte);
const picture = (byte: number, type = 'delta'): EncodedFrame => ({ data: new Uint8Array(64).fill(byte).buffer, type });

/** One sender's encoder or receiver's decoder: what is put in comes out as the network, or the screen, gets it. */
function device() {
  const news: FramesNews[] = [], frames = new Frames((one) => { news.push(one); });
  let last = 0;
  async function open(slot: Slot, from?: string) {
    const pipe = ++last, before = new TransformStream<EncodedFrame, EncodedFrame>(), after = new TransformStream<EncodedFrame, EncodedFrame>(), writer = before.writable.getWriter(), out: number[][] = [];
    await frames.hear({ type: 'place', pipe, slot, from });
    await frames.hear({ type: 'pipe', pipe, readable: before.readable, writable: after.writable });
    const done = (async () => { for await (const frame of after.readable as unknown as AsyncIterable<EncodedFrame>) out.push([...new Uint8Array(frame.data)]); })();
    return { put: (frame: EncodedFrame) => writer.write(frame), close: async () => { await writer.close(); await done; return out; } };
  }
  return { frames, news, open };
}

async function sent(frames: readonly EncodedFrame[], secret = secretOf(1), id = 1): Promise<ArrayBuffer[]> {
  const ada = device();
  await ada.frames.hear({ type: 'mine', id, secret });
  const out = await ada.open('camera');
  for (const frame of frames) await out.put(frame);
  return (await out.close()).map((one) => Uint8Array.from(one).buffer);
}

test('nothing goes out before there is a key, and nothing as it is', async () => {
  const ada = device(), out = await ada.open('camera');
  await out.put(picture(1));
  await ada.frames.hear({ type: 'mine', id: 1, secret: secretOf(1) });
  await out.put(picture(2));
  const all = await out.close();
  assert.equal(all.length, 1);
  assert.notDeepEqual(all[0]!.slice(0, 64), [...new Uint8Array(64).fill(2)]);
});

test('who has the key sees the frames, who has another one or none sees nothing, and a missing key is told of', async () => {
  const wire = await sent([picture(1, 'key'), picture(2)]);
  const look = async (secret?: Uint8Array<ArrayBuffer>) => {
    const ben = device();
    if (secret) await ben.frames.hear({ type: 'theirs', from: 'ada', id: 1, secret });
    const at = await ben.open('camera', 'ada');
    for (const data of wire) await at.put({ data: data.slice(0), type: 'delta' });
    return { frames: (await at.close()).map(([first]) => first), news: ben.news };
  };
  assert.deepEqual(await look(secretOf(1)), { frames: [1, 2], news: [] });
  assert.deepEqual(await look(secretOf(9)), { frames: [], news: [] });
  assert.deepEqual(await look(), { frames: [], news: [{ type: 'missing', from: 'ada' }] });
});

test('a plain frame, one that comes twice, one of somebody else and one put in another place are not shown', async () => {
  const [first, second] = await sent([picture(1), picture(2)]), ben = device();
  await ben.frames.hear({ type: 'theirs', from: 'ada', id: 1, secret: secretOf(1) });
  await ben.frames.hear({ type: 'theirs', from: 'chloe', id: 1, secret: secretOf(3) });
  const camera = await ben.open('camera', 'ada'), screen = await ben.open('screen', 'ada'), chloe = await ben.open('camera', 'chloe');
  for (const data of [first!, first!, picture(7).data, second!]) await camera.put({ data: data.slice(0), type: 'delta' });
  for (const at of [screen, chloe]) await at.put({ data: second!.slice(0), type: 'delta' });
  assert.deepEqual([(await camera.close()).map(([byte]) => byte), await screen.close(), await chloe.close()], [[1, 2], [], []]);
});

test('the key of before is good for what is on its way, and what somebody sends with it is nothing once they are gone', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const [old] = await sent([picture(1)]), [late] = await sent([picture(3)]), [now] = await sent([picture(2)], secretOf(2), 2), ben = device();
  await ben.frames.hear({ type: 'theirs', from: 'ada', id: 1, secret: secretOf(1) });
  await ben.frames.hear({ type: 'theirs', from: 'ada', id: 2, secret: secretOf(2) });
  const at = await ben.open('camera', 'ada'), put = (data: ArrayBuffer) => at.put({ data: data.slice(0), type: 'delta' });
  await put(now!);
  await put(old!);
  t.mock.timers.tick(10_000);
  await put(late!); // of another encoder: the same counter as `old`
  await ben.frames.hear({ type: 'gone', from: 'ada' });
  await put(now!);
  assert.deepEqual((await at.close()).map(([byte]) => byte), [2, 1]);
});

test('pictures of a codec whose packets are cut by what is in them are not sent, and that is told', async () => {
  const ada = device();
  await ada.frames.hear({ type: 'mine', id: 1, secret: secretOf(1) });
  const out = await ada.open('camera');
  await out.put({ ...picture(1), getMetadata: () => ({ mimeType: 'video/H264' }) });
  await out.put({ ...picture(2), getMetadata: () => ({ mimeType: 'video/VP8' }) });
  assert.deepEqual([(await out.close()).length, ada.news], [1, [{ type: 'codec', name: 'video/H264' }]]);
});

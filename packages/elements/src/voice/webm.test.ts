import { expect } from 'chai';
import { decoded } from './recording.ts';
import { tone } from './voice.fixture.ts';
import { asFile } from './webm.ts';

/** What this browser's own recorder makes of a tone: a live stream. */
async function recorded(seconds: number): Promise<Uint8Array> {
  const context = new AudioContext(), source = new AudioBufferSourceNode(context, { buffer: (await decoded(await tone(seconds).arrayBuffer()))! });
  const end = context.createMediaStreamDestination(), recorder = new MediaRecorder(end.stream, { mimeType: 'audio/webm;codecs=opus' }), chunks: Blob[] = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  source.connect(end);
  recorder.start(200);
  source.start();
  await new Promise((resolve) => { source.onended = resolve; });
  recorder.stop();
  await new Promise((resolve) => { recorder.onstop = resolve; });
  await context.close();
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** As a media element sees it. */
async function loaded(bytes: Uint8Array<ArrayBuffer>): Promise<HTMLAudioElement> {
  const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: 'audio/webm' })));
  await new Promise((resolve, reject) => {
    audio.onloadedmetadata = resolve;
    audio.onerror = reject;
  });
  return audio;
}

describe('a WebM recording', () => {
  it('becomes a file with a length, in which can be sought', async () => {
    const live = await recorded(2.5);
    expect((await loaded(live.slice())).duration).to.equal(Infinity);
    const file = asFile(live)!;
    const audio = await loaded(file.bytes);
    expect(audio.duration).to.be.closeTo(file.duration, 0.05);
    expect(file.duration).to.be.within(2, 3.5);
    audio.currentTime = 2;
    await new Promise((resolve) => { audio.onseeked = resolve; });
    expect(audio.currentTime).to.be.closeTo(2, 0.05);
    const [before, after] = await Promise.all([decoded(live.slice().buffer), decoded(file.bytes.slice().buffer)]);
    expect(after!.duration).to.be.closeTo(before!.duration, 0.1);
  });

  it('loses what is outside of what is wanted, and sounds the same inside', async () => {
    const live = await recorded(2.5), file = asFile(live, 1000, 2000)!;
    expect(file.duration).to.be.within(0.95, 1.2);
    expect((await loaded(file.bytes)).duration).to.be.closeTo(file.duration, 0.05);
    expect((await decoded(file.bytes.slice().buffer))!.duration).to.be.within(0.9, 1.2);
    expect(file.bytes.length).to.be.below(live.length);
  });

  it('is left alone where it is something else, or cut off', async () => {
    expect(asFile(new Uint8Array(await tone(0.1).arrayBuffer()))).to.equal(undefined);
    expect(asFile(new Uint8Array())).to.equal(undefined);
    expect(asFile((await recorded(0.5)).slice(0, 90))).to.equal(undefined);
  });
});

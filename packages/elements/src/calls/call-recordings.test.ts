import type { CallRecordingFile } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import { endFakes, fakeCamera } from './call.fixture.ts';
import './call-recordings.ts';
import type { CallRecordingList } from './call-recordings.ts';

/** A moment of a picture that moves, as browsers record it. */
async function film(): Promise<Blob> {
  const recorder = new MediaRecorder(new MediaStream([fakeCamera(120, { width: 320, height: 180 })]), { mimeType: 'video/webm;codecs=vp8' }), parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => { parts.push(data); });
  recorder.start(100);
  await waitFor(() => parts.reduce((sum, { size }) => sum + size, 0) > 4000);
  const stopped = new Promise((resolve) => { recorder.addEventListener('stop', resolve, { once: true }); });
  recorder.stop();
  await stopped;
  return new Blob(parts, { type: 'video/webm' });
}

describe('<call-recordings>', () => {
  let at: Office, items: CallRecordingFile[], list: CallRecordingList, deleted: string[];
  const recording = (change: Partial<CallRecordingFile> = {}): CallRecordingFile => ({ id: 'one', state: 'ready', userId: 'ben', reason: null, fileId: '019a0000-0000-7000-8000-0000000000f1', startedAt: '2026-09-14T09:05:00.000Z', bytes: 24_500_000, seconds: 754, mayDownload: true, mayDelete: false, ...change });
  beforeEach(async () => {
    at = await office();
    items = [];
    deleted = [];
    const ask = at.line.request.bind(at.line);
    at.line.request = ((name: string, input: { recordingId: string }) => {
      if (name === 'calls.recordings') return Promise.resolve({ items });
      if (name !== 'calls.deleteRecording') return ask(name as never, input as never);
      deleted.push(input.recordingId);
      items = items.map((one) => (one.id === input.recordingId ? { ...one, state: 'deleted', fileId: null, mayDelete: false } : one));
      return Promise.resolve({});
    }) as typeof at.line.request;
  });
  afterEach(endFakes);

  async function show(): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-recordings call-id="019a0000-0000-7000-8000-0000000000c1"></call-recordings></corridor-provider>`);
    list = provider.querySelector('call-recordings')!;
    await waitFor(() => list.shadowRoot!.querySelector('li, .state:not(.late)'));
  }
  const root = () => list.shadowRoot!, texts = () => [...root().querySelectorAll('li')].map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim());
  const press = (label: RegExp) => [...root().querySelectorAll<HTMLElement>('button')].find((one) => label.test(one.ariaLabel ?? one.textContent))!.click();

  it('says of each how long and large it is and who began it, and what became of those that cannot be played', async () => {
    items = [recording(), recording({ id: 'two', state: 'finishing', fileId: null, bytes: null, seconds: null }), recording({ id: 'three', state: 'expired', fileId: null, bytes: null, seconds: null }), recording({ id: 'four', state: 'deleted', fileId: null, bytes: null, seconds: null })];
    await show();
    expect(texts()[0]).to.match(/Recording, .*12:34 · 24[.,]5 MB · begun by Ben Haug/);
    expect(texts().slice(1).map((text) => /Being prepared|It was deleted( for its age)?/.exec(text)?.[0])).to.eql(['Being prepared', 'It was deleted for its age', 'It was deleted']);
    expect(root().querySelectorAll('.row .button').length).to.equal(1);
    await expectAccessible(list);
  });

  it('says of one that ended for its size or for want of room that it did, also while it is prepared', async () => {
    items = [recording({ reason: 'too-large' }), recording({ id: 'two', state: 'finishing', reason: 'too-large', fileId: null, bytes: null, seconds: null }), recording({ id: 'three', reason: 'quota-exceeded' })];
    await show();
    const words = 'It ended early: it was as large as one may be here. What there was until then is kept.', became = () => [...root().querySelectorAll('.became')].map(({ textContent }) => textContent);
    expect(became()).to.eql([words, `Being prepared: it can be played in a moment. ${words}`, 'It ended early: your organisation has no more room for files. An administrator can make some. What there was until then is kept.']);
    expect(root().querySelectorAll('.row .button').length).to.equal(2);
    await expectAccessible(list);
  });

  it('plays the pictures of a recording from an address that the server gives', async () => {
    const { id: fileId } = await (await at.ada.files.upload(new File([await film()], 'Recording.webm', { type: 'video/webm' }))).done;
    items = [recording({ fileId })];
    await show();
    press(/^Play/);
    await waitFor(() => root().querySelector('video'));
    const video = root().querySelector('video')!;
    video.muted = true;
    void video.play().catch(() => undefined);
    await waitFor(() => video.videoWidth === 320 && video.getVideoPlaybackQuality().totalVideoFrames > 0);
    await expectAccessible(list);
  });

  it('offers no download where that is not allowed, and says who can allow it', async () => {
    items = [recording({ mayDownload: false })];
    await show();
    expect([...root().querySelectorAll('button')].some(({ ariaLabel }) => ariaLabel?.startsWith('Download'))).to.equal(false);
  });

  it('says that it is gone where its address is not to be had any more', async () => {
    items = [recording()];
    await show();
    press(/^Play/);
    await waitFor(() => root().querySelector('.problem')?.textContent.includes('It is not there any more'));
  });

  it('says that no film could be made of one, and offers what was recorded of it, and to delete it', async () => {
    items = [recording({ state: 'failed', reason: 'unmade', seconds: null, mayDelete: true }), recording({ id: 'two', state: 'failed', reason: 'unmade', mayDownload: false, seconds: null }), recording({ id: 'three', state: 'failed', reason: 'empty', fileId: null, bytes: null, seconds: null })];
    await show();
    expect(texts().map((text) => /No film could be made of it\.( What was recorded can be downloaded, piece by piece\.)?|It came to nothing/.exec(text)?.[0])).to.eql(['No film could be made of it. What was recorded can be downloaded, piece by piece.', 'No film could be made of it.', 'It came to nothing']);
    expect([...root().querySelectorAll('li')].map((one) => [...one.querySelectorAll('button')].map(({ ariaLabel }) => ariaLabel?.split(':')[0]))).to.eql([['Download', 'Delete'], [], []]);
    await expectAccessible(list);
  });

  it('asks before it deletes, and then says that it was deleted', async () => {
    items = [recording({ mayDelete: true })];
    await show();
    press(/^Delete/);
    await waitFor(() => root().querySelector('.asks'));
    expect(deleted).to.eql([]);
    root().querySelector<HTMLElement>('.asks .danger')!.click();
    await waitFor(() => texts()[0]?.includes('It was deleted.'));
    expect(deleted).to.eql(['one']);
  });
});

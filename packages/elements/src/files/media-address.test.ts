import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import '../chat/message-list.ts';
import { fixture, office, waitFor, type Office } from '../testing/index.ts';
import { tone } from '../voice/voice.fixture.ts';
import './file-viewer.ts';
import { named } from './files.fixture.ts';

describe('films and sounds whose address has ended', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  const inViewer = async (blob: Blob): Promise<() => ShadowRoot> => {
    const fileId = await at.server.putFile('ada', named(blob, 'Call with Halden.wav'), { duration: 4 });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><file-viewer file-id=${fileId} style="width: 600px; height: 400px"></file-viewer></corridor-provider>`);
    return () => provider.querySelector('file-viewer')!.shadowRoot!;
  };
  const playerIn = (root: () => ParentNode | null | undefined) => waitFor(() => { const found = root()?.querySelector('audio'); return found && found.readyState > 0 ? found : undefined; });
  const end = (audio: HTMLAudioElement) => { URL.revokeObjectURL(audio.src); audio.dispatchEvent(new Event('error')); };

  it('go on from another one, at the same place and as fast', async () => {
    const audio = await playerIn(await inViewer(tone(4))), before = audio.src;
    audio.currentTime = 2.5;
    audio.playbackRate = 1.5;
    end(audio);
    await waitFor(() => audio.src !== before && audio.readyState > 1);
    expect([audio.currentTime, audio.playbackRate, audio.paused]).to.eql([2.5, 1.5, true]);
    const second = audio.src;
    end(audio);
    await waitFor(() => audio.src !== second && audio.currentTime === 2.5);
  });

  it('wait for the connection, where that is what is missing', async () => {
    const audio = await playerIn(await inViewer(tone(4))), before = audio.src;
    audio.currentTime = 1.5;
    at.line.goOffline();
    await waitFor(() => at.ada.connection.get() !== 'online');
    end(audio);
    expect(audio.src).to.equal(before);
    at.line.goOnline();
    await waitFor(() => audio.src !== before && audio.readyState > 1 && audio.currentTime === 1.5);
  });

  it('are offered to be saved where they cannot be played at all', async () => {
    const root = await inViewer(new Blob(['no sound'], { type: 'audio/wav' }));
    await waitFor(() => root().querySelector('.state')?.textContent?.includes('There is no preview of this file.'));
    const { id: channelId } = await at.group(), fileId = await at.server.putFile('ben', named(new Blob(['no sound'], { type: 'audio/wav' }), 'broken.wav'));
    await at.server.request('ben', 'chat.send', { channelId, text: '', fileIds: [fileId] });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><message-list channel-id=${channelId} style="height: 300px"></message-list></corridor-provider>`);
    const card = () => [...provider.querySelector('message-list')!.shadowRoot?.querySelectorAll('message-row') ?? []].at(-1)?.shadowRoot?.querySelector('message-files')?.shadowRoot;
    const audio = await waitFor(() => card()?.querySelector<HTMLAudioElement>('audio[src]'));
    audio.play().catch(() => undefined);
    await waitFor(() => !card()!.querySelector('audio') && card()!.querySelector('.file .name')?.textContent === 'broken.wav');
  });
});

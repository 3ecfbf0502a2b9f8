import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { allWell, looked } from './call-preflight.fixture.ts';
import type { CallPreflight, PreflightShown } from './call-preflight.ts';
import './call-preflight.ts';

describe('<call-preflight>', () => {
  const { mediaDevices } = navigator, { getUserMedia } = mediaDevices;
  let at: Office, part: CallPreflight;
  beforeEach(async () => { at = await office(); });
  afterEach(() => { Object.assign(mediaDevices, { getUserMedia }); });

  async function show(preflight?: PreflightShown): Promise<void> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-preflight .preflight=${preflight}></call-preflight></corridor-provider>`);
    part = provider.querySelector('call-preflight')!;
    await waitFor(() => find('.top'));
  }
  const find = <E extends Element = HTMLElement>(selector: string) => part.shadowRoot?.querySelector<E>(selector);
  const button = (name: string) => [...(part.shadowRoot?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent.trim() === name);
  const rows = () => [...(part.shadowRoot?.querySelectorAll('li') ?? [])].map((row) => [row.querySelector('.name')!.textContent, row.querySelector('.outcome')!.textContent.trim(), row.querySelector('.found')?.textContent ?? '']);
  const row = (name: string) => rows().find(([one]) => one === name)!;

  it('opens no device before the person begins, looks then, and tells the page what it found', async () => {
    let asked = 0;
    mediaDevices.getUserMedia = (constraints) => { asked++; return getUserMedia.call(mediaDevices, constraints); };
    await show();
    expect(asked).to.equal(0);
    await expectAccessible(part);
    const done = new Promise<CustomEvent<{ checks: { name: string; state: string }[] }>>((resolve) => { document.addEventListener('corridor-preflight-done', (event) => { resolve(event as never); }, { once: true }); });
    button('Check now')!.click();
    await waitFor(() => button('Cancel'));
    const { detail: { checks } } = await done;
    expect(checks.filter(({ name }) => ['camera', 'microphone', 'server'].includes(name)).map(({ state }) => state)).to.eql(['ok', 'ok', 'ok']);
    expect(find('[role=status]')!.textContent).to.equal('You can call.');
    expect(row('Relay by UDP (TURN)').slice(1)).to.eql(['Left out', 'Nobody has set one up. Calls to other networks may fail.']);
    const video = find<HTMLVideoElement>('video')!, stream = video.srcObject as MediaStream;
    await waitFor(() => video.videoWidth > 0);
    expect(find<HTMLMeterElement>('meter')).to.not.equal(null);
    part.remove();
    await waitFor(() => stream.getTracks().every(({ readyState }) => readyState === 'ended'));
  });

  it('can be ended while it runs', async () => {
    const preflight = looked({ camera: { state: 'running' } }, { isRunning: true });
    await show(preflight);
    button('Cancel')!.click();
    await waitFor(() => button('Check again'));
    expect(preflight.isRunning.get()).to.equal(false);
  });

  it('says of each part what is wrong and what to do', async () => {
    await show(looked({
      camera: { state: 'failed', problem: 'busy' }, microphone: { state: 'warning', problem: 'silent' }, server: { state: 'ok', roundTripMs: 17.6 }, stun: { state: 'warning', problem: 'unreachable' },
      turnUdp: { state: 'failed', problem: 'refused' }, turnTcp: { state: 'failed', problem: 'blocked' }, bandwidth: { state: 'warning', problem: 'narrow', bitrate: 240_400 },
    }));
    expect(rows()).to.eql([
      ['Camera', 'Does not work', 'Another program uses it. Close that one, then check again.'],
      ['Microphone', 'Works in part', 'Nothing is heard. Say something; if that changes nothing, turn it up or choose another one.'],
      ['Loudspeaker', 'Not checked', ''],
      ['Server', 'Works', 'It answers within 18 ms.'],
      ['Direct way (STUN)', 'Works in part', 'It is not reached from this network. Calls need a relay here.'],
      ['Relay by UDP (TURN)', 'Does not work', 'It refuses us. Whoever runs the server should look at TURN_SECRET.'],
      ['Relay by TCP (TURN)', 'Does not work', 'It answers, but nothing comes through. Whoever runs it should open the ports it relays by.'],
      ['Speed', 'Works in part', 'About 240 kbit/s: enough for sound, not for pictures.'],
    ]);
    expect(find('[role=status]')!.textContent).to.equal('Something does not work. What to do stands beside it.');
    await expectAccessible(part);
  });

  it('plays a tone and asks whether it was heard', async () => {
    await show(looked(allWell));
    expect(button('Yes')).to.equal(undefined);
    button('Play a tone')!.click();
    await waitFor(() => button('No'));
    await expectAccessible(part);
    button('No')!.click();
    await waitFor(() => row('Loudspeaker')[1] === 'Does not work');
    expect(row('Loudspeaker')[2]).to.contain('Turn up the volume');
    button('Play again')!.click();
    await waitFor(() => button('Play again'));
  });
});

import { CorridorError } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import { endFakes, fakeMeeting } from './call.fixture.ts';
import './call-effects.ts';

describe('<call-effects>', () => {
  afterEach(endFakes);

  async function show() {
    const { ada } = await office(), call = fakeMeeting(1);
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><call-effects .session=${call}></call-effects></corridor-provider>`), element = provider.querySelector('call-effects')!;
    await waitFor(() => element.shadowRoot?.querySelector('select'));
    return { call, element, root: element.shadowRoot! };
  }
  const choose = (root: ShadowRoot, name: string, value: string) => {
    const select = root.querySelector<HTMLSelectElement>(`.${name}`)!;
    select.value = value;
    select.dispatchEvent(new Event('change'));
  };
  const give = (root: ShadowRoot, file: File) => {
    const input = root.querySelector<HTMLInputElement>('input[type=file]')!, files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
  };

  it('takes noise out and blurs the room, and shows me as the others see me', async () => {
    const { call, element, root } = await show();
    choose(root, 'noise', 'strong');
    await waitFor(() => !root.querySelector<HTMLSelectElement>('.background')!.disabled);
    choose(root, 'size', '480p');
    await waitFor(() => !root.querySelector<HTMLSelectElement>('.background')!.disabled);
    choose(root, 'background', 'light');
    const video = await waitFor(() => root.querySelector('video'));
    expect((video.srcObject as MediaStream).getVideoTracks()).to.eql([call.tracks.get().camera]);
    expect(call.asked).to.eql(['setNoiseRemoval strong', 'setView 480p', 'setBackground light']);
    await expectAccessible(element);
  });

  it('takes a picture, made no larger than what is sent, and says so of what is none', async () => {
    const { call, root } = await show(), large = new OffscreenCanvas(4000, 3000);
    large.getContext('2d')!.fillRect(0, 0, 4000, 3000);
    give(root, new File([await large.convertToBlob()], 'view.png', { type: 'image/png' }));
    const background = await waitFor(() => call.effects.state.get().background), image = await createImageBitmap((background as { image: Blob }).image);
    expect([image.width, image.height, call.asked]).to.eql([1280, 960, ['setBackground image/jpeg']]);
    give(root, new File(['no picture'], 'letter.png', { type: 'image/png' }));
    await waitFor(() => /no picture/.test(root.querySelector('[role=status]')!.textContent));
    expect(call.asked).to.have.length(1);
  });

  it('writes down what I say once I have agreed, shows that as long as it is so, and says why where it cannot', async () => {
    const { call, element, root } = await show(), box = root.querySelector<HTMLInputElement>('input[type=checkbox]')!;
    expect(root.querySelector(`#${box.getAttribute('aria-describedby')!}`)!.textContent).to.match(/speech service.*Nothing of it is kept/);
    const mark = Object.assign(document.createElement('caption-mark'), { session: call });
    element.parentElement!.append(mark);
    await waitFor(() => mark.shadowRoot);
    expect(mark.shadowRoot!.querySelector('div')).to.equal(null);
    box.click();
    (await waitFor(() => mark.shadowRoot!.querySelector('button'))).click();
    await waitFor(() => !box.checked && !mark.shadowRoot!.querySelector('div'));
    call.captions.turnOn = () => Promise.reject(new CorridorError('conflict', 'No', { details: { reason: 'encrypted' } }));
    box.click();
    await waitFor(() => /encrypted/.test(root.querySelector('[role=status]')!.textContent));
    expect([box.checked, call.asked]).to.eql([false, ['turnOn', 'turnOff']]);
  });

  it('says why something is not done, and what goes on', async () => {
    const { call, root } = await show(), said = new Set<string>();
    for (const why of ['blocked', 'slow', 'unsupported'] as const) {
      call.effects.state.set({ ...call.effects.state.get(), problems: { background: why } });
      said.add(await waitFor(() => { const text = root.querySelector('[role=status] p')?.textContent ?? ''; return /as it is\.$/.test(text) && !said.has(text) ? text : undefined; }));
    }
    expect(said.size).to.equal(3);
  });
});

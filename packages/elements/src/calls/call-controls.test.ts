import type { DeviceProblem } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor } from '../testing/index.ts';
import type { CallControls } from './call-controls.ts';
import { endFakes, type FakeCall, fakeMeeting, fakeVoice } from './call.fixture.ts';
import { soundOf } from './call-sound.ts';
import './call-controls.ts';

describe('<call-controls>', () => {
  afterEach(endFakes);

  async function show(session: FakeCall) {
    const { ada } = await office();
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><call-controls .session=${session} .has=${{ chat: true, people: true, picture: true, fullScreen: true }}></call-controls></corridor-provider>`);
    const controls = provider.querySelector('call-controls')!;
    await waitFor(() => controls.shadowRoot?.querySelector('.control'));
    return controls;
  }
  const button = (controls: CallControls, label: string) => [...controls.shadowRoot!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.querySelector('span')?.textContent) === label);
  const chooser = (root: ShadowRoot) => waitFor(() => root.querySelector('call-invitation')?.shadowRoot?.querySelector('people-picker'));
  const press = (target: EventTarget, key: string, more: KeyboardEventInit = {}) => target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...more }));

  it('switches microphone, camera and hand, says how they are, and leaves', async () => {
    const session = fakeMeeting(1), controls = await show(session);
    button(controls, 'Mute')!.click();
    (await waitFor(() => button(controls, 'Unmute'))).click();
    button(controls, 'Camera off')!.click();
    await waitFor(() => button(controls, 'Camera on')?.ariaPressed === 'false');
    button(controls, 'Raise hand')!.click();
    await waitFor(() => button(controls, 'Lower hand')?.ariaPressed === 'true');
    button(controls, 'Leave the call')!.click();
    expect(session.asked).to.eql(['setMicrophone false', 'setMicrophone true', 'setCamera false', 'setHand true', 'leave']);
    await expectAccessible(controls);
  });

  it('does the same by M, V, S and H, but not for who types or holds Control', async () => {
    const session = fakeMeeting(1), controls = await show(session), bar = controls.shadowRoot!.querySelector('.bar')!;
    for (const key of ['m', 'V', 's', 'h']) press(bar, key);
    press(bar, 'm', { ctrlKey: true });
    press(bar, 'm', { repeat: true });
    const field = Object.assign(document.createElement('input'), { slot: 'tools' });
    controls.append(field);
    press(field, 'v');
    expect(session.asked).to.eql(['setMicrophone false', 'setCamera false', 'shareScreen', 'setHand true']);
  });

  it('says each trouble with a device in plain words and how to go on', async () => {
    const all: DeviceProblem[] = ['denied', 'dismissed', 'missing', 'busy', 'unplugged', 'revoked', 'unsupported'], session = fakeMeeting(1), controls = await show(session), said = new Set<string>();
    for (const input of ['microphone', 'camera', 'screen'] as const) {
      for (const problem of all) {
        session.problems.set({ [input]: problem });
        const notice = await waitFor(() => { const text = controls.shadowRoot!.querySelector('.notice p')?.textContent; return text && !said.has(text) ? text : problem === 'revoked' || problem === 'missing' || problem === 'unsupported' ? text : undefined; });
        said.add(notice);
      }
    }
    expect(said.size).to.be.at.least(17); // the same for a screen that is refused now or was before, and for none at all
    for (const text of said) expect(text).to.match(/\.$/);
  });

  it('tries again what was refused, and puts a notice away until something else is wrong', async () => {
    const session = fakeMeeting(1), controls = await show(session), root = controls.shadowRoot!;
    session.problems.set({ camera: 'busy' });
    (await waitFor(() => root.querySelector<HTMLElement>('.notice .button'))).click();
    expect(session.asked).to.eql(['setCamera true']);
    root.querySelector<HTMLElement>('.notice .icon')!.click();
    await waitFor(() => !root.querySelector('.notice'));
    session.problems.set({ camera: 'unplugged' });
    await waitFor(() => root.querySelector('.notice'));
  });

  it('chooses devices in the running call, shows how loud I am and sets how loud the others are', async () => {
    const session = fakeMeeting(1), controls = await show(session), root = controls.shadowRoot!;
    button(controls, 'Devices and volume')!.click();
    const select = await waitFor(() => root.querySelector<HTMLSelectElement>('#devices select'));
    await waitFor(() => root.activeElement === select);
    session.speak({ me: 0.5 });
    expect(root.querySelector<HTMLElement>('.meter div')!.style.getPropertyValue('--level')).to.equal('0.5');
    select.value = 'headset';
    select.dispatchEvent(new Event('change'));
    expect(session.asked).to.eql(['choose microphone headset']);
    const volume = root.querySelector<HTMLInputElement>('input[type=range]')!;
    volume.value = '40';
    volume.dispatchEvent(new Event('input'));
    expect(soundOf(session).volume.get()).to.equal(0.4);
    soundOf(session).volume.set(1);
    await expectAccessible(controls);
  });

  it('offers who may send nothing no way to, and says why', async () => {
    const session = fakeMeeting(1).alter('me', { role: 'viewer' }), controls = (session.tracks.set({}), await show(session));
    const why = (label: string, words: string) => waitFor(() => { const one = button(controls, label); return one?.ariaDisabled === 'true' && one.title.startsWith(words) ? one : undefined; });
    for (const label of ['Unmute', 'Camera on', 'Share screen']) (await why(label, 'You watch and listen here.')).click();
    for (const key of ['m', 'v', 's']) press(controls.shadowRoot!.querySelector('.bar')!, key);
    expect(session.asked).to.eql([]);
    await expectAccessible(controls);
    session.alter('me', { role: 'participant' }).change({ settings: { ...session.call.get().settings, mayUnmute: false, mayShare: false } });
    await why('Unmute', 'Only hosts unmute people here.');
    await why('Share screen', 'Only hosts share their screens here.');
    const camera = button(controls, 'Camera on')!;
    expect(camera.ariaDisabled).to.equal(null);
    camera.click();
    expect(session.asked).to.eql(['setCamera true']);
    session.send({ microphone: fakeVoice() });
    expect((await waitFor(() => button(controls, 'Mute'))).ariaDisabled).to.equal(null); // what I send already I may stop
  });

  it('holds the call and takes it up again from the menu', async () => {
    const session = fakeMeeting(1), controls = await show(session);
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'Hold the call'))).click();
    await waitFor(() => (button(controls, 'Mute') as HTMLButtonElement).disabled);
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'Resume the call'))).click();
    expect(session.asked).to.eql(['setHold true', 'setHold false']);
  });

  it('asks more people in', async () => {
    const session = fakeMeeting(1), controls = await show(session), root = controls.shadowRoot!;
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'Add people'))).click();
    const picker = await chooser(root), field = await waitFor(() => picker.shadowRoot?.querySelector('input'));
    field.value = 'Chloe';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    (await waitFor(() => picker.shadowRoot!.querySelector<HTMLElement>('.option'))).click();
    (await waitFor(() => root.querySelector('call-invitation')!.shadowRoot!.querySelector<HTMLButtonElement>('.ways .button:enabled'))).click();
    await waitFor(() => session.asked.includes('invite chloe'));
  });

  it('hands the call on at once, or speaks first with who takes it', async () => {
    const session = fakeMeeting(1), controls = await show(session), root = controls.shadowRoot!;
    const choose = async (way: string) => {
      button(controls, 'More')!.click();
      (await waitFor(() => button(controls, 'Transfer the call'))).click();
      const picker = await chooser(root), field = await waitFor(() => picker.shadowRoot?.querySelector('input'));
      field.value = 'Chloe';
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
      (await waitFor(() => picker.shadowRoot!.querySelector<HTMLElement>('.option'))).click();
      (await waitFor(() => [...root.querySelector('call-invitation')!.shadowRoot!.querySelectorAll('button')].find((one) => one.textContent === way && !one.disabled))).click();
    };
    await choose('Transfer now');
    await waitFor(() => session.asked.includes('transfer chloe'));
    await waitFor(() => !controls.hasOpenMenu);
    await choose('Speak with them first');
    await waitFor(() => session.asked.some((one) => one.startsWith('consult ')));
  });

  it('reacts with one of six emoji, where hosts allow it', async () => {
    const session = fakeMeeting(1), controls = await show(session), root = controls.shadowRoot!;
    button(controls, 'React')!.click();
    await waitFor(() => root.querySelectorAll('#reactions .emoji').length === 6);
    await expectAccessible(controls);
    [...root.querySelectorAll<HTMLElement>('#reactions .emoji')].find((one) => one.textContent === '👏')!.click();
    expect(session.asked).to.eql(['react 👏']);
    session.alter('me', { role: 'participant' }).change({ settings: { ...session.call.get().settings, mayReact: false } });
    await waitFor(() => !button(controls, 'React'));
  });

  it('says how many wait at the door to those who may let them in', async () => {
    const session = fakeMeeting(1).add({ userId: 'chloe', state: 'waiting' }), controls = await show(session);
    await waitFor(() => button(controls, 'People, 1 waiting'));
    session.alter('me', { role: 'participant' });
    await waitFor(() => button(controls, 'People'));
  });

  it('lists its keys', async () => {
    const controls = await show(fakeMeeting(1)), root = controls.shadowRoot!;
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'Keyboard shortcuts'))).click();
    await waitFor(() => [...root.querySelectorAll('#more kbd')].map(({ textContent }) => textContent).join() === 'M,V,S,H,Esc');
    await expectAccessible(controls);
  });

  it('lets co-hosts end the call for all', async () => {
    const session = fakeMeeting(1).alter('me', { role: 'cohost' }), controls = await show(session);
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'End the call for all'))).click();
    expect(session.asked).to.eql(['end']);
  });

  it('asks whoever shows it for another view', async () => {
    const controls = await show(fakeMeeting(1)), views: string[] = [];
    controls.addEventListener('corridor-call-view', ({ detail }) => views.push(detail.view));
    button(controls, 'Chat')!.click();
    button(controls, 'More')!.click();
    (await waitFor(() => button(controls, 'Show who speaks large'))).click();
    expect(views).to.eql(['chat', 'speaker']);
  });
});

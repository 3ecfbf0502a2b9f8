import { CorridorError } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import { atom } from 'nanostores';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, type Office, waitFor } from '../testing/index.ts';
import { endFakes, type FakeCall, fakeMeeting } from './call.fixture.ts';
import type { CallPanel } from './call-panel.ts';
import './call-panel.ts';

describe('<call-recording>', () => {
  let at: Office, call: FakeCall, panel: CallPanel;
  beforeEach(async () => {
    at = await office();
    call = fakeMeeting(2);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><div style="block-size: 500px; position: relative"><call-panel .session=${call}></call-panel></div></corridor-provider>`);
    panel = provider.querySelector('call-panel')!;
    await waitFor(() => panel.shadowRoot!.querySelector('.header'));
  });
  afterEach(endFakes);

  const bar = () => panel.shadowRoot!.querySelector('call-recording')?.shadowRoot, mark = () => panel.shadowRoot!.querySelector('call-recording-mark')?.shadowRoot;
  const said = () => bar()?.querySelector('.bar')?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
  const press = (label: string, root: ShadowRoot | null | undefined = bar()) => [...root!.querySelectorAll<HTMLElement>('button')].find((one) => (one.ariaLabel ?? one.textContent.trim()) === label)!.click();
  const everybody = { ada: 'agreed', ben: 'agreed', mari: 'agreed' } as const;

  it('is not loaded and shows nothing while nobody records', () => {
    expect(bar()).to.equal(null);
    expect(panel.shadowRoot!.querySelector<HTMLElement>('call-recording')!.offsetHeight).to.equal(0);
  });

  it('asks me in plain words, and tells the server what I answer', async () => {
    call.record('asking', { by: 'ben' });
    await waitFor(() => said().includes('wants to record this call. Do you agree?'));
    expect(said()).to.include('Ben Haug').and.include('one file of this conversation').and.include('If you refuse, the call is not recorded.');
    expect(bar()!.querySelector('[role=alert]')).to.not.equal(null);
    await expectAccessible(panel);
    press('Refuse');
    press('Allow');
    await waitFor(() => call.asked.join() === 'answerRecording false,answerRecording true');
  });

  it('asks who comes later before they are in it, and says what a refusal does where it leaves people out', async () => {
    call.record('paused', { by: 'ben', answers: { mari: 'agreed' }, refusal: 'leave-out' });
    await waitFor(() => said().includes('records this call. Do you agree to be in it?'));
    expect(said()).to.include('recorded without your voice and your pictures');
    expect(mark()!.querySelector('.mark')!.textContent).to.include('Recording paused');
  });

  it('marks for all that it runs, since when and by whom, and says so to who does not see it', async () => {
    call.record('recording', { by: 'ben', answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    expect(said()).to.equal('');
    expect(mark()!.querySelector('.time')!.textContent).to.match(/^1:2\d$/);
    expect(mark()!.querySelector('.mark')!.textContent.replaceAll(/\d:\d\d/g, ' ').replaceAll(/\s+/g, ' ').trim()).to.equal('Recording begun by Ben Haug');
    expect(mark()!.querySelector('[role=status]')!.textContent).to.equal('This call is being recorded. Ben Haug has begun it.');
    await expectAccessible(panel);
    call.change({ recording: undefined });
    await waitFor(() => mark()!.querySelector('[role=status]')!.textContent === 'The call is not recorded any more.');
  });

  it('lets who recorded and hosts stop it, everybody else take their consent back', async () => {
    call.alter('me', { role: 'participant' }).record('recording', { by: 'ben', answers: everybody });
    const open = async () => { await waitFor(() => mark()?.querySelector('.mark')); mark()!.querySelector<HTMLElement>('.mark')!.click(); await waitFor(() => mark()!.querySelector('.ways .button')); };
    await open();
    const ways = () => [...mark()!.querySelectorAll('.ways .button')].map(({ textContent }) => textContent.trim());
    expect(ways()).to.eql(['Take my consent back']);
    press('Take my consent back', mark());
    await waitFor(() => call.asked.join() === 'answerRecording false');
    call.alter('me', { role: 'host' });
    await open();
    expect(ways()).to.eql(['Stop recording', 'Take my consent back']);
    press('Stop recording', mark());
    await waitFor(() => call.asked.includes('stopRecording'));
  });

  it('names to who records those who have not answered, and ends the question', async () => {
    call.record('asking', { answers: { ben: 'agreed' } });
    await waitFor(() => said().startsWith('Nothing is recorded until'));
    expect(said()).to.include('mari').and.not.include('Ben');
    press('Do not record');
    await waitFor(() => call.asked.join() === 'stopRecording');
  });

  const controls = () => panel.shadowRoot!.querySelector('call-controls')!, labels = () => [...controls().shadowRoot!.querySelectorAll('#more .item')].map(({ textContent }) => textContent.trim());

  it('stands not in the menu for those who may not', async () => {
    let asked = 0;
    call.recording.mayStart = () => { asked++; return Promise.resolve(false); };
    controls().openMenu('more');
    await waitFor(() => asked === 1 && labels().length > 3);
    expect(labels()).to.not.include('Record the call');
  });

  it('stands in the menu for those who may, and says why it is refused', async () => {
    call.recording.may = true;
    controls().openMenu('more');
    await waitFor(() => labels().includes('Record the call'));
    call.recording.start = () => Promise.reject(new CorridorError('conflict', 'This call is being recorded already'));
    [...controls().shadowRoot!.querySelectorAll<HTMLElement>('#more .item')].find(({ textContent }) => textContent.trim() === 'Record the call')!.click();
    await waitFor(() => said().includes('This call is being recorded already'));
    press('Close');
    await waitFor(() => said() === '');
  });

  it('says while too much waits for the server that nothing is recorded, and why it has ended early', async () => {
    call.record('recording', { answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    const isHeld = atom(true);
    call.recording.recorder.set({ isHeld, problem: atom(undefined) } as never);
    await waitFor(() => said().startsWith('Nothing is recorded at the moment'));
    await expectAccessible(panel);
    isHeld.set(false);
    await waitFor(() => said() === '');
    call.recording.failure.set(new CorridorError('conflict', 'This server cannot join it'));
    call.recording.recorder.set(undefined);
    await waitFor(() => said().startsWith('The recording has ended early') && said().includes('This server cannot join it'));
    press('Close');
    await waitFor(() => said() === '');
  });

  it('says that no film could be made of what was recorded', async () => {
    call.record('recording', { answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    call.change({ recording: undefined });
    call.recording.outcome.set({ id: 'recording', userId: 'ada', state: 'failed', reason: 'unmade', fileId: 'file', startedAt: new Date().toISOString(), bytes: 1000, seconds: null, mayDownload: true, mayDelete: true });
    await waitFor(() => said().startsWith('No film could be made of the recording.'));
  });

  it('says to all that it has ended because it had become too large, and what there is of it', async () => {
    call.record('recording', { by: 'ben', answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    call.recording.failure.set(new CorridorError('too-large', 'A recording has at most 2000 bytes here'));
    await waitFor(() => said() === 'The recording has ended early: it was as large as one may be here. What has arrived is kept.');
    call.change({ recording: undefined });
    const outcome = { id: 'recording', userId: 'ben', reason: 'too-large', fileId: null, startedAt: new Date().toISOString(), bytes: null, seconds: null, mayDownload: true, mayDelete: true } as const;
    call.recording.outcome.set({ ...outcome, state: 'finishing' });
    await waitFor(() => said() === 'The recording has ended early: it was as large as one may be here. It is being prepared.');
    expect(bar()!.querySelectorAll('.bar[role=alert]').length).to.equal(1);
    await expectAccessible(panel);
    call.recording.outcome.set({ ...outcome, state: 'ready', fileId: 'file' });
    await waitFor(() => said().startsWith('The recording ended early: it was as large as one may be here. What there is of it is saved with this conversation.'));
    expect(bar()!.querySelectorAll('.bar').length).to.equal(1);
  });

  it('says to all that it has ended because there was no more room for files, and who can make some', async () => {
    call.record('recording', { by: 'ben', answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    call.recording.failure.set(new CorridorError('quota-exceeded', 'The tenant has no room for it'));
    await waitFor(() => said().includes('Your organisation has no room for it. An administrator can make some.'));
    call.change({ recording: undefined });
    const outcome = { id: 'recording', userId: 'ben', reason: 'quota-exceeded', fileId: null, startedAt: new Date().toISOString(), bytes: null, seconds: null, mayDownload: true, mayDelete: true } as const;
    call.recording.outcome.set({ ...outcome, state: 'finishing' });
    await waitFor(() => said().startsWith('The recording has ended and is being prepared. It ended early: your organisation has no more room for files.'));
    expect(bar()!.querySelectorAll('.bar').length).to.equal(1);
    call.recording.outcome.set({ ...outcome, state: 'ready', fileId: 'file' });
    await waitFor(() => said().startsWith('The recording is saved with this conversation. It ended early: your organisation has no more room for files.'));
  });

  it('says that it is prepared, and then that it is saved, and leads to it', async () => {
    call.record('recording', { answers: everybody });
    await waitFor(() => mark()?.querySelector('.mark'));
    call.change({ recording: undefined });
    const outcome = { id: 'recording', userId: 'ada', reason: null, fileId: null, startedAt: new Date().toISOString(), bytes: null, seconds: null, mayDownload: true, mayDelete: true } as const;
    call.recording.outcome.set({ ...outcome, state: 'finishing' });
    await waitFor(() => said() === 'The recording has ended and is being prepared.');
    call.recording.outcome.set({ ...outcome, state: 'ready', fileId: 'file' });
    await waitFor(() => said().startsWith('The recording is saved with this conversation.'));
    press('Play');
    await waitFor(() => bar()!.querySelector('call-recordings')?.shadowRoot?.querySelector('dialog[open]'));
  });
});

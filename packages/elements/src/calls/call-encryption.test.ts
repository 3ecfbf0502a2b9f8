import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, type Office, office, waitFor } from '../testing/index.ts';
import type { CallEncryption } from './call-encryption.ts';
import { endFakes, FakeCall } from './call.fixture.ts';
import './call-encryption.ts';
import './call-panel.ts';

describe('<call-encryption>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });
  afterEach(endFakes);

  async function show(session: FakeCall): Promise<CallEncryption> {
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-encryption .session=${session}></call-encryption></corridor-provider>`), element = provider.querySelector('call-encryption')!;
    await element.updateComplete;
    return element;
  }
  const lockOf = (element: CallEncryption) => element.shadowRoot!.querySelector<HTMLElement>('.lock');
  const popover = (element: CallEncryption) => element.shadowRoot!.querySelector<HTMLElement>('.about')!;

  it('is nothing in a call that is not encrypted', async () => {
    expect(lockOf(await show(new FakeCall()))).to.equal(null);
  });

  it('says how far it is, and shows the code on press', async () => {
    const session = new FakeCall(), element = await show(session);
    session.encryption.set({ state: 'preparing', epoch: 1 });
    await waitFor(() => lockOf(element)?.textContent.includes('Setting up'));
    session.encryption.set({ state: 'on', epoch: 2, code: '1234 5678' });
    await waitFor(() => lockOf(element)?.textContent.includes('Encrypted'));
    lockOf(element)!.click();
    await waitFor(() => popover(element).matches(':popover-open'));
    expect(popover(element).querySelector('output')!.textContent).to.equal('1234 5678');
    expect(popover(element).textContent).to.include('not the server').and.to.include('cannot be recorded');
    await expectAccessible(element);
    lockOf(element)!.click();
    await waitFor(() => !popover(element).matches(':popover-open'));
  });

  it('tells whoever cannot see it what went wrong, in words for each reason', async () => {
    const session = new FakeCall(), element = await show(session), said = new Set<string>();
    for (const reason of ['peer', 'worker', 'tampered'] as const) {
      session.encryption.set({ state: 'failed', reason });
      await waitFor(() => { const words = element.shadowRoot!.querySelector('[role=status]')?.textContent.trim(); return words && !said.has(words) && said.add(words); });
    }
    expect(said.size).to.equal(3);
    expect(element.shadowRoot!.querySelector('output')).to.equal(null);
    await expectAccessible(element);
  });

  it('is pressed, and its code marked, without moving the panel that floats', async () => {
    const { id: channelId } = await at.group('Purchasing'), session = new FakeCall({ channelId });
    session.change({ settings: { ...session.call.get().settings, isEncrypted: true } });
    session.encryption.set({ state: 'on', epoch: 1, code: '1234 5678' });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-panel .session=${session} mode="float"></call-panel></corridor-provider>`), panel = provider.querySelector('call-panel')!;
    await waitFor(() => panel.shadowRoot!.querySelector('call-encryption')?.shadowRoot?.querySelector('.lock'));
    const element = panel.shadowRoot!.querySelector('call-encryption')!, header = panel.shadowRoot!.querySelector<HTMLElement>('.header')!, moved: unknown[] = [];
    header.setPointerCapture = (id) => { moved.push(id); };
    for (const part of [lockOf(element)!, popover(element).querySelector('output')!]) part.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    expect(moved).to.eql([]);
    header.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, pointerId: 7 }));
    expect(moved).to.eql([7]);
  });

  it('stands in the header of an encrypted call’s panel, and of no other', async () => {
    const { id: channelId } = await at.group('Purchasing'), session = new FakeCall({ channelId }), other = new FakeCall({ channelId });
    session.change({ settings: { ...session.call.get().settings, isEncrypted: true } });
    session.encryption.set({ state: 'on', epoch: 1 });
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-panel .session=${session}></call-panel><call-panel .session=${other}></call-panel></corridor-provider>`), [panel, plain] = provider.querySelectorAll('call-panel');
    await waitFor(() => lockOf(panel!.shadowRoot!.querySelector('call-encryption')!)?.textContent.includes('Encrypted'));
    await waitFor(() => plain!.shadowRoot!.querySelector('.header'));
    expect(plain!.shadowRoot!.querySelector('call-encryption')).to.equal(null);
  });
});

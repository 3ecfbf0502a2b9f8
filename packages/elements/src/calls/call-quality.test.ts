import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './call-history.ts';
import './call-quality.ts';

describe('<call-quality>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  /** A call that is over, in which Ada's device has measured and Ben's has not. */
  async function measured(isMeasured = true): Promise<string> {
    const { id: channelId } = await at.group(), { call: { id: callId }, participantId } = await at.server.request('ada', 'calls.start', { channelId, kind: 'video', deviceId: 'desk' });
    const { participantId: bens } = await at.server.request('ben', 'calls.join', { callId, deviceId: 'desk' });
    const link = { participantId: bens, roundTripMs: 84, jitterMs: 6, lost: 0.05, concealed: 0.05, sent: 800_000, received: 790_000, frames: 25, height: 720, score: 3.2 };
    if (isMeasured) await at.server.request('ada', 'calls.measure', { participantId, level: 'poor', score: 3.2, because: 'loss', links: [link] });
    await at.server.request('ada', 'calls.end', { callId });
    return callId;
  }

  it('says of each how good it was, what was lost and late, and draws the score', async () => {
    const callId = await measured(), provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-quality call-id=${callId}></call-quality></corridor-provider>`), element = provider.querySelector('call-quality')!;
    const item = await waitFor(() => element.shadowRoot?.querySelector('li')), said = item.textContent.replace(/\s+/g, ' ');
    expect(said).to.match(/Ada Nilsen.*3\.2 of 4\.5.*Poor connection: some of it is lost on the way/);
    expect(said).to.match(/5% lost · 84 ms there and back · 6 ms uneven/);
    expect([item.querySelector('svg[role=img]')!.ariaLabel, item.querySelector('path')!.getAttribute('d')]).to.eql(['Score of Ada Nilsen over time: from 3.2 to 3.2', 'M0.0 15.4h0.1']);
    expect(element.shadowRoot!.querySelectorAll('li')).to.have.length(1);
    await expectAccessible(element);
  });

  it('says where nothing was measured', async () => {
    const callId = await measured(false), provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-quality call-id=${callId}></call-quality></corridor-provider>`);
    await waitFor(() => /Nothing was measured/.test(provider.querySelector('call-quality')!.shadowRoot?.textContent ?? ''));
  });

  it('opens from the history of a call that was answered, and gives the focus back', async () => {
    await measured();
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><call-history style="display: flex; block-size: 480px; inline-size: 520px"></call-history></corridor-provider>`), root = await waitFor(() => provider.querySelector('call-history')!.shadowRoot);
    const open = await waitFor(() => [...root.querySelectorAll<HTMLElement>('button')].find((one) => one.title === 'How good it was'));
    open.focus();
    open.click();
    const dialog = await waitFor(() => root.querySelector('call-quality')?.shadowRoot?.querySelector('dialog[open]'));
    await waitFor(() => dialog.querySelector('li'));
    dialog.querySelector<HTMLElement>('.dialog-bar button')!.click();
    await waitFor(() => !root.querySelector('call-quality'));
    expect(root.activeElement).to.equal(open);
  });
});

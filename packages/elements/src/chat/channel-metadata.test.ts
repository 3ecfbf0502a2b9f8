import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import { labelOf } from './channel-metadata.ts';
import './conversation-details.ts';

describe('<channel-metadata>', () => {
  const erp = { id: 'erp', isKey: true };
  let at: Office, root: ShadowRoot, channelId: string;
  const list = () => root.querySelector('channel-metadata')?.shadowRoot?.querySelector('dl');
  const shown = () => [...(list()?.querySelectorAll('dt') ?? [])].map((term) => [term.textContent, term.nextElementSibling?.textContent]);
  const say = (metadata: Record<string, string | number | boolean | null>) => at.server.request(erp, 'records.setChannelMetadata', { channelId, metadata });

  beforeEach(async () => {
    at = await office();
    channelId = (await at.group()).id;
    await at.ada.chat.open(channelId);
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><conversation-details channel-id=${channelId} style="height: 560px; width: 320px"></conversation-details></corridor-provider>`);
    root = await waitFor(() => provider.querySelector('conversation-details')?.shadowRoot);
    await waitFor(() => root.querySelector('li'));
  });

  it('says in the details what the host says of a conversation, in words, and nothing where it says nothing', async () => {
    expect(root.querySelector('channel-metadata')).to.equal(null);
    await say({ status: 'Late', amount: 48_250.125, isUrgent: true, closed_by: 'Ada', deliveryDate: '2026-12-12', _: '2026-13-99' });
    await waitFor(() => list());
    expect(shown()).to.eql([['_', '2026-13-99'], ['Amount', '48,250.125'], ['Closed by', 'Ada'], ['Delivery date', 'December 12, 2026'], ['Is urgent', 'Yes'], ['Status', 'Late']]);
    await expectAccessible(root.host);
    await say({ status: 'Open', amount: null, isUrgent: null, closed_by: null, deliveryDate: null, _: null });
    await waitFor(() => shown().length === 1);
    expect(shown()).to.eql([['Status', 'Open']]);
    await say({ status: null });
    await waitFor(() => !root.querySelector('channel-metadata'));
  });

  it('makes words of the names that programs give, and leaves others', () => {
    expect(['closedBy', 'ETA', 'poNumber2', 'Bestell-Nr', 'of the Year', 'sap_ID', 'straße', 'a-'].map((key) => labelOf(key, 'en'))).to.eql(['Closed by', 'ETA', 'Po number2', 'Bestell Nr', 'Of the Year', 'Sap ID', 'Straße', 'A-']);
  });
});

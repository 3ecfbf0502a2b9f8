import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './record-count.ts';

describe('<record-count>', () => {
  let at: Office;
  beforeEach(async () => { at = await office(); });

  async function say(user: string, id: string, more: object = {}): Promise<string> {
    const record = { type: 'order', id, ...more };
    const { id: channelId } = await at.server.request(user, 'chat.openRecord', record);
    await at.server.request(user, 'chat.send', { channelId, text: 'hello', record });
    return channelId;
  }
  const label = (one: Element | null | undefined) => one?.shadowRoot?.querySelector('.count')?.getAttribute('aria-label');

  it('asks once for all on a page, shows nothing where nothing is said, and stays up to date', async () => {
    await say('ada', '1');
    await say('ben', '1');
    const channelId = await say('ben', '2', { place: { line: '3' } });
    const asked: number[] = [], request = at.line.request.bind(at.line);
    at.line.request = (name, input) => {
      if (name === 'chat.counts') asked.push((input as { records: unknown[] }).records.length);
      return request(name, input);
    };
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}>${['1', '2', '3'].map((id) => html`<record-count record-type="order" record-id=${id}></record-count>`)}
      <record-count record-type="order" record-id="2" exact></record-count><record-count record-type="order" record-id="2" place="line:3"></record-count></corridor-provider>`);
    const [one, two, three, exact, place] = [...provider.querySelectorAll('record-count')];
    await waitFor(() => label(one) === '2 messages, 1 unread' && label(two) === '1 message' && label(place) === '1 message');
    expect([label(three), label(exact)]).to.deep.equal([undefined, undefined]);
    expect(asked).to.have.members([4, 1]);
    await expectAccessible(provider);
    await say('ben', '3');
    await waitFor(() => label(three) === '1 message');
    await at.server.request('ada', 'chat.join', { channelId });
    await say('ben', '2', { place: { line: '3' } });
    await waitFor(() => label(two) === '2 messages, 1 unread');
    three!.recordId = '1';
    await waitFor(() => label(three) === '2 messages, 1 unread');
  });

  it('counts all records of a kind of which the host says something', async () => {
    for (const id of ['1', '2', '3']) await say('ben', id);
    const tell = (id: string, status: string) => at.server.request({ id: 'erp', isKey: true }, 'records.setMetadata', { record: { type: 'order', id }, metadata: { status } });
    for (const id of ['1', '2']) await tell(id, 'late');
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><record-count record-type="order" record-id="*" .metadata=${{ status: 'late' }}></record-count></corridor-provider>`);
    const count = provider.querySelector('record-count')!;
    await waitFor(() => label(count) === '2 messages');
    await tell('3', 'late');
    await waitFor(() => label(count) === '3 messages');
    count.metadata = { status: 'open' };
    await waitFor(() => label(count) === undefined);
    await tell('3', 'open');
    await waitFor(() => label(count) === '1 message');
  });
});

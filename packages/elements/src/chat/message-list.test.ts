import { createMemoryServer, type MemoryServer } from '@corridor/sdk/testing';
import type { Corridor, MyChannel } from '@corridor/sdk';
import { expect } from 'chai';
import { html } from 'lit';
import { expectAccessible, fixture, nextFrame, waitFor } from '../testing/index.ts';
import '../base/corridor-provider.ts';
import './message-list.ts';
import type { MessageList } from './message-list.ts';
import type { MessageRow } from './message-row.ts';

const people = [{ id: 'ada', name: 'Ada Nilsen' }, { id: 'ben', name: 'Ben Haug' }, { id: 'chloe', name: 'Chloe Renard' }];

describe('<message-list>', () => {
  let server: MemoryServer;
  let ada: Corridor;
  let channel: MyChannel;

  beforeEach(async () => {
    server = createMemoryServer({ people });
    channel = await server.request('ada', 'chat.createChannel', { kind: 'group', name: 'purchasing', members: ['ben', 'chloe'] });
    ada = server.client('ada');
    await ada.connect();
  });
  afterEach(() => ada.close());

  const say = (user: string, text: string) => server.request(user, 'chat.send', { channelId: channel.id, text });
  async function show(): Promise<MessageList> {
    const provider = await fixture(html`<corridor-provider .corridor=${ada}><message-list channel-id=${channel.id} style="height: 400px; width: 380px"></message-list></corridor-provider>`);
    const list = provider.querySelector('message-list')!;
    await waitFor(() => list.shadowRoot?.querySelector('.row, .state'), 'rows or a state');
    await list.updateComplete;
    await nextFrame();
    return list;
  }
  const rows = (list: MessageList) => [...list.shadowRoot!.querySelectorAll<MessageRow>('.row')];
  const texts = (list: MessageList) => rows(list).map((row) => row.shadowRoot!.querySelector('.text')?.textContent);

  it('shows what was said, oldest first', async () => {
    await say('ada', 'one');
    await say('ben', 'two');
    const list = await show();
    expect(texts(list)).to.eql(['one', 'two']);
  });
});

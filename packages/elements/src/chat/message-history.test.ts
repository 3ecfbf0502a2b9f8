import { expect } from 'chai';
import { expectAccessible, waitFor } from '../testing/index.ts';
import { Conversing } from './message-list.fixture.ts';

describe('<message-history>', () => {
  let chat: Conversing;
  beforeEach(async () => {
    chat = new Conversing();
    await chat.start();
  });
  afterEach(() => chat.ada.close());

  const root = () => chat.root.querySelector('message-history')?.shadowRoot;

  it('shows what each edit changed and by whom, and gives the focus back', async () => {
    const { id: messageId } = await chat.say('ben', 'For <@chloe>: 2 %');
    await chat.server.request('ben', 'chat.edit', { messageId, text: 'For <@chloe>: 3 %' });
    await chat.server.request({ id: 'chloe', roles: ['moderator'] }, 'chat.edit', { messageId, text: 'For <@chloe>: 3 % more' });
    await chat.show();
    const row = chat.rows[0]!;
    const edited = await waitFor(() => row.shadowRoot!.querySelector<HTMLElement>('.edited'));
    edited.click();
    const versions = await waitFor(() => root()?.querySelector('li') && [...root()!.querySelectorAll('li')]);
    expect(versions.map((version) => version.querySelector('b')?.textContent)).to.eql(['Chloe Renard', 'Ben Haug', 'Ben Haug']);
    expect(versions.map((version) => version.querySelector('.words')?.textContent)).to.eql(['For @Chloe Renard: 3 % more', 'For @Chloe Renard: 23 %', 'For @Chloe Renard: 2 %']);
    expect([...versions[1]!.querySelectorAll('ins, del')].map(({ localName, textContent }) => [localName, textContent])).to.eql([['del', '2'], ['ins', '3']]);
    await expectAccessible(chat.list);
    root()!.querySelector('dialog')!.close();
    await waitFor(() => !root());
    await waitFor(() => chat.root.activeElement === row);
  });

  it('says why there is nothing to show', async () => {
    const { id: messageId } = await chat.say('ben', 'one');
    await chat.server.request('ben', 'chat.edit', { messageId, text: 'two' });
    await chat.show();
    chat.refuseNext('unavailable', 'chat.edits');
    (await waitFor(() => chat.rows[0]!.shadowRoot!.querySelector<HTMLElement>('.edited'))).click();
    await waitFor(() => root()?.querySelector('[role=alert]')?.textContent.includes('does not answer'));
  });
});

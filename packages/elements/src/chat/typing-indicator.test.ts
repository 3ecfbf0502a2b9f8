import { expect } from 'chai';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { expectAccessible, fixture, office, waitFor, type Office } from '../testing/index.ts';
import './typing-indicator.ts';
import type { TypingIndicator } from './typing-indicator.ts';

describe('<typing-indicator>', () => {
  let at: Office;
  let channelId: string;
  let indicator: TypingIndicator;

  beforeEach(async () => {
    at = await office();
    channelId = (await at.group()).id;
    const provider = await fixture(html`<corridor-provider .corridor=${at.ada}><typing-indicator channel-id=${channelId}></typing-indicator></corridor-provider>`);
    indicator = provider.querySelector('typing-indicator')!;
    await waitFor(() => at.ada.chat.conversation(channelId).viewers.get().total, 'Ada to listen');
  });

  const shown = () => indicator.shadowRoot?.querySelector('.text')?.textContent;
  const announced = () => indicator.shadowRoot?.querySelector('[role=status]')?.textContent;
  const types = (user: string) => at.server.request(user, 'chat.typing', { channelId });

  it('names one, two, and then no more', async () => {
    await types('ben');
    await waitFor(() => shown() === 'Ben is writing…');
    await types('chloe');
    await waitFor(() => shown() === 'Ben and Chloe are writing…');
    await at.server.request('ada', 'chat.addMembers', { channelId, userIds: ['mari'] });
    await types('mari');
    await waitFor(() => shown() === 'Several people are writing…');
  });

  it('says it once to a screen reader, however many take turns', async () => {
    await types('ben');
    await waitFor(() => announced() === 'Ben is writing…');
    await types('chloe');
    await waitFor(() => shown()?.includes('Chloe'));
    expect(announced()).to.equal('Ben is writing…');
    await expectAccessible(indicator);
  });

  it('does not show me to myself, and ends when the message comes', async () => {
    await types('ada');
    await types('ben');
    await waitFor(() => shown() === 'Ben is writing…');
    await at.say('ben', channelId, 'Here it is');
    await waitFor(() => !shown());
  });

  it('keeps its height', async () => {
    const { height } = indicator.getBoundingClientRect();
    await types('ben');
    await waitFor(shown);
    expect(indicator.getBoundingClientRect().height).to.equal(height);
  });
});

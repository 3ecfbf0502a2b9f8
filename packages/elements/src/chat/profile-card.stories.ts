import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-list.ts';
import type { MessageRow } from './message-row.ts';
import './profile-card.ts';

/** A card by itself, once it says who that is. */
const alone = (userId: string, prepare: (stage: Stage) => unknown = () => undefined, channel?: keyof Stage['channels']): StoryObj => ({
  loaders: [stage({ prepare: async (made) => { await prepare(made); } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><profile-card user-id=${userId} channel-id=${channel ? stageOf(loaded).channels[channel] : ''}></profile-card></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('profile-card')?.shadowRoot?.querySelector('#name')?.textContent); },
});

export default { title: 'Chat/Profile card', component: 'profile-card' } satisfies Meta;

export const Somebody = alone('ben');

export const Busy = alone('chloe', ({ server }) => server.request('chloe', 'presence.set', { status: 'do-not-disturb', text: 'Stocktaking in hall 4 until five' }));

export const Myself = alone('ada');

export const NeverSeen = alone('nobody@halden.example', ({ server, channels }) => server.request({ id: 'ada', roles: ['admin'] }, 'chat.addMembers', { channelId: channels.order, userIds: ['nobody@halden.example'] }));

/** At a name in a conversation that I own. */
export const InConversation: StoryObj = {
  parameters: { layout: 'fullscreen' },
  loaders: [stage({ prepare: async ({ server, channels }) => { await server.request('ben', 'chat.send', { channelId: channels.order, text: 'Who is at the gate today?' }); } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list channel-id=${stageOf(loaded).channels.order} style="height: 420px"></message-list></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const list = await soon(() => canvasElement.querySelector('message-list')?.shadowRoot);
    const row = await soon(() => [...list.querySelectorAll<MessageRow>('.row')].findLast((one) => one.shadowRoot?.querySelector('.who b')));
    row.dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }));
    await soon(() => row.tools);
    await row.updateComplete;
    row.shadowRoot!.querySelector<HTMLElement>('.who b')!.click();
    await soon(() => list.querySelector('profile-card')?.shadowRoot?.querySelector('dialog[open] #name')?.textContent);
  },
};

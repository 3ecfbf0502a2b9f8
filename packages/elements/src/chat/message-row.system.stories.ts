import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-list.ts';
import type { MessageRow } from './message-row.ts';

const rowsOf = (canvas: HTMLElement) => [...(canvas.querySelector('message-list')?.shadowRoot?.querySelectorAll<MessageRow>('.row') ?? [])];
let channelId = '';

/** A new channel of Ada's, and what happens in it. */
const story = (happens: (ask: Stage['server']['request']) => Promise<unknown>, lines: number): StoryObj => ({
  loaders: [stage({ prepare: async ({ server }) => {
    const ask: Stage['server']['request'] = (...asked) => server.request(...asked);
    ({ id: channelId } = await ask('ada', 'chat.createChannel', { kind: 'group', name: 'hall-4', visibility: 'public', members: ['ben'] }));
    await happens(ask);
  } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list channel-id=${channelId} style="height: 420px"></message-list></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => rowsOf(canvasElement).filter((row) => row.shadowRoot?.querySelector('.system')).length === lines); },
});

export default { title: 'Chat/What happened', component: 'message-row', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Settings = story(async (ask) => {
  await ask('ben', 'chat.send', { channelId, text: 'Is this the place for the gate plan?' });
  await ask('ada', 'chat.updateChannel', { channelId, name: 'suppliers', description: 'Prices, dates and delays of all who deliver to hall 4' });
  await ask('ada', 'chat.updateChannel', { channelId, posting: 'admins', visibility: 'private' });
  await ask('ada', 'chat.setMemberRole', { channelId, userId: 'ben', role: 'admin' });
  await ask('ada', 'chat.send', { channelId, text: 'It is now.' });
}, 5);

export const People = story(async (ask) => {
  for (const user of ['chloe', 'mari', 'jonas']) await ask(user, 'chat.join', { channelId });
  await ask('ben', 'chat.send', { channelId, text: 'Welcome, all of you' });
  await ask('ada', 'chat.addMembers', { channelId, userIds: Array.from({ length: 40 }, (_, n) => `n${n}`) });
  await ask('chloe', 'chat.leave', { channelId });
}, 3);

export const Pinned = story(async (ask) => {
  const { id: messageId } = await ask('ben', 'chat.send', { channelId, text: 'The gate code is at the desk' });
  await ask('ada', 'chat.pin', { messageId });
}, 1);

export const Archived = story(async (ask) => {
  await ask('ben', 'chat.send', { channelId, text: 'Done, the hall is let' });
  await ask('ada', 'chat.archive', { channelId });
}, 1);

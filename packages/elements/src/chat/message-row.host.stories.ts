import type { NoticeAction } from '@corridor/sdk';
import { demoRecord } from '@corridor/sdk/testing';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-list.ts';
import type { MessageRow } from './message-row.ts';

const erp = { id: 'key:erp', name: 'Norvik ERP', isKey: true };
const actions: NoticeAction[] = [{ id: 'approve', label: 'Approve', style: 'primary' }, { id: 'reject', label: 'Reject', style: 'danger' }];
const post = ({ server }: Stage, text: string, buttons: NoticeAction[] = []) => server.request(erp, 'records.post', { record: demoRecord, text, actions: buttons });

/** The order's conversation at its end, with what `prepare` puts there. */
const story = (prepare: (stage: Stage) => Promise<unknown>, act?: (row: ShadowRoot, stage: Stage) => unknown): StoryObj => ({
  loaders: [stage({ prepare: async (made) => { await prepare(made); const { lastSeq } = await made.server.request('ada', 'chat.channel', { channelId: made.channels.order }); await made.corridor.chat.markRead(made.channels.order, lastSeq); } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list channel-id=${stageOf(loaded).channels.order} style="height: 420px"></message-list></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const row = await soon(() => [...(canvasElement.querySelector('message-list')?.shadowRoot?.querySelectorAll<MessageRow>('.row') ?? [])].at(-1)?.shadowRoot);
    await act?.(row, stageOf(loaded));
  },
});

export default { title: 'Chat/Words of the host', component: 'message-row', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Update = story((made) => post(made, 'Goods received: 220 of 220 profiles, **gate 3**.'));

export const Question = story((made) => post(made, 'PO-1042 is waiting for approval: **€ 48,250**, 8 % above the frame agreement.', actions));

export const Answered = story(async (made) => {
  const { id: messageId } = await post(made, 'PO-1042 is waiting for approval: **€ 48,250**, 8 % above the frame agreement.', actions);
  await made.server.request('chloe', 'chat.act', { messageId, actionId: 'approve' });
});

export const HostDoesNotAnswer = story((made) => post(made, 'PO-1042 is waiting for approval: **€ 48,250**.', actions), async (row, { line }) => {
  line.refuseNext('unavailable', 'chat.act');
  (await soon(() => row.querySelector<HTMLElement>('.actions button'))).click();
  await soon(() => row.querySelector('.notice'));
});

export const Waiting = story((made) => post(made, 'PO-1042 is waiting for approval: **€ 48,250**.', actions), async (row, { line }) => {
  const request = line.request.bind(line);
  line.request = (name, input) => (name === 'chat.act' ? new Promise(() => undefined) : request(name, input));
  (await soon(() => row.querySelector<HTMLElement>('.actions button'))).click();
  await soon(() => row.querySelector('[aria-busy=true]'));
});

export const Archived = story(async (made) => {
  await post(made, 'PO-1042 is waiting for approval: **€ 48,250**.', actions);
  await made.server.request({ id: 'ada', roles: ['admin'] }, 'chat.archive', { channelId: made.channels.order });
});

/** A record of the host, and a page that the server has fetched. */
export const Links = story(async ({ server, channels }) => {
  await server.request('ben', 'chat.send', { channelId: channels.order, text: 'It is in https://erp.norvik.example/orders/PO-1042 now. Their letter: https://haldensteel.example/news/winter-rates' });
}, (row) => soon(() => row.querySelector('message-links')?.shadowRoot?.querySelector('.page')));

/** My own: the preview can be taken away. */
export const OwnLink = story(async ({ server, channels }) => {
  await server.request('ada', 'chat.send', { channelId: channels.order, text: 'https://haldensteel.example/news/winter-rates' });
}, (row) => soon(() => row.querySelector('message-links')?.shadowRoot?.querySelector('.hide')));

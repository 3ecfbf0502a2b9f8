import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf, soon } from '../testing/stage.ts';
import './message-composer.ts';
import './message-list.ts';
import type { MessageRow } from './message-row.ts';

const question = 'Halden offers two dates for the profiles. Which one suits the line?';
const options = ['Thursday 26 November, before noon', 'Monday 30 November, whole day', 'Neither: ask them for another one'];

/** Asks in the order's conversation; answers the poll's id. */
const ask = async ({ server, channels }: Stage, more: { isMultiple?: boolean; isAnonymous?: boolean; closesAt?: string } = {}, by = 'ben') =>
  (await server.request(by, 'chat.createPoll', { channelId: channels.order, question, options, ...more })).id;
const vote = ({ server }: Stage, messageId: string, votes: Record<string, number[]>) => Promise.all(Object.entries(votes).map(([user, chosen]) => server.request(user, 'chat.vote', { messageId, options: chosen })));

const story = (prepare: (stage: Stage) => Promise<unknown>, act?: (poll: ShadowRoot, stage: Stage) => unknown, look = ''): StoryObj => ({
  loaders: [stage({ prepare: async (made) => { await prepare(made); const { lastSeq } = await made.server.request('ada', 'chat.channel', { channelId: made.channels.order }); await made.corridor.chat.markRead(made.channels.order, lastSeq); } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list dir=${look === 'rtl' ? 'rtl' : 'ltr'} channel-id=${stageOf(loaded).channels.order} style=${`height: 460px; ${look === 'narrow' ? 'width: 300px' : ''}`}></message-list></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const row = await soon(() => [...(canvasElement.querySelector('message-list')?.shadowRoot?.querySelectorAll<MessageRow>('.row') ?? [])].at(-1)?.shadowRoot);
    const poll = await soon(() => row.querySelector('message-poll')?.shadowRoot);
    await soon(() => poll.querySelector('fieldset'));
    await act?.(poll, stageOf(loaded));
  },
});

export default { title: 'Chat/Poll', component: 'message-poll', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Open = story((made) => ask(made));

export const Voted = story(async (made) => vote(made, await ask(made), { ada: [0], mari: [0], chloe: [2] }));

export const WhoVoted = story(async (made) => vote(made, await ask(made), { ada: [0], mari: [0], chloe: [2] }), async (poll) => {
  poll.querySelector('input')!.focus();
  await soon(() => poll.querySelector('.names'));
});

export const SeveralAnswers = story(async (made) => vote(made, await ask(made, { isMultiple: true }), { ada: [0, 1], mari: [1] }));

export const Anonymous = story(async (made) => vote(made, await ask(made, { isAnonymous: true }), { ada: [1], mari: [0], chloe: [1] }), (poll) => soon(() => poll.querySelector('.mine')));

export const ClosesByItself = story((made) => ask(made, { closesAt: new Date(Date.now() + 7_200_000).toISOString() }));

export const MyOwn = story((made) => ask(made, {}, 'ada'), async (poll) => {
  (await soon(() => poll.querySelector<HTMLElement>('.end .link'))).click();
  await soon(() => poll.querySelector('.sure'));
});

export const Closed = story(async (made) => {
  const messageId = await ask(made);
  await vote(made, messageId, { ada: [0], mari: [0], chloe: [2] });
  await made.server.request('ben', 'chat.closePoll', { messageId });
});

export const Offline = story(async (made) => vote(made, await ask(made), { mari: [1] }), async (poll, { line }) => {
  line.goOffline();
  await soon(() => poll.host.hasAttribute('fixed'));
});

export const Archived = story(async (made) => {
  await ask(made);
  await made.server.request({ id: 'ada', roles: ['admin'] }, 'chat.archive', { channelId: made.channels.order });
});

export const Refused = story((made) => ask(made), async (poll, { line }) => {
  line.refuseNext('rate-limited', 'chat.vote');
  poll.querySelector('input')!.click();
  await soon(() => poll.querySelector('[role=alert]'));
});

export const RightToLeft = story(async (made) => vote(made, await ask(made), { ada: [0], mari: [0], chloe: [2] }), undefined, 'rtl');

export const Narrow = story(async (made) => vote(made, await ask(made), { ada: [0], mari: [1] }), undefined, 'narrow');

/** The dialog that asks. */
export const Asking: StoryObj = {
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><div style="padding-top: 420px"><message-composer channel-id=${stageOf(loaded).channels.order}></message-composer></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const composer = (await soon(() => canvasElement.querySelector('message-composer')?.shadowRoot));
    (await soon(() => composer.querySelector<HTMLElement>('textarea:not([readonly])'))).focus();
    (await soon(() => composer.querySelector<HTMLElement>('.aid'))).click();
    (await soon(() => composer.querySelectorAll<HTMLElement>('.way')[1])).click();
    const root = await soon(() => composer.querySelector('new-poll')?.shadowRoot);
    const ask = await soon(() => root.querySelector<HTMLElement>('dialog[open] [type=submit]'));
    ask.click();
    await soon(() => root.querySelector('[role=alert]'));
  },
};

/** In a public channel that I have not joined. */
export const NotAMember: StoryObj = {
  loaders: [async () => {
    const made = await stage()(), { server } = made.stage;
    const { id: channelId } = await server.request('ben', 'chat.createChannel', { kind: 'group', name: 'works-council', visibility: 'public' });
    await server.request('ben', 'chat.createPoll', { channelId, question, options });
    return { ...made, channelId };
  }],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list channel-id=${loaded['channelId'] as string} style="height: 460px"></message-list></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const row = await soon(() => canvasElement.querySelector('message-list')?.shadowRoot?.querySelector<MessageRow>('.row')?.shadowRoot);
    await soon(() => row.querySelector('message-poll')?.shadowRoot?.textContent?.includes('Join to vote'));
  },
};

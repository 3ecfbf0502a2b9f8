import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import { FakeCall } from './call.fixture.ts';
import './incoming-call.ts';

const start = (from: string, kind: 'audio' | 'video', where: (at: Stage) => string) => async (at: Stage) => {
  await at.server.request(from, 'calls.start', { channelId: where(at), kind, deviceId: 'a phone', ...(where(at) === at.channels.order && { userIds: ['ada'] }) });
};
const story = (prepare: (at: Stage) => unknown): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><incoming-call muted></incoming-call></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('incoming-call')?.shadowRoot?.querySelector('.call')); },
});

export default { title: 'Calls/Incoming call', component: 'incoming-call' } satisfies Meta;

export const Voice = story(start('ben', 'audio', ({ channels }) => channels.ben));

export const Video = story(start('ben', 'video', ({ channels }) => channels.ben));

export const AboutARecord = story(start('chloe', 'video', ({ channels }) => channels.order));

export const WhileInAnotherCall = story(async (at) => {
  at.corridor.calls.current.set(new FakeCall());
  await start('ben', 'audio', ({ channels }) => channels.ben)(at);
});

export const TwoAtOnce = story(async (at) => {
  await start('ben', 'audio', ({ channels }) => channels.ben)(at);
  await start('chloe', 'video', ({ channels }) => channels.chloe)(at);
});

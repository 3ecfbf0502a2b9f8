import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './channel-voice.ts';
import { speech, tone } from './voice.fixture.ts';

const spoken = async ({ server, channels: { purchasing } }: Stage) => {
  for (const [user, duration] of [['mari', 65], ['mari', 140], ['ben', 21]] as const) {
    const client = server.client(user);
    await client.connect();
    const { id } = await (await client.voice.send(purchasing, { blob: tone(1), duration, peaks: speech })).message;
    await server.request('ada', 'voice.played', { messageId: id });
    client.close();
  }
};
const story = (prepare: (stage: Stage) => unknown, wait = 'table', direction = 'ltr'): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><channel-voice dir=${direction} channel-id=${stageOf(loaded).channels.purchasing} style="max-width: 288px; padding: 8px"></channel-voice></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('channel-voice')?.shadowRoot?.querySelector(wait)); },
});

export default { title: 'Voice/Rules and figures of a channel', component: 'channel-voice' } satisfies Meta;

export const RulesAndFigures = story(spoken);
export const NothingSaid = story(() => undefined, 'p[role=status]');
export const Loading = story(({ corridor }) => { corridor.voice.channel = never; }, '.bones');
export const Failed = story(({ line }) => { line.refuseNext('unavailable', 'voice.channel'); }, '[role=alert]');
export const RightToLeft = story(spoken, 'table', 'rtl');

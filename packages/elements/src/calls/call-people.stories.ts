import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, stage, stageOf } from '../testing/stage.ts';
import { FakeCall } from './call.fixture.ts';
import './call-people.ts';

const story = (make: (at: Stage) => FakeCall): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { max-inline-size: 340px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="room"><call-people .session=${make(stageOf(loaded))}></call-people></div></corridor-provider>`,
});
const many = () => new FakeCall().add({ userId: 'ben' }).add({ userId: 'chloe', isMuted: true, hasHand: true }).add({ userId: 'mari', role: 'cohost' });

export default { title: 'Calls/People', component: 'call-people' } satisfies Meta;

export const AsHost = story(many);

export const SomebodyWaits = story(() => many().add({ userId: 'dan', state: 'waiting' }).add({ userId: 'eve', state: 'waiting' }));

export const AsParticipant = story(() => many().alter('me', { role: 'participant' }).alter('mari', { role: 'host' }));

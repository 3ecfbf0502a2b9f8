import type { CallCard as Card } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, stage, stageOf } from '../testing/stage.ts';
import './call-card.ts';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const story = (senderId: string, change: Partial<Card>): StoryObj => {
  const card: Card = { type: 'call', kind: 'audio', status: 'ended', reason: 'completed', startedAt: ago(40), activeAt: ago(40), endedAt: ago(16), people: ['ben', 'ada'], count: 2, ...change };
  return {
    loaders: [stage()],
    render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><call-card .message=${{ id: 'call', channelId: stageOf(loaded).channels.order, senderId, card }}></call-card></corridor-provider>`,
    play: async ({ canvasElement }) => { await soon(() => canvasElement.querySelector('call-card')?.shadowRoot?.querySelector('.card')); },
  };
};

export default { title: 'Calls/Call in a conversation', component: 'call-card' } satisfies Meta;

export const On = story('ben', { kind: 'video', status: 'active', reason: null, endedAt: null, people: ['ben', 'mari', 'chloe', 'jonas', 'ada'], count: 7 });

export const Ringing = story('ben', { status: 'ringing', reason: null, activeAt: null, endedAt: null, people: ['ben'], count: 1 });

export const Over = story('ben', {});

export const Missed = story('ben', { status: 'missed', reason: 'timeout', activeAt: null, people: ['ben'], count: 1 });

export const NobodyAnswered = story('ada', { status: 'missed', reason: 'timeout', activeAt: null, people: ['ada'], count: 1 });

export const Declined = story('ada', { status: 'ended', reason: 'declined', activeAt: null, people: ['ada'], count: 1 });

export const Busy = story('ada', { status: 'missed', reason: 'busy', activeAt: null, people: ['ada'], count: 1 });

export const Lost = story('ben', { reason: 'error' });

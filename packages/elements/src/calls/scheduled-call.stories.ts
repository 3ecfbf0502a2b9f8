import type { Meta, StoryObj } from '@storybook/web-components-vite';
import type { Reminder as Remembered } from '@corridor/sdk';
import { html, type TemplateResult } from 'lit';
import { atom } from 'nanostores';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import './call-card.ts';
import './call-reminder.ts';
import './coming-calls.ts';
import './schedule-call.ts';

const minute = 60_000, startsIn = (minutes: number) => new Date(Date.now() + minutes * minute).toISOString();
/** Ada is invited by Ben. */
const byBen = (minutes: number, more: object = {}) => ({ server, channels }: Stage) => server.request('ben', 'calls.schedule', { channelId: channels.order, title: 'Loading plan, Oslo yard', startsAt: startsIn(minutes), minutes: 45, timeZone: 'Asia/Tokyo', userIds: ['ada', 'mari'], ...more });
const story = (show: (at: Stage) => TemplateResult, wanted: string, prepare?: (at: Stage) => unknown, act?: (root: HTMLElement) => unknown): StoryObj => ({
  loaders: [stage({ ...(prepare && { prepare }) })],
  render: (_, { loaded }) => html`<style>.stage { min-block-size: 560px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><div class="stage">${show(stageOf(loaded))}</div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    await act?.(canvasElement);
    const [host, ...rest] = wanted.split(' >> ');
    await soon(() => rest.reduce<Element | null | undefined>((at, selector) => at?.shadowRoot?.querySelector(selector), canvasElement.querySelector(host!)));
  },
});
const list = (at: Stage) => html`<coming-calls channel-id=${at.channels.order}></coming-calls>`;
const one = 'coming-calls >> scheduled-call >> .card';

export default { title: 'Calls/Scheduled calls', component: 'coming-calls' } satisfies Meta;

export const ToCome = story(list, one, async (at) => {
  await byBen(180)(at);
  await at.corridor.calls.schedule({ channelId: at.channels.order, title: 'Papers and signature', startsAt: startsIn(1500), kind: 'audio', userIds: ['ben'] });
});
export const Soon = story(list, one, byBen(9));
export const Declined = story(list, one, async (at) => { const { id } = await byBen(60)(at); await at.corridor.calls.answerScheduled(id, false); });
export const None = story(list, 'coming-calls >> .state:not(.late)');
export const Cancelled = story((at) => html`<call-card .message=${{ id: 'call', channelId: at.channels.order, senderId: 'ben', card: { type: 'call', kind: 'video', status: 'ended', reason: 'cancelled', startedAt: startsIn(60), activeAt: null, endedAt: null, people: [], count: 0, scheduled: { title: 'Loading plan', endsAt: startsIn(90), timeZone: 'UTC', isCancelled: true, answers: [{ userId: 'ben', answer: 'accepted' }, { userId: 'ada', answer: 'declined' }], count: 2 } } }}></call-card>`, 'call-card >> scheduled-call >> .card');
export const Dialog = story(() => html`<schedule-call></schedule-call>`, 'schedule-call >> dialog[open]', undefined, (root) => { void root.querySelector('schedule-call')!.updateComplete.then(() => root.querySelector('schedule-call')!.schedule({ channelId: '00000000-0000-7000-8000-000000000001' })); });
export const Reminder = story((at) => html`<call-reminder .reminders=${remindersOf(at)}></call-reminder>`, 'call-reminder >> .one');

const remindersOf = ({ channels }: Stage) => atom<readonly Remembered[]>([{ minutes: 10, scheduled: { id: 'soon', channelId: channels.order, meetingId: null, organizer: 'ben', title: 'Loading plan, Oslo yard', kind: 'video', startsAt: startsIn(9), minutes: 45, timeZone: 'UTC', reminders: [10, 0], rings: false, state: 'planned', callId: null, version: 1, people: [] } }]);

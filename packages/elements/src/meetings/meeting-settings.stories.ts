import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import './meeting-settings.ts';

const rooms = new WeakMap<Stage, string>();
const story = (make?: (at: Stage) => Promise<string>, then?: (root: ShadowRoot) => unknown): StoryObj => ({
  loaders: [stage({ ...(make && { prepare: async (at: Stage) => { rooms.set(at, await make(at)); } }) })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><meeting-settings room-id=${rooms.get(stageOf(loaded)) ?? ''}></meeting-settings></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const root = await soon(() => canvasElement.querySelector('meeting-settings')?.shadowRoot);
    await soon(() => root.querySelector('form, .state'));
    await then?.(root);
  },
});
const room = async ({ corridor: { meetings } }: Stage) => {
  const { id: roomId } = await meetings.create({ name: 'Weekly with the yard in Oslo', access: 'password', password: 'long enough', capacity: 12, settings: { mayRecord: false, mostHeight: 720 } });
  await meetings.grant({ roomId, userId: 'ben', level: 'moderator' });
  await meetings.grant({ roomId, userId: 'mari', level: 'presenter', until: new Date(Date.now() + 86_400_000).toISOString() });
  return roomId;
};

export default { title: 'Meetings/Room settings', component: 'meeting-settings' } satisfies Meta;

export const NewRoom = story();
export const Settings = story(room, (root) => soon(() => root.querySelector('li')));
export const BeforeDeleting = story(room, async (root) => { (await soon(() => root.querySelector<HTMLElement>('section:last-child button:last-child'))).click(); await soon(() => root.querySelector('.danger')); });
export const NotAnOwner = story(async ({ server, corridor }) => {
  const { id: roomId } = await server.request('ben', 'meetings.create', { name: 'Of Ben' });
  await server.request('ben', 'meetings.grant', { roomId, userId: corridor.me.get()!.id, level: 'presenter' });
  return roomId;
}, (root) => soon(() => root.querySelector('.state:not(:empty)')));

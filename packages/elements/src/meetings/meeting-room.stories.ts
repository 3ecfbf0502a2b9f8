import { createCorridor, CorridorError, type Corridor } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { FakeCall, fakeMeeting, participantOf } from '../calls/call.fixture.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import { FakePreview } from './meeting.fixture.ts';
import './meeting-room.ts';

const deep = (root: ParentNode, selector: string) => root.querySelector('meeting-room')?.shadowRoot?.querySelector<HTMLElement>(selector);
const story = (make: (at: Stage) => FakeCall): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>meeting-room { block-size: 600px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><meeting-room .session=${make(stageOf(loaded))}></meeting-room></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => deep(canvasElement, '.door, call-people')); },
});
const waiting = (isAnybodyThere: boolean) => () => {
  const call = new FakeCall();
  call.alter('me', { state: 'waiting' }).change({ status: isAnybodyThere ? 'active' : 'ringing' }).phase.set('waiting');
  return call;
};
const out = (state: 'removed' | 'left' | 'failed', joinedAt: string | null = new Date().toISOString()) => () => { const call = new FakeCall(); call.alter('me', { state, joinedAt }).phase.set('over'); return call; };
const ended = () => {
  const call = new FakeCall(), endedAt = new Date().toISOString();
  call.change({ status: 'ended', endedAt, participants: [{ ...call.call.get().participants[0]!, state: 'left', leftAt: endedAt }, { ...participantOf({ userId: 'ben' }), state: 'left', leftAt: endedAt }] }).phase.set('over');
  return call;
};

interface Door { access?: 'open' | 'password' | 'lobby'; preview?: FakePreview; prepare?: (ben: Corridor, room: { id: string; code: string }) => Promise<unknown>; then?: (root: ShadowRoot) => Promise<unknown>; wants?: string }
/** Before a room of Ben's; with Ada's own devices, which are none. */
const door = ({ access = 'open', preview = new FakePreview(), prepare, then, wants = '.door h2' }: Door = {}): StoryObj => ({
  loaders: [stage(), async () => ({})],
  render: (_, { loaded }) => {
    const { corridor, server } = stageOf(loaded), element = Object.assign(document.createElement('meeting-room'), { preview });
    const ben = createCorridor({ transport: server.transport('ben'), storage: 'memory' });
    void ben.connect().then(async () => {
      const room = await ben.meetings.create({ name: 'Weekly with the yard in Oslo', access, password: 'long enough', ...(prepare && { capacity: 2 }) });
      await prepare?.(ben, room);
      element.code = room.code;
    });
    return html`<corridor-provider .corridor=${corridor}>${element}</corridor-provider>`;
  },
  play: async ({ canvasElement }) => {
    const root = (await soon(() => deep(canvasElement, '.door h2'))).getRootNode() as ShadowRoot;
    await then?.(root);
    await soon(() => deep(canvasElement, wants));
  },
});
const press = async (root: ShadowRoot) => { (await soon(() => root.querySelector<HTMLFormElement>('form'))).requestSubmit(); };
const preview = async (root: ShadowRoot) => (await soon(() => root.querySelector('meeting-preview')?.shadowRoot?.querySelector<HTMLElement>('.controls')));
const withCamera = async (root: ShadowRoot) => { (await preview(root)).querySelector<HTMLElement>('button:last-child')!.click(); await soon(() => root.querySelector('meeting-preview')?.shadowRoot?.querySelector('video, .problem')); };

export default { title: 'Meetings/Room', component: 'meeting-room' } satisfies Meta;

export const Door = door();
export const DoorWithMyPicture = door({ then: async (root) => { await withCamera(root); (await preview(root)).querySelector<HTMLElement>('button')!.click(); } });
export const DoorWithABlockedCamera = door({ preview: new FakePreview('denied'), then: withCamera });
export const WithPassword = door({ access: 'password', wants: '[name=password]' });
export const WrongPassword = door({ access: 'password', wants: '[role=alert]', then: async (root) => {
  (await soon(() => root.querySelector<HTMLInputElement>('[name=password]'))).value = 'wrong';
  await press(root);
} });
export const TooManyPasswords = door({ access: 'password', wants: '[role=alert]', then: async (root) => {
  const element = root.host as HTMLElement & { corridor: Corridor };
  Object.defineProperty(element.corridor, 'meetings', { value: { join: () => Promise.reject(new CorridorError('rate-limited', 'Too many', { details: { retryAfterMs: 540_000 } })), find: () => Promise.reject(new CorridorError('offline', '')) } });
  (await soon(() => root.querySelector<HTMLInputElement>('[name=password]'))).value = 'wrong';
  await press(root);
} });
export const WithLobby = door({ access: 'lobby' });
export const Closed = door({ prepare: (ben, { id: roomId }) => ben.meetings.update({ roomId, isClosed: true }), wants: '.state-door' });
export const Locked = door({ prepare: async (ben, { code }) => { await (await ben.meetings.join(code, { microphone: false })).hosts.setSettings({ isLocked: true }); }, then: press, wants: '.state-door' });
export const Full = door({ prepare: async (ben, { id: roomId, code }) => { await ben.meetings.join(code, { microphone: false }); await ben.meetings.grant({ roomId, userId: 'mari', level: 'participant' }); await ben.meetings.update({ roomId, capacity: 2 }); }, then: async (root) => {
  const element = root.host as HTMLElement & { corridor: Corridor };
  Object.defineProperty(element.corridor, 'meetings', { value: { join: () => Promise.reject(new CorridorError('conflict', 'Full', { details: { reason: 'full' } })), find: () => Promise.reject(new CorridorError('offline', '')) } });
  await press(root);
}, wants: '.state-door' });
export const NoSuchRoom: StoryObj = {
  loaders: [stage()],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><meeting-room code="bcd-fghj-kmn"></meeting-room></corridor-provider>`,
  play: async ({ canvasElement }) => { await soon(() => deep(canvasElement, '.state-door .button')); },
};
export const InTheLobby = story(waiting(true));
export const InTheLobbyBesideACall = story(() => { const call = waiting(true)(); call.next.set(call); return call; });
export const InTheLobbyAlone = story(waiting(false));
export const NobodyElseYet = story(() => fakeMeeting(0));
export const InTheMeeting = story(({ channels }) => fakeMeeting(3, { channelId: channels.order }));
export const NotLetIn = story(out('removed', null));
export const TakenOut = story(out('removed'));
export const Left = story(out('left'));
export const Lost = story(out('failed'));
export const Ended = story(ended);

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import { type FakeCall, fakeMeeting, share } from './call.fixture.ts';
import type { ControlOffer } from './remote-control.ts';
import type { ScreenControl } from './screen-control.ts';
import type { ScreenShare } from './screen-share.ts';
import './screen-share.ts';

/** `isCarriedOut`: the page's host acts on screens. */
const story = (make: () => FakeCall, { by = 'mari', isCarriedOut = false, act }: { by?: string; isCarriedOut?: boolean; act?: (element: ScreenShare, root: ShadowRoot) => unknown } = {}): StoryObj => ({
  loaders: [stage()],
  render: (_, { loaded }) => html`<style>.room { display: grid; height: 520px; }</style><corridor-provider .corridor=${(stageOf(loaded) satisfies Stage).corridor}><div class="room" @corridor-control-offer=${({ detail }: CustomEvent<ControlOffer>) => { if (isCarriedOut) detail.accept(); }}><screen-share .session=${make()} participant-id=${by}></screen-share></div></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const element = await soon(() => canvasElement.querySelector('screen-share')), root = await soon(() => element.shadowRoot);
    await soon(() => root.querySelector('.pill'));
    await act?.(element, root);
  },
});
const shared = (by = 'mari') => () => share(fakeMeeting(3), by);
const controlIn = (root: ShadowRoot): Promise<ScreenControl> => soon(() => root.querySelector('screen-control'));

export default { title: 'Calls/Shared screen', component: 'screen-share' } satisfies Meta;

export const Shared = story(shared());

export const Enlarged = story(shared(), { act: (element, root) => { root.querySelector<HTMLButtonElement>('.tools button')!.click(); return soon(() => root.querySelector('.zoomed')); } });

export const Mine = story(shared('me'), { by: 'me' });

export const MayAskToAct = story(shared(), { isCarriedOut: true, act: async (_, root) => { const control = await controlIn(root); await soon(() => control.shadowRoot?.querySelector('.ask')); } });

export const Acting = story(() => {
  const call = shared()();
  call.words.control.set({ participantId: 'mari', state: 'acting' });
  return call;
}, { isCarriedOut: true, act: async (_, root) => { const control = await controlIn(root); await soon(() => control.shadowRoot?.querySelector('.surface')); } });

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, type TemplateResult } from 'lit';
import '../base/corridor-provider.ts';
import { soon, type Stage, stage, stageOf } from '../testing/stage.ts';
import type { CallButton } from './call-button.ts';
import './call-button.ts';

const story = (show: (at: Stage) => TemplateResult, { prepare, act }: { prepare?: (at: Stage) => unknown; act?: (button: CallButton, root: ShadowRoot) => unknown } = {}): StoryObj => ({
  loaders: [stage({ ...(prepare && { prepare }) })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><p style="height: 320px">${show(stageOf(loaded))}</p></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const button = await soon(() => canvasElement.querySelector('call-button')), root = await soon(() => button.shadowRoot);
    await soon(() => root.querySelector('button'));
    await act?.(button, root);
  },
});

export default { title: 'Calls/Call button', component: 'call-button' } satisfies Meta;

export const Person = story(() => html`<call-button user-id="ben"></call-button>`);

export const VideoOnly = story(() => html`<call-button user-id="ben" kind="video"></call-button>`);

export const Join = story(({ channels }) => html`<call-button channel-id=${channels.purchasing}></call-button>`, {
  prepare: ({ server, channels }) => server.request('ben', 'calls.start', { channelId: channels.purchasing, kind: 'video', deviceId: 'a phone', userIds: ['ada'] }),
});

export const WhomToCall = story(() => html`<call-button record-type="purchase-order" record-id="PO-1042"></call-button>`, { act: (button, root) => button.start('audio').then(() => soon(() => root.querySelector('people-picker')?.shadowRoot?.querySelector('.option'))) });

export const NotAllowed = story(() => html`<call-button user-id="ben"></call-button>`, {
  prepare: ({ line }) => {
    const ask = line.request.bind(line);
    line.request = (name, input) => (name === 'calls.start' ? Promise.reject(Object.assign(new Error('Calls are switched off here; an administrator can allow them'), { code: 'forbidden' })) : ask(name, input));
  },
  act: (button, root) => button.start('audio').then(() => soon(() => root.querySelector('.problem'))),
});

export const InANarrowPlace = story(() => html`<span style="display: block; container-type: inline-size; inline-size: 260px"><call-button user-id="ben"></call-button></span>`, { act: (button, root) => button.start().then(() => soon(() => root.querySelector('.pop .way'))) });

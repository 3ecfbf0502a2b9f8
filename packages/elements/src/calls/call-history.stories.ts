import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './call-history.ts';

/** A call that is over, answered by some or by nobody. */
async function call({ server }: Stage, starter: string, channelId: string, kind: 'audio' | 'video', answers: readonly string[] = []): Promise<void> {
  const { call: { id: callId }, participantId } = await server.request(starter, 'calls.start', { channelId, kind, deviceId: `${starter}-desk` });
  for (const user of answers) await server.request(user, 'calls.join', { callId, deviceId: `${user}-desk` });
  if (answers.length) await server.request(starter, 'calls.end', { callId });
  else await server.request(starter, 'calls.leave', { participantId });
}
async function many(at: Stage): Promise<void> {
  const { purchasing } = at.channels, direct = (await at.server.request('ben', 'chat.openDirect', { userIds: ['ada'] })).id;
  await call(at, 'ada', purchasing, 'video', ['ben']);
  await call(at, 'ben', direct, 'audio');
  await call(at, 'ada', direct, 'audio', ['ben']);
  await call(at, 'ada', direct, 'video');
  await call(at, 'ben', direct, 'video', ['ada']);
}

const story = (prepare: (stage: Stage) => unknown, act?: (root: ShadowRoot) => unknown, frame: '' | 'narrow' | 'rtl' = ''): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><call-history dir=${frame === 'rtl' ? 'rtl' : 'ltr'} style=${`block-size: 460px; ${frame === 'narrow' ? 'inline-size: 320px' : ''}`}></call-history></corridor-provider>`,
  play: async ({ canvasElement }) => { await act?.(await soon(() => canvasElement.querySelector('call-history')?.shadowRoot)); },
});
const entries = (root: ShadowRoot) => soon(() => root.querySelector('.entry'));

export default { title: 'Calls/History', component: 'call-history', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Calls = story(many, entries);
export const Missed = story(many, async (root) => {
  await entries(root);
  [...root.querySelectorAll<HTMLElement>('.kinds button')][1]!.click();
  await soon(() => root.querySelectorAll('.call').length === 1);
});
export const Empty = story(() => undefined, (root) => soon(() => root.querySelector('.state strong')));
export const NothingFound = story(many, async (root) => {
  await entries(root);
  const search = root.querySelector<HTMLInputElement>('[type=search]')!;
  search.value = 'nobody';
  search.dispatchEvent(new Event('input'));
  await soon(() => root.querySelector('.state .button'));
});
export const Looking = story(({ line }) => { line.request = () => never(); }, (root) => soon(() => root.querySelector('.late')));
export const Failed = story(({ line }) => { const ask = line.request.bind(line); line.request = ((name: string, input: never) => (name === 'calls.history' ? Promise.reject(Object.assign(new Error('busy'), { code: 'unavailable' })) : ask(name as never, input))); }, (root) => soon(() => root.querySelector('[role=alert]')));
export const Narrow = story(many, entries, 'narrow');
export const RightToLeft = story(many, entries, 'rtl');

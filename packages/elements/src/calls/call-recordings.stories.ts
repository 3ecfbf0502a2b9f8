import type { CallRecordingFile } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './call-recordings.ts';

const recording = (change: Partial<CallRecordingFile>): CallRecordingFile => ({ id: '019a0000-0000-7000-8000-000000000001', state: 'ready', userId: 'ben', reason: null, fileId: '019a0000-0000-7000-8000-0000000000f1', startedAt: '2026-09-14T09:05:00.000Z', bytes: 24_500_000, seconds: 754, mayDownload: true, mayDelete: false, ...change });
/** What the server answers of the recordings of any call. */
const answers = (items: readonly Partial<CallRecordingFile>[]) => ({ line }: Stage) => {
  const ask = line.request.bind(line);
  line.request = ((name: string, input: never) => (name === 'calls.recordings' ? Promise.resolve({ items: items.map((one, index) => recording({ id: `019a0000-0000-7000-8000-00000000000${index}`, ...one })) }) : ask(name as never, input))) as typeof line.request;
};
const story = (prepare: (stage: Stage) => unknown, act: (root: ShadowRoot) => unknown, isNarrow = false): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<style>.narrow { inline-size: 288px; }</style><corridor-provider .corridor=${stageOf(loaded).corridor}><call-recordings class=${isNarrow ? 'narrow' : ''} call-id="019a0000-0000-7000-8000-0000000000c1"></call-recordings></corridor-provider>`,
  play: async ({ canvasElement }) => { await act(await soon(() => canvasElement.querySelector('call-recordings')?.shadowRoot)); },
});
const listed = (root: ShadowRoot) => soon(() => root.querySelector('li'));
const all = answers([{ mayDelete: true }, { reason: 'too-large' }, { state: 'finishing', fileId: null, bytes: null, seconds: null }, { state: 'deleted', fileId: null, bytes: null, seconds: null }, { state: 'expired', fileId: null, bytes: null, seconds: null }, { state: 'failed', reason: 'unmade', mayDelete: true, seconds: null }, { state: 'failed', reason: 'empty', fileId: null, bytes: null, seconds: null }]);

export default { title: 'Calls/Recordings', component: 'call-recordings' } satisfies Meta;

export const Recordings = story(all, listed);
export const Narrow = story(all, listed, true);
export const NotToBeDownloaded = story(answers([{ mayDownload: false }]), listed);
export const Deleting = story(answers([{ mayDelete: true }]), async (root) => {
  (await soon(() => [...root.querySelectorAll<HTMLElement>('.row .icon')].at(-1))).click();
  await soon(() => root.querySelector('.asks'));
});
export const NotThereAnyMore = story(answers([{}]), async (root) => {
  (await soon(() => root.querySelector<HTMLElement>('.row .button'))).click();
  await soon(() => root.querySelector('.problem'));
});
export const None = story(answers([]), (root) => soon(() => root.querySelector('.state')));
export const Looking = story(({ line }) => { line.request = () => never(); }, (root) => soon(() => root.querySelector('.late')));
export const Failed = story(({ line }) => { const ask = line.request.bind(line); line.request = ((name: string, input: never) => (name === 'calls.recordings' ? Promise.reject(Object.assign(new Error('busy'), { code: 'unavailable' })) : ask(name as never, input))); }, (root) => soon(() => root.querySelector('[role=alert]')));

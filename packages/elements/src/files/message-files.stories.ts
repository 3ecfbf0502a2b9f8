import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import '../chat/message-list.ts';
import { type Stage, soon, stage, stageOf } from '../testing/stage.ts';
import { paper, picture } from './uploads.fixture.ts';

/** Ben's message with files, as Ada sees it. */
const story = (files: () => Promise<File[]> | File[], text = '', look: 'ltr' | 'rtl' = 'ltr', width = ''): StoryObj => ({
  loaders: [stage({ prepare: async ({ server, channels }: Stage) => {
    const fileIds: string[] = [];
    for (const file of await files()) fileIds.push(await server.putFile('ben', file, file.type.startsWith('image') ? { width: 640, height: 480 } : file.type.endsWith('pdf') ? { pages: 4 } : {}));
    await server.request('ben', 'chat.send', { channelId: channels.order, text, fileIds });
  } })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><message-list dir=${look} channel-id=${stageOf(loaded).channels.order} style=${`height: 460px; ${width}`}></message-list></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const row = await soon(() => [...(canvasElement.querySelector('message-list')?.shadowRoot?.querySelectorAll('.row') ?? [])].at(-1)?.shadowRoot);
    await soon(() => row.querySelector('message-files')?.shadowRoot?.querySelector('img, .file'));
  },
});

export default { title: 'Files/Of a message', component: 'message-files', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const OnePicture = story(async () => [await picture('gate-3.png', 640, 480)], 'The gate, as of this morning');

export const SeveralPictures = story(async () => Promise.all(['#3a6ea5', '#7a3a5a', '#2f6f4f', '#6a5a2a', '#444466'].map((colour, index) => picture(`pallet-${index + 1}.png`, 640, 480, colour))));

export const Documents = story(() => [paper('Frame contract Halden Steel 2026, signed by both.pdf', 2_400_000), new File(['a,b\n'], 'prices.csv', { type: 'text/csv' }), new File(['PK'], 'drawings.zip', { type: 'application/zip' })]);

export const Mixed = story(async () => [await picture('gate-3.png', 640, 480), paper()], 'The gate and its note');

export const RightToLeft = story(async () => [await picture('gate-3.png', 640, 480), paper()], '', 'rtl');

export const Narrow = story(async () => [await picture('gate-3.png', 640, 480), paper('Frame contract Halden Steel 2026, signed by both.pdf')], '', 'ltr', 'width: 300px');

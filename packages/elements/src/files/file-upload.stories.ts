import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { type Stage, soon, stage, stageOf } from '../testing/stage.ts';
import './file-upload.ts';
import type { FileUpload } from './file-upload.ts';
import { paper, picture } from './uploads.fixture.ts';

/** An area, with what was dropped on it. */
const story = (files: () => Promise<File[]> | File[], prepare: (made: Stage) => unknown = () => undefined, look: 'ltr' | 'rtl' = 'ltr', act?: (made: Stage) => unknown): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><file-upload dir=${look} style="max-width: 560px"></file-upload></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const element = await soon(() => canvasElement.querySelector<FileUpload>('file-upload'));
    await soon(() => element.shadowRoot?.querySelector('.area'));
    const all = await files();
    await element.add(all);
    if (all.length) await soon(() => element.shadowRoot?.querySelector('upload-list')?.shadowRoot?.querySelectorAll('li').length === all.length);
    await act?.(stageOf(loaded));
  },
});

const some = async () => [await picture('gate-3.png', 640, 480), paper('Frame contract Halden Steel 2026, signed by both.pdf', 2_400_000)];
const inPart = ({ line }: Stage) => { line.uploadShare = 0.6; };

export default { title: 'Files/Upload', component: 'file-upload' } satisfies Meta;

export const Empty = story(() => []);

export const OnTheirWay = story(some, inPart);

export const Done = story(some);

export const Paused = story(some, inPart, 'ltr', ({ corridor }) => { for (const upload of corridor.files.uploads.get()) upload.pause(); });

export const Refused = story(() => [paper('setup.exe', 900_000)], ({ line }) => line.refuseNextUpload('unsupported-type'));

export const TooLarge = story(() => [paper('film.mov', 101 * 2 ** 20)]);

export const Offline = story(some, ({ line }) => { line.uploadShare = 0.3; }, 'ltr', ({ line }) => line.goOffline());

export const RightToLeft = story(some, inPart, 'rtl');

import type { FileInfo } from '@corridor/sdk';
import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import { tone } from '../voice/voice.fixture.ts';
import './file-viewer.ts';
import type { FileViewer } from './file-viewer.ts';
import { code, named, pdfOf, pictureOf, table } from './files.fixture.ts';

const shown = new WeakMap<Stage, string[]>();
const text = (words: string, type = 'text/plain') => new Blob([words], { type });

/** The first of the files is on show. */
const story = (files: () => Promise<[Blob, string, FileInfo['facts']?][]> | [Blob, string, FileInfo['facts']?][], { as, look = '', act, before }: { as?: Partial<FileInfo>; look?: 'narrow' | 'rtl' | ''; act?: (viewer: FileViewer) => unknown; before?: (stage: Stage) => unknown } = {}): StoryObj => ({
  loaders: [stage({
    prepare: async (made) => {
      const ids: string[] = [];
      for (const [blob, name, facts] of await files()) ids.push(await made.server.putFile('ada', named(blob, name), facts));
      shown.set(made, ids);
      const { file } = made.corridor.files;
      if (as) made.corridor.files.file = async (input) => ({ ...(await file(input)), ...as });
      await before?.(made);
    },
  })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><file-viewer dir=${look === 'rtl' ? 'rtl' : 'ltr'} file-id=${shown.get(stageOf(loaded))![0]!} .fileIds=${shown.get(stageOf(loaded))!} style=${`height: 560px; ${look === 'narrow' ? 'width: 320px' : ''}`}></file-viewer></corridor-provider>`,
  play: async ({ canvasElement }) => {
    const viewer = await soon(() => canvasElement.querySelector('file-viewer'));
    await act?.(viewer);
  },
});
const settled = (selector: string, inner?: string) => (viewer: FileViewer) => soon(() => { const found = viewer.shadowRoot?.querySelector(selector); return inner ? found?.shadowRoot?.querySelector(inner) : found; });
const picture = async (): Promise<[Blob, string, FileInfo['facts']]> => [await pictureOf(1200, 800), 'Hall 3, north side, before the floor was laid.png', { width: 1200, height: 800 }];
const zip = (): [Blob, string][] => [[text('PK', 'application/zip'), 'Drawings of all profiles.zip']];

export default { title: 'Files/Viewer', component: 'file-viewer', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const Picture = story(async () => [await picture(), ...zip()], { act: settled('file-image', 'img:not(.waiting)') });

export const PictureCloser = story(async () => [await picture()], { act: async (viewer) => { await settled('file-image', 'img:not(.waiting)')(viewer); viewer.shadowRoot!.querySelector('file-image')!.zoomTo(2.4, 80, 40); } });

export const Facts = story(async () => [await picture()], { act: async (viewer) => { (await settled('[aria-label="About this file"]')(viewer) as HTMLElement).click(); await settled('dl')(viewer); } });

export const Pdf = story(() => [[pdfOf('Contract 2026/14', 'Terms of delivery', 'Signatures'), 'Contract.pdf', { pages: 3, author: 'Mari Lund' }]], { act: settled('file-pdf', '.words span') });

export const Code = story(() => [[text(code, 'text/typescript'), 'pallets.ts']], { act: settled('file-text', '.lines') });

export const Table = story(() => [[text(table, 'text/csv'), 'prices.csv']], { act: settled('file-text', 'table') });

export const Sound = story(() => [[tone(4), 'Call with Halden.wav', { duration: 4 }]], { act: settled('audio') });

export const WithoutPreview = story(zip, { act: settled('.state') });

export const Loading = story(zip, { before: (made) => { made.corridor.files.file = never; } });

export const BeingChecked = story(zip, { as: { state: 'checking', level: 'view', ownerId: 'ben' }, act: settled('.state') });

export const Quarantined = story(zip, { as: { state: 'quarantined' }, act: settled('.state') });

export const Deleted = story(zip, { before: async (made) => { await made.server.request('ada', 'files.delete', { fileId: shown.get(made)![0]! }); }, act: settled('.state') });

export const Offline = story(zip, { before: ({ line }) => line.goOffline(), act: settled('[role=alert]') });

export const Narrow = story(async () => [await picture(), ...zip()], { look: 'narrow', act: settled('file-image', 'img:not(.waiting)') });

export const RightToLeft = story(() => [[text(code, 'text/typescript'), 'pallets.ts'], ...zip()], { look: 'rtl', act: settled('file-text', '.lines') });

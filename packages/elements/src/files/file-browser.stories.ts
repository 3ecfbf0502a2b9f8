import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import '../base/corridor-provider.ts';
import { never, soon, stage, stageOf, type Stage } from '../testing/stage.ts';
import './file-browser.ts';
import type { FileBrowser } from './file-browser.ts';
import './file-share.ts';
import { code, named, pdfOf, pictureOf, table } from './files.fixture.ts';

const text = (words: string, type = 'text/plain') => new Blob([words], { type });
const many = async ({ server, channels }: Stage) => {
  const put = (user: string, blob: Blob, name: string) => server.putFile(user, named(blob, name));
  await put('ada', text('PK', 'application/zip'), 'Drawings of all profiles, as the supplier sent them in October.zip');
  await put('ada', text(table, 'text/csv'), 'prices.csv');
  await put('ada', text(code, 'text/typescript'), 'pallets.ts');
  await put('ada', pdfOf('Contract'), 'Contract 2026-14.pdf');
  const picture = await put('ada', await pictureOf(), 'Hall 3.png');
  const shared = await put('ben', await pictureOf(500, 500), 'Label.png');
  await server.request('ben', 'files.share', { fileId: shared, visibility: 'organisation' });
  await server.request('ada', 'files.setFavourite', { fileId: picture, isFavourite: true });
  await server.request('ada', 'files.createFolder', { name: 'Suppliers' });
  await server.request('ada', 'chat.send', { channelId: channels.purchasing, text: '', fileIds: [picture] });
};
const story = (prepare: (stage: Stage) => unknown, look: Partial<Pick<FileBrowser, 'scope' | 'layout' | 'channelId'>> = {}, act?: (root: ShadowRoot, stage: Stage) => unknown, frame: '' | 'narrow' | 'rtl' = ''): StoryObj => ({
  loaders: [stage({ prepare })],
  render: (_, { loaded }) => html`<corridor-provider .corridor=${stageOf(loaded).corridor}><file-browser dir=${frame === 'rtl' ? 'rtl' : 'ltr'} scope=${look.scope ?? 'all'} layout=${look.layout ?? 'list'} channel-id=${look.channelId ? stageOf(loaded).channels.purchasing : ''} style=${`height: 460px; ${frame === 'narrow' ? 'width: 320px' : ''}`}></file-browser></corridor-provider>`,
  play: async ({ canvasElement, loaded }) => {
    const root = await soon(() => canvasElement.querySelector('file-browser')?.shadowRoot);
    await act?.(root, stageOf(loaded));
  },
});
const rows = (root: ShadowRoot) => soon(() => root.querySelector<HTMLElement>('[data-id]'));
const pictures = (root: ShadowRoot) => soon(() => root.querySelector<HTMLImageElement>('img'));
const choose = async (root: ShadowRoot, name: string) => (await soon(() => [...root.querySelectorAll<HTMLElement>('[data-id]')].find(({ textContent }) => textContent?.includes(name)))).click();

export default { title: 'Files/Browser', component: 'file-browser', parameters: { layout: 'fullscreen' } } satisfies Meta;

export const List = story(many, {}, pictures);
export const Pictures = story(many, { layout: 'grid' }, pictures);
export const MyFolders = story(many, { scope: 'mine' }, rows);
export const OfAConversation = story(many, { channelId: 'purchasing' }, rows);
export const Chosen = story(many, {}, async (root) => { await choose(root, 'Contract'); await soon(() => root.querySelector('.chosen')); });
export const Details = story(many, {}, async (root) => {
  await choose(root, 'Contract');
  (await soon(() => root.querySelector<HTMLElement>('.chosen [aria-label="Details"]'))).click();
  await soon(() => root.querySelector('file-details')?.shadowRoot?.querySelector('dl'));
});
export const Renaming = story(many, {}, async (root) => {
  await choose(root, 'Contract');
  (await soon(() => root.querySelector<HTMLElement>('.chosen [aria-label="Rename"]'))).click();
  await soon(() => root.querySelector('.naming'));
});
export const Sharing = story(many, {}, async (root, { channels, server }) => {
  await choose(root, 'Contract');
  const fileId = (await soon(() => root.querySelector<HTMLElement>('[aria-selected=true]'))).dataset['id']!;
  await server.request('ada', 'files.share', { fileId, grants: [{ kind: 'user', id: 'ben', level: 'edit' }, { kind: 'channel', id: channels.purchasing, level: 'view' }] });
  await server.request('ada', 'files.createLink', { fileId, expiresAt: new Date(Date.now() + 86_400_000).toISOString(), password: 'long enough', mostDownloads: 5 });
  (await soon(() => root.querySelector<HTMLElement>('.chosen [aria-label="Share"]'))).click();
  await soon(() => root.querySelector('file-share')?.shadowRoot?.querySelector('[part=grant]'));
});
export const Empty = story(() => undefined, {}, (root) => soon(() => root.querySelector('.state')));
export const NothingFound = story(many, {}, async (root) => {
  await rows(root);
  const field = root.querySelector<HTMLInputElement>('.find')!;
  field.value = 'nowhere';
  field.dispatchEvent(new Event('input'));
  await soon(() => root.querySelector('.state'));
});
export const Deleted = story(async (made) => { await many(made); const { items } = await made.server.request('ada', 'files.list', { scope: 'mine' }); await made.server.request('ada', 'files.delete', { fileId: items[0]!.id }); }, { scope: 'deleted' }, rows);
export const Loading = story(({ corridor }) => { corridor.files.list = never; });
export const Offline = story(({ line }) => { line.goOffline(); }, {}, (root) => soon(() => root.querySelector('[role=alert]')));
export const InQuarantine = story(async (made) => {
  await many(made);
  const { list } = made.corridor.files;
  made.corridor.files.list = async (input) => { const page = await list(input); return { ...page, items: page.items.map((file, index) => ({ ...file, state: index === 1 ? 'quarantined' as const : index === 2 ? 'checking' as const : file.state })) }; };
}, {}, rows);
const tagged = async (made: Stage) => { await many(made); const { items } = await made.server.request('ada', 'files.list', { scope: 'mine' }); for (const { id } of items.slice(0, 2)) await made.server.request('ada', 'files.update', { fileId: id, tags: ['2026', 'hall 3'] }); };
const offers = (by: 'person' | 'tag', value?: string) => async (root: ShadowRoot) => {
  await rows(root);
  root.querySelector<HTMLElement>('.filter')!.click();
  const part = (await soon(() => root.querySelector(`file-narrow[by=${by}]`)?.shadowRoot));
  (await soon(() => part.querySelector<HTMLElement>('.opener'))).click();
  const option = await soon(() => part.querySelector<HTMLElement>('[role=option]'));
  if (!value) return;
  option.click();
  await soon(() => part.querySelector('.clear'));
};
export const People = story(tagged, {}, offers('person'));
export const Tags = story(tagged, {}, offers('tag'), 'narrow');
export const OneTag = story(tagged, {}, offers('tag', '2026'));
export const TagsRightToLeft = story(tagged, {}, offers('tag'), 'rtl');
export const Narrow = story(many, {}, pictures, 'narrow');
export const RightToLeft = story(many, {}, pictures, 'rtl');
const harmful = async ({ server }: Stage) => { for (const [user, name] of [['ben', 'eicar invoice.txt'], ['ada', 'eicar.txt'], ['ada', 'eicar drawings of all profiles, as the supplier sent them in October.txt']] as const) await server.putFile(user, named(text('harm'), name)); };
const kept = (root: ShadowRoot) => soon(() => root.querySelector('file-quarantine')?.shadowRoot?.querySelector('li, .state'));
export const OwnQuarantine = story(harmful, { scope: 'quarantine' }, kept);
export const OwnQuarantineNarrow = story(harmful, { scope: 'quarantine' }, kept, 'narrow');
export const QuarantineEmpty = story(() => undefined, { scope: 'quarantine' }, kept);
/** As an administrator sees it. */
const ofAll = (act?: (root: ShadowRoot) => unknown): StoryObj => ({
  ...story(harmful, { scope: 'quarantine' }, async (root) => { await kept(root); await act?.(root); }),
  loaders: [stage({ as: { id: 'ada', roles: ['admin'] }, prepare: harmful })],
});
const ask = (label: string) => async (root: ShadowRoot) => {
  const list = (await soon(() => root.querySelector('file-quarantine')?.shadowRoot));
  (await soon(() => list.querySelector<HTMLElement>(`[aria-label^="${label} eicar"]`))).click();
  await soon(() => list.querySelector('dialog[open]'));
};
export const QuarantineOfAll = ofAll();
export const QuarantineRelease = ofAll(ask('Release'));
export const QuarantineDestroy = ofAll(ask('Delete'));

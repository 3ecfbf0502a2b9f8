// Above the files: where one is, what narrows them, what is done with those that are chosen.
import type { FileFolder, FileKind } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatNumber, msg, plural, str } from '../base/localisation.ts';
import type { Entry } from './file-browser.rows.ts';
import './file-narrow.ts';
import type { FileOrder, FileQuery, FileScope } from './file-listing.ts';
import { kindName } from './file-words.ts';

const kinds: readonly FileKind[] = ['image', 'video', 'audio', 'document', 'spreadsheet', 'presentation', 'archive', 'code', 'text', 'other'];

export const scopeName = (scope: FileScope): string =>
  ({ all: msg('All files'), mine: msg('My files'), shared: msg('Shared with me'), organisation: msg('Organisation'), favourites: msg('Favourites'), deleted: msg('Deleted'), quarantine: msg('Quarantine') })[scope];

export function renderPath(scope: FileScope, isOfChannel: boolean, path: readonly FileFolder[], open: (folderId: string | undefined) => void): TemplateResult {
  const root = isOfChannel && scope === 'all' ? msg('Files') : scopeName(scope);
  if (!path.length) return html`<div class="path"><h2>${root}</h2></div>`;
  return html`<nav class="path" aria-label=${msg('Folder')}><button class="link" type="button" data-drop="" @click=${() => open(undefined)}>${root}</button>
    ${path.map((folder, index) => html`${icon(shapes.chevronRight, 'directed')}${index === path.length - 1 ? html`<h2 class="cut" dir="auto" aria-current="page">${folder.name}</h2>` : html`<button class="link" type="button" data-drop=${folder.id} @click=${() => open(folder.id)}>${folder.name}</button>`}`)}</nav>`;
}

interface FilterView { query: FileQuery; scopes: readonly FileScope[]; /** In a narrow box they stand there when they are asked for. */ isOpen: boolean; set(change: Partial<FileQuery>): void }

const onSelect = (run: (value: string) => void) => (event: Event) => run((event.target as HTMLSelectElement).value);
/** A part's own event, which goes no further. */
const onNarrow = (run: (value: string | undefined) => void) => (event: CustomEvent<{ value: string | undefined }>) => { event.stopPropagation(); run(event.detail.value); };
const option = (value: string, label: string, chosen: string) => html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;

export function renderFilters({ query, scopes, isOpen, set }: FilterView): TemplateResult {
  const { scope } = query;
  return html`<div class="filters" role="group" aria-label=${msg('What is shown')}>
    ${scopes.length > 1 ? html`<div class="scopes">${scopes.map((one) => html`<button type="button" aria-pressed=${one === scope ? 'true' : 'false'} @click=${() => set({ scope: one, folderId: undefined })}>${scopeName(one)}</button>`)}</div>` : nothing}
    ${scope === 'quarantine' ? nothing : html`<div class="narrowing" ?data-open=${isOpen}>${renderNarrowing(query, set)}</div>`}
  </div>`;
}

function renderNarrowing(query: FileQuery, set: FilterView['set']): TemplateResult {
  const { scope, kind = '', days = 0, order, tag, ownerId } = query;
  return html`<select aria-label=${msg('Kind')} @change=${onSelect((value) => set({ kind: (value || undefined) as FileKind | undefined }))}>${option('', msg('All kinds'), kind)}${kinds.map((one) => option(one, kindName({ kind: one }), kind))}</select>
    <select aria-label=${msg('Changed')} @change=${onSelect((value) => set({ days: Number(value) || undefined }))}>${option('0', msg('Any time'), String(days))}${option('1', msg('Today'), String(days))}${option('7', msg('Last 7 days'), String(days))}${option('30', msg('Last 30 days'), String(days))}${option('365', msg('Last year'), String(days))}</select>
    <select aria-label=${msg('Order')} @change=${onSelect((value) => set({ order: value as FileOrder }))}>${option('newest', msg('Newest first'), order)}${option('oldest', msg('Oldest first'), order)}${option('name', msg('By name'), order)}${option('largest', msg('Largest first'), order)}</select>
    ${scope === 'deleted' ? nothing : html`${scope === 'mine' ? nothing : html`<file-narrow by="person" .query=${query} .value=${ownerId} @corridor-narrow=${onNarrow((value) => set({ ownerId: value }))}></file-narrow>`}
      <file-narrow by="tag" .query=${query} .value=${tag} @corridor-narrow=${onNarrow((value) => set({ tag: value }))}></file-narrow>`}`;
}

export interface ChosenActs { open(): void; save(): void; share(): void; rename(): void; move(): void; favourite(): void; details(): void; remove(): void; restore(): void; clear(): void }

/** Only what can be done with all that is chosen. */
export function renderChosen(language: string, entries: readonly Entry[], isDeleted: boolean, canMove: boolean, acts: ChosenActs): TemplateResult {
  const count = formatNumber(language, entries.length), [only] = entries.length === 1 ? entries : [], files = entries.filter(({ file }) => file), areFiles = files.length === entries.length;
  const mayEdit = entries.every(({ file }) => !file || file.level === 'edit' || file.level === 'owner'), mayRemove = entries.every(({ file }) => !file || file.level === 'owner'), isGiven = files.every(({ file }) => file!.state === 'ready');
  const act = (name: string, shape: Parameters<typeof icon>[0], run: () => void, keys = '') => html`<button class="icon" type="button" aria-label=${name} title=${name} aria-keyshortcuts=${keys || nothing} @click=${run}>${icon(shape, 'small')}</button>`;
  return html`<div class="chosen" role="toolbar" aria-label=${msg('With what is chosen')}><span role="status">${plural(language, entries.length, { one: str`${count} chosen`, other: str`${count} chosen` })}</span>
    ${isDeleted
      ? html`<button class="button" type="button" @click=${() => acts.restore()}>${icon(shapes.restore, 'small')}${msg('Restore')}</button>`
      : html`${only ? html`<button class="button" type="button" @click=${() => acts.open()}>${msg('Open')}</button>` : nothing}
        ${areFiles && isGiven ? act(msg('Download'), shapes.download, () => acts.save()) : nothing}
        ${only?.file?.level === 'owner' ? act(msg('Share'), shapes.share, () => acts.share()) : nothing}
        ${areFiles ? act(files.every(({ file }) => file!.isFavourite) ? msg('Take from favourites') : msg('Add to favourites'), shapes.star, () => acts.favourite()) : nothing}
        ${only && mayEdit ? act(msg('Rename'), moreIcons.pencil, () => acts.rename(), 'F2') : nothing}
        ${canMove && mayRemove ? act(msg('Move'), shapes.move, () => acts.move()) : nothing}
        ${only?.file ? act(msg('Details'), shapes.info, () => acts.details()) : nothing}
        ${mayRemove ? act(msg('Delete'), moreIcons.trash, () => acts.remove(), 'Delete') : nothing}`}
    ${act(msg('Choose nothing'), moreIcons.x, () => acts.clear(), 'Escape')}
  </div>`;
}

// A file or folder as a row of the list or as a tile.
import type { FileFolder, FileInfo } from '@corridor/sdk';
import { nothing, type TemplateResult } from 'lit';
import { html } from '../base/html.ts';
import * as shapes from '../base/icon-shapes.files.ts';
import * as moreIcons from '../base/icon-shapes.more.ts';
import { icon } from '../base/icons.ts';
import { formatFull, formatShort, msg, str } from '../base/localisation.ts';
import { formatBytes, kindName, nameParts, shapeOf } from './file-words.ts';

/** Either a folder or a file. */
export interface Entry { id: string; folder?: FileFolder; file?: FileInfo }

export interface RowView {
  language: string;
  nameOf(userId: string): string;
  /** Address of a file's small picture, once it is known. */
  pictureOf(file: FileInfo): string | undefined;
  isChosen(id: string): boolean;
  isActive(id: string): boolean;
  /** The field in the place of its name. */
  naming(entry: Entry): TemplateResult | undefined;
}

const words = (name: string) => { const [start, end] = nameParts(name); return html`<span class="words" dir="auto" title=${name}><span class="cut">${start}</span><span>${end}</span></span>`; };

function flag(file: FileInfo): TemplateResult | typeof nothing {
  if (file.state === 'quarantined') return html`<span class="flag danger">${msg('In quarantine')}</span>`;
  return file.state === 'checking' ? html`<span class="flag">${msg('Being checked')}</span>` : nothing;
}

const star = (file: FileInfo | undefined) => (file?.isFavourite ? html`<span class="star" title=${msg('Favourite')}>${icon(shapes.star, 'small')}<span class="hidden-visually">${msg('Favourite')}</span></span>` : nothing);

/** A page has nothing to be seen on it as small as a row is high: there its kind says more. A tile shows it as a sheet. */
const isPage = ({ kind }: FileInfo): boolean => kind !== 'image' && kind !== 'video';

/** For fingers: what opens with a tap is chosen here. */
function renderPick(view: RowView, { id, folder, file }: Entry): TemplateResult {
  const label = msg(str`Choose ${folder?.name ?? file!.name}`);
  return html`<button class="pick" type="button" tabindex="-1" aria-label=${label} aria-pressed=${view.isChosen(id) ? 'true' : 'false'}>${icon(moreIcons.check, 'small')}</button>`;
}

export function renderRow(view: RowView, entry: Entry, index: number): TemplateResult {
  const { folder, file } = entry, { language } = view, picture = file && !isPage(file) ? view.pictureOf(file) : undefined, when = file?.changedAt ?? folder!.createdAt, by = file?.ownerId ?? folder!.ownerId;
  return html`<div class="row" part="row" role="row" draggable="true" data-id=${entry.id} aria-rowindex=${index + 2} aria-selected=${view.isChosen(entry.id) ? 'true' : 'false'} tabindex=${view.isActive(entry.id) ? 0 : -1}>
    <span class="name" role="gridcell">${picture ? html`<img class="miniature" src=${picture} alt="" loading="lazy" draggable="false" />` : icon(file ? shapeOf(file) : shapes.folder)}
      ${view.naming(entry) ?? words(folder?.name ?? file!.name)}<span class="hidden-visually">${file ? kindName(file) : msg('Folder')}</span>${star(file)}${file ? flag(file) : nothing}${renderPick(view, entry)}</span>
    <span class="meta cut owner" role="gridcell" dir="auto">${by ? view.nameOf(by) : ''}</span>
    <span class="meta changed" role="gridcell" title=${formatFull(language, when)}>${formatShort(language, when)}</span>
    <span class="meta figure" role="gridcell">${file ? formatBytes(language, file.bytes) : ''}</span>
  </div>`;
}

export function renderTile(view: RowView, entry: Entry): TemplateResult {
  const { folder, file } = entry, picture = file && view.pictureOf(file);
  return html`<div class="tile" part="row" role="gridcell" draggable="true" data-id=${entry.id} aria-selected=${view.isChosen(entry.id) ? 'true' : 'false'} tabindex=${view.isActive(entry.id) ? 0 : -1}>
    <span class="picture">${picture ? html`<img class=${isPage(file) && file.kind !== 'audio' ? 'page' : ''} src=${picture} alt="" loading="lazy" draggable="false" />` : icon(file ? shapeOf(file) : shapes.folder)}</span>
    <span class="name">${view.naming(entry) ?? words(folder?.name ?? file!.name)}${star(file)}${renderPick(view, entry)}</span>
    <span class="meta cut">${file ? html`<span class="hidden-visually">${kindName(file)} </span>${formatBytes(view.language, file.bytes)}` : msg('Folder')} ${file ? flag(file) : nothing}</span>
  </div>`;
}

export const renderHead = (): TemplateResult => html`<div class="row head" role="row" aria-rowindex="1"><span role="columnheader">${msg('Name')}</span><span class="owner" role="columnheader">${msg('Owner')}</span><span class="changed" role="columnheader">${msg('Changed')}</span><span class="figure" role="columnheader">${msg('Size')}</span></div>`;
